// What the Redis store promises beside the contract: how keys lie there, what is published, what it tells of trouble, what it survives.
#include "log/redis_store.hpp"
#include "redis/redis_subscriber.hpp"
#include "tests/contract/redis_house.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_asker.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// \returns whether the store tells this sentence, or none for "", before long
bool tells(store_house& house, std::string_view sentence)
{
    return eventually([&] { return house.it().trouble().value_or("") == sentence; });
}

} // namespace

TEST_CASE("all keys of a log lie in one slot of a cluster, whatever its name", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    const std::vector<std::string> names{"main/lobby", "main/{tag}/x", "}", "{}", "%7D", "a}:meta"};
    for (const auto& name : names) {
        house.make_log(name);
        const auto stored = house.post(name, "in " + name);
        CHECK(house.amend({name, 1, 2, "amended in " + name, std::nullopt}));
        CHECK(house.save_snapshot_at(name, stored));
    }
    for (const auto& name : names)
        CHECK(bodies(*house.read(name, {0, 10, no_limit})) == std::vector<std::string>{"amended in " + name});

    std::map<std::string, std::set<std::string>> slots; // of what stands between the braces
    std::string keys = server.ask({"KEYS", "hallway:{*"}) + "\n";
    std::size_t count = 0;
    for (std::size_t end = 0; (end = keys.find('\n')) != std::string::npos; keys.erase(0, end + 1), ++count) {
        const auto key = keys.substr(0, end);
        slots[key.substr(0, key.rfind(':'))].insert(server.ask({"CLUSTER", "KEYSLOT", key}));
    }
    CHECK(count == names.size() * 8);
    CHECK(slots.size() == names.size());
    for (const auto& [tag, found] : slots)
        CHECK(found.size() == 1);
}

TEST_CASE("every committed event is published with all that another node needs to apply it", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    const auto epoch = house.open("lobby")->epoch;
    asio_scheduler turns;
    std::vector<std::string> heard;
    bool is_live = false;
    redis_subscriber_settings settings;
    settings.link = hasty_settings(server.address()).link;
    redis_subscriber listener(
        turns, settings,
        {[&](const std::string&) { is_live = true; },
         [&](const std::string&, std::string what) { heard.push_back(std::move(what)); },
         {}});
    listener.start();
    listener.subscribe("hallway:{lobby}:events");
    while (!is_live)
        turns.run_for(100ms);

    auto first = house.request("lobby", "a line\nand\0another"s);
    auto second = house.request("lobby", "second", false);
    second.role = "moderator";
    second.key.clear();
    const auto outcomes = house.append({first, first, second});
    while (heard.size() < 2)
        turns.run_for(100ms);

    const auto at = std::to_string(outcomes[0].at.time_since_epoch().count());
    CHECK(
        heard == std::vector<std::string>{
                     epoch + " 1 1e3779b97f4a7c15 - " + at + " fedcba9876543210 1 attendee " + first.key + "\n" + first.body,
                     epoch + " 2 bc6ef372fe94f82a 1e3779b97f4a7c15 " + at + " fedcba9876543210 0 moderator \nsecond"});
    listener.stop();
    turns.run_for(50ms);
}

