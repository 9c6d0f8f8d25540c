// The client of Redis against one that answers slowly, wrongly, too much or never.
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_asker.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

using words = std::vector<std::string>;

/// Prepares every client well, and answers what it asks then by `act`.
scripted_redis::actor well_until_ready(std::function<std::string(const words&, int)> act)
{
    return [act = std::move(act)](const words& asked, int connection) {
        const auto prepared = scripted_redis::preparation(asked, connection);
        return prepared.empty() ? act(asked, connection) : prepared;
    };
}

} // namespace

TEST_CASE("answers that come byte for byte are answers", "[redis]")
{
    scripted_redis server(
        well_until_ready([](const words& asked, int) {
            return "*2\r\n$4\r\necho\r\n$" + std::to_string(asked[1].size()) + "\r\n" + asked[1] + "\r\n";
        }),
        1);
    redis_asker client(hasty_settings(server.address()));
    auto first = client.send({"ECHO", "one"});
    auto second = client.send({"ECHO", "two"});

    CHECK(said(first.get()) == "[echo one]");
    CHECK(said(second.get()) == "[echo two]");
}

TEST_CASE("after anything that is no answer the connection is made anew, and what was sent is unknown", "[redis]")
{
    const std::string wrong = GENERATE(
        std::string("HTTP/1.1 200 OK\r\n\r\n"), std::string("$288230376151711744\r\nx"), std::string("*2147483647\r\n"),
        std::string("$-5\r\n"), std::string(scripted_redis::hang_up),
        std::string("+OK\r\n+OK\r\n+OK\r\n"), // two nobody asked for
        std::string("-LOADING Redis is loading the dataset in memory\r\n"),
        std::string("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"));
    INFO(wrong);
    scripted_redis server(well_until_ready([wrong](const words& asked, int connection) {
        return connection == 1 ? wrong : "+" + asked[0] + " over " + std::to_string(connection) + "\r\n";
    }));
    redis_asker client(hasty_settings(server.address()));

    const auto answer = said(client.ask({"FIRST"}));
    CHECK((answer == "!unknown" || answer == "OK" || answer == "!loading"));
    CHECK(eventually([&] { return client.connections() == 2; }));
    CHECK(said(client.ask({"SECOND"})) == "SECOND over 2");
    CHECK(client.losses().size() == 1);
}

TEST_CASE("a server that never answers is tried again, with pauses, and nobody waits for ever", "[redis]")
{
    scripted_redis server([](const words&, int) { return ""; });
    auto settings = hasty_settings(server.address());
    settings.answer_patience = 100ms;
    settings.connection_patience = 500ms;
    redis_asker client(settings);

    CHECK(said(client.ask({"PING"})) == "!away");
    CHECK(eventually([&] { return server.connections() >= 3; }));
    CHECK_FALSE(client.is_ready());
}

TEST_CASE("a server that refuses everything is not asked without a pause", "[redis]")
{
    scripted_redis server([](const words&, int) { return scripted_redis::hang_up; });
    auto settings = hasty_settings(server.address());
    settings.link.pause_least = 100ms;
    settings.link.pause_most = 400ms;
    settings.connection_patience = 1'000ms;
    redis_asker client(settings);

    CHECK(said(client.ask({"PING"})) == "!away");
    CHECK(server.connections() >= 2);
    CHECK(server.connections() < 40); // without pauses it would be thousands
}

TEST_CASE("before anything else over a new connection Redis is asked to forget the one that was lost", "[redis]")
{
    std::vector<std::string> heard; // by the server's thread, read when it is gone
    {
        scripted_redis server([&heard](const words& asked, int connection) {
            if (asked[0] != "SCRIPT")
                heard.push_back(
                    std::to_string(connection) + ": " + asked[0] + (asked.size() > 3 ? " " + asked[1] + " " + asked[3] : ""));
            const auto prepared = scripted_redis::preparation(asked, connection);
            return !prepared.empty() ? prepared : connection == 1 ? scripted_redis::hang_up : std::string("+OK\r\n");
        });
        redis_asker client(hasty_settings(server.address()));
        CHECK(said(client.ask({"FIRST"})) == "!unknown");
        CHECK(said(client.ask({"SECOND"})) == "OK");
    }
    CHECK(
        heard ==
        std::vector<std::string>{
            "1: INFO", "1: CLIENT", "1: INFO", "1: FIRST", "2: INFO", "2: CLIENT KILL 41", "2: CLIENT", "2: INFO", "2: SECOND"});
}

TEST_CASE(
    "what only reads is asked once more when its connection ends, before what comes later, and what writes is not", "[redis]")
{
    const int ends = GENERATE(1, 2); // connections that end instead of an answer
    INFO(ends);
    std::vector<std::string> heard; // by the server's thread, read when it is gone
    {
        scripted_redis server(well_until_ready([&](const words& asked, int connection) {
            heard.push_back(std::to_string(connection) + ": " + asked[0]);
            return connection <= ends ? scripted_redis::hang_up : "+" + asked[0] + "\r\n";
        }));
        redis_asker client(hasty_settings(server.address()));
        redis_question reading;
        reading.words = {"READ"};
        reading.is_reading = true;
        auto written = client.send({"WRITE"});
        auto read = client.put(reading);
        CHECK(said(written.get()) == "!unknown");
        CHECK(said(read.get()) == (ends == 1 ? "READ" : "!unknown"));
        CHECK(said(client.ask({"LATER"})) == "LATER");
    }
    CHECK(heard == (ends == 1 ? words{"1: WRITE", "2: READ", "2: LATER"} : words{"1: WRITE", "2: READ", "3: LATER"}));
}

TEST_CASE("what was asked for before the end is answered, and what comes after it is refused", "[redis]")
{
    scripted_redis server(well_until_ready([](const words&, int) { return "+OK\r\n"; }));
    std::future<redis_answer> before;
    {
        redis_asker client(hasty_settings(server.address()));
        before = client.send({"BEFORE"});
    }
    CHECK(said(before.get()) == "OK");
}
