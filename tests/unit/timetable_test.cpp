// What organisers plan, folded into a space: what differs, what stays, what is told of it, and that a snapshot leads to the same.
#include "protocol/codec.hpp"
#include "room/room_code.hpp"
#include "room/space.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <set>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

const std::string first = "t-000000000001";
const std::string second = "t-000000000002";
const std::string third = "t-000000000003";

planned_talk a_talk(const std::string& room, std::chrono::minutes from = 0min, std::chrono::minutes length = 30min)
{
    return {.room = room, .title = "Talk " + room, .slot = {"s-janson", nine + from, nine + from + length}};
}

plan planning(std::vector<planned_talk> talks, std::vector<planned_stage> stages = {{"s-janson", "Janson"}})
{
    plan made{.key = key};
    made.stages = std::move(stages);
    for (auto& each : talks)
        made.talks.push_back({std::move(each), std::nullopt});
    return made;
}

/// A space that a test plans in, as a core would.
struct planned_space {
    space here{"k1", "main"};

    outcome<schedule_planned> decide(const plan& what) const { return here.decide(what, mia_organises); }

    timetable_change take(schedule_planned what)
    {
        return *here.apply(event_at(here.top() + 1, mia_organises, std::move(what))).schedule;
    }

    timetable_change plan_now(const plan& what)
    {
        auto decided = decide(what);
        REQUIRE(decided);
        return take(*std::move(decided));
    }

    const timetable_talk& talk(const std::string& room) const { return here.schedule().talks.at(room); }
};

} // namespace

TEST_CASE("only organisers plan", "[timetable]")
{
    const space here{"k1"};
    CHECK(here.decide(planning({}), mia_organises));
    for (const auto other : {role::attendee, role::speaker, role::moderator, role::safety, role::bot})
        CHECK(here.decide(planning({}), {ada, other}).error().code == errc::forbidden);
}

TEST_CASE("of a plan only what differs is appended", "[timetable]")
{
    planned_space it;
    auto everything = planning({a_talk(first), a_talk(second, 30min)});
    everything.title = "FOSDEM";
    everything.time_zone = "Europe/Brussels";
    everything.lessons.push_back({{third, "Pointers", "Week 1"}, std::nullopt});
    const auto made = it.plan_now(everything);
    CHECK(made.is_whole);
    CHECK(made.talks == std::vector{first, second});
    CHECK(it.here.schedule().version == 1);
    CHECK(it.decide(everything)->changes_nothing());

    everything.talks[1].what.title = "Another title";
    const auto differs = it.decide(everything);
    CHECK(differs->entries() == 1);
    CHECK_FALSE(differs->title);
    const auto changed = it.take(*differs);
    CHECK_FALSE(changed.is_whole);
    CHECK(changed.talks == std::vector{second});
    CHECK(it.talk(second).plan.title == "Another title");
}

TEST_CASE("what a plan names stands in its order, on the places that it has together; what is new goes behind", "[timetable]")
{
    planned_space it;
    const auto stages = [](const std::string& ids) {
        std::vector<planned_stage> made;
        for (const char id : ids)
            made.push_back({std::string("s-") + id, std::string(1, id)});
        return made;
    };
    const auto order = [&] {
        std::string ids;
        for (const auto& each : it.here.schedule().stages)
            ids += each.title;
        return ids;
    };
    it.plan_now(planning({}, stages("abcd")));
    CHECK(it.decide(planning({}, stages("ad")))->changes_nothing());

    const auto decided = it.decide(planning({}, stages("dba")));
    CHECK(decided->stages == stages("da")); // the third stays where it is
    CHECK(it.take(*decided).is_whole);
    CHECK(order() == "dbca");
    CHECK(it.decide(planning({}, stages("dba")))->changes_nothing());
    it.plan_now(planning({}, stages("xcd")));
    CHECK(order() == "xbcad" + std::string());

    auto lessons = planning({}, {});
    lessons.lessons = {{{first, "A"}, std::nullopt}, {{second, "B"}, std::nullopt}};
    it.plan_now(lessons);
    std::swap(lessons.lessons[0], lessons.lessons[1]);
    CHECK(it.plan_now(lessons).is_whole);
    CHECK(it.here.schedule().lessons.front().room == second);
    CHECK(it.decide(lessons)->changes_nothing());
}

TEST_CASE("what a talk says about itself differs by its digest, and stays if nothing is said", "[timetable]")
{
    planned_space it;
    auto asked = planning({a_talk(first)});
    asked.talks[0].more = about{.abstract = "Why."};
    it.plan_now(asked);
    const auto digest = it.talk(first).plan.digest;
    CHECK(digest.size() == 16);
    CHECK(it.decide(planning({a_talk(first)}))->changes_nothing());
    CHECK(it.decide(asked)->changes_nothing());
    asked.talks[0].more->abstract = "Because.";
    CHECK(it.decide(asked)->talks.at(0).digest != digest);
    asked.talks[0].more = about{};
    CHECK(it.decide(asked)->talks.at(0).digest.empty());
}

