// The contract of signals, and of the leases that stand on records: what processes that share a store know of each other.
#include "log/lease.hpp"
#include "log/redis_store.hpp"
#include "protocol/limits.hpp"
#include "tests/contract/store_house.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/stoppable_scheduler.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

struct signal_notes final : signal_listener {
    void connected() override { all.emplace_back("connected"); }
    void disconnected() override { all.emplace_back("disconnected"); }
    void heard(const std::string& topic, const std::string& text) override { all.push_back(topic + ": " + text); }

    std::vector<std::string> all;
};

using lines = std::vector<std::string>;

} // namespace

TEMPLATE_LIST_TEST_CASE(
    "signals come to all processes that share the store and listen, in order, and to nobody else", "[store][signals]",
    every_store)
{
    auto house = house_of<TestType>();
    signal_notes told;
    house.it().hear("people", &told);
    if (!house.it().is_shared()) {
        house.it().signal("people", "nobody else is there");
        house.turns.run_until_idle();
        CHECK(told.all.empty());
        return;
    }
    const auto hears = [&](const signal_notes& who, std::size_t count) {
        return eventually([&] {
            house.turns.run_until_idle();
            return who.all.size() >= count;
        });
    };
    const auto other = TestType::make(house.turns, house.folder.path());
    signal_notes told_other;
    other->hear("people", &told_other);
    other->hear("weather", &told_other);
    REQUIRE(hears(told, 1));
    REQUIRE(hears(told_other, 2));
    CHECK(told.all == lines{"connected"});

    for (int i = 0; i < 3; ++i)
        house.it().signal("people", "one\nline " + std::to_string(i));
    house.it().signal("rooms", "nobody listens");
    house.it().signal("weather", std::string("rain\0\xff", 6));
    REQUIRE(hears(told_other, 6));
    REQUIRE(hears(told, 4));
    CHECK(told.all == lines{"connected", "people: one\nline 0", "people: one\nline 1", "people: one\nline 2"});
    // Whichever topic is the faster one.
    CHECK(std::ranges::count(told_other.all, "weather: " + std::string("rain\0\xff", 6)) == 1);

    house.it().hear("people", nullptr);
    other->signal("people", "not to him");
    other->signal("people", "any more");
    REQUIRE(hears(told_other, 8));
    CHECK(told.all.size() == 4);
    other->stop();
}

TEST_CASE("who listens is told when nothing can be heard, and from when on it can again", "[redis][signals]")
{
    redis_server server;
    store_house house([&](scheduler& where, const std::filesystem::path&) {
        redis_store_settings settings;
        settings.client.link.where = server.address();
        return make_redis_store(where, settings);
    });
    signal_notes told;
    const auto hears = [&](std::size_t count) {
        return eventually([&] {
            house.turns.run_until_idle();
            return told.all.size() >= count;
        });
    };
    house.it().hear("people", &told);
    REQUIRE(hears(1));
    server.ask({"CLIENT", "KILL", "TYPE", "pubsub"});
    REQUIRE(hears(3));
    house.it().signal("people", "again");
    REQUIRE(hears(4));
    CHECK(told.all == lines{"connected", "disconnected", "connected", "people: again"});
}

TEMPLATE_LIST_TEST_CASE("a lease has one holder, and another when that is silent or gives it up", "[store][lease]", every_store)
{
    auto house = house_of<TestType>();
    // Behind all that was asked before: a look, and the write that it leads to, which a store may do on another thread.
    const auto answered = [&] {
        REQUIRE(said(house.get("any other")) == "not_found");
        REQUIRE(house.put("another", ""));
    };
    // So a call that is made in one second is answered in that, and a look comes a second late at most.
    const auto pass = [&](uptime time) {
        for (uptime gone{}; gone < time; gone += 1s) {
            house.turns.advance(1s);
            answered();
        }
    };
    auto one = std::make_unique<lease>(house.turns, house.it(), "forgetting");
    auto other = std::make_unique<lease>(house.turns, house.it(), "forgetting");
    one->start();
    REQUIRE(eventually([&] {
        house.turns.run_until_idle();
        return one->is_held();
    }));
    other->start();
    pass(2min);
    CHECK(one->is_held());
    CHECK_FALSE(other->is_held());

    SECTION("it is given up")
    {
        one->give_up();
        CHECK_FALSE(one->is_held());
        pass(limits::lease_refresh + 5s);
        CHECK(other->is_held());
        pass(2min);
        CHECK_FALSE(one->is_held());
    }
    SECTION("another has it by the store's word")
    {
        REQUIRE(house.put("lease/forgetting", "somebody"));
        pass(limits::lease_refresh + 5s);
        CHECK_FALSE(one->is_held());
        CHECK_FALSE(other->is_held());
        pass(limits::lease_length + limits::lease_refresh + 5s);
        CHECK(one->is_held() != other->is_held());
    }
}

TEST_CASE("while a lease changes hands nobody holds it, though the old holder cannot write", "[lease]")
{
    store_house house(&memory::make);
    stoppable_scheduler turns(house.turns);
    lease one(turns, house.it(), "forgetting");
    lease other(house.turns, house.it(), "forgetting");
    one.start();
    house.turns.run_until_idle();
    other.start();
    house.turns.advance(33s);
    REQUIRE(one.is_held());
    turns.stop();

    const auto silent_since = house.turns.monotonic();
    while (!other.is_held()) {
        house.turns.advance(100ms);
        const bool both = one.is_held() && other.is_held();
        REQUIRE_FALSE(both);
    }
    CHECK(house.turns.monotonic() - silent_since <= limits::lease_length + 2 * limits::lease_refresh);
}
