// Copying a whole store into another: exactly, whatever it holds, whenever it is cut off, and never into other data.
#include "log/data_folder.hpp"
#include "log/file_check.hpp"
#include "log/migration.hpp"
#include "log/redis_store.hpp"
#include "log/redis_whole.hpp"
#include "log/sqlite_whole.hpp"
#include "log/store_refused.hpp"
#include "tests/contract/store_house.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <stdexcept>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// All that a source holds.
struct everything {
    std::map<std::string, log_top> tops;
    std::map<std::string, std::optional<stored_snapshot>> snapshots;
    std::map<std::string, std::vector<whole_event>> events;
    std::vector<whole_record> records;
};

everything all_of(data_source& from, time_point now)
{
    everything all;
    for (const auto& name : from.logs()) {
        const auto log = from.log(name).value();
        all.tops[name] = log.top;
        all.snapshots[name] = log.snapshot;
        auto& events = all.events[name];
        for (auto after = log.top.first - 1;;) {
            const auto page = from.events(name, after);
            if (page.empty())
                break;
            events.insert(events.end(), page.begin(), page.end());
            after = page.back().event.offset;
        }
    }
    for (std::string after;;) {
        const auto page = from.records(after);
        if (page.empty())
            break;
        for (const auto& each : page)
            if (!each.expires || *each.expires > now)
                all.records.push_back(each);
        after = page.back().name;
    }
    return all;
}

void check_same(const everything& one, const everything& other)
{
    REQUIRE(one.tops.size() == other.tops.size());
    for (const auto& [name, top] : one.tops) {
        INFO(name);
        const auto& its = other.tops.at(name);
        CHECK(top.epoch == its.epoch);
        CHECK(top.offset == its.offset);
        CHECK(top.first == its.first);
        CHECK((top.id == its.id));
        CHECK((top.at == its.at));
        CHECK((one.snapshots.at(name) == other.snapshots.at(name)));
        CHECK((one.events.at(name) == other.events.at(name)));
    }
    CHECK((one.records == other.records));
}

/// What is arranged has to succeed.
template <class T>
void must(const outcome<T>& what)
{
    if (!what)
        throw std::runtime_error(said(what));
}

/// A store that has been through everything, in a folder that nobody holds any more.
class lived_in {
public:
    lived_in()
    {
        for (const auto* name : {"main", "main/lobby", "main/talk", "main/quiet", "main/trimmed", "main/forgotten", "a}b%"})
            house_.make_log(name);
        post_to("main", 3);
        post_to(lobby, 700); // more than two pages
        post_to("main/talk", 20);
        post_to("a}b%", 2);

        auto keyless = house_.request(lobby, std::string("\0 \n\xff{", 5), false);
        keyless.key.clear();
        house_.append(keyless);
        known_ = house_.request(lobby, "asked twice");
        house_.append(known_);
        must(house_.amend({lobby, 5, 701, "edited", std::nullopt}));
        must(house_.amend({lobby, 6, 702, std::nullopt, errc::gone}));
        must(house_.amend({lobby, 7, 703, "", errc::conflict}));

        for (const auto* name : {"main/trimmed", "main/forgotten"}) {
            post_to(name, 10);
            const auto last = house_.post(name, "the newest");
            must(house_.save_snapshot_at(name, last, "fold of all"));
        }
        must(house_.trim("main/trimmed", 8));
        must(house_.trim("main/forgotten", 12));

        for (int i = 0; i < 600; ++i)
            must(house_.put("read/" + std::to_string(i), "at " + std::to_string(i)));
        for (int i = 0; i < 3; ++i)
            must(house_.put("versioned", std::string("\0 with a zero ", 14) + std::to_string(i)));
        must(house_.put("later", "gone in a day", std::nullopt, house_.turns.now() + 24h));
        must(house_.put("over", "gone by now", std::nullopt, house_.turns.now() + 1ms));
        house_.turns.advance(10ms);
    }

    time_point now() const { return house_.turns.now(); }
    const append_request& known() const { return known_; }
    store_house& house() { return house_; }

    /// A folder with a copy of it as it is at present.
    std::filesystem::path folder()
    {
        house_.reopen(); // what is written stands in the file
        copies_.push_back(std::make_unique<temporary_folder>());
        std::filesystem::copy(house_.folder.path(), copies_.back()->path(), std::filesystem::copy_options::recursive);
        std::filesystem::remove(copies_.back()->path() / "lock");
        return copies_.back()->path();
    }

private:
    void post_to(const std::string& log, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            house_.turns.advance(1ms);
            house_.post(log, "body " + std::to_string(i), i % 3 != 0);
        }
    }

    store_house house_ = house_of<sqlite>();
    append_request known_;
    std::vector<std::unique_ptr<temporary_folder>> copies_;
};

