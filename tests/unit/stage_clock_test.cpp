// The clock of the stages: what each act moves, what it leaves, what it refuses, and that a race that was lost changes nothing.
#include "protocol/codec.hpp"
#include "room/space.hpp"
#include "room/stage_clock.hpp"
#include "tests/unit/members.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <map>
#include <sstream>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

std::string room_of(char name) { return std::string("t-00000000000") + name; }

std::string written(std::chrono::milliseconds since_nine)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(since_nine).count());
}

/// Stages with talks named a to f, in minutes since nine o'clock; the clock is moved at such a minute.
struct stages {
    timetable all{.version = 1, .stages = {{"s-1", "One"}, {"s-2", "Two"}}};
    std::uint64_t offset = 1;

    stages& with(char name, int from, int to, const std::string& stage = "s-1", bool cancelled = false)
    {
        const talk_slot slot{stage, nine + std::chrono::minutes{from}, nine + std::chrono::minutes{to}};
        all.talks[room_of(name)] = {{.room = room_of(name), .title = "Talk", .slot = slot, .cancelled = cancelled}, slot};
        return *this;
    }

    outcome<event_body> decide(int minute, clock_act act, char talk, int minutes = 0, char with = 0) const
    {
        return hallway::decide(
            all, move_clock{key, room_of(talk), act, minutes, with != 0 ? room_of(with) : ""},
            nine + std::chrono::minutes{minute});
    }

    /// Decides and folds at once. \returns which talks moved; or the code, if it is refused
    std::string move(int minute, clock_act act, char talk, int minutes = 0, char with = 0)
    {
        const auto decided = decide(minute, act, talk, minutes, with);
        if (!decided)
            return std::string{code_of(decided.error().code)};
        const auto made = fold(all, std::get<clock_moved>(*decided), ++offset, nine + std::chrono::minutes{minute});
        REQUIRE(made);
        CHECK(all.version == offset);
        CHECK_FALSE(made->is_whole);
        std::string names;
        for (const auto& room : made->talks)
            names += room.back();
        return names;
    }

    /// "0-30", or "0-30 s-2" on the other stage.
    std::string at(char name) const
    {
        const auto& now = all.talks.at(room_of(name)).now;
        return written(now.starts - nine) + "-" + written(now.ends - nine) + (now.stage == "s-1" ? "" : " " + now.stage);
    }
};

constexpr int a_day = 24 * 60;

} // namespace

TEST_CASE("a talk that starts late keeps its length and ends what is still on", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 30, 60).with('c', 30, 60, "s-2");
    CHECK(it.move(25, clock_act::start, 'b') == "ba");
    CHECK(it.at('b') == "25-55");
    CHECK(it.at('a') == "0-25");
    CHECK(it.at('c') == "30-60 s-2");
    CHECK(it.move(32, clock_act::start, 'b') == "b"); // it began now, after all
    CHECK(it.at('b') == "32-62");
    CHECK(it.all.talks.at(room_of('b')).plan.slot.starts == nine + 30min);
}

TEST_CASE("a talk ends when it is ended, once, and not before it began", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 30, 60);
    CHECK(it.move(20, clock_act::end, 'a') == "a");
    CHECK(it.at('a') == "0-20");
    CHECK(it.at('b') == "30-60");
    CHECK(it.move(21, clock_act::end, 'a') == "conflict");
    CHECK(it.decide(21, clock_act::end, 'a').error().message == "That talk is over already.");
    CHECK(it.decide(21, clock_act::end, 'b').error().message == "That talk has not begun yet.");
}

TEST_CASE("what is extended pushes what follows, and pauses take up what they can", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 30, 60).with('c', 65, 95).with('d', 110, 140).with('e', 30, 60, "s-2");
    CHECK(it.move(10, clock_act::extend, 'a', 10) == "abc");
    CHECK(it.at('a') == "0-40");
    CHECK(it.at('b') == "40-70");
    CHECK(it.at('c') == "70-100"); // by five of the ten
    CHECK(it.at('d') == "110-140");
    CHECK(it.at('e') == "30-60 s-2");
    CHECK(it.move(10, clock_act::extend, 'a', 5) == "abc");
    CHECK(it.at('c') == "75-105");
    CHECK(it.move(10, clock_act::extend, 'c', 240) == "cd");
}

