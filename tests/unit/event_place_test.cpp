// Where events lie in the SQLite table.
#include "log/sqlite_event.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace hallway;

TEST_CASE("places sort by log, then by offset", "[event_place]")
{
    CHECK(event_place::of(1, 1) < event_place::of(1, 2));
    CHECK(event_place::of(1, event_place::offset_max) < event_place::of(2, 0));
    CHECK(event_place::of(event_place::log_max, event_place::offset_max) == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a place tells its offset", "[event_place]")
{
    CHECK(event_place::offset_of(event_place::of(7, 42)) == 42);
    CHECK(event_place::offset_of(event_place::of(event_place::log_max, 1)) == 1);
}

TEST_CASE("an offset beyond all stays within its log", "[event_place]")
{
    CHECK(event_place::of(7, std::numeric_limits<std::uint64_t>::max()) == event_place::of(7, event_place::offset_max));
}
