#include "outside/import_diff.hpp"
#include "outside/import_plans.hpp"
#include "outside/import_preview.hpp"
#include "protocol/codec.hpp"
#include "room/timetable.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <numeric>
#include <random>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

planned_talk talk(const std::string& room, const std::string& title, std::chrono::minutes after_nine = 0min)
{
    const auto starts = time_point(1'706'950'800'000ms) + after_nine; // 2024-02-03 09:00 UTC
    planned_talk made;
    made.room = room;
    made.title = title;
    made.slot = {"s-hall", starts, starts + 50min};
    made.digest = "d1";
    return made;
}

wanted_timetable two_talks()
{
    wanted_timetable made;
    made.title = "Kites";
    made.time_zone = "Europe/Brussels";
    made.stages = {{"s-hall", "Hall"}};
    made.talks = {talk("t-000000000001", "Strings"), talk("t-000000000002", "Tails", 60min)};
    return made;
}

/// A server that took it, before anybody moved the clock.
timetable taken(const wanted_timetable& wanted)
{
    timetable made;
    made.title = wanted.title;
    made.time_zone = wanted.time_zone;
    made.stages = wanted.stages;
    made.lessons = wanted.lessons;
    for (const auto& one : wanted.talks)
        made.talks.emplace(one.room, timetable_talk{one, one.slot});
    return made;
}

