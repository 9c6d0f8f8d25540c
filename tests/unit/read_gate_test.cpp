// How many pages of the store's are read at once.
#include "hub/read_gate.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace hallway;

TEST_CASE("so many large reads at once; the others come in the order in which they were asked for", "[read-gate]")
{
    read_gate gate(2);
    std::vector<int> begun;
    const auto ask = [&](int number) {
        gate.begin([&begun, number] {
            begun.push_back(number);
            return true;
        });
    };
    for (int i = 1; i <= 5; ++i)
        ask(i);
    CHECK(begun == std::vector{1, 2});
    gate.end();
    CHECK(begun == std::vector{1, 2, 3});
    gate.end();
    gate.end();
    CHECK(begun == std::vector{1, 2, 3, 4, 5});
    CHECK(gate.waiting() == 0);
}

TEST_CASE("a read that nobody wants any more takes no turn", "[read-gate]")
{
    read_gate gate(1);
    int begun = 0;
    const auto wanted = [&](bool is_wanted) {
        gate.begin([&begun, is_wanted] {
            ++begun;
            return is_wanted;
        });
    };
    wanted(true);
    wanted(false);
    wanted(true);
    CHECK(begun == 1);
    {
        const read_turn over(gate);
    }
    CHECK(begun == 3);
    CHECK(gate.waiting() == 0);
}
