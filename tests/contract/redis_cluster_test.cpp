// The Redis store on a cluster: rooms spread over the masters, slots that move while people write, masters that die.
// A cluster of a test's own takes seconds to start, so what is less likely to break is tried with `tests/run --long`.
#include "bench/own_certificate.hpp"
#include "redis/redis_slots.hpp"
#include "tests/contract/redis_house.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_cluster_servers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

redis_store_settings settings_for(const redis_cluster_servers& cluster)
{
    redis_store_settings settings;
    settings.client = hasty_settings({});
    settings.cluster = cluster.addresses();
    settings.look_every = 50ms;
    return settings;
}

store_house house_on(const redis_cluster_servers& cluster)
{
    return store_house(
        [&cluster](scheduler& where, const std::filesystem::path&) { return make_redis_store(where, settings_for(cluster)); });
}

std::uint16_t slot_of(const std::string& log) { return redis_slot_of("{" + log + "}"); }

/// The name of a log that this master was given at first.
std::string log_at(const redis_cluster_servers& cluster, std::size_t master)
{
    for (int i = 0;; ++i)
        if (auto name = "room-" + std::to_string(i); cluster.first_owner(slot_of(name)) == master)
            return name;
}

bool tells_beginning(store_house& house, std::string_view beginning)
{
    return eventually([&] { return house.it().trouble().value_or("").starts_with(beginning); });
}

/// What was told of logs that are followed.
struct notes final : store_listener {
    void heard(heard_event what) override { all.push_back(what.log + " " + what.event.body); }
    void missed(const std::string& log) override { all.push_back("missed " + log); }

    std::vector<std::string> all;
};

bool hears(store_house& house, const notes& told, const std::string& what, std::ptrdiff_t times = 1)
{
    return eventually([&] {
        house.turns.run_until_idle();
        return std::ranges::count(told.all, what) >= times;
    });
}

} // namespace

TEST_CASE("rooms spread over the masters of a cluster, and each is told of at its own", "[redis][cluster]")
{
    auto& cluster = shared_cluster();
    auto one = house_on(cluster);
    auto other = house_on(cluster);
    notes told;
    one.it().listen(&told);
    std::vector<std::string> logs;
    for (std::size_t i = 0; i < cluster.masters(); ++i)
        logs.push_back(log_at(cluster, i));
    for (const auto& log : logs) {
        one.it().follow(log);
        REQUIRE(hears(one, told, "missed " + log));
        other.make_log(log);
        other.post(log, "hello");
        CHECK(hears(one, told, log + " hello"));
    }
    CHECK(one.list("", "", 10)->size() == logs.size());
    CHECK(one.put("record", "value"));
    CHECK(eventually([&] { return !one.it().trouble(); }));
    for (std::size_t i = 0; i < cluster.masters(); ++i)
        CHECK(cluster.ask(i, {"XLEN", "hallway:{" + logs[i] + "}:log"}) == "1");
    one.it().listen(nullptr);
}

TEST_CASE("a slot that moves while its room is written loses nothing, doubles nothing and changes no order", "[redis][cluster]")
{
    redis_cluster_servers cluster;
    auto house = house_on(cluster);
    const std::string log = log_at(cluster, 0);
    house.make_log(log);
    REQUIRE(
        house.amend({log, house.post(log, "first").offset, 1, "amended", std::nullopt})); // so that the room has each of its keys
    std::atomic<bool> is_over{false};
    std::thread moving([&] {
        std::size_t at = 0;
        for (int i = 0; i < 6; ++i) {
            const auto to = (at + 1) % cluster.masters();
            cluster.move(slot_of(log), at, to);
            at = to;
        }
        is_over = true;
    });

    std::vector<append_request> again;
    std::map<std::string, std::uint64_t> acknowledged; // by key
    std::vector<std::uint64_t> answered;               // offsets, in the order of the calls
    while (!is_over) {
        for (int i = 0; i < 50; ++i) {
            const auto request = house.request(log, "event");
            house.it().append({request}, house.turns.awaited([&, request](const std::vector<append_outcome>& outcomes) {
                if (outcomes[0].code)
                    return again.push_back(request);
                acknowledged[request.key] = outcomes[0].offset;
                answered.push_back(outcomes[0].offset);
            }));
        }
        house.turns.run_until_idle();
    }
    moving.join();
    CHECK(std::ranges::is_sorted(answered));
    INFO(again.size() << " of " << again.size() + acknowledged.size() << " were asked for again");
    CHECK(again.size() * 10 <= acknowledged.size());
    for (const auto& request : again) {
        const auto outcome = append_until_known(house, request);
        REQUIRE_FALSE(outcome.code);
        acknowledged[request.key] = outcome.offset;
    }

    const auto events = house.read(log, {0, 1'000'000, no_limit});
    REQUIRE(events);
    CHECK(events->size() == acknowledged.size() + 1);
    std::uint64_t offset = 0;
    std::size_t wrong = 0;
    for (const auto& event : *events)
        if (event.offset != ++offset || (offset > 1 && acknowledged[event.key] != offset))
            ++wrong;
    CHECK(wrong == 0);
}

