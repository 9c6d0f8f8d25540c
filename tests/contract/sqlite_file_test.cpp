// The embedded store's file: what a restart keeps, who may open it, and what it holds.
#include "log/sqlite_connection.hpp"
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

unsigned mode(const std::filesystem::path& path)
{
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

} // namespace

TEST_CASE("a restart keeps all there was, the epoch among it", "[sqlite]")
{
    auto house = house_of<sqlite>();
    const auto epoch = house.open("lobby")->epoch;
    house.post_many("lobby", 20);
    const auto edit = house.request("lobby", "an edit that came late", false);
    const auto last = house.append(edit);
    REQUIRE(house.amend({"lobby", 7, 21, "amended", std::nullopt}));
    REQUIRE(house.amend({"lobby", 21, 21, std::nullopt, errc::gone}));
    REQUIRE(house.save_snapshot_at("lobby", last, "the fold"));
    REQUIRE(house.trim("lobby", 5));
    REQUIRE(house.put("mark", "read"));
    REQUIRE(house.put("mark", "read on", 1, house.turns.now() + 1h));
    const auto before = *house.read("lobby", {4, 100, no_limit});

    house.reopen();

    const auto top = house.open("lobby");
    REQUIRE(top);
    CHECK(top->epoch == epoch);
    CHECK(top->offset == 21);
    CHECK(top->first == 5);
    CHECK(top->id == last.id);
    CHECK(top->at == last.at);
    CHECK(*house.read("lobby", {4, 100, no_limit}) == before);
    CHECK(before.at(2).body == "amended");
    CHECK(house.append(edit).verdict == errc::gone);
    CHECK(house.load_snapshot("lobby")->bytes == "the fold");
    CHECK(*house.get("mark") == record{"read on", 2});
    CHECK(house.post("lobby", "next").offset == 22);
    house.turns.advance(1h);
    CHECK(said(house.get("mark")) == "not_found");
}

TEST_CASE("a clean stop leaves one file, marked as clean, and the lock", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    {
        sqlite_connection look(file_of(house), sqlite_connection::access::read_only);
        CHECK(look.integer("SELECT value FROM meta WHERE name = 'clean_stop'") == 0);
        CHECK(look.integer("PRAGMA application_id") == 0x48414c57);
        CHECK(look.text("PRAGMA journal_mode") == "wal");
    }

    house.it().stop();

    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(house.folder.path()))
        left.push_back(entry.path().filename().string());
    std::ranges::sort(left);
    CHECK(left == std::vector<std::string>{"hallway.db", "lock"});
    sqlite_connection look(file_of(house), sqlite_connection::access::read_only);
    CHECK(look.integer("SELECT value FROM meta WHERE name = 'clean_stop'") == 1);
}

TEST_CASE("files are their owner's alone, and so is a folder that the store made", "[sqlite]")
{
    const auto previous = ::umask(0);
    temporary_folder parent;
    test_scheduler turns;
    sqlite_settings settings;
    settings.folder = parent.path() / "new" / "data";
    auto made = open_sqlite_store(turns, settings);
    ::umask(previous);

    CHECK(mode(settings.folder) == 0700);
    for (const auto* name : {"hallway.db", "hallway.db-wal", "hallway.db-shm", "lock"})
        CHECK(mode(settings.folder / name) == 0600);

    made->stop();
    ::chmod((settings.folder / "hallway.db").c_str(), 0644);
    ::chmod(settings.folder.c_str(), 0755);
    made = open_sqlite_store(turns, settings);
    for (const auto* name : {"hallway.db", "hallway.db-wal", "hallway.db-shm"})
        CHECK(mode(settings.folder / name) == 0600);
    CHECK(mode(settings.folder) == 0755); // it may serve others too
}

TEST_CASE("a second server on the same folder is refused, and told who holds it", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");

    CHECK_THROWS_WITH(
        sqlite::make(house.turns, house.folder.path()),
        Contains("in use by process " + std::to_string(::getpid())) && Contains("--data"));

    CHECK(house.post("lobby", "undisturbed").offset == 1);
    house.it().stop();
    CHECK_NOTHROW(sqlite::make(house.turns, house.folder.path()));
}

