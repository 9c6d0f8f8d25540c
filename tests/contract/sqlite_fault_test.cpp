// The embedded store in trouble: damaged and foreign files, a process that dies.
#include "log/sqlite_connection.hpp"
#include "log/sqlite_schema.hpp"
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace hallway;
using namespace hallway::test;
using Catch::Matchers::Contains;

namespace {

void write(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Expects that the store does not start on the house's file, and leaves it as it is.
template <class Matcher>
void check_refused(store_house& house, const Matcher& sentence)
{
    const auto before = content(file_of(house));
    CHECK_THROWS_AS(sqlite::make(house.turns, house.folder.path()), store_refused);
    CHECK_THROWS_WITH(sqlite::make(house.turns, house.folder.path()), sentence);
    CHECK((content(file_of(house)) == before)); // not expanded: it would print both
}

void stopped_with_history(store_house& house)
{
    house.make_log("lobby");
    house.post_many("lobby", 500);
    house.it().stop();
}

} // namespace

TEST_CASE("a file of a newer version is refused and left alone", "[sqlite][refused]")
{
    auto house = house_of<sqlite>();
    stopped_with_history(house);
    change(house, "PRAGMA user_version = 99");

    check_refused(house, Contains("newer Hallway") && Contains("99"));

    change(house, "PRAGMA user_version = 1");
    CHECK_NOTHROW(sqlite::make(house.turns, house.folder.path()));
}

TEST_CASE("a damaged file is refused and left alone, with the command that restores it", "[sqlite][refused]")
{
    auto house = house_of<sqlite>();
    stopped_with_history(house);
    auto bytes = content(file_of(house));
    REQUIRE(bytes.size() > 20 * 4'096);
    SECTION("a page was overwritten") { bytes.replace(10 * 4'096, 4'096, std::string(4'096, '\x5a')); }
    SECTION("the end is missing") { bytes.resize(9 * 4'096); }
    SECTION("the schema was overwritten") { bytes.replace(100, 3'000, std::string(3'000, '\x5a')); }
    SECTION("it is not a database at all") { bytes = "Dear diary,\n" + std::string(5'000, 'x'); }
    write(file_of(house), bytes);

    check_refused(house, Contains("damaged") && Contains("hallway restore --data " + house.folder.path().string()));
}

TEST_CASE("a file that was not left cleanly is checked however large it is, and recovers", "[sqlite][refused]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 100);
    temporary_folder copy; // as a crash would have left it
    for (const auto* name : {"hallway.db", "hallway.db-wal"})
        std::filesystem::copy_file(house.folder.path() / name, copy.path() / name);

    test_scheduler turns;
    auto recovered = sqlite::make(turns, copy.path());
    std::size_t found = 0;
    recovered->read("lobby", {0, 1'000, no_limit}, turns.awaited([&](const auto& events) { found = events->size(); }));
    turns.run_until_idle();
    recovered->stop();

    CHECK(found == 100);
}

TEST_CASE("a write-ahead log that is none is not taken for an empty one", "[sqlite][refused]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 100);
    temporary_folder copy; // as a crash would have left it
    for (const auto* name : {"hallway.db", "hallway.db-wal"})
        std::filesystem::copy_file(house.folder.path() / name, copy.path() / name);
    auto bytes = content(copy.path() / "hallway.db-wal");
    SECTION("its head was overwritten") { bytes.replace(0, 512, std::string(512, '\x5a')); }
    SECTION("one bit of its head is another") { bytes[17] = static_cast<char>(bytes[17] ^ 1); }
    write(copy.path() / "hallway.db-wal", bytes);

    test_scheduler turns;
    CHECK_THROWS_WITH(sqlite::make(turns, copy.path()), Contains("write-ahead log") && Contains("hallway restore --data"));
    CHECK((content(copy.path() / "hallway.db-wal") == bytes));
    CHECK_FALSE(std::filesystem::exists(copy.path() / "hallway.db-shm"));
}

TEST_CASE("another program's database is refused and left alone", "[sqlite][refused]")
{
    auto house = house_of<sqlite>();
    house.it().stop();
    std::filesystem::remove(file_of(house));
    write(file_of(house), "");
    change(house, "CREATE TABLE bookmarks (url TEXT)");

    check_refused(house, Contains("belongs to another program"));
}

TEST_CASE("an older form becomes the newest in one step, and its copy stays", "[sqlite][migrations]")
{
    temporary_folder folder;
    const auto file = folder.path() / "hallway.db";
    write(file, "");
    sqlite_connection writer(file, sqlite_connection::access::read_write);
    sqlite_schema::set_up_writer(writer, false);
    const std::vector<sqlite_schema::migration> first{"CREATE TABLE a (x)"};
    const std::vector<sqlite_schema::migration> second{"CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO b VALUES (7)"};
    const std::vector<sqlite_schema::migration> broken{
        "CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO b VALUES (7)", "CREATE TABLE c (x); CREATE TABLE a (x)"};

    sqlite_schema::migrate(writer, file, first);
    CHECK(writer.integer("PRAGMA user_version") == 1);
    writer.run("INSERT INTO a VALUES (1)");

    sqlite_schema::migrate(writer, file, second);
    sqlite_schema::migrate(writer, file, second);
    CHECK(writer.integer("PRAGMA user_version") == 2);
    CHECK(writer.integer("SELECT x FROM b") == 7);
    sqlite_connection copy(file.string() + ".before-v2", sqlite_connection::access::read_only);
    CHECK(copy.integer("PRAGMA user_version") == 1);
    CHECK(copy.integer("SELECT x FROM a") == 1);

    CHECK_THROWS_AS(sqlite_schema::migrate(writer, file, broken), sqlite_error);
    CHECK(writer.integer("PRAGMA user_version") == 2);
    CHECK(writer.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'c'") == 0);
}

TEST_CASE("a row that is not what was written is never shown, and the rest is", "[sqlite][damage]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 9);
    const auto tenth = house.post("lobby", "tenth");
    const auto fifth = house.read("lobby", {4, 1, no_limit})->at(0).id;
    REQUIRE(house.save_snapshot_at("lobby", tenth));
    SECTION("its body was changed")
    {
        change(house, "UPDATE events SET body = 'what nobody said' WHERE CAST(body AS TEXT) = 'body 5'");
    }
    SECTION("its author was changed") { change(house, "UPDATE events SET member = 7 WHERE CAST(body AS TEXT) = 'body 5'"); }
    SECTION("it says that it is another log's")
    {
        change(house, "UPDATE events SET log = 7 WHERE CAST(body AS TEXT) = 'body 5'");
    }
    SECTION("it is missing") { change(house, "DELETE FROM events WHERE CAST(body AS TEXT) = 'body 5'"); }
    SECTION("it lies at another's place")
    {
        change(
            house, "DELETE FROM events WHERE CAST(body AS TEXT) = 'body 5';"
                   "UPDATE events SET place = place - 1 WHERE CAST(body AS TEXT) = 'body 6'");
    }

    CHECK(said(house.read("lobby", {0, 10, no_limit})) == "unavailable");
    CHECK(said(house.read("lobby", {4, 10, no_limit})) == "unavailable");
    CHECK(house.read("lobby", {0, 4, no_limit})->size() == 4);
    CHECK(house.read("lobby", {6, 4, no_limit})->size() == 4);
    CHECK(said(house.find("lobby", fifth)) != "ok");
    CHECK(said(house.amend({"lobby", 5, 20, "amended", std::nullopt})) == "unavailable");
    CHECK(house.find("lobby", tenth.id)->body == "tenth");
    CHECK(house.post("lobby", "eleventh").offset == 11);
}

TEST_CASE("events that do not follow each other are not read as if they did", "[sqlite][damage]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 4);
    house.reopen();
    temporary_folder elsewhere; // the same offsets, other events
    {
        auto other = house_of<sqlite>();
        other.make_log("lobby");
        for (int i = 0; i < 10; ++i)
            (void)other.request("lobby", "draws an id");
        other.post("lobby", "one");
        other.post("lobby", "two");
        other.it().stop();
        std::filesystem::copy_file(file_of(other), elsewhere.path() / "other.db");
    }
    change(
        house, ("ATTACH '" + (elsewhere.path() / "other.db").string() +
                "' AS other; DELETE FROM main.events WHERE CAST(body AS TEXT) = 'body 2';"
                "INSERT INTO main.events SELECT * FROM other.events WHERE CAST(body AS TEXT) = 'two'")
                   .c_str());

    CHECK(said(house.read("lobby", {0, 4, no_limit})) == "unavailable");
}

TEST_CASE("a damaged snapshot is not given out", "[sqlite][damage]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    REQUIRE(house.save_snapshot_at("lobby", house.post("lobby", "x"), "the fold"));
    change(house, "UPDATE snapshots SET bytes = 'the fool'");

    CHECK(said(house.load_snapshot("lobby")) == "unavailable");
}

TEST_CASE("a log whose newest event is not the one last written does not open", "[sqlite][damage]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 4);
    house.it().stop();
    change(house, "DELETE FROM events WHERE CAST(body AS TEXT) = 'body 4'");
    house.reopen();

    CHECK(said(house.open("lobby")) == "unavailable");
}

namespace {

/// Appends with many calls under way, writes each acknowledged event to the pipe, and dies in the middle without a goodbye.
[[noreturn]] void append_and_die(const std::filesystem::path& folder, int pipe)
{
    test_scheduler turns(static_cast<std::uint64_t>(::getpid()));
    sqlite_settings settings;
    settings.folder = folder;
    auto it = open_sqlite_store(turns, settings);
    it->open("lobby", turns.awaited([](const outcome<log_top>&) {}));
    std::uint64_t asked = 0;
    std::uint64_t acknowledged = 0;
    const auto ask = [&](const auto& again) -> void {
        append_request request;
        request.log = "lobby";
        request.id = event_id{turns.random()};
        request.key = "key-" + std::to_string(++asked) + "-of-the-child-" + std::to_string(::getpid());
        request.body = std::to_string(asked);
        it->append({request}, turns.awaited([&, again](const std::vector<append_outcome>& outcomes) {
            const std::uint64_t line[2] = {outcomes.at(0).offset, outcomes.at(0).id.value};
            if (outcomes.at(0).code || ::write(pipe, line, sizeof line) != sizeof line)
                ::_exit(2);
            if (++acknowledged == 1'500)
                ::_exit(0);
            again(again);
        }));
    };
    for (int i = 0; i < 50; ++i)
        ask(ask);
    turns.run_until_idle();
    ::_exit(3);
}

} // namespace

TEST_CASE("what was acknowledged survives a process that dies", "[sqlite][crash]")
{
    temporary_folder folder;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            append_and_die(folder.path(), ends[1]);
        } catch (...) {
            ::_exit(4);
        }
    }
    ::close(ends[1]);
    std::map<std::uint64_t, event_id> acknowledged;
    std::uint64_t line[2];
    while (::read(ends[0], line, sizeof line) == sizeof line)
        acknowledged[line[0]] = event_id{line[1]};
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 0);
    REQUIRE(acknowledged.size() == 1'500);

    test_scheduler turns;
    auto it = sqlite::make(turns, folder.path());
    std::map<std::uint64_t, event_id> found;
    it->read("lobby", {0, 10'000, no_limit}, turns.awaited([&](const auto& events) {
        for (const auto& event : *events)
            found[event.offset] = event.id;
    }));
    turns.run_until_idle();
    it->stop();

    std::size_t lost = 0;
    for (const auto& [offset, id] : acknowledged)
        lost += found.contains(offset) && found[offset] == id ? 0 : 1;
    CHECK(lost == 0);
}
