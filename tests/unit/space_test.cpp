// What a space folds to: its rooms, and the names of those who wrote.
#include "protocol/codec.hpp"
#include "room/recovery.hpp"
#include "room/space.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;

namespace {

open_room opening(std::string room) { return {std::move(room), key, "A title"}; }

} // namespace

TEST_CASE("organisers and moderators open rooms, others do not", "[space]")
{
    const space here{"k1"};
    CHECK(here.decide(opening("lobby"), mia_organises));
    CHECK(here.decide(opening("lobby"), {mia, role::moderator}));
    for (const auto other : {role::attendee, role::speaker, role::safety, role::bot}) {
        const auto decided = here.decide(opening("lobby"), {ada, other});
        REQUIRE_FALSE(decided);
        CHECK(decided.error().code == errc::forbidden);
    }
}

TEST_CASE("of two who open a room at once the first one's title stands", "[space]")
{
    space here{"k1"};
    here.apply(event_at(1, mia_organises, room_opened{"lobby", "Lobby"}));
    here.apply(event_at(2, mia_organises, room_opened{"lobby", "Foyer"}));
    REQUIRE(here.find_room("lobby") != nullptr);
    CHECK(here.find_room("lobby")->title == "Lobby");
    CHECK(here.state().rooms.size() == 1);
    CHECK(here.decide(opening("lobby"), mia_organises).error().code == errc::conflict);
}

TEST_CASE("a first name is no renaming, another one is", "[space]")
{
    space here{"k1"};
    CHECK_FALSE(here.apply(event_at(1, {ada, role::attendee}, member_named{"Ada"})).renamed);
    CHECK_FALSE(here.apply(event_at(2, {ada, role::attendee}, member_named{"Ada"})).renamed);
    CHECK(here.apply(event_at(3, {ada, role::attendee}, member_named{"Ada L."})).renamed);
    CHECK(here.name_of(ada) == "Ada L.");
    CHECK(here.name_of(bob).empty());
}

TEST_CASE("a space's snapshot and later events fold to the same state", "[space][law]")
{
    space whole{"k1"};
    whole.apply(event_at(1, mia_organises, room_opened{"lobby", "Lobby"}));
    whole.apply(event_at(2, {ada, role::attendee}, member_named{"Ada"}));
    const auto saved = decode_space_snapshot(encode_snapshot(whole.state()));
    REQUIRE(saved);
    space resumed{"k1", *saved};
    for (auto* each : {&whole, &resumed}) {
        each->apply(event_at(3, mia_organises, room_opened{"table", "Table"}));
        each->apply(event_at(4, mia_organises, room_opened{"lobby", "Foyer"}));
        each->apply(event_at(5, {ada, role::attendee}, member_named{"Ada L."}));
    }
    CHECK(resumed.state() == whole.state());
}

TEST_CASE("a position can be continued only in the same log, and where it is still kept", "[recovery]")
{
    const log_extent log{"k1", 100, 10'000};
    CHECK_FALSE(lost_at({"k1", 9'000, id_of(1)}, log));
    CHECK_FALSE(lost_at({"k1", 10'000, id_of(1)}, log));
    CHECK(lost_at({"k2", 9'000, id_of(1)}, log) == recovery_loss::epoch);
    CHECK(lost_at({"k1", 10'001, id_of(1)}, log) == recovery_loss::ahead);
    CHECK(lost_at({"k1", 98, id_of(1)}, log) == recovery_loss::trimmed);
    CHECK(lost_at({"k1", 100, id_of(1)}, log) == recovery_loss::too_far);
    CHECK(is_same_event({"k1", 5, id_of(5)}, id_of(5)));
    CHECK_FALSE(is_same_event({"k1", 5, id_of(5)}, id_of(6)));
    CHECK(is_same_event({"k1", 5, std::nullopt}, id_of(6)));
}

TEST_CASE("where the log begins a position goes on only if it can be compared, or names no event", "[recovery]")
{
    const log_extent trimmed{"k1", 100, 200};
    CHECK(lost_at({"k1", 99, id_of(1)}, trimmed) == recovery_loss::trimmed);
    CHECK_FALSE(lost_at({"k1", 99, id_of(1)}, {"k1", 100, 200, id_of(1)}));
    CHECK(lost_at({"k1", 99, id_of(2)}, {"k1", 100, 200, id_of(1)}) == recovery_loss::forked);
    CHECK_FALSE(lost_at({"k1", 99, std::nullopt}, trimmed));
    CHECK_FALSE(lost_at({"k1", 100, id_of(1)}, trimmed));
    CHECK_FALSE(lost_at({"k1", 200, id_of(1)}, {"k1", 201, 200})); // the top's event is known
    CHECK_FALSE(lost_at({"k1", 0, id_of(1)}, {"k1", 1, 200}));     // there is none before the first
}

TEST_CASE("rooms are listed in the order of opening, page after page, each once", "[space]")
{
    space here{"k1"};
    for (std::uint64_t i = 1; i <= 5; ++i)
        here.apply(event_at(i, mia_organises, room_opened{"room-" + std::to_string(6 - i), "Room"}));
    std::vector<std::string> listed;
    std::optional<std::string> after;
    std::size_t pages = 0;
    for (bool has_more = true; has_more; ++pages) {
        const auto page = here.rooms_after(after, 2);
        for (const auto& one : page.rooms)
            listed.push_back(one.room);
        after = listed.back();
        has_more = page.has_more;
    }
    CHECK(pages == 3);
    CHECK(listed == std::vector<std::string>{"room-5", "room-4", "room-3", "room-2", "room-1"});
    CHECK(here.rooms_after("room-1", 2).rooms.empty());
    CHECK(here.rooms_after("no-such-room", 2).rooms.empty());
    CHECK_FALSE(here.rooms_after(std::nullopt, 5).has_more);
}