whole_redis_settings whole_settings_for(const redis_server& server, const std::string& prefix = "hallway:")
{
    return {server.address(), prefix, {}};
}

migrated_data copy(data_source& from, data_target& to, time_point now) { return migrate(from, to, {now, {}}); }

/// Ends at a certain write, as a process that is killed there.
class ending_target final : public data_target {
public:
    struct ended {};

    ending_target(data_target& of, int writes) : of_(of), writes_left_(writes) {}

    std::unique_ptr<data_source> present() override { return of_.present(); }
    std::vector<std::string> logs() override { return of_.logs(); }
    std::optional<whole_log> log(const std::string& name) override { return of_.log(name); }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override { return of_.events(log, after); }
    std::vector<whole_record> records(const std::string& after) override { return of_.records(after); }
    void begin(const whole_log& what) override { count(), of_.begin(what); }
    void add(const std::string& log, const std::vector<whole_event>& events) override { count(), of_.add(log, events); }
    void set_snapshot(const whole_log& of) override { count(), of_.set_snapshot(of); }
    void drop(const std::string& log) override { count(), of_.drop(log); }
    void put(const std::vector<whole_record>& records) override { count(), of_.put(records); }
    void erase(const std::string& record) override { count(), of_.erase(record); }
    void commit() override { count(), of_.commit(); }

private:
    void count()
    {
        if (writes_left_-- == 0)
            throw ended{};
    }

    data_target& of_;
    int writes_left_;
};

/// \returns whether it was done before that many writes
bool copy_until(data_source& from, data_target& to, int writes, time_point now)
{
    ending_target ending(to, writes);
    try {
        copy(from, ending, now);
        return true;
    } catch (const ending_target::ended&) {
        return false;
    }
}

} // namespace

TEST_CASE("a store that went into Redis and back is the same in everything", "[migrate]")
{
    lived_in lived;
    const auto before = read_whole_sqlite(lived.folder());
    const auto original = all_of(*before, lived.now());
    redis_server server;
    {
        const auto redis = fill_whole_redis(whole_settings_for(server));
        const auto made = copy(*before, *redis, lived.now());
        CHECK(made.logs == 7);
        CHECK(made.rooms == 5);
        CHECK(made.events == 3 + 702 + 20 + 2 + 4);
        CHECK(made.records == 602);
        CHECK(made.events_found == 0);
    }
    CHECK(server.ask({"KEYS", "hallway:migrating:*"}).empty());
    temporary_folder folder;
    {
        const auto redis = read_whole_redis(whole_settings_for(server));
        check_same(original, all_of(*redis, lived.now()));
        const auto back = fill_whole_sqlite(folder.path());
        copy(*redis, *back, lived.now());
    }
    check_same(original, all_of(*read_whole_sqlite(folder.path()), lived.now()));
    check_order how;
    how.folds = false; // its bodies are no events
    CHECK(check_file(folder.path() / "hallway.db", how).first_problem().empty());
    CHECK_FALSE(std::filesystem::exists(folder.path() / migration_draft));
}

TEST_CASE("a server goes on in Redis where it was: retries are known, verdicts stand, numbers go on", "[migrate]")
{
    lived_in lived;
    redis_server server;
    const auto epoch = lived.house().open(lobby)->epoch;
    {
        const auto source = read_whole_sqlite(lived.folder());
        const auto redis = fill_whole_redis(whole_settings_for(server));
        copy(*source, *redis, lived.now());
    }
    store_house house([&](scheduler& where, const std::filesystem::path&) {
        redis_store_settings own;
        own.client.link.where = server.address();
        return make_redis_store(where, own);
    });
    const auto top = house.open(lobby);
    REQUIRE(top);
    CHECK(top->epoch == epoch);
    CHECK(top->offset == 702);

    const auto again = house.append(lived.known());
    CHECK(again.duplicate);
    CHECK(again.offset == 702);
    auto other = lived.known();
    other.digest = "of something else";
    CHECK(said(house.append(other)) == "conflict");
    CHECK(bodies(*house.read(lobby, {4, 1, no_limit})) == std::vector<std::string>{"edited"});
    CHECK(house.amend({lobby, 5, 701, "too late", std::nullopt})); // of a version that is there already
    CHECK(bodies(*house.read(lobby, {4, 1, no_limit})) == std::vector<std::string>{"edited"});
    auto next = house.request(lobby, "the next one");
    next.id = event_id{77};
    next.key = "a key that is new here";
    CHECK(house.append(next).offset == 703);
    CHECK(house.rows(lobby, {0, false, 3, no_limit})->rows.front().offset == 2);
    CHECK(said(house.read("main/trimmed", {0, 1, no_limit})) == "gone");
    CHECK(house.open("main/forgotten")->first == 12);
    CHECK(house.get("versioned")->version == 3);
    CHECK(said(house.get("over")) == "not_found");
}

