// What `hallway bench` counts with: the histogram, the schedule of an open loop, the check of each receiver.
#include "bench/latency_histogram.hpp"
#include "bench/rate_schedule.hpp"
#include "bench/receiver_check.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace hallway::bench;

TEST_CASE("a histogram of nothing tells nothing", "[bench]")
{
    const latency_histogram empty;
    CHECK(empty.count() == 0);
    CHECK(empty.quantile_ns(0.5) == 0);
    CHECK(empty.max_ns() == 0);
}

TEST_CASE("what is short is counted exactly, and the longest always is", "[bench]")
{
    latency_histogram some;
    for (std::uint64_t i = 1; i <= 100; ++i)
        some.record(i);
    some.record(123'456'789);
    CHECK(some.quantile_ns(0.5) == 51);
    CHECK(some.quantile_ns(0) == 1);
    CHECK(some.quantile_ns(1) == 123'456'789);
    CHECK(some.max_ns() == 123'456'789);
    some.clear();
    CHECK(some.count() == 0);
    CHECK(some.quantile_ns(1) == 0);
}

TEST_CASE("there is a place for the longest time there is", "[bench]")
{
    latency_histogram some;
    some.record(std::numeric_limits<std::uint64_t>::max());
    some.record(0);
    CHECK(some.quantile_ns(0.5) == 0);
    CHECK(some.quantile_ns(1) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a quantile of a histogram is close to the true one", "[bench]")
{
    rc::prop("any quantile of any times is right to within 1 %, and never too small", [] {
        auto times = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint64_t>>(rc::gen::map(
            rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange<std::uint64_t>(0, 1'000'000)),
            [](const auto& from) { return from.second << static_cast<unsigned>(from.first); })));
        const auto part = *rc::gen::inRange(0, 1'001) / 1'000.0;
        latency_histogram some;
        for (const auto time : times)
            some.record(time);
        std::sort(times.begin(), times.end());
        const auto place = static_cast<std::size_t>(std::max(1.0, std::ceil(part * static_cast<double>(times.size())))) - 1;
        const auto exact = times[place];
        RC_ASSERT(some.quantile_ns(part) >= exact);
        RC_ASSERT(static_cast<double>(some.quantile_ns(part)) <= static_cast<double>(exact) * 1.01);
    });
}

TEST_CASE("an open loop's steps are due at an even rate, also those that nobody got to in time", "[bench]")
{
    rate_schedule schedule(1'000, 10, 0.5); // 5 steps, every 100 ms
    CHECK_FALSE(schedule.take_due(999));
    CHECK(schedule.take_due(1'000) == 1'000U);
    CHECK_FALSE(schedule.take_due(100'000'999));

    const std::uint64_t much_later = 10'000'000'000; // the generator was held up
    CHECK(schedule.take_due(much_later) == 100'001'000U);
    CHECK(schedule.take_due(much_later) == 200'001'000U);
    CHECK_FALSE(schedule.is_over());
    CHECK(schedule.take_due(much_later) == 300'001'000U);
    CHECK(schedule.take_due(much_later) == 400'001'000U);
    CHECK(schedule.is_over());
    CHECK_FALSE(schedule.take_due(much_later));
}

TEST_CASE("a receiver who is told every offset once and in order has no complaint", "[bench]")
{
    delivery_faults faults;
    receiver_check receiver;
    receiver.begin(41);
    for (std::uint64_t offset = 42; offset < 50; ++offset)
        receiver.heard(offset, faults);
    CHECK(faults == delivery_faults{});
    CHECK(receiver.position() == 49);
}

TEST_CASE("what a receiver lacks, hears twice or hears late is counted, each as what it is", "[bench]")
{
    delivery_faults faults;
    receiver_check receiver;
    receiver.begin(0);
    receiver.heard(1, faults);
    receiver.heard(1, faults);
    CHECK(faults == delivery_faults{.lost = 0, .doubled = 1, .out_of_order = 0});
    receiver.heard(5, faults);
    CHECK(faults == delivery_faults{.lost = 3, .doubled = 1, .out_of_order = 0});
    receiver.heard(3, faults); // late, so not lost
    CHECK(faults == delivery_faults{.lost = 2, .doubled = 1, .out_of_order = 1});
    receiver.heard(3, faults);
    CHECK(faults == delivery_faults{.lost = 2, .doubled = 2, .out_of_order = 1});
    receiver.heard(6, faults);
    receiver.heard(1'000, faults);
    CHECK(faults == delivery_faults{.lost = 995, .doubled = 2, .out_of_order = 1});
    receiver.heard(999, faults);
    CHECK(faults == delivery_faults{.lost = 994, .doubled = 2, .out_of_order = 2});
}

TEST_CASE("who comes back knows what was before", "[bench]")
{
    delivery_faults faults;
    receiver_check receiver;
    receiver.begin(0);
    receiver.heard(2, faults);
    receiver.begin(10);
    receiver.heard(9, faults);
    CHECK(faults == delivery_faults{.lost = 1, .doubled = 1, .out_of_order = 0});
    receiver.heard(11, faults);
    CHECK(faults.all() == 2);
}
