// A data file whose form a later version has added to: this one opens it, uses it, and leaves what it does not know as it is.
#include "log/sqlite_connection.hpp"
#include "log/store_refused.hpp"
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;

namespace {

std::int64_t number_in(const store_house& house, const char* sql)
{
    sqlite_connection other(file_of(house), sqlite_connection::access::read_only);
    return other.integer(sql);
}

/// What a later version may do to a file without locking the older ones out.
constexpr const char* additions = R"sql(
ALTER TABLE events ADD COLUMN language TEXT;
ALTER TABLE events ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
ALTER TABLE logs ADD COLUMN keep_days INTEGER;
ALTER TABLE snapshots ADD COLUMN made_at INTEGER;
ALTER TABLE records ADD COLUMN owner TEXT;
CREATE INDEX events_by_language ON events (language) WHERE language IS NOT NULL;
CREATE TABLE pins (log INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (log, id)) WITHOUT ROWID;
INSERT INTO pins VALUES (1, 7);
INSERT INTO meta VALUES ('a_later_setting', 'of its own');
INSERT INTO records (name, value, version, expires, owner) VALUES ('poll/tea', x'01ff', 3, NULL, 'ada');
PRAGMA user_version = 2;
)sql";

} // namespace

TEST_CASE("a file that a later version only added to is opened, used, and keeps what was added", "[sqlite][later]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.post_many("lobby", 100);
    house.it().stop();
    change(house, additions);
    change(house, "INSERT INTO meta VALUES ('oldest_reader', 1); UPDATE events SET language = 'en' WHERE place % 2 = 0");

    house.reopen();
    CHECK(house.read("lobby", {0, 1'000, no_limit})->size() == 100);
    const auto posted = house.post("lobby", "by the older one");
    CHECK(posted.offset == 101);
    CHECK(house.rows("lobby", {no_limit, true, 10, no_limit})->rows.back().body == "by the older one");
    CHECK(house.amend({"lobby", 50, 102, "amended", std::nullopt}));
    CHECK(house.save_snapshot_at("lobby", posted));
    CHECK(house.trim("lobby", 20));
    CHECK(house.get("poll/tea")->version == 3);
    CHECK(house.put("poll/tea", "again", 3));
    house.it().stop();

    CHECK(number_in(house, "PRAGMA user_version") == 2);
    CHECK(number_in(house, "SELECT id FROM pins") == 7);
    CHECK(number_in(house, "SELECT count(*) FROM meta WHERE name = 'a_later_setting'") == 1);
    CHECK(number_in(house, "SELECT count(*) FROM events WHERE weight = 1 AND place & 1023 = 101") == 1);
    CHECK_FALSE(std::filesystem::exists(file_of(house).string() + ".before-v1"));
}

TEST_CASE("a file that a later version did more to is refused and left alone", "[sqlite][later]")
{
    auto house = house_of<sqlite>();
    house.make_log("lobby");
    house.it().stop();
    change(house, additions);
    SECTION("it does not say that older ones may use it") {}
    SECTION("it says that they may not") { change(house, "INSERT INTO meta VALUES ('oldest_reader', 2)"); }
    SECTION("what it says is no number") { change(house, "INSERT INTO meta VALUES ('oldest_reader', 'any')"); }
    const auto before = content(file_of(house));

    std::string why;
    try {
        sqlite::make(house.turns, house.folder.path());
    } catch (const store_refused& refused) {
        why = refused.what();
    }
    CHECK(why.find("newer Hallway") != std::string::npos);
    CHECK(content(file_of(house)) == before);
}