TEST_CASE("a talk needs its stage, and a stage that has talks stays", "[timetable]")
{
    planned_space it;
    const auto refused = it.decide(planning({a_talk(first)}, {}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::not_found);
    CHECK(refused.error().field == "talks.0.stage");
    it.plan_now(planning({a_talk(first)}, {{"s-janson", "Janson"}, {"s-k1", "K.1"}}));

    plan removing{.key = key, .remove = {"s-janson"}};
    CHECK(it.decide(removing).error().code == errc::conflict);
    auto moved = a_talk(first);
    moved.slot.stage = "s-k1";
    removing.talks = {{moved, std::nullopt}};
    CHECK(it.decide(removing));
    removing.talks.clear();
    removing.remove.push_back(first);
    it.plan_now(removing);
    CHECK(it.here.schedule().stages == std::vector<planned_stage>{{"s-k1", "K.1"}});
    CHECK(it.here.schedule().talks.empty());
}

TEST_CASE("a schedule has bounds", "[timetable]")
{
    planned_space it;
    timetable full = it.here.schedule();
    for (std::size_t i = 0; i < limits::schedule_stages_max; ++i)
        full.stages.push_back({"s-" + std::to_string(i), "Stage"});
    CHECK(decide(full, planning({}, {{"s-0", "Renamed"}})));
    CHECK(decide(full, planning({}, {{"s-new", "One more"}})).error().code == errc::limit_exceeded);
    for (std::size_t i = 0; i < limits::schedule_talks_max; ++i)
        full.lessons.push_back({"t-" + std::to_string(i), "Lesson", "Week"});
    auto more = planning({a_talk(first)}, {});
    more.talks[0].what.slot.stage = "s-0";
    CHECK(decide(full, more).error().code == errc::limit_exceeded);
    for (std::size_t i = 0; i < limits::schedule_removed_max; ++i)
        full.removed.emplace("t-r" + std::to_string(i), "Gone");
    CHECK(decide(full, plan{.key = "k", .remove = {"t-1"}}).error().code == errc::limit_exceeded);
}

TEST_CASE(
    "a talk whose slot is planned otherwise takes place then; what is not about its slot leaves it where it is", "[timetable]")
{
    planned_space it;
    it.plan_now(planning({a_talk(first)}));
    auto state = it.here.state();
    state.schedule.talks[first].now.starts += 10min; // as staff moved it
    state.schedule.talks[first].now.ends += 10min;
    it.here = space{"k1", state, "main"};

    auto renamed = a_talk(first);
    renamed.title = "Another title";
    it.plan_now(planning({renamed}));
    CHECK(it.talk(first).now.starts == nine + 10min);
    renamed.slot.starts = nine + 5min;
    it.plan_now(planning({renamed}));
    CHECK(it.talk(first).now == renamed.slot);
}

TEST_CASE("what is removed can still be found as a room, and comes back as it is planned", "[timetable]")
{
    planned_space it;
    it.plan_now(planning({a_talk(first)}));
    const auto code = std::string{it.here.code_of(first)};
    CHECK(it.plan_now(plan{.key = "k", .remove = {first}}).removed == std::vector{first});
    CHECK(it.here.card_of(first)->title == "Talk " + first);
    CHECK(it.here.card_of(first)->kind == room_kind::opened);
    CHECK(it.decide(plan{.key = "k", .remove = {first}})->changes_nothing());
    it.plan_now(planning({a_talk(first, 60min)}));
    CHECK(it.here.card_of(first)->kind == room_kind::talk);
    CHECK(it.here.card_of(first)->slot.starts == nine + 60min);
    CHECK(it.here.schedule().removed.empty());
    CHECK(it.here.code_of(first) == code);
}

TEST_CASE("a room is a talk's or a lesson's, whichever was planned last", "[timetable]")
{
    planned_space it;
    it.plan_now(planning({a_talk(first)}));
    plan lesson{.key = "k"};
    lesson.lessons.push_back({{first, "Pointers", "Week 1"}, std::nullopt});
    CHECK(it.plan_now(lesson).is_whole);
    CHECK(it.here.schedule().talks.empty());
    CHECK(it.here.card_of(first)->unit == "Week 1");
    CHECK(it.plan_now(planning({a_talk(first)})).is_whole);
    CHECK(it.here.schedule().lessons.empty());
}

TEST_CASE("cards tell what a room is", "[timetable]")
{
    planned_space it;
    it.here.apply(event_at(1, mia_organises, room_opened{"lobby", "Lobby"}));
    it.plan_now(planning({a_talk(first)}));
    CHECK(it.here.card_of("lobby")->kind == room_kind::opened);
    CHECK(it.here.card_of("s-janson")->kind == room_kind::stage);
    const auto card = *it.here.card_of(first);
    CHECK(card.kind == room_kind::talk);
    CHECK(card.slot == a_talk(first).slot);
    CHECK(card.code == it.here.code_of(first));
    CHECK_FALSE(it.here.card_of("t-ffffffffffff"));
    CHECK_FALSE(it.here.has_room("t-ffffffffffff"));
    CHECK(it.here.decide(open_room{first, key, ""}, mia_organises).error().code == errc::conflict);
    CHECK(it.here.rooms_after(std::nullopt, 10).rooms.size() == 1); // opened by hand
}

TEST_CASE("a code is of its room for ever, and of one room", "[timetable][code]")
{
    CHECK(room_code("main", "lobby", 0) == room_code("main", "lobby", 0));
    CHECK(room_code("main", "lobby", 0) != room_code("main", "lobby", 1));
    CHECK(room_code("main", "lobby", 0) != room_code("other", "lobby", 0));
    CHECK(parse_room_code("k7m2qx") == "K7M2QX");
    for (const auto* const none : {"", "K7M2Q", "K7M2QXX", "K7M2Q0", "K7M2QO", "K7M2QI", "K7M2Q1", "K7M2QL", "K7M2Q/"})
        CHECK_FALSE(parse_room_code(none));

    space here{"k1", "main"};
    REQUIRE(here.room_with_code(std::string{here.code_of("")}) != nullptr);
    CHECK(here.room_with_code(std::string{here.code_of("")})->empty());
    std::set<std::string_view> codes;
    for (std::uint64_t i = 1; i <= 2'000; ++i) {
        const auto room = "room-" + std::to_string(i);
        here.apply(event_at(i, mia_organises, room_opened{room, room}));
        CHECK(parse_room_code(here.code_of(room)));
        CHECK(*here.room_with_code(std::string{here.code_of(room)}) == room);
        codes.insert(here.code_of(room));
    }
    CHECK(codes.size() == 2'000);
    CHECK(here.code_of("no-such-room").empty());
}

TEST_CASE("of two rooms with one code the later takes its next, and keeps it over a snapshot", "[timetable][code]")
{
    space_snapshot saved;
    saved.rooms = {{"lobby", "Lobby"}, {"table", "Table"}};
    saved.code_numbers["lobby"] = 2; // because another had the first two
    const space here{"k1", saved, "main"};
    CHECK(here.code_of("lobby") == room_code("main", "lobby", 2));
    CHECK(here.code_of("table") == room_code("main", "table", 0));
    CHECK(here.state() == saved);
}

TEST_CASE("a schedule's snapshot and later events fold to the same state", "[timetable][law]")
{
    rc::prop("whatever is planned", [] {
        space whole{"k1", "main"};
        std::optional<space> resumed;
        const auto steps = *rc::gen::inRange(1, 12);
        const auto saved_at = *rc::gen::inRange(0, steps);
        for (int i = 0; i < steps; ++i) {
            if (i == saved_at) {
                const auto read = decode_space_snapshot(encode_snapshot(whole.state()));
                RC_ASSERT(read.has_value());
                resumed.emplace("k1", *read, "main");
            }
            const auto room = *rc::gen::element(first, second, third);
            schedule_planned what;
            switch (*rc::gen::inRange(0, 5)) {
            case 0: what.talks = {a_talk(room, *rc::gen::inRange(0, 4) * 10min)}; break;
            case 1: what.lessons = {{room, "Lesson", "Week 1"}}; break;
            case 2: what.removed = {*rc::gen::element(room, std::string{"s-k1"})}; break;
            case 3:
                what.stages = {{*rc::gen::element<std::string>("s-janson", "s-k1"), *rc::gen::element<std::string>("A", "B")}};
                if (*rc::gen::arbitrary<bool>())
                    what.stages.push_back({what.stages[0].room == "s-k1" ? "s-janson" : "s-k1", "C"});
                break;
            default: what.title = *rc::gen::element<std::string>("A", "B");
            }
            const auto next = event_at(whole.top() + 1, mia_organises, what);
            whole.apply(next);
            if (resumed)
                resumed->apply(next);
        }
        RC_ASSERT((resumed->state() == whole.state()));
        for (const auto& room : {first, second, third, std::string{"s-janson"}})
            RC_ASSERT(resumed->card_of(room) == whole.card_of(room));
    });
}

TEST_CASE("at most fifty changed talks are told one by one", "[timetable][codec]")
{
    timetable all{.version = 7};
    std::vector<std::string> rooms;
    for (int i = 0; i < 51; ++i) {
        rooms.push_back("t-00000000" + std::to_string(1000 + i));
        all.talks[rooms.back()] = {a_talk(rooms.back()), a_talk(rooms.back()).slot};
    }
    const auto no_code = [](const std::string&) { return std::string_view{}; };
    CHECK(encode_schedule_change(all, rooms, {}, false, no_code) == R"({"ev":"schedule","version":7,"reload":true})");
    rooms.pop_back();
    CHECK(encode_schedule_change(all, rooms, {first}, false, no_code) == R"({"ev":"schedule","version":7,"reload":true})");
    CHECK(encode_schedule_change(all, rooms, {}, false, no_code).find("reload") == std::string::npos);
    CHECK(
        encode_schedule_change(all, {}, {first}, false, no_code) ==
        R"({"ev":"schedule","version":7,"talks":[],"removed":["t-000000000001"]})");
}
