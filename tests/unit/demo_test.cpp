// The demo's day and what is said in it.
#include "outside/demo_programme.hpp"
#include "protocol/codec.hpp"
#include "protocol/text.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

const time_point noon{1'700'000'000'123ms};

void check_lines(std::span<const demo_line> lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        INFO(lines[i].text);
        CHECK(lines[i].answers <= i);
        CHECK(lines[i].person < demo_people().size());
        CHECK(*clean_text(lines[i].text) == lines[i].text);
        if (!lines[i].corrected.empty())
            CHECK(*clean_text(lines[i].corrected) == lines[i].corrected);
    }
}

} // namespace

TEST_CASE("on each stage of the demo one talk is on and one is next, at any time", "[demo]")
{
    const demo_programme day(noon);
    for (std::size_t stage = 0; stage < demo_stages().size(); ++stage) {
        for (auto now = noon - 5h; now < noon + 30h; now += 7min) {
            const auto on = day.on(stage, now);
            CHECK(on.starts <= now);
            CHECK(now < on.ends);
            const auto next = day.on(stage, on.ends);
            CHECK(next.starts == on.ends);
            CHECK(next.room != on.room);
            CHECK(next.talk != on.talk);
        }
        const auto first_end = day.on(stage, noon).ends - noon;
        CHECK(first_end > 4min); // something ends soon, but not at once
        CHECK(first_end < 36min);
    }
}

TEST_CASE("the demo's plans are commands that a server takes, with every talk once, and the same for the same moment", "[demo]")
{
    const demo_programme day(noon);
    std::set<std::string> rooms;
    std::size_t talks = 0;
    const auto plans = day.plans(noon - 3h, noon + 6h, "A demo", "demo-programme-of-a-test");
    REQUIRE(plans.size() > 1);
    CHECK(plans.front().stages.size() == 3);
    for (const auto& one : plans) {
        const auto text = encode(command{1, one});
        CHECK(text.size() < limits::frame_bytes_max);
        const auto read = decode_command(text);
        REQUIRE(std::holds_alternative<command>(read));
        CHECK(std::get<command>(read) == command{1, one});
        talks += one.talks.size();
        for (const auto& talk : one.talks)
            rooms.insert(talk.what.room);
    }
    CHECK(rooms.size() == talks);
    CHECK(talks == day.between(noon - 3h, noon + 6h).size());
    for (std::size_t stage = 0; stage < 3; ++stage)
        CHECK(rooms.contains(day.on(stage, noon).room));
    CHECK(demo_programme(noon + 1min).on(1, noon).room == day.on(1, noon).room);
}

TEST_CASE("what is said in the demo can be said, and replies are to what was said before", "[demo]")
{
    for (const auto& stage : demo_stages())
        for (const auto& talk : stage.talks)
            check_lines(talk.lines);
    check_lines(demo_small_talk());
    check_lines(demo_remarks());
}
