#include "log/recent_events.hpp"

#include <catch2/catch.hpp>

using namespace hallway;

namespace {

/// Those from one offset to another; of each the id is ten times its offset.
recent_events remembered(std::uint64_t from, std::uint64_t to, std::size_t most)
{
    recent_events all;
    for (auto offset = from; offset <= to; ++offset) {
        event made;
        made.offset = offset;
        made.id = {offset * 10};
        all.push(
            std::make_shared<const event>(made), offset > 1 ? std::optional{event_id{(offset - 1) * 10}} : std::nullopt, most);
    }
    return all;
}

} // namespace

TEST_CASE("only the newest events are remembered, and which one they follow", "[log]")
{
    auto some = remembered(3, 9, 4);
    CHECK(some.size() == 4);
    CHECK_FALSE(some.reach_back_to(4));
    CHECK(some.reach_back_to(5));
    CHECK(some.after(5).size() == 4);
    CHECK(some.after(8).front()->offset == 9);
    CHECK(some.after(9).empty());

    CHECK_FALSE(some.id_at(4));
    CHECK(some.id_at(5) == event_id{50});
    CHECK(some.id_at(6) == event_id{60});
    CHECK(some.id_at(9) == event_id{90});
    CHECK_FALSE(some.id_at(10));

    some.forget_below(8);
    CHECK(some.size() == 2);
    CHECK(some.id_at(7) == event_id{70});
    CHECK_FALSE(some.id_at(6));
}

TEST_CASE("of a log's first events there is none that they follow", "[log]")
{
    const auto all = remembered(1, 3, 10);
    CHECK(all.reach_back_to(0));
    CHECK_FALSE(all.id_at(0));
    CHECK_FALSE(recent_events{}.id_at(0));
    CHECK_FALSE(recent_events{}.reach_back_to(0));
}

TEST_CASE("where a log was opened it is known which event is its newest", "[log]")
{
    recent_events none;
    none.begin_behind(4, event_id{40});
    CHECK(none.empty());
    CHECK_FALSE(none.reach_back_to(4));
    CHECK(none.contradict(4, {41}));
    CHECK_FALSE(none.contradict(4, {40}));
    CHECK_FALSE(none.id_at(3));
    CHECK_FALSE(none.id_at(5));
    none.clear();
    CHECK_FALSE(none.id_at(4));
}

TEST_CASE("what is not remembered contradicts nothing", "[log]")
{
    const auto some = remembered(3, 9, 4);
    CHECK(some.contradict(5, {51}));
    CHECK(some.contradict(9, {51}));
    CHECK_FALSE(some.contradict(9, {90}));
    CHECK_FALSE(some.contradict(4, {51}));
    CHECK_FALSE(some.contradict(10, {51}));
}
