// What the Redis store makes of a Redis that has lost what it acknowledged, or was emptied.
#include "tests/contract/redis_house.hpp"
#include "tests/support/edge_host.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;

TEST_CASE("a Redis that was emptied gives a log one new epoch, whoever of those who knew the old one comes first", "[redis]")
{
    redis_server server;
    auto one = house_on(server);
    auto other = house_on(server);
    const auto epoch = one.open("lobby")->epoch;
    one.post_many("lobby", 3);
    other.make_log("lobby"); // it has seen them, too
    server.ask({"FLUSHALL"});

    const auto anew = one.open("lobby")->epoch;
    CHECK(anew != epoch);
    one.post("lobby", "first");
    CHECK(other.open("lobby")->epoch == anew);
    CHECK(one.open("lobby")->epoch == anew);
    CHECK(other.post("lobby", "second").offset == 2);
}

TEST_CASE("nothing is written over a log of which Redis has lost the newest, though its epoch is the same yet", "[redis]")
{
    redis_server server({"--dbfilename", "dump.rdb"});
    auto house = house_on(server);
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 3);
    server.ask({"SAVE"});
    house.post_many("lobby", 1);
    const auto lost = house.post("lobby", "the newest");
    restart(server, house);
    auto another = house_on(server);
    another.make_log("lobby");
    auto others = another.request("lobby", "of another");
    others.id.value += 1;
    others.key += "-of-another";
    REQUIRE(another.append(others).offset == 4);

    CHECK(said(house.amend({"lobby", 4, 9, "late", std::nullopt, epoch})) == "gone");
    CHECK(another.find("lobby", others.id)->body == "of another");

    // It has read what another wrote since, as whoever looks for more does, and has not compared that with what it knew.
    REQUIRE(house.read("lobby", {0, 10, no_limit}));
    another.post("lobby", "more of another");
    REQUIRE(house.read("lobby", {0, 10, no_limit}));
    amendment repeated{"lobby", 1, 5, "deleted by what is lost", std::nullopt, epoch};
    repeated.change = lost.id;
    CHECK(said(house.amend(repeated)) == "gone");
    repeated.version = 4;
    repeated.change = others.id;
    CHECK(said(house.amend(repeated)) == "ok");
}

TEST_CASE("a Redis that has lost what it acknowledged is found out before a number is used twice", "[redis]")
{
    redis_server server({"--dbfilename", "dump.rdb"});
    auto house = house_on(server);
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 3);
    server.ask({"SAVE"});
    house.post_many("lobby", 2); // these it will have lost
    auto stale = house.request("lobby", "after the loss");
    stale.epoch = epoch;
    restart(server, house);

    SECTION("by who appends next") { CHECK(said(house.append(stale)) == "gone"); }
    SECTION("also when it loses the same once more before that was heard")
    {
        CHECK(said(house.append(stale)) == "gone");
        server.kill();
        server.start();
        CHECK(said(house.append(stale)) == "gone");
    }
    SECTION("by who opens it next") { CHECK(house.open("lobby")->epoch != epoch); }
    SECTION("though somebody who knew nothing has written as many again")
    {
        auto another = house_on(server);
        another.make_log("lobby");
        auto others = std::vector{another.request("lobby", "x"), another.request("lobby", "y")};
        for (auto& each : others) {
            each.id.value += 1;
            each.key += "-of-another";
        }
        CHECK(another.append(others)[1].offset == 5);
        CHECK(said(house.append(stale)) == "gone");
        auto current = another.request("lobby", "z");
        current.epoch = epoch;
        CHECK(said(another.append(current)) == "gone"); // for everybody
    }
    const auto top = house.open("lobby");
    REQUIRE(top);
    CHECK(top->epoch != epoch);
    const auto next = house.request("lobby", "in the new epoch");
    const auto stored = house.append(next);
    CHECK(said(stored) == "ok");
    CHECK(stored.offset == top->offset + 1);
    CHECK(house.open("lobby")->epoch == top->epoch);
}

