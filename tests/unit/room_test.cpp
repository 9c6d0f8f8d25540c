// What a room decides and what it folds to.
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hallway;
using namespace hallway::test;

namespace {

const author ada_writes{ada, role::attendee};
const author bob_writes{bob, role::attendee};

edit edit_of(std::uint64_t offset, std::string text) { return {"lobby", key, id_of(offset), std::move(text)}; }
hallway::remove removal_of(std::uint64_t offset) { return {"lobby", key, id_of(offset)}; }
post post_of(std::string text, std::optional<event_id> reply_to = std::nullopt)
{
    return {"lobby", key, std::move(text), reply_to};
}

errc refused(const decision& what)
{
    REQUIRE_FALSE(what);
    return what.error().code;
}

/// What the store would hand out for an event after it was amended: the row as the room knew it in the end.
event amended(const event& what, const room& later) { return later.as_it_stands(what); }

/// A stream of posts and of changes to them, some late, some to what is deleted already.
std::vector<event> random_stream(std::mt19937_64& random, std::uint64_t length)
{
    std::vector<event> stream;
    std::vector<std::uint64_t> messages;
    for (std::uint64_t offset = 1; offset <= length; ++offset) {
        const auto dice = random() % 10;
        if (messages.empty() || dice < 6) {
            stream.push_back(test::posted(offset, ada, "text " + std::to_string(random() % 1000)));
            messages.push_back(offset);
        } else {
            const auto target = messages[random() % messages.size()];
            stream.push_back(
                dice < 8 ? edited(offset, ada, target, "edit " + std::to_string(offset)) : deleted(offset, ada, target));
        }
    }
    return stream;
}

} // namespace

TEST_CASE("a post is appended as it was written", "[room]")
{
    const auto lobby = room_with();
    const auto decided = lobby.decide(post_of("Hello"), ada_writes, at_ms(1), nullptr);
    REQUIRE(decided);
    CHECK(std::get<message>(*decided).text == "Hello");
}

TEST_CASE("a reply needs the message it replies to, and may reply to a deleted one", "[room]")
{
    const auto lobby = room_with(test::posted(1, ada, "Hello"), deleted(2, ada, 1));
    CHECK(lobby.decide(post_of("Why?", id_of(1)), bob_writes, at_ms(3), nullptr));
    CHECK(refused(lobby.decide(post_of("Why?", id_of(7)), bob_writes, at_ms(3), nullptr)) == errc::not_found);
}

TEST_CASE("an author may edit within five minutes of the commit and not after", "[room]")
{
    const auto lobby = room_with(test::posted(1, ada, "Helo"));
    const auto window = std::chrono::duration_cast<std::chrono::milliseconds>(limits::edit_window).count();
    CHECK(lobby.decide(edit_of(1, "Hello"), ada_writes, at_ms(1 + window), nullptr));
    CHECK(refused(lobby.decide(edit_of(1, "Hello"), ada_writes, at_ms(2 + window), nullptr)) == errc::expired);
}

TEST_CASE("nobody edits what another wrote, staff included", "[room]")
{
    const auto lobby = room_with(test::posted(1, ada, "Hello"));
    CHECK(refused(lobby.decide(edit_of(1, "Bye"), bob_writes, at_ms(2), nullptr)) == errc::forbidden);
    CHECK(refused(lobby.decide(edit_of(1, "Bye"), mia_moderates, at_ms(2), nullptr)) == errc::forbidden);
}

TEST_CASE("an author deletes at any time, staff delete anybody's, others nothing", "[room]")
{
    const auto lobby = room_with(test::posted(1, ada, "Hello"));
    CHECK(lobby.decide(removal_of(1), ada_writes, at_ms(999'999'999), nullptr));
    CHECK(lobby.decide(removal_of(1), mia_moderates, at_ms(2), nullptr));
    CHECK(refused(lobby.decide(removal_of(1), bob_writes, at_ms(2), nullptr)) == errc::forbidden);
}

TEST_CASE("what is deleted is gone for later edits and deletions", "[room]")
{
    const auto lobby = room_with(test::posted(1, ada, "Hello"), deleted(2, ada, 1));
    CHECK(refused(lobby.decide(edit_of(1, "Hi"), ada_writes, at_ms(3), nullptr)) == errc::gone);
    CHECK(refused(lobby.decide(removal_of(1), ada_writes, at_ms(3), nullptr)) == errc::gone);
}

TEST_CASE("a change to a message that is no longer in memory is decided from the row that was looked up", "[room]")
{
    room lobby{"k1"};
    for (std::uint64_t offset = 1; offset <= limits::room_rows_kept + 1; ++offset)
        lobby.apply(test::posted(offset, ada, "text"));
    CHECK(lobby.needs(edit_of(1, "later")) == id_of(1));
    CHECK_FALSE(lobby.needs(edit_of(2, "later")));

    const row stored = row_of(test::posted(1, ada, "text"));
    CHECK(lobby.decide(edit_of(1, "later"), ada_writes, at_ms(600), &stored));
    CHECK(refused(lobby.decide(edit_of(1, "later"), ada_writes, at_ms(600), nullptr)) == errc::not_found);

    lobby.apply(deleted(limits::room_rows_kept + 2, ada, 1));
    // The store may not have been told yet.
    CHECK(refused(lobby.decide(edit_of(1, "later"), ada_writes, at_ms(600), &stored)) == errc::gone);
}