TEST_CASE("who follows a log is told what every process commits to it, from missed() on without a hole", "[redis]")
{
    struct notes final : store_listener {
        void heard(heard_event what) override
        {
            all.push_back(what.log + " " + std::to_string(what.event.offset) + " " + what.event.body);
            if (what.previous != last)
                ++gaps;
            last = what.event.id;
            heard_last = std::move(what);
        }
        void missed(const std::string& log) override { all.push_back("missed " + log); }
        std::vector<std::string> all;
        std::optional<event_id> last;
        std::optional<heard_event> heard_last;
        int gaps = 0;
    };
    redis_server server;
    auto one = house_on(server);
    auto other = house_on(server);
    notes told;
    const auto hears = [&](std::size_t count) {
        return eventually([&] {
            one.turns.run_until_idle();
            return told.all.size() >= count;
        });
    };
    one.it().listen(&told);
    one.it().follow("lobby");
    REQUIRE(hears(1));
    const auto epoch = other.open("lobby")->epoch;
    other.make_log("stage");

    auto request = other.request("lobby", "of the other");
    request.role = "";
    request.epoch = epoch;
    const auto stored = other.append(request);
    other.post("stage", "not followed");
    auto own = one.request("lobby", "own");
    own.id = event_id{7};
    own.key = "";
    const auto appended = one.append(own);
    REQUIRE(said(appended) == "ok");
    CHECK_FALSE(stored.previous);
    CHECK(appended.previous == stored.id);
    REQUIRE(hears(3));
    CHECK(told.all == std::vector<std::string>{"missed lobby", "lobby 1 of the other", "lobby 2 own"});
    CHECK(told.gaps == 0);
    CHECK(told.heard_last->epoch == epoch);
    CHECK(told.heard_last->event == one.read("lobby", {1, 1, no_limit})->front());
    CHECK(told.heard_last->previous == stored.id);

    server.ask({"CLIENT", "KILL", "TYPE", "pubsub"});
    REQUIRE(hears(4));
    CHECK(told.all.back() == "missed lobby");
    one.it().unfollow("lobby");
    one.it().follow("stage");
    REQUIRE(hears(5));
    other.post("lobby", "unheard");
    told.last = other.open("stage")->id;
    other.post("stage", "heard");
    REQUIRE(hears(6));
    CHECK(told.all.back() == "stage 2 heard");
    CHECK(told.gaps == 0);
    one.it().listen(nullptr);
    other.post("stage", "by nobody");
}