TEST_CASE("what was cancelled takes no time, and what overlapped may go on doing so", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 30, 60, "s-1", true).with('c', 40, 60).with('d', 50, 70);
    CHECK(it.move(0, clock_act::extend, 'a', 15) == "acd");
    CHECK(it.at('b') == "30-60");
    CHECK(it.at('c') == "45-65");
    CHECK(it.at('d') == "55-75");
    CHECK(it.move(0, clock_act::start, 'b') == "conflict");
    CHECK(it.move(0, clock_act::extend, 'b', 5) == "conflict");
    CHECK(it.decide(0, clock_act::start, 'b').error().message == "That talk was cancelled.");
}

TEST_CASE("an extension stops at the night, not at midnight", "[clock]")
{
    const int late = 14 * 60 + 30; // 23:30
    auto it = stages{}.with('a', late, late + 45).with('b', late + 45, late + 75).with('c', a_day, a_day + 30);
    CHECK(it.move(late, clock_act::extend, 'a', 30) == "ab");
    CHECK(it.at('b') == written(std::chrono::minutes{late + 75}) + "-" + written(std::chrono::minutes{late + 105}));
    auto close = stages{}.with('a', 0, 30).with('b', 30 + 5 * 60, 30 + 6 * 60);
    CHECK(close.move(0, clock_act::extend, 'a', 240) == "a");
}

TEST_CASE("a stage is shifted from what is on to the end of its day", "[clock]")
{
    auto it =
        stages{}.with('a', 0, 30).with('b', 30, 60).with('c', 90, 120).with('d', a_day, a_day + 30).with('e', 30, 60, "s-2");
    CHECK(it.move(40, clock_act::shift, 'a', 10) == "bc"); // whichever of the stage is named
    CHECK(it.at('a') == "0-30");
    CHECK(it.at('b') == "30-70"); // it has begun
    CHECK(it.at('c') == "100-130");
    CHECK(it.at('d') == "1440-1470");
    CHECK(it.at('e') == "30-60 s-2");
    CHECK(it.move(70, clock_act::shift, 'c', -20) == "c");
    CHECK(it.at('c') == "80-110");
}

TEST_CASE("a stage is not shifted into the past, nor where nothing follows", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 40, 70);
    CHECK(it.move(35, clock_act::shift, 'b', -10) == "conflict");
    CHECK(it.move(20, clock_act::shift, 'b', -10) == "conflict"); // what is on would have ended
    CHECK(it.move(35, clock_act::shift, 'b', -5) == "b");
    CHECK(it.move(100, clock_act::shift, 'b', 5) == "conflict");
    CHECK(it.decide(100, clock_act::shift, 'b', 5).error().message == "Nothing follows on that stage.");
    auto cancelled = stages{}.with('a', 0, 30, "s-1", true).with('b', 40, 70);
    CHECK(cancelled.move(0, clock_act::shift, 'a', 5) == "b");
}

TEST_CASE("two talks that are swapped keep their lengths, also over stages", "[clock]")
{
    auto it = stages{}.with('a', 10, 30).with('b', 30, 80, "s-2").with('c', 90, 100);
    CHECK(it.move(0, clock_act::swap, 'a', 0, 'b') == "ab");
    CHECK(it.at('a') == "30-50 s-2");
    CHECK(it.at('b') == "10-60");
    CHECK(it.move(15, clock_act::swap, 'b', 0, 'c') == "conflict");
    CHECK(it.decide(15, clock_act::swap, 'c', 0, 'f').error().field == "with");
    CHECK(it.decide(15, clock_act::swap, 'f', 0, 'c').error().field == "talk");
    CHECK(it.decide(15, clock_act::start, 'f').error().code == errc::not_found);
}

TEST_CASE("a talk does not become longer than a week", "[clock]")
{
    auto it = stages{}.with('a', 0, 7 * a_day - 10);
    CHECK(it.move(0, clock_act::extend, 'a', 10) == "a");
    CHECK(it.move(0, clock_act::extend, 'a', 1) == "conflict");
}

TEST_CASE("of two who move the clock at once the second may change nothing, and then nothing is told", "[clock]")
{
    auto it = stages{}.with('a', 0, 30).with('b', 40, 70);
    const auto ending = std::get<clock_moved>(*it.decide(20, clock_act::end, 'a'));
    const auto swapping = std::get<clock_moved>(*stages{it}.decide(35, clock_act::swap, 'b', 0, 'b'));
    const auto starting = std::get<clock_moved>(*it.decide(20, clock_act::start, 'b'));
    REQUIRE(fold(it.all, starting, 2, nine + 20min));
    const auto before = it.all;
    CHECK_FALSE(fold(it.all, ending, 3, nine + 21min));
    CHECK_FALSE(fold(it.all, swapping, 4, nine + 36min));
    CHECK_FALSE(fold(it.all, {clock_act::start, room_of('f'), 0, {}}, 5, nine));
    CHECK(it.all == before);
}