wanted_timetable many_talks(std::size_t count)
{
    auto made = two_talks();
    made.talks.clear();
    for (std::size_t i = 0; i < count; ++i)
        made.talks.push_back(talk("t-" + std::to_string(100'000'000'000 + i), "Talk " + std::to_string(i)));
    return made;
}

/// What an import would change after an earlier one.
import_changes changes_since(const wanted_timetable& earlier, const wanted_timetable& wanted)
{
    return changes_between(taken(earlier), wanted);
}

std::vector<plan> plans_since(const wanted_timetable& earlier, const wanted_timetable& wanted)
{
    return plans_for(changes_since(earlier, wanted), taken(earlier), wanted, 7);
}

/// A server that does what is planned as it does when it is told so.
timetable after_plans(timetable server, const std::vector<plan>& plans)
{
    for (const auto& one : plans) {
        REQUIRE(std::holds_alternative<command>(decode_command(encode(command{1, one})))); // fits a frame, no room twice
        const auto decided = decide(server, one);
        REQUIRE(decided);
        CHECK(!decided->changes_nothing());
        fold(server, *decided, server.version + 1);
    }
    return server;
}

template <class Part>
std::vector<std::string> rooms_of(const std::vector<Part>& parts)
{
    std::vector<std::string> rooms;
    for (const auto& one : parts)
        rooms.push_back(one.room);
    return rooms;
}

std::string preview_since(const wanted_timetable& earlier, const wanted_timetable& wanted)
{
    return preview_of(changes_since(earlier, wanted), taken(earlier), wanted);
}

} // namespace

TEST_CASE("the same timetable again changes nothing, in whatever order, and whatever staff did on the clock", "[import]")
{
    auto present = taken(two_talks());
    present.lessons.push_back({"t-00000000000a", "Bowline", "", "", {}, ""}); // a schedule says nothing of lessons
    present.stages.push_back({"s-yard", "Yard"});
    present.talks.at("t-000000000001").now.stage = "s-yard";
    present.talks.at("t-000000000001").now.starts += 10min;
    auto wanted = two_talks();
    std::swap(wanted.talks[0], wanted.talks[1]);

    const auto changes = changes_between(present, wanted);

    CHECK(changes.is_empty());
    CHECK(summary_of(changes) == "nothing has changed");
    CHECK(preview_of(changes, present, wanted).empty());
}

TEST_CASE("talks are added, renamed, moved, cancelled, revised and removed by their rooms", "[import]")
{
    auto earlier = two_talks();
    earlier.talks.push_back(talk("t-000000000003", "Wind", 120min));
    earlier.talks.push_back(talk("t-000000000004", "Glue", 180min));
    earlier.talks[3].cancelled = true;
    auto wanted = two_talks();
    wanted.stages.push_back({"s-yard", "Yard"});
    wanted.talks[0].title = "Strings and lines";
    wanted.talks[0].slot.stage = "s-yard";
    wanted.talks[1].cancelled = true;
    wanted.talks[1].digest = "d2";
    wanted.talks.push_back(talk("t-000000000004", "Glue", 180min));
    wanted.talks.push_back(talk("t-000000000005", "Flight", 24h));

    const auto changes = changes_since(earlier, wanted);

    CHECK(changes.added == 1);
    CHECK(changes.changed == 3);
    CHECK(changes.removed == 1);
    CHECK(changes.stages == std::vector<planned_stage>{{"s-yard", "Yard"}});
    CHECK(summary_of(changes) == "1 added, 1 renamed, 1 moved, 1 cancelled, 1 reinstated, 1 revised, 1 removed, 1 new stage");
    CHECK(
        preview_since(earlier, wanted) == "  new stages: Yard\n"
                                          "  added      2024-02-04 10:00  Hall  Flight\n"
                                          "  renamed    2024-02-03 10:00  Yard  Strings → Strings and lines\n"
                                          "  moved      2024-02-03 10:00  Hall → Yard  Strings and lines\n"
                                          "  cancelled  2024-02-03 11:00  Hall  Tails\n"
                                          "  reinstated 2024-02-03 13:00  Hall  Glue\n"
                                          "  revised    2024-02-03 11:00  Hall  Tails\n"
                                          "  removed    2024-02-03 12:00  Hall  Wind\n");
    CHECK(
        import_as_json("main", wanted, changes) == R"({"space":"main","talks":4,"stages":2,"added":1,"changed":3,"removed":1})");
}

TEST_CASE("a move is shown with both times, the date of the second only where it is another", "[import]")
{
    auto wanted = two_talks();
    wanted.talks[0].slot.starts += 30min;
    wanted.talks[0].slot.ends += 30min;
    wanted.talks[1].slot.starts += 24h;
    wanted.talks[1].slot.ends += 24h;

    CHECK(
        preview_since(two_talks(), wanted) == "  moved      2024-02-03 10:00 → 10:30             Hall  Strings\n"
                                              "  moved      2024-02-03 11:00 → 2024-02-04 11:00  Hall  Tails\n");

    wanted = two_talks();
    wanted.talks[0].slot.ends += 10min;
    CHECK(preview_since(two_talks(), wanted) == "  moved      2024-02-03 10:00, ends 10:50 → 11:00  Hall  Strings\n");
}

TEST_CASE("a talk that the file has but that cannot be read stays as it is, and so does its stage", "[import]")
{
    auto earlier = two_talks();
    earlier.stages.push_back({"s-yard", "Yard"});
    earlier.talks[1].slot.stage = "s-yard";
    auto wanted = two_talks();
    wanted.talks.pop_back();

    CHECK(changes_since(earlier, wanted).removed == 1);
    CHECK(changes_since(earlier, wanted).stages_gone == std::vector<planned_stage>{{"s-yard", "Yard"}});
    wanted.kept = {"t-000000000002"};
    CHECK(changes_since(earlier, wanted).is_empty());
}

TEST_CASE("a stage goes with its last talk, but not while staff have another talk there", "[import]")
{
    auto earlier = two_talks();
    earlier.stages.push_back({"s-yard", "Yard"});
    auto present = taken(earlier);
    CHECK(changes_between(present, two_talks()).stages_gone == std::vector<planned_stage>{{"s-yard", "Yard"}});

    present.talks.at("t-000000000002").now.stage = "s-yard";
    CHECK(changes_between(present, two_talks()).stages_gone.empty());

    auto wanted = two_talks(); // a new plan takes the talk from where staff put it
    wanted.talks[1].slot.starts += 1h;
    wanted.talks[1].slot.ends += 1h;
    CHECK(changes_between(present, wanted).stages_gone == std::vector<planned_stage>{{"s-yard", "Yard"}});
}

TEST_CASE("of what happens often only the count is shown", "[import]")
{
    CHECK(preview_since(two_talks(), many_talks(30)).starts_with("  added      30 talks\n  removed    2024-02-03 10:00"));
}

TEST_CASE("losing more than half of a schedule of twenty, or all of any, empties the event", "[import]")
{
    const auto empties = [](std::size_t before, std::size_t after) {
        return changes_since(many_talks(before), many_talks(after)).empties_the_event();
    };
    CHECK(!empties(20, 10));
    CHECK(empties(20, 9));
    CHECK(!empties(19, 1));
    CHECK(empties(19, 0));
    CHECK(!empties(0, 0));
    CHECK(!empties(0, 30));
    CHECK(changes_since(many_talks(20), two_talks()).empties_the_event()); // none of them is left
}

TEST_CASE("a table of lessons leaves the talks alone, and the other way round", "[import]")
{
    auto earlier = two_talks();
    earlier.lessons = {
        {"t-00000000000a", "Bowline", "Week 1", "", {}, ""}, {"t-00000000000b", "Reef knot", "Week 1", "", {}, ""}};
    wanted_timetable wanted;
    wanted.has_lessons = true;
    wanted.lessons = {{"t-00000000000a", "The bowline", "Week 1", "", time_point(1'706'950'800'000ms), ""}};

    const auto changes = changes_since(earlier, wanted);

    CHECK(changes.talks.empty());
    CHECK(changes.stages_gone.empty());
    CHECK(summary_of(changes) == "1 renamed, 1 moved, 1 removed");
    CHECK(
        preview_since(earlier, wanted) == "  renamed    2024-02-03 10:00  Week 1  Bowline → The bowline\n"
                                          "  moved      no time → 2024-02-03 10:00  Week 1  The bowline\n"
                                          "  removed    Week 1  Reef knot\n");
    CHECK(import_as_json("main", wanted, changes) == R"({"space":"main","lessons":1,"added":0,"changed":1,"removed":1})");
    CHECK(changes_since(earlier, two_talks()).is_empty());
}

TEST_CASE("what a schedule says fits what a server takes", "[import]")
{
    schedule read;
    read.title = "Kites";
    read.stages = {{"s-hall", "Hall", ""}, {"s-yard", "Yard", ""}};
    schedule_talk long_one;
    long_one.id = "t-000000000001";
    long_one.title = "Strings";
    long_one.language = "English & German";
    long_one.url = "HTTPS://kites.example.org/größe";
    for (int i = 0; i < 20'000; ++i)
        long_one.description += "風";
    long_one.abstract = std::string(20'000, 'a');
    for (int i = 0; i < 50; ++i)
        long_one.links.push_back({"https://kites.example.org/" + std::to_string(i) + std::string(1'500, 'x'), ""});
    read.talks = {long_one};

    const auto wanted = wanted_of(read);

    REQUIRE(wanted.talks.size() == 1);
    CHECK(wanted.stages == std::vector<planned_stage>{{"s-hall", "Hall"}});
    CHECK(wanted.doubts == std::vector<std::string>{"Stages without a talk are left out: Yard."});
    CHECK(wanted.talks[0].slot.ends - wanted.talks[0].slot.starts == 5min);
    CHECK(wanted.talks[0].language.empty());
    CHECK(wanted.talks[0].url == "https://kites.example.org/gr%C3%B6%C3%9Fe");
    plan as_asked;
    as_asked.key = "0123456789abcdef";
    as_asked.talks.push_back({wanted.talks[0], wanted.texts.at("t-000000000001")});
    const auto document = encode(command{1, as_asked});
    CHECK(document.size() < limits::frame_bytes_max);
    CHECK(std::holds_alternative<command>(decode_command(document)));
}

TEST_CASE("changes are planned in frames, stages before what takes place on them, and what goes last", "[import]")
{
    auto wanted = many_talks(120);
    wanted.title = "Kites and tails";
    wanted.stages.push_back({"s-yard", "Yard"});
    wanted.talks[0].slot.stage = "s-yard";
    wanted.talks[1].digest = "d2";
    wanted.texts["t-100000000001"].abstract = "How tails are made.";
    auto earlier = two_talks();
    earlier.stages.push_back({"s-attic", "Attic"});
    earlier.talks.push_back(wanted.talks[1]);
    earlier.talks.back().digest = "d1";
    for (auto& [room, texts] : wanted.texts)
        CHECK(room == "t-100000000001");
    for (const auto& talk : wanted.talks)
        wanted.texts[talk.room]; // each has some, be it none

    const auto plans = plans_since(earlier, wanted);

    REQUIRE(plans.size() == 6);
    CHECK(plans[0].title == "Kites and tails");
    CHECK(plans[0].stages == std::vector<planned_stage>{{"s-yard", "Yard"}});
    CHECK(plans[1].talks.size() == limits::plan_entries_max);
    CHECK(plans[3].talks.size() == 20);
    CHECK(plans[1].talks[1].more->abstract == "How tails are made.");
    CHECK(plans[4].remove == std::vector<std::string>{"t-000000000001", "t-000000000002"});
    CHECK(plans[5].remove == std::vector<std::string>{"s-attic"});
    for (const auto& one : plans) {
        CHECK(is_key(one.key));
        CHECK(std::holds_alternative<command>(decode_command(encode(command{1, one}))));
    }
    CHECK(plans_since(wanted, wanted).empty());
}

TEST_CASE("talks with long texts are planned in more frames, each of which a server takes", "[import]")
{
    auto wanted = many_talks(30);
    for (auto& talk : wanted.talks) {
        about texts;
        texts.description = std::string(15'000, 'x');
        talk.digest = "d2";
        wanted.texts.emplace(talk.room, texts);
    }

    std::size_t talks = 0;
    for (const auto& one : plans_since(two_talks(), wanted)) {
        talks += one.talks.size();
        CHECK(encode(command{1, one}).size() <= limits::frame_bytes_max);
    }
    CHECK(talks == 30);
}

TEST_CASE("texts that are as they were are not sent again", "[import]")
{
    auto wanted = two_talks();
    wanted.talks[0].title = "Strings and lines";

    const auto plans = plans_since(two_talks(), wanted);

    REQUIRE(plans.size() == 1);
    REQUIRE(plans[0].talks.size() == 1);
    CHECK(!plans[0].talks[0].more);
}

TEST_CASE(
    "stages stand in the order of the file's latest edition, new ones among them, what it does not name where it was", "[import]")
{
    auto earlier = two_talks();
    earlier.stages = {{"s-hall", "Hall"}, {"s-yard", "Yard"}, {"s-attic", "Attic"}, {"s-pier", "Pier"}};
    earlier.talks.push_back(talk("t-000000000003", "Wind"));
    earlier.talks.back().slot.stage = "s-yard";
    auto wanted = earlier;
    wanted.stages = {{"s-attic", "Attic"}, {"s-barn", "Barn"}, {"s-hall", "The hall"}, {"s-pier", "Pier"}};
    wanted.talks.pop_back();
    wanted.kept = {"t-000000000003"}; // it cannot be read, so its stage is not named

    CHECK(changes_since(earlier, wanted).is_reordered);
    CHECK(summary_of(changes_since(earlier, wanted)) == "1 new stage, 1 stage renamed, another order");
    CHECK(
        preview_since(earlier, wanted) == "  new stages: Barn\n  renamed stages: Hall → The hall\n"
                                          "  order of stages: Attic, Barn, The hall, Pier\n");
    const auto server = after_plans(taken(earlier), plans_since(earlier, wanted));

    CHECK(rooms_of(server.stages) == std::vector<std::string>{"s-attic", "s-yard", "s-barn", "s-hall", "s-pier"});
    CHECK(server.stages[3].title == "The hall");
    CHECK(changes_between(server, wanted).is_empty());
    CHECK(plans_for(changes_between(server, wanted), server, wanted, 8).empty());
}

TEST_CASE("whatever order hundreds of stages or lessons had, they come to stand as the file has them", "[import]")
{
    rc::prop("in plans that a server takes", [] {
        wanted_timetable wanted;
        timetable present;
        wanted.has_lessons = *rc::gen::arbitrary<bool>();
        const auto count = *rc::gen::inRange<std::size_t>(1, 300);
        auto numbers = std::vector<std::size_t>(count);
        std::iota(numbers.begin(), numbers.end(), 0);
        std::mt19937 shuffling(*rc::gen::arbitrary<std::uint32_t>());
        const auto unit = std::string(*rc::gen::element<std::size_t>(1, 100), 'u'); // long ones fill a frame sooner
        const auto stage_of = [](std::size_t number) { return planned_stage{"s-" + std::to_string(number), "Stage"}; };
        const auto lesson_of = [&](std::size_t number) {
            return planned_lesson{
                "t-" + std::to_string(100'000'000'000 + number), unit, unit, "https://example.org/" + std::string(900, 'x')};
        };
        const auto fill = [&](auto& table, std::size_t most) {
            std::shuffle(numbers.begin(), numbers.end(), shuffling);
            for (const auto number : numbers) {
                if (number >= most)
                    continue;
                if (wanted.has_lessons)
                    table.lessons.push_back(lesson_of(number));
                else
                    table.stages.push_back(stage_of(number));
            }
        };
        fill(present, *rc::gen::inRange<std::size_t>(0, count + 1));
        fill(wanted, count);

        const auto server = after_plans(present, plans_for(changes_between(present, wanted), present, wanted, 7));

        RC_ASSERT(rooms_of(server.stages) == rooms_of(wanted.stages));
        RC_ASSERT(rooms_of(server.lessons) == rooms_of(wanted.lessons));
        RC_ASSERT(changes_between(server, wanted).is_empty());
    });
}