TEST_CASE("a room whose slot is on its way is written where its keys are", "[.long][redis][cluster]")
{
    redis_cluster_servers cluster;
    auto house = house_on(cluster);
    const std::string log = log_at(cluster, 0);
    house.make_log(log);
    REQUIRE(house.amend({log, house.post(log, "first").offset, 1, "amended", std::nullopt}));
    cluster.begin_move(slot_of(log), 0, 1);
    CHECK(house.post(log, "before its keys").offset == 2);
    cluster.move_keys(slot_of(log), 0, 1);

    CHECK(house.post(log, "behind its keys").offset == 3);
    CHECK(cluster.ask(0, {"EXISTS", "hallway:{" + log + "}:log"}).find("ASK") != std::string::npos);
    house.post_many(log, 200);
    cluster.end_move(slot_of(log), 0, 1);
    CHECK(house.post(log, "at its new place").offset == 204);
    CHECK(cluster.ask(1, {"XLEN", "hallway:{" + log + "}:log"}) == "204");
}

TEST_CASE("who follows a room goes on hearing of it where its slot went", "[redis][cluster]")
{
    redis_cluster_servers cluster;
    auto one = house_on(cluster);
    auto other = house_on(cluster);
    notes told;
    const std::string log = log_at(cluster, 2);
    one.it().listen(&told);
    one.it().follow(log);
    REQUIRE(hears(one, told, "missed " + log));
    other.make_log(log);
    other.post(log, "before");
    REQUIRE(hears(one, told, log + " before"));

    cluster.move(slot_of(log), 2, 0);
    other.post(log, "just behind"); // which may be missed, but not without a word
    REQUIRE(hears(one, told, "missed " + log, 2));
    other.post(log, "after");
    CHECK(hears(one, told, log + " after"));
    CHECK(std::ranges::count(told.all, log + " after") == 1);
    one.it().listen(nullptr);
}

TEST_CASE(
    "when a master is gone its rooms wait, the others go on, and it is all there when it is back", "[.long][redis][cluster]")
{
    redis_cluster_servers cluster(
        {.more = {"--cluster-require-full-coverage", "no", "--appendonly", "yes", "--appendfsync", "always"}});
    auto house = house_on(cluster);
    const auto here = log_at(cluster, 0);
    const auto there = log_at(cluster, 1);
    const auto epoch = house.open(there)->epoch;
    house.make_log(here);
    house.post(there, "first");

    cluster.node(1).kill();
    CHECK(said(house.post(there, "nobody is there")) == "unavailable");
    CHECK(house.post(here, "here").offset == 1);
    CHECK(tells_beginning(house, "Redis cannot be reached (127.0.0.1:"));
    cluster.node(1).start();
    auto next = house.request(there, "next");
    next.epoch = epoch;
    CHECK(said(append_until_known(house, next)) == "ok");
    CHECK(eventually([&] { return !house.it().trouble(); }));
    CHECK(bodies(*house.read(there, {0, 10, no_limit})).front() == "first");
}

TEST_CASE("when a master of a cluster dies its replica is found, with all that it was given", "[.long][redis][cluster]")
{
    redis_cluster_servers cluster({.replicas = 1, .node_timeout = 1s});
    auto house = house_on(cluster);
    notes told;
    const auto log = log_at(cluster, 0);
    house.it().listen(&told);
    house.it().follow(log);
    REQUIRE(hears(house, told, "missed " + log));
    const auto epoch = house.open(log)->epoch;
    house.post_many(log, 5);
    REQUIRE(eventually([&] { return cluster.ask(3, {"INFO", "keyspace"}) == cluster.ask(0, {"INFO", "keyspace"}); }));

    cluster.node(0).kill();
    auto next = house.request(log, "next");
    next.epoch = epoch;
    const auto stored = append_until_known(house, next);

    CHECK(said(stored) == "ok");
    CHECK(stored.offset == 6);
    CHECK(house.read(log, {0, 10, no_limit})->size() == 6);
    REQUIRE(hears(house, told, "missed " + log, 2));
    house.post(log, "after");
    CHECK(hears(house, told, log + " after"));
    CHECK(cluster.ask(3, {"ROLE"}).starts_with("master"));
    house.it().listen(nullptr);
}

