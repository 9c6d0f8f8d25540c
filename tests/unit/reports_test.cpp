// Reports, blocks and newcomers, as a space folds them.
#include "room/reports.hpp"
#include "room/space.hpp"
#include "tests/unit/told_room.hpp"

#include <string>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

const author bob_keeps_safe{bob, role::safety};

event told(std::uint64_t offset, const author& from, event_body what, std::chrono::seconds after = 0s)
{
    return {id_of(offset), offset, told_room::at(offset) + after, from, key, std::move(what)};
}

file_report complaint_about(member_id whom) { return {"lobby", key, report_kind::abuse, std::nullopt, whom, "Rude."}; }

} // namespace

TEST_CASE("a report is read by safety, and by nobody whom it concerns", "[reports][permissions]")
{
    const report filed{id_of(1), ada_asks, told_room::at(1), {"lobby", {}, bob, report_kind::abuse, "Rude."}, {}};
    for (const auto as : {role::attendee, role::speaker, role::moderator, role::organiser, role::bot})
        CHECK_FALSE(may_read(filed, mia, as));
    CHECK(may_read(filed, mia, role::safety));
    CHECK_FALSE(may_read(filed, bob, role::safety));
}

TEST_CASE("reports are few of a member, not about oneself, and closed once", "[reports]")
{
    safety_desk desk;
    CHECK(decide(desk, complaint_about(ada), ada_asks, ada, true).error().code == errc::forbidden);
    for (std::uint64_t i = 1; i <= limits::reports_per_member; ++i) {
        const auto whom = i == 1 ? mia : member_id{1'000 + i};
        const auto made = decide(desk, complaint_about(whom), ada_asks, whom, true);
        REQUIRE(made);
        fold(desk, std::get<report_filed>(*made), told(i, ada_asks, *made));
    }
    CHECK(decide(desk, complaint_about(mia), ada_asks, mia, true).error().code == errc::limit_exceeded);
    CHECK(decide(desk, complaint_about(mia), bob_asks, mia, true));

    const settle_report closing{key, id_of(1), "Spoken to."};
    CHECK(decide(desk, closing, mia_moderates, told_room::at(9)).error().code == errc::not_found);
    CHECK(decide(desk, closing, author{mia, role::safety}, told_room::at(9)).error().code == errc::not_found);
    const auto closed = decide(desk, closing, bob_keeps_safe, told_room::at(9));
    REQUIRE(closed);
    CHECK(fold(desk, std::get<report_settled>(*closed), told(9, bob_keeps_safe, *closed)));
    CHECK_FALSE(fold(desk, std::get<report_settled>(*closed), told(10, bob_keeps_safe, *closed)));
    CHECK(find_report(desk, id_of(1))->closed->note == "Spoken to.");
    CHECK(decide(desk, closing, bob_keeps_safe, told_room::at(9)).error().code == errc::conflict);
    CHECK(decide(desk, complaint_about(mia), ada_asks, mia, true));
    CHECK(decide(desk, complaint_about(member_id{1'002}), ada_asks, member_id{1'002}, true).error().code == errc::conflict);
}

TEST_CASE("members whom nobody knows yet leave places for the reports of others", "[reports]")
{
    safety_desk desk;
    const report_filed body{"lobby", {}, mia, report_kind::spam, {}};
    for (std::uint64_t i = 0; i < limits::reports_open_max / 2; ++i)
        fold(desk, body, told(i + 1, {member_id{1'000 + i}, role::attendee}, body));
    CHECK(decide(desk, complaint_about(mia), ada_asks, mia, false).error().code == errc::limit_exceeded);
    CHECK(decide(desk, complaint_about(mia), ada_asks, mia, true));
}

TEST_CASE("closed reports are forgotten after their time, open ones are not", "[reports]")
{
    safety_desk desk;
    const report_filed body{"lobby", {}, mia, report_kind::spam, {}};
    fold(desk, body, told(1, ada_asks, body));
    fold(desk, body, told(2, ada_asks, body));
    fold(desk, report_settled{id_of(1), {}}, told(3, bob_keeps_safe, report_settled{id_of(1), {}}));
    fold(desk, body, told(4, ada_asks, body, limits::kept_for_safety));
    CHECK(desk.reports.size() == 2);
    CHECK(find_report(desk, id_of(1)) == nullptr);
    CHECK(find_report(desk, id_of(2)) != nullptr);
}

TEST_CASE("a block is there or not, however often that is said", "[reports]")
{
    safety_desk desk;
    const auto block = [&](member_id whom, bool on) {
        const auto made = decide(desk, block_member{key, {whom, on}}, ada_asks, told_room::at(1));
        REQUIRE(made);
        return fold(desk, std::get<member_blocked>(*made), told(1, ada_asks, *made));
    };
    CHECK(decide(desk, block_member{key, {ada, true}}, ada_asks, told_room::at(1)).error().code == errc::forbidden);
    CHECK(block(bob, true));
    CHECK_FALSE(block(bob, true));
    CHECK(blocked_by(desk, ada) == std::vector{bob});
    CHECK(blocked_by(desk, bob).empty());
    CHECK(block(bob, false));
    CHECK_FALSE(block(bob, false));
    CHECK(desk == safety_desk{});
    for (std::uint64_t i = 0; i < limits::blocks_per_member; ++i)
        block(member_id{1'000 + i}, true);
    CHECK(decide(desk, block_member{key, {bob, true}}, ada_asks, told_room::at(1)).error().code == errc::limit_exceeded);
}

TEST_CASE("who gave a name a moment ago is new, and a hall of them costs little", "[reports]")
{
    safety_desk desk;
    const auto begin = told_room::at(0);
    for (std::uint64_t i = 0; i < 20'000; ++i)
        note_newcomer(desk, member_id{i + 1}, begin + std::chrono::seconds{i});
    CHECK(is_newcomer(desk, member_id{20'000}, begin + 20'000s));
    CHECK_FALSE(is_newcomer(desk, member_id{1}, begin + 20'000s));
    CHECK_FALSE(is_newcomer(desk, member_id{99'999}, begin));
    CHECK(desk.newcomers.size() < 3'000);
}

TEST_CASE("a space folds reports, blocks and newcomers, and a snapshot keeps them", "[reports][space]")
{
    space here{"k1", "main"};
    here.apply(told(1, ada_asks, member_named{"Ada"}));
    const report_filed filed{"lobby", {}, mia, report_kind::danger, "Please look."};
    CHECK(here.apply(told(2, ada_asks, filed)).is_of_safety);
    CHECK(here.apply(told(3, ada_asks, member_blocked{bob, true})).is_of_safety);
    CHECK(here.apply(told(4, ada_asks, room_waits{"lobby", told_room::at(1), alarm_reach::space})).is_of_safety);
    CHECK_FALSE(here.state().has_unknown);
    CHECK(is_newcomer(here.safety(), ada, told_room::at(60)));
    CHECK(here.scope_of(settle_report{key, id_of(2), {}}) == "lobby");
    CHECK(decode_space_snapshot(encode_snapshot(here.state())) == here.state());
}
