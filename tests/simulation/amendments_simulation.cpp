// What changes write over the log, when, and what a retried change is answered meanwhile: with a store that is late, refuses, or does not say.
#include "log/stored_form.hpp"
#include "tests/simulation/small_node.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

constexpr auto key = "a-key-of-the-change";

/// A room small enough that what is said is soon out of memory: of the newest few only are there rows, and events to recall.
bounds small_room()
{
    bounds held;
    held.room.rows = 2;
    held.room.alterations = 2;
    held.fresh_rows = 2;
    held.ring_events = 2;
    held.snapshot_every = 1'000;
    return held;
}

/// Who wrote a message and may change it on either core.
struct people {
    explicit people(small_node& in)
        : ada(in, 0), again(in, 1, in.tokens.guest_key(ada.seat().who()->id, role::attendee, "main")), node(in)
    {
        REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
        REQUIRE(again.ask(join{"lobby", std::nullopt}) == "ok");
        REQUIRE(ada.post_something() == "ok");
        message = *ada.told_at(1)->id;
    }

    void post_more(int some)
    {
        for (int i = 0; i < some; ++i)
            REQUIRE(ada.post_something() == "ok");
    }

    edit late_edit() const { return {"lobby", key, message, "came too late"}; }

    /// An edit, and others behind it, that cross the deletion of their message: they were decided before that was applied.
    void cross(int others)
    {
        const auto late = again.say(late_edit());
        for (int i = 0; i < others; ++i)
            again.say(edit{"lobby", "a-key-of-another-" + std::to_string(i), message, "too late as well"});
        ada.say(hallway::remove{"lobby", "the-key-of-the-deletion", message});
        // Of two appends that are asked for on two threads the deletion is the first.
        node.settle_first();
        node.settle();
        REQUIRE(ada.answer() == "ok");
        REQUIRE(again.answer(late) == "gone");
    }

    talker ada;
    talker again;
    small_node& node;
    event_id message;
};

std::string body_at(small_node& node, std::uint64_t offset)
{
    for (const auto& each : node.events())
        if (each.offset == offset)
            return each.body;
    return {};
}

bool has(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

} // namespace

TEST_CASE("a change that came too late is refused again when it is repeated, though the store has not kept that yet", "[retries]")
{
    small_node node(true, small_room());
    people they(node);
    node.keeper.holds_amendments = true;
    they.cross(GENERATE(0, 4)); // the last change that came too late; one of more than a room remembers
    REQUIRE(node.keeper.held_amendments() > 0);

    SECTION("its message is in memory") {}
    SECTION("its message is in the store only") { they.post_more(3); }
    CHECK(they.again.ask(they.late_edit()) == "gone");
    CHECK(they.ada.ask(they.late_edit()) == "gone");

    node.keeper.let_amendments_go();
    node.settle();
    CHECK(they.again.ask(they.late_edit()) == "gone");
    CHECK(they.ada.ask(they.late_edit()) == "gone");
}

TEST_CASE("a change that came too late is refused again also when its message is forgotten", "[retries]")
{
    small_node node(true, small_room());
    people they(node);
    node.keeper.holds_amendments = true;
    they.cross(0);
    they.post_more(3);
    node.keeper.save_snapshot("main/lobby", {3, *they.ada.told_at(3)->id, 0, "of no matter"}, [](const auto&) {});
    node.trim(3);
    CHECK(they.again.ask(they.late_edit()) == "gone");
    CHECK(they.ada.ask(they.late_edit()) == "gone");
}

TEST_CASE("a change that was made is acknowledged again when it is repeated, wherever its message is", "[retries]")
{
    small_node node(true, small_room());
    people they(node);
    const edit change{"lobby", key, they.message, "second thoughts"};
    REQUIRE(they.ada.ask(change) == "ok");
    SECTION("at once") {}
    SECTION("when it is out of memory") { they.post_more(3); }
    SECTION("when its message was deleted since")
    {
        REQUIRE(they.ada.ask(hallway::remove{"lobby", "the-key-of-the-deletion", they.message}) == "ok");
        they.post_more(3);
    }
    for (auto* who : {&they.ada, &they.again}) {
        CHECK(who->ask(change) == "ok");
        CHECK(who->told.back().duplicate);
    }
}

TEST_CASE("a core that is behind answers a repeated change when it has caught up", "[retries]")
{
    small_node node(true, narrow_mailbox());
    people they(node);
    // The other core is told of nothing for a while.
    const auto on_first = [&](command_body what) {
        const auto number = they.ada.say(std::move(what));
        node.settle_first();
        REQUIRE(they.ada.answer(number) == "ok");
    };
    for (int i = 0; i < 4; ++i)
        on_first(hallway::post{"lobby", "a-key-of-many-more-" + std::to_string(i), "more", std::nullopt});
    const edit made{"lobby", key, they.message, "second thoughts"};
    on_first(made);
    REQUIRE(they.again.told_at(6) == nullptr);
    SECTION("it was made")
    {
        const auto asked = they.again.say(made);
        node.settle();
        CHECK(they.again.answer(asked) == "ok");
        CHECK(they.again.answered(asked)->duplicate);
    }
    SECTION("it was made, and its message was deleted since")
    {
        on_first(hallway::remove{"lobby", "the-key-of-the-deletion", they.message});
        const auto asked = they.again.say(made);
        node.settle();
        CHECK(they.again.answer(asked) == "ok");
        CHECK(they.again.answered(asked)->duplicate);
    }
    SECTION("another is decided on what was before the deletion, and comes too late")
    {
        on_first(hallway::remove{"lobby", "the-key-of-the-deletion", they.message});
        const edit late{"lobby", "the-key-of-a-late-one", they.message, "came too late"};
        const auto asked = they.again.say(late);
        node.settle();
        CHECK(they.again.answer(asked) == "gone");
        CHECK(they.again.ask(late) == "gone");
    }
}