TEST_CASE(
    "a cluster's master without the replicas that are wanted acknowledges nothing, the others do", "[.long][redis][cluster]")
{
    redis_cluster_servers cluster({.replicas = 1});
    store_house house([&](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(cluster);
        settings.replicas = 1;
        settings.replica_patience = 500ms;
        return make_redis_store(where, settings);
    });
    const auto safe = log_at(cluster, 0);
    const auto alone = log_at(cluster, 1);
    house.make_log(safe);
    house.make_log(alone);
    const std::vector both{house.request(safe, "a"), house.request(alone, "b"), house.request(safe, "c")};
    const auto outcomes = house.append(both);
    CHECK(said(outcomes[0]) == "ok");
    CHECK(said(outcomes[1]) == "unavailable");
    CHECK(said(outcomes[2]) == "ok");
    CHECK(outcomes[2].offset == 2);
}

TEST_CASE(
    "a cluster that speaks TLS only is used under one user's name, on every master and for what is told",
    "[.long][redis][cluster]")
{
    const scratch_folder folder;
    redis_cluster_servers cluster({.tls = bench::make_own_certificate(folder.path())});
    for (std::size_t i = 0; i < cluster.masters(); ++i)
        cluster.ask(i, {"ACL", "SETUSER", "ada", "on", ">hers", "~hallway:*", "&hallway:*", "+@all"});
    const auto as_ada = [&](const std::string& password) {
        return store_house([&cluster, password](scheduler& where, const std::filesystem::path&) {
            auto settings = settings_for(cluster);
            for (auto& each : settings.cluster) {
                each.user = "ada";
                each.password = password;
            }
            return make_redis_store(where, settings);
        });
    };
    auto one = as_ada("hers");
    auto other = as_ada("hers");
    notes told;
    one.it().listen(&told);
    for (std::size_t i = 0; i < cluster.masters(); ++i) {
        const auto log = log_at(cluster, i);
        one.it().follow(log);
        REQUIRE(hears(one, told, "missed " + log));
        other.make_log(log);
        other.post(log, "hello");
        CHECK(hears(one, told, log + " hello"));
        std::istringstream clients(cluster.ask(i, {"CLIENT", "LIST"}));
        for (std::string line; std::getline(clients, line);)
            if (line.find(" addr=127.0.0.1:") != std::string::npos)
                CHECK(line.find(" user=ada ") != std::string::npos);
    }
    CHECK(eventually([&] { return !one.it().trouble(); }));
    one.it().listen(nullptr);

    auto stranger = as_ada("a guess");
    CHECK(eventually([&] { return stranger.it().trouble().has_value(); }));
    CHECK(said(stranger.open("lobby")) == "unavailable");
}

TEST_CASE("a master that is badly set is named, and so is a Redis of the wrong kind", "[.long][redis][cluster]")
{
    redis_cluster_servers cluster;
    redis_server single({"--port", std::to_string(free_port()), "--bind", "127.0.0.1"});
    auto house = house_on(cluster);
    CHECK(eventually([&] { return !house.it().trouble(); }));
    cluster.ask(2, {"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    const auto port = std::to_string(cluster.addresses()[2].port);
    CHECK(tells_beginning(
        house, "Redis may throw away what it keeps: set maxmemory-policy to noeviction (127.0.0.1:" + port + ")."));

    auto as_single = house_on(cluster.node(0), 200ms);
    CHECK(tells_beginning(as_single, "This Redis belongs to a cluster: set redis.cluster instead of redis.url."));
    CHECK(said(as_single.open("lobby")) == "unavailable");
    store_house as_cluster([&](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(cluster);
        settings.cluster = {redis_address{
            .port = static_cast<std::uint16_t>(std::stoi(single.ask({"--raw", "CONFIG", "GET", "port"}).substr(5)))}};
        settings.client.connection_patience = 200ms;
        return make_redis_store(where, settings);
    });
    CHECK(tells_beginning(as_cluster, "This Redis belongs to no cluster: set redis.url instead of redis.cluster (127.0.0.1:"));
    CHECK(said(as_cluster.open("lobby")) == "unavailable");
}
