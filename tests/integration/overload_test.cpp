// The real server with few file descriptors: newcomers are told when to come back, those who are in go on, and room that is made is used.
#include "tests/support/chat_client.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Two who are in and talk.
class conversation {
public:
    explicit conversation(std::uint16_t port) : ada_(port), bob_(port)
    {
        REQUIRE_THAT(ada_.enter("Ada"), Contains("\"ok\":"));
        REQUIRE_THAT(bob_.enter("Bob"), Contains("\"ok\":"));
    }

    bool goes_on()
    {
        const auto text = fmt::format("still here {}", ++said_);
        const auto answer =
            ada_.ask(fmt::format(R"("do":"post","room":"lobby","key":"overload-{:08}","text":"{}")", said_, text));
        if (answer.find("\"ok\":") == std::string::npos)
            return false;
        for (auto heard = bob_.next(); heard; heard = bob_.next())
            if (heard->find(text) != std::string::npos)
                return true;
        return false;
    }

private:
    chat_client ada_;
    chat_client bob_;
    int said_ = 0;
};

} // namespace

TEST_CASE(
    "a server with few descriptors serves as many as they allow, tells the others when to come back, and takes them in later",
    "[overload]")
{
    const scratch_folder folder;
    constexpr std::size_t files = 160;
    server_process server(folder / "data", {"--unlimited", "--cores", "2"});
    server.allow_open_files(files);
    server.start();
    const auto allowed = static_cast<std::size_t>(server.metric("hallway_connections_max"));
    REQUIRE(allowed >= 20);
    REQUIRE(allowed < files);
    conversation inside(server.port());

    std::vector<chat_client> crowd;
    while (crowd.size() < files) {
        chat_client one(server.port());
        if (!one.is_open()) {
            CHECK_THAT(one.head(), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: "));
            break;
        }
        one.enter(fmt::format("Guest {}", crowd.size()));
        crowd.push_back(std::move(one));
    }
    CHECK(crowd.size() + 2 == allowed);

    // A crowd knocks and stays: most are told, some are just closed, nobody gets in, nobody inside is hurt.
    std::size_t told = 0;
    std::vector<client_socket> knocking;
    for (int i = 0; i < 100; ++i)
        knocking.emplace_back(server.port());
    CHECK(inside.goes_on());
    for (auto& each : knocking) {
        const auto words = each.read_all();
        told += words.starts_with("HTTP/1.1 503 ") ? 1 : 0;
        CHECK((words.empty() || words.starts_with("HTTP/1.1 503 ")));
        CHECK(each.is_closed());
    }
    CHECK(told > 0);
    CHECK(inside.goes_on());

    knocking.clear();
    for (int i = 0; i < 5; ++i)
        crowd.pop_back();
    CHECK(eventually([&] { return chat_client(server.port()).is_open(); }));
    CHECK(inside.goes_on());
    CHECK(server.stop() == 0);
}

#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define WITHOUT_DESCRIPTORS                                                                                                      \
    "[!hide]" // the sanitizer of the server looks at memory through a pipe of its own, and would report that it has none
#endif
#endif
#ifndef WITHOUT_DESCRIPTORS
#define WITHOUT_DESCRIPTORS "[overload]"
#endif

TEST_CASE(
    "a server whose descriptors are taken away tells newcomers when to come back, and goes on when it has them again",
    WITHOUT_DESCRIPTORS)
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited", "--cores", "2"});
    server.start();
    conversation inside(server.port());
    rlimit usual{};
    REQUIRE(::prlimit(server.pid(), RLIMIT_NOFILE, nullptr, &usual) == 0);
    const rlimit none{server.open_files(), usual.rlim_max};
    REQUIRE(::prlimit(server.pid(), RLIMIT_NOFILE, &none, nullptr) == 0);

    std::vector<chat_client> fillers; // of the few numbers below it that are free
    while (fillers.size() < 64) {
        chat_client one(server.port());
        if (!one.is_open())
            break;
        fillers.push_back(std::move(one));
    }
    REQUIRE(fillers.size() < 64);
    // Who is turned away gives its descriptor back, and for a moment somebody else may have it: most are told, and nobody is left without an answer.
    std::vector<client_socket> let_in;
    std::size_t told = 0;
    while (told < 5 && let_in.size() < 64) {
        client_socket late(server.port());
        late.send(upgrade_request());
        const auto answer = late.read_all();
        if (answer.starts_with("HTTP/1.1 101 ")) {
            let_in.push_back(std::move(late));
            continue;
        }
        CHECK_THAT(answer, StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: "));
        CHECK(late.is_closed());
        ++told;
    }
    CHECK(told == 5);
    CHECK(inside.goes_on());

    REQUIRE(::prlimit(server.pid(), RLIMIT_NOFILE, &usual, nullptr) == 0);
    CHECK(eventually([&] { return chat_client(server.port()).is_open(); }));
    CHECK(server.metric("hallway_accept_pauses_total") > 0);
    CHECK(inside.goes_on());
    CHECK(server.stop() == 0);
}

TEST_CASE(
    "a server that uses more memory than it may lets nobody into rooms, says when to try again, and is unready", "[overload]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--memory", "1"}); // it uses more before anybody comes
    server.start();
    chat_client client(server.port());
    const auto refused = client.enter("Ada");
    CHECK_THAT(
        refused, Contains(R"("code":"unavailable")") && Contains(R"("retryable":true)") && Contains(R"("retry_after_ms":)"));
    CHECK_THAT(client.ask(R"("do":"ping")"), Contains("\"ok\":"));
    client_socket asking(server.port());
    asking.send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    CHECK_THAT(asking.read_all(), StartsWith("HTTP/1.1 503 ") && Contains("Memory is short"));
    CHECK(server.metric("hallway_memory_budget_bytes") == 1'048'576);
    CHECK(server.metric("hallway_memory_used_bytes") > 1'048'576);
    CHECK(server.stop() == 0);
}
