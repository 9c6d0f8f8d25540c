// Who writes for the first time: their name is known wherever what they wrote is told.
#include "tests/simulation/small_node.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

/// Both in the lobby, each on a core of their own.
struct pair_of_people {
    explicit pair_of_people(small_node& in) : writer(in, 0), reader(in, 1)
    {
        REQUIRE(writer.ask(join{"lobby", std::nullopt}) == "ok");
        REQUIRE(reader.ask(join{"lobby", std::nullopt}) == "ok");
    }

    talker writer;
    talker reader;
};

hallway::post words(int number) { return {"lobby", "a-key-of-words-" + std::to_string(number), "words", std::nullopt}; }

} // namespace

TEST_CASE("the first thing that somebody writes is told under their name", "[names]")
{
    small_node node(true, narrow_mailbox());
    pair_of_people they(node);
    talker newcomer(node, 0);
    REQUIRE(newcomer.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(they.writer.ask(words(0)) == "ok");

    SECTION("on a core that hears of it at once") { CHECK(newcomer.ask(words(1)) == "ok"); }
    SECTION("on a core that is behind, in the space's log and in the room's")
    {
        they.writer.say(words(2)); // fills the other core's mailbox
        node.settle_first();
        newcomer.say(words(1));
        node.settle_first();
        node.settle();
        CHECK(newcomer.answer() == "ok");
    }
    SECTION("on a core that is behind in the space's log, and not in the room's")
    {
        they.writer.say(words(2));
        node.settle_first();
        node.keeper.hold_appends_after(1); // the name, and not yet what is written under it
        newcomer.say(words(1));
        node.settle_first();
        // The other core has taken what waited, and has not been caught up when the post is committed.
        node.keeper.let_appends_go();
        node.turns[1].run_until_idle();
        node.settle();
        CHECK(newcomer.answer() == "ok");
    }
    SECTION("on a core where somebody looks back before it has caught up")
    {
        talker another(node, 0);
        talker third(node, 0);
        they.writer.say(words(2));
        node.settle_first();
        for (auto* who : {&newcomer, &another, &third}) {
            who->say(join{"lobby", std::nullopt});
            who->say(words(1));
        }
        they.reader.say(history{"lobby", before_offset{1'000}, 10});
        node.settle_first();
        node.settle();
        CHECK(third.answer() == "ok");
        CHECK(they.reader.answer() == "ok");
    }
    std::size_t told = 0;
    for (const auto& each : they.reader.told) {
        if (each.ev == "message")
            ++told;
        if (each.ev == "message")
            CHECK(each.from.name == "Ada");
        for (const auto& row : each.events)
            CHECK(row.from.name == "Ada");
    }
    CHECK(told > 0);
}

TEST_CASE("what somebody writes whose name could not be kept is refused, and may be sent again", "[names]")
{
    small_node node;
    pair_of_people they(node);
    node.keeper.appends_unanswered = 1;
    CHECK(they.writer.ask(words(1)) == "unavailable");
    CHECK(node.events().empty());
    CHECK(they.writer.ask(words(1)) == "ok");
    REQUIRE(they.reader.told_at(1) != nullptr);
    CHECK(they.reader.told_at(1)->from.name == "Ada");
}

TEST_CASE("what a newcomer writes at once is stored in its order", "[names]")
{
    small_node node;
    pair_of_people they(node);
    for (int i = 1; i <= 5; ++i)
        they.writer.say(words(i));
    node.settle();
    for (std::uint64_t i = 1; i <= 5; ++i) {
        REQUIRE(they.writer.told_at(i) != nullptr);
        CHECK(they.writer.told_at(i)->key == words(static_cast<int>(i)).key);
    }
}

TEST_CASE("a newcomer's first post costs one permit of flood control", "[names]")
{
    small_node node(false);
    pair_of_people they(node);
    for (int i = 1; i <= limits::flood_burst; ++i)
        CHECK(they.writer.ask(words(i)) == "ok");
    CHECK(they.writer.ask(words(0)) == "rate_limited");
}
