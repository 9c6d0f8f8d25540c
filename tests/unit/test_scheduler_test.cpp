// The tests' own scheduler.
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <thread>

using namespace hallway::test;
using namespace std::chrono_literals;

TEST_CASE("what is due runs in the order of its time, and sees that time", "[test_scheduler]")
{
    test_scheduler turns;
    std::string order;
    turns.after(2s, [&] { order += turns.monotonic() == 2s ? "b" : "?"; });
    turns.after(1s, [&] { order += turns.monotonic() == 1s ? "a" : "?"; });
    turns.after(9s, [&] { order += "c"; });

    turns.advance(5s);

    CHECK(order == "ab");
    CHECK(turns.monotonic() == 5s);
}

TEST_CASE("the wall clock follows, and may jump", "[test_scheduler]")
{
    test_scheduler turns;
    const auto before = turns.now();
    turns.advance(1500ms);
    CHECK(turns.now() - before == 1500ms);
    turns.set_now(before - 1h);
    CHECK(turns.now() == before - 1h);
    CHECK(turns.monotonic() == 1500ms);
}

TEST_CASE("an awaited handler of another thread is waited for", "[test_scheduler]")
{
    test_scheduler turns;
    int heard = 0;
    const std::function<void(int)> handler = turns.awaited([&](int value) { heard = value; });
    std::thread other([&] { turns.post([&] { handler(7); }); });

    turns.run_until_idle();
    other.join();

    CHECK(heard == 7);
}

TEST_CASE("a handler that is never called is reported, not waited for without end", "[test_scheduler]")
{
    test_scheduler turns;
    const std::function<void()> never = turns.awaited([] {});

    CHECK_THROWS_WITH(turns.run_until_idle(0s), "1 handlers were not called in time");
}