TEST_CASE("a folder that cannot be is refused with a sentence", "[sqlite]")
{
    temporary_folder folder;
    test_scheduler turns;
    std::ofstream(folder.path() / "file") << "not a folder";

    CHECK_THROWS_AS(sqlite::make(turns, folder.path() / "file"), store_refused);
    CHECK_THROWS_AS(sqlite::make(turns, folder.path() / "file" / "below"), store_refused);
    std::filesystem::create_directory(folder.path() / "odd");
    std::filesystem::create_directory(folder.path() / "odd" / "hallway.db");
    CHECK_THROWS_AS(sqlite::make(turns, folder.path() / "odd"), store_refused);
}

TEST_CASE("what an erased body said is nowhere in the file", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    const std::string secret = "my phone number is 555 0199";
    house.post("lobby", secret);
    house.post("lobby", std::string(20'000, 'x') + secret); // on pages of its own
    REQUIRE(house.put("draft", secret));

    REQUIRE(house.amend({"lobby", 1, 3, "", std::nullopt}));
    REQUIRE(house.amend({"lobby", 2, 3, "", std::nullopt}));
    REQUIRE(house.erase("draft"));
    house.it().stop();

    CHECK(content(file_of(house)).find(secret) == std::string::npos);
}

TEST_CASE("what was trimmed or dropped leaves the disk by and by, also after a restart", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.make_log("stage");
    house.post_many("lobby", 3'000);
    const auto last = house.post("lobby", "last");
    house.post_many("stage", 3'000);
    REQUIRE(house.save_snapshot_at("lobby", last));
    REQUIRE(house.trim("lobby", 3'001));
    REQUIRE(house.drop("stage"));

    house.reopen();
    CHECK(bodies(*house.read("lobby", {3'000, 10, no_limit})) == std::vector<std::string>{"last"});

    // The sweeper takes its slice with every so many batches.
    sqlite_connection look(file_of(house), sqlite_connection::access::read_only);
    for (int i = 0; i < 5'000 && look.integer("SELECT count(*) FROM unswept") > 0; ++i)
        REQUIRE(house.put("tick", "tock"));
    CHECK(look.integer("SELECT count(*) FROM events") == 1);
    CHECK(look.integer("SELECT count(*) FROM unswept") == 0);
}

TEST_CASE("people can read the log in the file", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post("lobby", "hello");

    sqlite_connection look(file_of(house), sqlite_connection::access::read_only);

    CHECK(look.text("SELECT body FROM log_events WHERE log = 'lobby' AND offset = 1") == "hello");
}

TEST_CASE("calls that queue up are committed and answered together", "[sqlite]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    sqlite_connection other(file_of(house), sqlite_connection::access::read_write);
    other.run("BEGIN IMMEDIATE"); // holds the writer up
    const auto posts_before = house.turns.posts();
    std::size_t answered = 0;
    for (int i = 0; i < 200; ++i) {
        house.it().append({house.request("lobby", "x")}, house.turns.awaited([&](const std::vector<append_outcome>& outcomes) {
            answered += outcomes.at(0).code ? 0 : 1;
        }));
    }
    other.run("ROLLBACK");
    house.turns.run_until_idle();

    CHECK(answered == 200);
    CHECK(house.turns.posts() - posts_before <= 2);
}

TEST_CASE("calls beyond the queue's limit are refused at once", "[sqlite]")
{
    temporary_folder folder;
    store_house house([](scheduler& where, const std::filesystem::path& path) {
        sqlite_settings settings;
        settings.folder = path;
        settings.queue_max = 10;
        return open_sqlite_store(where, settings);
    });
    house.make_log("lobby");
    sqlite_connection other(file_of(house), sqlite_connection::access::read_write);
    other.run("BEGIN IMMEDIATE");
    std::size_t stored = 0;
    std::size_t refused = 0;
    for (int i = 0; i < 100; ++i) {
        house.it().append({house.request("lobby", "x")}, [&](const std::vector<append_outcome>& outcomes) {
            ++(said(outcomes.at(0)) == "unavailable" ? refused : stored);
        });
    }
    house.turns.run_until_idle(); // what is refused does not wait for the writer
    CHECK(refused >= 80);
    CHECK(stored == 0);

    other.run("ROLLBACK");
    house.it().stop();
    house.turns.run_until_idle();
    CHECK(stored + refused == 100);
    CHECK(stored >= 10);
}