TEST_CASE("an edit that lost the race against a deletion changes nothing", "[room]")
{
    auto lobby = room_with(test::posted(1, ada, "Hello"), deleted(2, mia, 1));
    CHECK(lobby.apply(edited(3, ada, 1, "Hi")) == effect::nothing);
    CHECK(lobby.find(id_of(1))->content.text.empty());
    CHECK(lobby.apply(deleted(4, ada, 1)) == effect::nothing);
    CHECK(lobby.messages() == 0);
}

TEST_CASE("a deletion is remembered when its row leaves the memory", "[room]")
{
    room lobby{"k1", {.rows = 2, .alterations = 4}};
    lobby.apply(test::posted(1, ada, "one"));
    lobby.apply(test::posted(2, ada, "two"));
    lobby.apply(deleted(3, ada, 1));
    lobby.apply(test::posted(4, ada, "three"));
    REQUIRE(lobby.find(id_of(1)) == nullptr);
    // Both were decided before the deletion was heard of.
    CHECK(lobby.apply(edited(5, ada, 1, "one, better")) == effect::nothing);
    CHECK(lobby.apply(deleted(6, ada, 1)) == effect::nothing);
    CHECK(lobby.messages() == 2);
}

TEST_CASE("that a message was deleted is remembered when the log has forgotten both", "[room]")
{
    room lobby{"k1"};
    lobby.apply(test::posted(1, ada, "Hello"));
    lobby.apply(test::posted(2, ada, "Words that stay"));
    lobby.apply(deleted(3, mia, 1));
    SECTION("its row was in memory") {}
    SECTION("its row was not")
    {
        room small{"k1", {.rows = 1}};
        for (const auto& each : {test::posted(1, ada, "Hello"), test::posted(2, ada, "Words that stay"), deleted(3, mia, 1)})
            small.apply(each);
        lobby = small;
    }
    CHECK(lobby.forget_below(4));
    CHECK(lobby.newest(10).empty());
    const auto late = edited(4, ada, 1, "Too late");
    CHECK(lobby.apply(late) == effect::nothing);
    CHECK(is_superseded(lobby.as_it_stands(late).what));
}

TEST_CASE("an event of a later version is counted, skipped, and keeps the room from saving snapshots", "[room]")
{
    auto lobby = room_with(test::posted(1, ada, "Hello"));
    CHECK(lobby.apply(event_at(2, ada_writes, unknown_event{"poll_opened"})) == effect::nothing);
    CHECK(lobby.top() == 2);
    CHECK(lobby.state().has_unknown);
}

TEST_CASE("snapshot and later events fold to the same state as a replay of everything", "[room][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 20; ++round) {
        const auto stream = random_stream(random, 300 + random() % 900);
        room whole{"k1"};
        for (const auto& each : stream)
            whole.apply(each);

        const auto cut = random() % stream.size();
        room first{"k1"};
        for (std::size_t i = 0; i < cut; ++i)
            first.apply(stream[i]);
        const auto saved = decode_room_snapshot(encode_snapshot(first.state()));
        REQUIRE(saved);
        room resumed{"k1", *saved};
        for (std::size_t i = cut; i < stream.size(); ++i)
            resumed.apply(stream[i]);
        CHECK(resumed.state() == whole.state());
    }
}

TEST_CASE("a replay of rows as they were amended folds to the same state", "[room][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 60; ++round) {
        const auto stream = random_stream(random, 100 + random() % 120);
        // Also few rows, so that they leave the memory, changed and unchanged. Changes are not forgotten: these streams change what is long gone.
        const room_bounds kept{.rows = round % 2 == 0 ? limits::room_rows_kept : 1 + random() % 12};
        room whole{"k1", kept};
        for (const auto& each : stream)
            whole.apply(each);
        room again{"k1", kept};
        for (const auto& each : stream)
            again.apply(amended(each, whole));
        CHECK(again.state() == whole.state());
    }
}

TEST_CASE("memory stays within its bounds however long the room lives", "[room]")
{
    std::mt19937_64 random{7};
    room lobby{"k1"};
    for (const auto& each : random_stream(random, 6'000))
        lobby.apply(each);
    CHECK(lobby.state().rows.size() == limits::room_rows_kept);
    CHECK(lobby.state().alterations.size() <= limits::room_alterations_kept);
    CHECK(lobby.newest(limits::fresh_rows).size() == limits::fresh_rows);
    CHECK(lobby.newest(1'000'000).size() == limits::room_rows_kept);
}
