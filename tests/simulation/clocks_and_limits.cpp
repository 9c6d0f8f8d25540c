// One session's limits, and a wall clock that jumps, on clocks that the test turns.
#include "tests/simulation/small_node.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

constexpr std::array jumps{1h, -2h, 1h, 24h, -25h, 1h};

} // namespace

TEST_CASE("a wall clock that jumps changes no order, and takes no time back", "[clock]")
{
    small_node node(true);
    talker ada(node, 0);
    talker bob(node, 1);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
    for (const auto by : jumps) {
        for (auto* const who : {&ada, &bob}) {
            CHECK(who->post_something() == "ok");
            node.advance(1ms);
        }
        node.jump(by);
    }
    CHECK(ada.post_something() == "ok");

    for (const auto* const who : {&ada, &bob}) {
        std::uint64_t offset = 0;
        time_point at{};
        for (const auto& each : who->told) {
            if (each.ev != "message")
                continue;
            CHECK(each.offset == ++offset);
            CHECK(*each.at >= at);
            at = *each.at;
        }
        CHECK(offset == 2 * jumps.size() + 1);
    }
}

TEST_CASE("a wall clock that jumps neither grants nor takes what flood control allows", "[clock]")
{
    small_node node(false);
    talker ada(node, 0);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    for (int i = 0; i < limits::flood_burst; ++i)
        CHECK(ada.post_something() == "ok");
    for (int i = 0; i < limits::pings_per_second_max; ++i)
        CHECK(ada.ask(ping{}) == "ok");
    for (const auto by : jumps) {
        node.jump(by);
        CHECK(ada.post_something() == "rate_limited");
        CHECK(ada.told.back().error.retry_after == limits::flood_refill);
        CHECK(ada.ask(ping{}) == "rate_limited");
    }
    node.advance(limits::flood_refill);
    CHECK(ada.post_something() == "ok");
    CHECK(ada.ask(ping{}) == "ok");
}

TEST_CASE("who pings too often is refused, forgiven after a second of rest, and closed with 4029 if he goes on", "[limits]")
{
    small_node node(true);
    talker ada(node, 0);
    const auto is_websocket = GENERATE(false, true);
    const auto ping_once = [&] {
        if (!is_websocket)
            return ada.ask(ping{});
        const auto told = ada.told.size();
        ada.seat().pinged();
        return ada.told.size() == told ? std::string("ok") : std::string(code_of(ada.told.back().error.code));
    };
    for (int second = 0; second < 5; ++second) {
        for (int i = 0; i < limits::pings_per_second_max; ++i)
            CHECK(ping_once() == "ok");
        for (int i = 0; i < limits::pings_per_second_max; ++i)
            CHECK(ping_once() == "rate_limited");
        CHECK_FALSE(ada.closed);
        node.advance(1s);
    }
    for (int i = 0; i < 2 * limits::pings_per_second_max; ++i)
        ping_once();
    CHECK_FALSE(ada.closed);
    ping_once();
    CHECK(ada.closed == close_code::rate);
}

TEST_CASE("who has much to read is answered further, and in order, when that is read", "[limits]")
{
    small_node node(true);
    talker ada(node, 0);
    ada.unread = limits::outbox_gap_bytes + 1;
    CHECK(ada.ask(join{"lobby", std::nullopt}) == "none");
    CHECK(ada.post_something() == "none");
    CHECK(ada.ask(ping{}) == "ok");
    ada.unread = 0;
    CHECK(ada.ask(leave{"lobby"}) == "none"); // its turn comes behind the others
    ada.seat().drained();
    node.settle();
    CHECK(ada.answer() == "ok");
    constexpr std::uint64_t count = 5; // hello, join, post, ping, leave
    for (std::uint64_t number = 1; number <= count; ++number)
        CHECK(ada.answer(number) == "ok");
}

TEST_CASE("pages come also if what waited before them is taken at once, and nothing ever says that it is drained", "[limits]")
{
    small_node node(true);
    talker ada(node, 0);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(ada.post_something() == "ok");
    ada.bytes_each = limits::outbox_gap_bytes + 1;
    const history page{"lobby", latest_rows{}, 10};
    const std::vector<std::uint64_t> asked{ada.say(page), ada.say(page), ada.say(page)};
    node.settle();
    for (const auto number : asked)
        CHECK(ada.answer(number) == "ok");
}

TEST_CASE("a session is in 128 rooms at most, also if its core hears of a room late", "[limits]")
{
    small_node node(true);
    talker organiser(node, 0, node.tokens.staff_link(role::organiser, "main"));
    talker ada(node, 1);
    const auto open = [&](const std::string& room) { organiser.say(open_room{room, "a-key-to-open-" + room, ""}); };
    for (std::size_t i = 0; i < limits::rooms_per_session_max; ++i) {
        const auto room = "room-" + std::to_string(i);
        open(room);
        node.settle();
        REQUIRE(ada.ask(join{room, std::nullopt}) == "ok");
    }
    open("known");
    node.settle();
    CHECK(ada.ask(join{"known", std::nullopt}) == "limit_exceeded");

    // Committed, and on its way to the other core, which asks for what is committed by now.
    open("late");
    node.turns[0].run_until_idle();
    REQUIRE(organiser.answer() == "ok");
    REQUIRE(node.at(1).here().find_room("late") == nullptr);
    CHECK(ada.ask(join{"late", std::nullopt}) == "limit_exceeded");
    CHECK(ada.ask(leave{"room-0"}) == "ok");
    CHECK(ada.ask(join{"late", std::nullopt}) == "ok");
}

TEST_CASE(
    "a core that can ask the log service for nothing more says so, and not that a client or a room is from nowhere", "[limits]")
{
    bounds held;
    held.requests_per_core = 8;
    held.mailbox_items = 10;
    held.ring_events = 2;
    small_node node(true, held);
    talker ada(node, 0), bob(node, 1);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(bob.post_something() == "ok");
    const auto epoch = bob.answered(2)->epoch;
    // The other core is behind, and all its requests are under way.
    for (int i = 0; i < 4; ++i) {
        ada.say(hallway::post{"lobby", "a-key-of-many-more-" + std::to_string(i), "more", std::nullopt});
        node.settle_first();
    }
    const auto newest = ada.told.back();
    for (int i = 0; i < 8; ++i)
        bob.say(hallway::post{"lobby", "a-key-of-a-crowd-" + std::to_string(i), "more", std::nullopt});
    const auto again = bob.say(join{"lobby", position{epoch, newest.offset, newest.id}});
    const auto elsewhere = bob.say(join{"nowhere", std::nullopt});
    node.settle();
    CHECK(bob.answer(again) == "unavailable");
    CHECK(bob.answer(elsewhere) == "unavailable");
    node.settle();
    CHECK(bob.ask(join{"lobby", position{epoch, newest.offset, newest.id}}) == "ok");
    CHECK(bob.ask(join{"nowhere", std::nullopt}) == "not_found");
}