TEST_CASE("a change that nobody knows to be committed is seen to by one core", "[amendments]")
{
    small_node node;
    people they(node);
    REQUIRE(they.ada.ask(edit{"lobby", "the-key-of-an-edit", they.message, "words to be replaced"}) == "ok");

    node.keeper.appends_unanswered = 1;
    SECTION("an edit")
    {
        CHECK(they.ada.ask(edit{"lobby", key, they.message, "words that stand"}) == "unavailable");
        node.advance(2s);
        CHECK(has(body_at(node, 1), "words that stand"));
        CHECK(they.again.told_at(3)->ev == "edited");
    }
    SECTION("a deletion")
    {
        CHECK(they.ada.ask(hallway::remove{"lobby", key, they.message}) == "unavailable");
        node.advance(2s);
        CHECK_FALSE(has(body_at(node, 1), "words"));
        CHECK_FALSE(has(body_at(node, 1), "Message"));
        CHECK(they.again.told_at(3)->ev == "deleted");
    }
    CHECK_FALSE(has(body_at(node, 2), "words"));
    const auto asked = node.keeper.amendments_asked;
    node.advance(10s);
    CHECK(node.keeper.amendments_asked == asked); // by one core, once
}

TEST_CASE("a core that is behind is not handed a change of which nobody knows that it is committed", "[amendments]")
{
    auto held = narrow_mailbox();
    held.mailbox_items = held.requests_per_core + 6;
    small_node node(true, held);
    talker ada(node, 1);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(ada.post_something() == "ok");
    const auto message = *ada.told_at(1)->id;
    REQUIRE(ada.ask(edit{"lobby", "the-key-of-an-edit", message, "words to be replaced"}) == "ok");
    for (int i = 0; i < 7; ++i) // with their answers, not all of them fit
        ada.say(hallway::post{"lobby", "a-key-of-many-more-" + std::to_string(i), "more", std::nullopt});
    node.turns[1].run_until_idle();
    node.settle_first();

    // When the rest is read for it, the store has the edit already; that it has is heard after.
    node.keeper.holds_reads = true;
    node.keeper.appends_unanswered = 1;
    ada.say(edit{"lobby", key, message, "words that stand"});
    node.settle();
    REQUIRE(ada.answer() == "unavailable");
    node.keeper.let_reads_go();
    node.advance(2s);

    REQUIRE(ada.told_at(10) != nullptr);
    CHECK(ada.told_at(10)->text == "words that stand");
    CHECK(has(body_at(node, 1), "words that stand"));
    CHECK_FALSE(has(body_at(node, 2), "words"));
}

TEST_CASE("a snapshot is held back until every change that it holds is written over the log", "[amendments]")
{
    bounds held;
    held.snapshot_every = 4;
    small_node node(true, held);
    people they(node);
    node.keeper.holds_amendments = true;
    REQUIRE(they.ada.ask(edit{"lobby", key, they.message, "second thoughts"}) == "ok");
    they.post_more(2);
    CHECK_FALSE(node.snapshot());

    SECTION("one that comes later does not hold it back")
    {
        REQUIRE(they.ada.ask(edit{"lobby", "the-key-of-another", they.message, "third thoughts"}) == "ok");
        node.keeper.let_amendments_go();
        node.settle();
    }
    SECTION("also if the store refuses at first")
    {
        node.keeper.amendments_refused = 3;
        REQUIRE(they.ada.ask(edit{"lobby", "the-key-of-another", they.message, "third thoughts"}) == "ok");
        node.keeper.let_amendments_go();
        node.advance(500ms);
        node.advance(5s);
    }
    REQUIRE(node.snapshot());
    CHECK(node.snapshot()->offset == 4);
}

TEST_CASE("what a core has not been handed yet is not written over: caught up, it folds what happened", "[amendments]")
{
    small_node node(true, narrow_mailbox());
    people they(node);
    // The other core is behind when the message is posted, edited, and edited again.
    they.post_more(1);
    for (int i = 0; i < 4; ++i) {
        they.ada.say(hallway::post{"lobby", "a-key-of-many-more-" + std::to_string(i), "more", std::nullopt});
        node.settle_first();
    }
    they.ada.say(edit{"lobby", "the-key-of-an-edit", they.message, "second thoughts"});
    node.settle_first();
    they.ada.say(edit{"lobby", "the-key-of-another", they.message, "third thoughts"});
    node.settle_first();
    REQUIRE(they.ada.answer() == "ok");
    CHECK(node.keeper.amendments_asked == 0);

    node.settle();
    CHECK(node.keeper.amendments_asked > 0);
    REQUIRE(they.again.told_at(7) != nullptr);
    CHECK(they.again.told_at(7)->text == "second thoughts");
    CHECK(they.again.told_at(8)->text == "third thoughts");
    CHECK(has(body_at(node, 1), "third thoughts"));
    CHECK_FALSE(has(body_at(node, 7), "thoughts"));
}
