// The real server is asked to end: who is told what and when, and that nothing that was answered is missing afterwards.
#include "tests/support/chat_client.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>

using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;
using nlohmann::json;

namespace {

/// Posts until it is sent away.
struct writer {
    std::vector<std::string> acknowledged; // their texts
    std::uint16_t close_code = 0;
    std::string close_reason;
};

void write_until_sent_away(std::uint16_t port, int number, writer& became, std::atomic<int>& acknowledged)
{
    chat_client client(port);
    client.socket().patience = 20s;
    client.enter(fmt::format("Writer {}", number));
    for (int post = 0;; ++post) {
        const auto text = fmt::format("writer {} post {}", number, post);
        const auto answer = client.ask(
            fmt::format(R"("do":"post","room":"lobby","key":"drain-key-{:04}-{:06}","text":"{}")", number, post, text));
        if (answer.find("\"ok\":") != std::string::npos) {
            became.acknowledged.push_back(text);
            ++acknowledged;
        }
        if (client.close_code() != 0 || answer.empty())
            break;
    }
    client.read_to_the_end();
    became.close_code = client.close_code();
    became.close_reason = client.close_reason();
}

/// How often each text stands in the lobby, read page by page.
std::map<std::string, int> texts_in_lobby(std::uint16_t port)
{
    chat_client reader(port);
    reader.enter("Reader");
    std::map<std::string, int> found;
    for (std::uint64_t after = 0;;) {
        const auto page =
            json::parse(reader.ask(fmt::format(R"("do":"history","room":"lobby","after":{},"limit":300)", after)))["ok"];
        for (const auto& row : page["events"])
            ++found[row["text"].get<std::string>()];
        if (!page.contains("after"))
            return found;
        after = page["after"].get<std::uint64_t>();
    }
}

std::string readiness(std::uint16_t port)
{
    client_socket client(port);
    client.send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    return client.read_all();
}

/// Writers, a signal while they write, one more if `twice`; then everything that was acknowledged stands there once.
void end_under_load(server_process& server, bool is_asked_twice, std::string_view reason)
{
    server.start();
    std::vector<writer> writers(8);
    std::atomic<int> acknowledged{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < writers.size(); ++i)
        threads.emplace_back([&, i] { write_until_sent_away(server.port(), static_cast<int>(i), writers[i], acknowledged); });
    const auto wait_for = [&](int posts) {
        for (int patience = 0; acknowledged < posts && patience < 2'000; ++patience)
            ::poll(nullptr, 0, 5);
    };
    wait_for(100);
    ::kill(server.pid(), SIGTERM);
    std::string unready;
    for (int patience = 0; patience < 200 && !unready.starts_with("HTTP/1.1 503"); ++patience)
        unready = readiness(server.port());
    CHECK_THAT(unready, StartsWith("HTTP/1.1 503 ") && Contains("stopping"));
    const int before = acknowledged;
    wait_for(before + 20); // in the grace all goes on
    CHECK(acknowledged >= before + 20);
    if (is_asked_twice)
        ::kill(server.pid(), SIGTERM);
    CHECK(server.wait(25s) == 0);
    for (auto& each : threads)
        each.join();

    server.start();
    const auto stored = texts_in_lobby(server.port());
    for (const auto& each : writers) {
        CHECK(each.close_code == 4001);
        CHECK(each.close_reason == reason);
        for (const auto& text : each.acknowledged) {
            const auto at = stored.find(text);
            CHECK((at != stored.end() && at->second == 1));
        }
    }
}

} // namespace

TEST_CASE("SIGTERM under load: unready at once, a grace, everybody sent away, and every answered post is stored once", "[drain]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited", "--drain-grace", "1s", "--drain-window", "1s"});
    end_under_load(server, false, "1000");
}

TEST_CASE("a second SIGTERM skips the grace and the window, and still every answered post is stored once", "[drain]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited", "--drain-grace", "10min", "--drain-window", "10min"});
    end_under_load(server, true, "600000");
}

TEST_CASE("with nobody there a server ends at once", "[drain]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--drain-grace", "10min", "--drain-window", "10min"});
    server.start();
    ::kill(server.pid(), SIGTERM);
    CHECK(server.wait(20s) == 0);
}