TEST_CASE("what was trimmed is cleared away, however much it is", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    house.make_log("lobby");
    house.post_many("lobby", 1'000);
    const auto last = house.post("lobby", "last");
    REQUIRE(house.save_snapshot_at("lobby", last));

    REQUIRE(house.trim("lobby", 1'000));
    CHECK(house.read("lobby", {999, 10, no_limit})->size() == 2);

    const auto is_left = [&](const char* command, const char* what) {
        return server.ask({command, std::string("hallway:{lobby}:") + what});
    };
    CHECK(eventually([&] { return is_left("XLEN", "log") == "2"; }));
    for (const auto* what : {"body", "ids", "keys"})
        CHECK(is_left("HLEN", what) == "2");
    CHECK(is_left("ZCARD", "rows") == "2");
}

TEST_CASE("a dropped log leaves no key behind, and an expired record none either", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    house.make_log("lobby");
    REQUIRE(house.save_snapshot_at("lobby", house.post("lobby", "x")));
    REQUIRE(house.amend({"lobby", 1, 1, "y", errc::gone}));
    REQUIRE(house.put("short", "lived", 0, house.turns.now() + 1s));
    REQUIRE(house.drop("lobby"));
    house.turns.advance(2s);
    REQUIRE(house.put("other", "record"));

    CHECK(server.ask({"--raw", "HKEYS", "hallway:{records}:values"}) == "other");
    REQUIRE(house.erase("other"));
    CHECK(server.ask({"DBSIZE"}) == "0");
}

TEST_CASE("what is damaged is told to be unavailable, and is no end of the rest", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    house.make_log("lobby");
    const auto first = house.post("lobby", "a");
    const auto second = house.post("lobby", "b");
    server.ask({"HDEL", "hallway:{lobby}:body", "1"});

    CHECK(said(house.read("lobby", {0, 10, no_limit})) == "unavailable");
    CHECK(said(house.rows("lobby", {0, false, 10, no_limit})) == "unavailable");
    CHECK(said(house.find("lobby", first.id)) == "unavailable");
    CHECK(house.find("lobby", second.id)->body == "b");
    CHECK(house.post("lobby", "c").offset == 3);
    server.ask({"SET", "hallway:{stage}:meta", "of somebody else"});
    CHECK(said(house.open("stage")) == "unavailable");
}

TEST_CASE("trouble is told as long as it lasts, in a sentence", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    house.make_log("lobby");
    CHECK(tells(house, ""));

    server.ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    CHECK(tells(house, "Redis may throw away what it keeps: set maxmemory-policy to noeviction."));
    server.ask({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
    CHECK(tells(house, ""));
    server.ask({"REPLICAOF", "127.0.0.1", "1"});
    CHECK(tells(house, "This Redis is a replica and takes no writes."));
    CHECK(said(house.post("lobby", "x")) == "unavailable");
    CHECK(house.open("lobby")); // reading goes on: it has made a log only if it had to
    server.ask({"REPLICAOF", "NO", "ONE"});
    CHECK(tells(house, ""));
    server.kill();
    CHECK(tells(house, "Redis cannot be reached."));
    server.start();
    CHECK(tells(house, ""));
    CHECK(said(house.post("lobby", "x")) == "gone"); // it had kept nothing
    CHECK(house.open("lobby")->offset == 0);
}

TEST_CASE("a wrong password is trouble, not silence", "[redis]")
{
    redis_server server;
    server.ask({"CONFIG", "SET", "requirepass", "secret"});
    auto house = house_on(server, 200ms);
    CHECK(tells(house, "Redis wants a password: set redis.password_file."));
    CHECK(said(house.open("lobby")) == "unavailable");
    house.reopen([&](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(server);
        settings.client.link.where.password = "guessed";
        return make_redis_store(where, settings);
    });
    CHECK(tells(house, "Redis refuses the user or the password."));
}

TEST_CASE("a user that may only what config/README.md says is enough", "[redis]")
{
    redis_server server;
    const std::vector<std::string> rights{"~hallway:*", "&hallway:*", "+@all",        "-@admin", "-@dangerous",
                                          "+info",      "+client|id", "+client|kill", "+script", "+bgrewriteaof"};
    std::vector<std::string> words{"ACL", "SETUSER", "hallway", "on", ">secret"};
    words.insert(words.end(), rights.begin(), rights.end());
    REQUIRE(server.ask(words) == "OK");
    for (const auto& right : rights)
        CHECK(content(std::filesystem::path(HALLWAY_SOURCE_DIR) / "config/README.md").find(" " + right) != std::string::npos);
    store_house house([&](scheduler& where, const std::filesystem::path&) {
        auto settings = settings_for(server);
        settings.client.link.where.user = "hallway";
        settings.client.link.where.password = "secret";
        return make_redis_store(where, settings);
    });
    house.make_log("lobby");
    REQUIRE(house.save_snapshot_at("lobby", house.post("lobby", "x")));
    CHECK(house.amend({"lobby", 1, 1, "y", std::nullopt}));
    CHECK(house.trim("lobby", 2));
    CHECK(house.put("record", "value"));
    CHECK(house.records("", "", 10)->size() == 1);
    CHECK(house.list("", "", 10)->size() == 1);
    CHECK(house.drop("lobby"));
    CHECK(tells(house, ""));
    server.ask({"CLIENT", "KILL", "USER", "hallway"});
    CHECK(house.get("record")); // over a connection that was made anew
}

TEST_CASE("where logs stand is told in one go, and which of them are not there", "[redis]")
{
    redis_server server;
    auto house = house_on(server);
    const auto lobby_epoch = house.open("lobby")->epoch;
    const auto stored = house.post("lobby", "first");
    const auto hall_epoch = house.open("hall")->epoch;
    std::optional<outcome<std::vector<std::optional<log_top>>>> tops;
    house.it().tops({"lobby", "nowhere", "hall"}, house.turns.awaited([&](auto told) { tops = std::move(told); }));
    house.turns.run_until_idle();

    REQUIRE((tops && *tops && (*tops)->size() == 3));
    CHECK((**tops)[0]->epoch == lobby_epoch);
    CHECK((**tops)[0]->offset == 1);
    CHECK((**tops)[0]->id == stored.id);
    CHECK_FALSE((**tops)[1]);
    CHECK((**tops)[2]->epoch == hall_epoch);
    CHECK((**tops)[2]->offset == 0);
    CHECK(server.ask({"EXISTS", "hallway:{nowhere}:meta"}) == "0");
}
