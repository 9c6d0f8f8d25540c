// People come and go in every way there is, very often; what the server holds for them afterwards is what it held before.
#include "tests/support/chat_client.hpp"
#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <poll.h>

using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_memory_comparable = false; // the server is built likewise, and keeps what it frees
#else
constexpr bool is_memory_comparable = true;
#endif
#else
constexpr bool is_memory_comparable = true;
#endif

const std::string hello_and_join =
    client_text("{\"id\":1,\"do\":\"hello\",\"name\":\"Guest\"}\n{\"id\":2,\"do\":\"join\",\"room\":\"lobby\"}");

std::string source_of(std::size_t number) { return fmt::format("127.0.0.{}", 2 + number % 64); } // each has ports of its own

/// One visit. How it ends is drawn by its number.
void visit(std::uint16_t port, std::size_t number)
{
    client_socket one(port, 0, source_of(number));
    const auto come_in = [&] {
        one.send(upgrade_request() + hello_and_join);
        return one.read_until("{\"re\":2,\"ok\":").ends_with("{\"re\":2,\"ok\":");
    };
    switch (number % 8) {
    case 0: // politely
        REQUIRE(come_in());
        one.send(client_close(1000));
        one.read_all();
        break;
    case 1: // a reset in the middle of everything
    case 2:
    case 3: REQUIRE(come_in()); break;
    case 4: // says that it has said all, and stays until the server ends it
        REQUIRE(come_in());
        one.finish_sending();
        one.read_all();
        break;
    case 5: // gives up in the handshake
        one.send("GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr");
        break;
    case 6: // in the middle of a message
        one.send(upgrade_request() + hello_and_join.substr(0, hello_and_join.size() / 2));
        one.read_until("\r\n\r\n");
        break;
    case 7: break; // at once
    }
    one.reset(); // so that no port waits for its time to pass
}

struct holding {
    double files = 0;
    double memory = 0;
    double connections = 0;
    double sessions = 0;
    double seats = 0;
};

/// When nobody is there any more.
holding holding_of(const server_process& server)
{
    const auto is_alone = [&] { return server.metric("hallway_connections") == 1; }; // the one that asks
    CHECK(
        eventually([&] { return is_alone() && server.metric("hallway_seats") == 0 && server.metric("hallway_sessions") == 0; }));
    holding out;
    // The least of some looks: what asked for the metrics is being closed.
    out.files = static_cast<double>(server.open_files());
    for (int look = 0; look < 20; ++look) {
        ::poll(nullptr, 0, 5);
        out.files = std::min(out.files, static_cast<double>(server.open_files()));
    }
    out.memory = static_cast<double>(server.resident_bytes());
    out.connections = server.metric("hallway_connections");
    out.sessions = server.metric("hallway_sessions");
    out.seats = server.metric("hallway_seats");
    return out;
}

} // namespace

TEST_CASE("people who come and go leave nothing behind", "[churn]")
{
    const std::size_t visits = is_long_run() ? 500'000 : 2'000;
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();

    const auto begun = std::chrono::steady_clock::now();
    std::size_t done = 0;
    const auto until = [&](std::size_t number) {
        for (; done < number; ++done) {
            visit(server.port(), done);
            if (visits > 10'000 && done % 50'000 == 0)
                fmt::print(stderr, "{} of {} visits\n", done, visits);
        }
        return holding_of(server);
    };
    until(visits / 5); // warm: what is kept for the next ones is there
    const auto first = until(visits * 3 / 5);
    const auto second = until(visits);
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    fmt::print(
        stderr, "figures: {} visits in {:.1f} s, {:.0f} a second; files {} and {}, resident {:.1f} and {:.1f} MiB\n", visits,
        seconds, static_cast<double>(visits) / seconds, first.files, second.files, first.memory / 1'048'576,
        second.memory / 1'048'576);

    CHECK(second.files <= first.files);
    CHECK(second.connections == first.connections);
    CHECK(second.sessions == 0);
    CHECK(second.seats == 0);
    if (is_memory_comparable)
        CHECK(second.memory <= first.memory * 1.05);
    CHECK(server.stop() == 0);
}

TEST_CASE("people who vanish without a word are let go in the end", "[.long][churn]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    const auto before = holding_of(server);
    std::vector<client_socket> vanished; // open here, and never read or written again: to the server, as if a cable was pulled
    for (std::size_t i = 0; i < 200; ++i) {
        vanished.emplace_back(server.port());
        if (i % 2 == 0) {
            vanished.back().send(upgrade_request() + hello_and_join);
            vanished.back().read_until("{\"re\":2,\"ok\":");
        }
    }
    const auto until = std::chrono::steady_clock::now() + 90s;
    while (server.metric("hallway_connections") > 1 && std::chrono::steady_clock::now() < until) {}
    const auto after = holding_of(server);
    CHECK(after.files == before.files);
    CHECK(after.sessions == 0);
    CHECK(after.seats == 0);
    CHECK(server.stop() == 0);
}