TEST_CASE("moderators and organisers move the clock, others do not", "[clock][space]")
{
    space here{"k1", "main"};
    schedule_planned planned;
    planned.stages = {{"s-1", "One"}};
    planned.talks = {{.room = room_of('a'), .title = "Talk", .slot = {"s-1", nine, nine + 30min}}};
    here.apply(event_at(1, {mia, role::organiser}, planned));
    const move_clock late{key, room_of('a'), clock_act::extend, 5, {}};
    for (const auto as : {role::moderator, role::organiser})
        CHECK(here.decide(late, {mia, as}, nine));
    for (const auto as : {role::attendee, role::speaker, role::safety, role::bot})
        CHECK(here.decide(late, {mia, as}, nine).error().code == errc::forbidden);

    auto moved = event_at(2, mia_moderates, clock_moved{clock_act::end, room_of('a'), 0, {}});
    CHECK(here.apply(moved).is_void); // by the event's own time it has not begun
    CHECK(here.schedule().version == 1);
    moved.offset = 3;
    moved.at = nine + 10min;
    CHECK(here.apply(moved).schedule->talks == std::vector{room_of('a')});
    CHECK(here.card_of(room_of('a'))->slot.ends == nine + 10min);
    CHECK(here.schedule().version == 3);
}

TEST_CASE("an act of a later version is passed over, and what is known goes on", "[clock][space]")
{
    const auto later = decode_body(R"({"type":"clock_moved","act":"pause","talk":"t-00000000000a","until":7})");
    REQUIRE(later);
    CHECK(*later == event_body{unknown_event{"clock_moved"}});
    space here{"k1", "main"};
    schedule_planned planned;
    planned.stages = {{"s-1", "One"}};
    planned.talks = {{.room = room_of('a'), .title = "Talk", .slot = {"s-1", nine, nine + 30min}}};
    here.apply(event_at(1, {mia, role::organiser}, planned));
    CHECK_FALSE(here.apply(event_at(2, mia_moderates, *later)).schedule);
    CHECK(here.state().has_unknown); // so that it is not saved
    CHECK(here.schedule().version == 1);
    auto known = event_at(3, mia_moderates, clock_moved{clock_act::extend, room_of('a'), 5, {}});
    known.at = nine;
    CHECK(here.apply(known).schedule);
}

TEST_CASE("however the clock is moved, a snapshot leads to the same and talks stay whole", "[clock][law]")
{
    rc::prop("whatever staff does", [] {
        schedule_planned planned;
        planned.stages = {{"s-1", "One"}, {"s-2", "Two"}};
        std::map<std::string, std::chrono::milliseconds> lengths;
        for (const char name : {'a', 'b', 'c', 'd', 'e'}) {
            const auto starts = nine + *rc::gen::inRange(0, 100) * 5min;
            const auto length = *rc::gen::inRange(1, 12) * 5min;
            planned.talks.push_back(
                {.room = room_of(name),
                 .title = "Talk",
                 .slot = {*rc::gen::element<std::string>("s-1", "s-2"), starts, starts + length},
                 .cancelled = *rc::gen::inRange(0, 5) == 0});
        }
        space whole{"k1", "main"};
        whole.apply(event_at(1, mia_moderates, planned));
        const auto read = decode_space_snapshot(encode_snapshot(whole.state()));
        RC_ASSERT(read.has_value());
        space resumed{"k1", *read, "main"};
        auto at = nine;
        for (auto steps = *rc::gen::inRange(1, 15); steps > 0; --steps) {
            at += *rc::gen::inRange(0, 60) * 1min;
            const clock_moved what{
                *rc::gen::element(clock_act::start, clock_act::end, clock_act::extend, clock_act::shift, clock_act::swap),
                room_of(*rc::gen::element('a', 'b', 'c', 'd', 'e', 'f')), *rc::gen::inRange(-240, 241),
                room_of(*rc::gen::element('a', 'b', 'c'))};
            auto next = event_at(whole.top() + 1, mia_moderates, what);
            next.at = at;
            const auto before = whole.schedule();
            const auto made = whole.apply(next);
            resumed.apply(next);
            RC_ASSERT((made.is_void == (whole.schedule() == before)) || !made.is_void);
            for (const auto& [room, talk] : whole.schedule().talks)
                RC_ASSERT(talk.now.starts < talk.now.ends);
        }
        RC_ASSERT((resumed.state() == whole.state()));
        RC_ASSERT((decode_space_snapshot(encode_snapshot(whole.state())) == whole.state()));
    });
}
