// The levels of need, and that the system says what there is.
#include "support/memory_watch.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using need = memory_watch::need;

TEST_CASE("above 80 % of the budget joins are refused, above 90 % outboxes are shed", "[memory]")
{
    memory_watch memory(1'000);
    CHECK(memory.now() == need::none);
    memory.saw(800);
    CHECK(memory.now() == need::none);
    CHECK(memory.excess() == 0);
    memory.saw(801);
    CHECK(memory.now() == need::refuse_joins);
    memory.saw(900);
    CHECK(memory.now() == need::refuse_joins);
    memory.saw(901);
    CHECK(memory.now() == need::shed);
    CHECK(memory.excess() == 101);
    memory.saw(0);
    CHECK(memory.now() == need::none);
}

TEST_CASE("the system says what memory there is, and what of it is used", "[memory]")
{
    CHECK(memory_of_machine() > 64u * 1024 * 1024);
    CHECK(resident_memory() > 1024 * 1024);
    CHECK(resident_memory() < memory_of_machine());
}
