// The Redis store behind a Sentinel: another master is found, and what the failover lost is found out.
#include "log/redis_store.hpp"
#include "tests/contract/redis_house.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_asker.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// A master, its replica, who watches them, and a store that asks the watcher.
struct replicated {
    replicated()
    {
        const auto is_online = [this] { return master.ask({"INFO", "replication"}).find("state=online") != std::string::npos; };
        REQUIRE(eventually(is_online));
    }

    void await_copies(int events)
    {
        REQUIRE(eventually([&] { return replica.ask({"XLEN", "hallway:{lobby}:log"}) == std::to_string(events); }));
    }

    const std::uint16_t port = free_port();
    redis_server master{{"--port", std::to_string(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"}};
    redis_server replica{
        {"--port", std::to_string(free_port()), "--bind", "127.0.0.1", "--replicaof", "127.0.0.1 " + std::to_string(port)}};
    redis_sentinel sentinel{port};
    store_house house{[this](scheduler& where, const std::filesystem::path&) {
        redis_store_settings settings;
        settings.client = hasty_settings({});
        settings.sentinels.where = {sentinel.address()};
        settings.sentinels.master = "main";
        return make_redis_store(where, settings);
    }};
};

} // namespace

TEST_CASE("when the master dies its replica is found, with all that it was given", "[redis][sentinel]")
{
    replicated all;
    auto& house = all.house;
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 5);
    all.await_copies(5);

    all.master.kill();
    auto next = house.request("lobby", "next");
    next.epoch = epoch;
    const auto stored = append_until_known(house, next);

    CHECK(said(stored) == "ok");
    CHECK(stored.offset == 6);
    CHECK(house.open("lobby")->epoch == epoch);
    CHECK(house.read("lobby", {0, 10, no_limit})->size() == 6);
    CHECK(all.replica.ask({"ROLE"}).starts_with("master"));
}

TEST_CASE("what a failover lost is found out before a number is used twice", "[redis][sentinel]")
{
    replicated all;
    auto& house = all.house;
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 5);
    all.await_copies(5);
    all.replica.freeze();
    all.master.ask({"CLIENT", "KILL", "TYPE", "replica"});
    house.post_many("lobby", 3); // of these the replica never hears
    all.master.kill();
    all.replica.thaw();

    auto next = house.request("lobby", "next");
    next.epoch = epoch;
    CHECK(said(append_until_known(house, next)) == "gone");
    const auto top = house.open("lobby");
    REQUIRE(top);
    CHECK(top->epoch != epoch);
    CHECK(top->offset == 5);
}