TEST_CASE("an append that was half written when Redis was killed does not get mixed up with the next one", "[redis]")
{
    redis_server server({"--appendonly", "yes", "--appendfsync", "always"});
    auto house = house_on(server);
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 3);
    const auto lost = house.request("lobby", "half of it is written");
    house.append(lost);
    server.kill();
    const auto files = server.folder() / "appendonlydir";
    for (const auto& each : std::filesystem::directory_iterator(files)) {
        const auto size = std::filesystem::file_size(each);
        if (each.path().string().ends_with(".incr.aof") && size > 0)
            std::filesystem::resize_file(each, size - 5); // its EXEC is not whole
    }
    server.start();

    house.reopen(); // as one that has not seen what is lost
    CHECK(house.open("lobby")->offset == 3);
    const auto next = house.request("lobby", "what came next");
    CHECK(house.append(next).offset == 4);
    restart(server, house);
    CHECK(bodies(*house.read("lobby", {3, 10, no_limit})) == std::vector<std::string>{"what came next"});
    CHECK(house.find("lobby", next.id)->offset == 4);
    CHECK(said(house.find("lobby", lost.id)) == "not_found");
    CHECK(house.open("lobby")->epoch == epoch);
}

TEST_CASE(
    "what is acknowledged survives the end of Redis, or the log has another epoch; what is unsure is stored once if it is asked "
    "for again",
    "[redis]")
{
    // With "everysec" Redis holds a write back while the disk is still busy with the last second's; killed then, it has lost what it had acknowledged.
    const std::string sync = GENERATE(as<std::string>{}, "always", "everysec");
    INFO(sync);
    redis_server server({"--appendonly", "yes", "--appendfsync", sync});
    auto house = house_on(server);
    const auto epoch = house.open("lobby")->epoch;
    std::map<std::string, std::uint64_t> acknowledged; // by key
    std::size_t unsure = 0;
    for (int round = 0; round < 5; ++round) {
        std::vector<append_request> again;
        std::size_t answered = 0;
        for (int i = 0; i < 2'000; ++i) {
            const auto request = house.request("lobby", "event " + std::to_string(i));
            house.it().append({request}, house.turns.awaited([&, request](const std::vector<append_outcome>& outcomes) {
                if (outcomes[0].code)
                    again.push_back(request);
                else
                    acknowledged[request.key] = outcomes[0].offset;
                if (++answered == 700) {
                    server.kill();
                    server.start();
                }
            }));
        }
        house.turns.run_until_idle();
        unsure += again.size();
        for (const auto& request : again) {
            const auto outcome = house.append(request);
            REQUIRE_FALSE(outcome.code);
            acknowledged[request.key] = outcome.offset;
        }
    }
    CHECK(acknowledged.size() == 10'000);
    CHECK(unsure > 0);
    if (house.open("lobby")->epoch != epoch) {
        CHECK(sync == "everysec"); // and everybody is told
        return;
    }
    const auto events = house.read("lobby", {0, 20'000, no_limit});
    REQUIRE(events);
    CHECK(events->size() == 10'000);
    std::map<std::string, std::string> stored; // where, by key
    for (const auto& event : *events)
        stored[event.key] += " " + std::to_string(event.offset);
    std::string wrong;
    for (const auto& [key, offset] : acknowledged) {
        if (stored[key] != " " + std::to_string(offset))
            wrong += key + " was acknowledged at " + std::to_string(offset) + " and is stored at" + stored[key] + "\n";
    }
    INFO(wrong);
    CHECK(wrong.empty());
}

TEST_CASE("with replicas to wait for, what they do not have is not acknowledged; a retry is, once they have it", "[redis]")
{
    const auto port = free_port();
    redis_server master({"--port", std::to_string(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"});
    redis_server replica({"--replicaof", "127.0.0.1 " + std::to_string(port)});
    store_house house([&](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(master);
        settings.replicas = 1;
        settings.replica_patience = std::chrono::milliseconds{200};
        return make_redis_store(where, settings);
    });
    house.make_log("lobby");
    REQUIRE(eventually([&] { return !house.post("lobby", "first").code; }));
    CHECK(replica.ask({"HGET", "hallway:{lobby}:meta", "offset"}) == master.ask({"HGET", "hallway:{lobby}:meta", "offset"}));

    replica.freeze();
    const auto unsure = std::vector{house.request("lobby", "second"), house.request("lobby", "third")};
    for (const auto& each : house.append(unsure))
        CHECK(said(each) == "unavailable");
    replica.thaw();
    REQUIRE(eventually([&] { return !house.append(unsure)[1].code; }));
    CHECK(house.append(unsure)[1].duplicate);
    CHECK(house.read("lobby", {0, 10, no_limit})->back().body == "third");
}