TEST_CASE("a copy that is cut off at any write goes on, and nobody finds anything of it before", "[migrate]")
{
    lived_in lived;
    const auto source = read_whole_sqlite(lived.folder());
    const auto original = all_of(*source, lived.now());
    redis_server server;
    temporary_folder folder;
    const auto to_redis = GENERATE(true, false);
    const auto target = [&]() {
        return to_redis ? fill_whole_redis(whole_settings_for(server)) : fill_whole_sqlite(folder.path());
    };
    int cut_off = 0;
    while (!copy_until(*source, *target(), 3, lived.now())) { // three more writes each time
        ++cut_off;
        CHECK(target()->present() == nullptr);
        REQUIRE(cut_off < 100);
    }
    CHECK(cut_off > 5);
    const auto last = target();
    const auto there = last->present();
    REQUIRE(there);
    check_same(original, all_of(*there, lived.now()));
    CHECK(copy(*source, *last, lived.now()).was_done);
}

TEST_CASE("what changed at the source after a copy was cut off is copied as it is now", "[migrate]")
{
    lived_in lived;
    redis_server server;
    auto writes = GENERATE(8, 15, 22);
    {
        const auto source = read_whole_sqlite(lived.folder());
        CHECK_FALSE(copy_until(*source, *fill_whole_redis(whole_settings_for(server)), writes, lived.now()));
    }
    auto& house = lived.house();
    house.make_log(lobby);
    house.make_log("main/talk");
    house.make_log("main/trimmed");
    must(house.amend({lobby, 9, 900, "edited since", std::nullopt}));
    house.post("main/talk", "said since");
    must(house.trim("main/trimmed", 10));
    must(house.drop("a}b%"));
    must(house.erase("read/7"));
    must(house.put("read/8", "read on"));

    const auto source = read_whole_sqlite(lived.folder());
    const auto redis = fill_whole_redis(whole_settings_for(server));
    copy(*source, *redis, lived.now());
    check_same(all_of(*source, lived.now()), all_of(*redis->present(), lived.now()));
}

TEST_CASE("a target with other data is refused and stays as it is", "[migrate]")
{
    lived_in lived;
    const auto source = read_whole_sqlite(lived.folder());
    redis_server server;
    server.ask({"ZADD", "hallway:logs", "0", "main"});
    CHECK_THROWS_WITH(copy(*source, *fill_whole_redis(whole_settings_for(server)), lived.now()), Contains("There is other data"));
    CHECK(server.ask({"KEYS", "*"}) == "hallway:logs");
    CHECK_NOTHROW(copy(*source, *fill_whole_redis(whole_settings_for(server, "other:")), lived.now()));

    lived.house().post("main/talk", "one more");
    const auto folder = lived.folder();
    const auto before = content(folder / "hallway.db");
    const auto redis = read_whole_redis(whole_settings_for(server, "other:"));
    CHECK_THROWS_WITH(copy(*redis, *fill_whole_sqlite(folder), lived.now()), Contains("There is other data"));
    CHECK(content(folder / "hallway.db") == before);
}

TEST_CASE("damaged data is not copied", "[migrate]")
{
    lived_in lived;
    const auto folder = lived.folder();
    {
        sqlite_connection other(folder / "hallway.db", sqlite_connection::access::read_write);
        other.run("UPDATE events SET body = 'forged' WHERE place & 1023 = 300");
    }
    redis_server server;
    const auto source = read_whole_sqlite(folder);
    CHECK_THROWS_AS(copy(*source, *fill_whole_redis(whole_settings_for(server)), lived.now()), data_damaged);
    CHECK(server.ask({"EXISTS", "hallway:logs"}) == "0");
    CHECK_THROWS_AS(
        copy(*read_whole_redis(whole_settings_for(server)), *fill_whole_sqlite(lived.folder()), lived.now()), data_damaged);
}

TEST_CASE("a Redis that is in use, or would throw data away, is refused", "[migrate]")
{
    redis_server server;
    const auto first = fill_whole_redis(whole_settings_for(server));
    CHECK_THROWS_WITH(fill_whole_redis(whole_settings_for(server)), Contains("Another hallway migrate"));
    CHECK_NOTHROW(fill_whole_redis(whole_settings_for(server, "other:")));
    server.ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    CHECK_THROWS_WITH(fill_whole_redis(whole_settings_for(server, "other:")), Contains("noeviction"));
    CHECK_THROWS_WITH(
        read_whole_redis({redis_address{.socket = "/nowhere/redis.sock"}, "hallway:", {}}), Contains("cannot be reached"));
}

TEST_CASE("a folder that a server holds is neither read nor filled", "[migrate]")
{
    lived_in lived;
    CHECK_THROWS_AS(read_whole_sqlite(lived.house().folder.path()), folder_in_use);
    CHECK_THROWS_AS(fill_whole_sqlite(lived.house().folder.path()), folder_in_use);
}
