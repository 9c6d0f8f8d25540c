// Reading a whole data file: what is wrong is found and named, what is right is not, and the file stays as it is.
#include "log/beginning.hpp"
#include "log/data_folder.hpp"
#include "log/stored_form.hpp"
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "tests/contract/backup_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace hallway;
using namespace hallway::test;
using Catch::Matchers::Contains;

namespace {

/// Fifty messages; the third of them edited, the fourth deleted.
void talk(store_house& house)
{
    house.make_log("main");
    house.make_log(lobby);
    std::vector<append_outcome> posts;
    for (int i = 0; i < 50; ++i)
        posts.push_back(house.append(message_request(house, lobby, "post " + std::to_string(i))));
    const auto edit = house.append(house.request(lobby, encode_body(message_edited{posts[2].id, "better"}), false));
    REQUIRE(
        house.amend({lobby, posts[2].offset, edit.offset, encode_body(message{"better", {}, edit.at, false, edit.offset}), {}}));
    const auto deletion = house.append(house.request(lobby, encode_body(message_deleted{posts[3].id}), false));
    REQUIRE(house.amend({lobby, posts[3].offset, deletion.offset, encode_body(message{"", {}, {}, true, deletion.offset}), {}}));
}

room_snapshot folded(store_house& house)
{
    room replica(house.open(lobby)->epoch);
    const auto events = *house.read(lobby, {0, 1'000, no_limit});
    for (const auto& stored : events)
        replica.apply(*event_of(stored));
    return replica.state();
}

outcome<done> save(store_house& house, const room_snapshot& state)
{
    return house.save_snapshot(lobby, {state.offset, *state.id, fold_version, encode_snapshot(state)});
}

} // namespace

TEST_CASE("sound data is found sound, and stays as it is", "[check]")
{
    auto house = house_of<sqlite>();
    talk(house);
    REQUIRE(save(house, folded(house)));
    for (int i = 0; i < 10; ++i)
        house.append(message_request(house, lobby, "after the snapshot"));
    house.make_log("main/dropped");
    house.post("main/dropped", "never mind");
    REQUIRE(house.drop("main/dropped"));
    SECTION("all of it") {}
    SECTION("without its beginning") { REQUIRE(house.trim(lobby, 20)); }
    REQUIRE(house.put("a record", "17"));
    house.it().stop();
    const auto before = content(file_of(house));
    const auto names = names_in(house.folder.path());

    const auto found = check_file(file_of(house), {});

    CHECK(found.first_problem().empty());
    CHECK(found.is_sound());
    CHECK(found.logs.size() == 2);
    CHECK(found.logs.at(1).top == 62);
    CHECK(found.records == 1);
    CHECK(found.snapshots == 1);
    CHECK((content(file_of(house)) == before));
    CHECK(names_in(house.folder.path()) == names);
}

TEST_CASE("what a room has forgotten is known to the check, and has to fit its log", "[check]")
{
    auto house = house_of<sqlite>();
    talk(house);
    const auto all = folded(house);
    REQUIRE(save(house, all));
    room past("of no matter");
    const auto oldest = *house.read(lobby, {0, 19, no_limit});
    for (const auto& stored : oldest)
        past.apply(*event_of(stored));
    const auto fold = encode_trimmed_fold({19, *past.state().id, fold_version, encode_snapshot(past.state())});
    std::string expected;
    std::uint64_t folds = 1;
    SECTION("a room that was trimmed")
    {
        REQUIRE(house.put(store::trimmed_fold_name(lobby), fold));
        REQUIRE(house.trim(lobby, 20));
    }
    SECTION("and has lost its snapshot")
    {
        REQUIRE(house.put(store::trimmed_fold_name(lobby), fold));
        REQUIRE(house.trim(lobby, 20));
        change(house, "DELETE FROM snapshots");
    }
    SECTION("a room that was about to be trimmed") { REQUIRE(house.put(store::trimmed_fold_name(lobby), fold)); }
    SECTION("without it, and without a snapshot, nothing tells what is forgotten")
    {
        REQUIRE(house.trim(lobby, 20));
        change(house, "DELETE FROM snapshots");
        expected = "main/lobby: Its older events are forgotten";
        folds = 0;
    }
    SECTION("one that ends before the log begins")
    {
        REQUIRE(house.put(store::trimmed_fold_name(lobby), fold));
        REQUIRE(house.trim(lobby, 30));
        expected = "main/lobby: The record of what is forgotten ends at offset 19, and the events that are kept are 30 to 52";
    }
    SECTION("one that cannot be read")
    {
        REQUIRE(house.put(store::trimmed_fold_name(lobby), "no fold"));
        expected = "main/lobby: The record of what is forgotten cannot be read";
    }
    SECTION("one of a log that is not there")
    {
        REQUIRE(house.put(store::trimmed_fold_name("main/nowhere"), fold));
        expected = "The record trimmed/main/nowhere is of a log that is not there";
    }
    house.it().stop();

    const auto found = check_file(file_of(house), {});

    INFO(found.first_problem());
    CHECK(found.is_sound() == expected.empty());
    CHECK(found.first_problem().starts_with(expected));
    CHECK(found.trimmed_folds == folds);
}

TEST_CASE("what lies in the write-ahead log of a server that was killed is read, and left there", "[check]")
{
    auto house = house_of<sqlite>();
    talk(house);
    temporary_folder crashed;
    for (const auto* name : {"hallway.db", "hallway.db-wal"})
        std::filesystem::copy_file(house.folder.path() / name, crashed.path() / name);
    const auto before = content(crashed.path() / "hallway.db") + content(crashed.path() / "hallway.db-wal");

    const auto found = check_file(crashed.path() / "hallway.db", {});

    CHECK(found.first_problem().empty());
    CHECK(found.events() == 52);
    CHECK((content(crashed.path() / "hallway.db") + content(crashed.path() / "hallway.db-wal") == before));
    CHECK(names_in(crashed.path()) == std::vector<std::string>{"hallway.db", "hallway.db-wal"});
}

TEST_CASE("each thing that is wrong with a room is told, with the room and the offset", "[check]")
{
    auto house = house_of<sqlite>();
    talk(house);
    std::string expected;
    SECTION("a body")
    {
        change(house, "UPDATE events SET body = 'what nobody said' WHERE place & 0xffffffffff = 7 AND is_row");
        expected = "offset 7 is not what was written";
    }
    SECTION("an author")
    {
        change(house, "UPDATE events SET member = member + 1 WHERE place & 0xffffffffff = 7 AND is_row");
        expected = "offset 7 is not what was written";
    }
    SECTION("an event is missing")
    {
        change(house, "DELETE FROM events WHERE place & 0xffffffffff = 7");
        expected = "offset 7 is missing";
    }
    SECTION("several events are missing")
    {
        change(house, "DELETE FROM events WHERE place & 0xffffffffff BETWEEN 7 AND 9");
        expected = "offsets 7 to 9 are missing";
    }
    SECTION("the newest are missing")
    {
        change(house, "DELETE FROM events WHERE place & 0xffffffffff > 50");
        expected = "newest events, offsets 51 to 52, are missing";
    }
    SECTION("the log says less than there is")
    {
        change(house, "UPDATE logs SET top = 51 WHERE name = 'main/lobby'");
        expected = "offset 52, above the newest";
    }
    SECTION("the log names another newest event")
    {
        change(house, "UPDATE logs SET last_id = last_id + 1 WHERE name = 'main/lobby'");
        expected = "not the one that was written last";
    }
    SECTION("no epoch")
    {
        change(house, "UPDATE logs SET epoch = '' WHERE name = 'main/lobby'");
        expected = "no epoch";
    }
    SECTION("a snapshot's bytes")
    {
        REQUIRE(save(house, folded(house)));
        change(house, "UPDATE snapshots SET bytes = 'x'");
        expected = "snapshot at offset 52 is not what was written";
    }
    SECTION("a snapshot that counts wrongly")
    {
        auto state = folded(house);
        ++state.messages;
        REQUIRE(save(house, state));
        house.append(message_request(house, lobby, "after it"));
        expected = "it gives another state";
    }
    SECTION("a snapshot that remembers what was deleted")
    {
        auto state = folded(house);
        for (auto& kept : state.rows)
            if (kept.content.deleted)
                kept.content = message{"what was deleted", {}, {}, false, 0};
        REQUIRE(save(house, state));
        expected = "it gives another state";
    }
    SECTION("an event that is none")
    {
        house.post(lobby, "not what an event looks like");
        expected = "offset 53 cannot be read";
    }
    house.it().stop();

    const auto found = check_file(file_of(house), {});

    CHECK_FALSE(found.is_sound());
    CHECK(found.problems.empty());
    CHECK_THAT(found.first_problem(), Contains("main/lobby: ") && Contains(expected));
    CHECK(found.logs.at(0).problems.empty()); // the space's
}

TEST_CASE("what is wrong with the file as a whole is told", "[check]")
{
    auto house = house_of<sqlite>();
    talk(house);
    std::string expected;
    SECTION("a page was overwritten")
    {
        house.it().stop();
        auto bytes = content(file_of(house));
        const auto page = bytes.find("post 30");
        REQUIRE(page != std::string::npos);
        bytes.replace(page / 4'096 * 4'096, 8, std::string(8, '\x5a'));
        std::ofstream(file_of(house), std::ios::binary | std::ios::trunc) << bytes;
        expected = "damaged";
    }
    SECTION("events without a log")
    {
        change(house, "UPDATE logs SET number = 9 WHERE name = 'main'; DELETE FROM logs WHERE name = 'main/lobby'");
        house.it().stop();
        expected = "52 events belong to no log";
    }

    const auto found = check_file(file_of(house), {});

    CHECK_FALSE(found.is_sound());
    CHECK_THAT(found.first_problem(), Contains(expected));
}

TEST_CASE("what is no data file is not checked", "[check]")
{
    temporary_folder folder;
    std::ofstream(folder.path() / "empty.db").flush();
    CHECK_THROWS_AS(check_file(folder.path() / "none.db", {}), store_refused);
    CHECK_THROWS_AS(check_file(folder.path() / "empty.db", {}), store_refused);
    {
        std::ofstream(folder.path() / "other.db").flush();
        sqlite_connection other(folder.path() / "other.db", sqlite_connection::access::read_write);
        other.run("CREATE TABLE bookmarks (url TEXT)");
    }
    CHECK_THROWS_AS(check_file(folder.path() / "other.db", {}), store_refused);
    CHECK_THROWS_AS(folder_being_read(folder.path()), store_refused);
}

TEST_CASE("a folder that is being read is served to nobody, and one that is served is not read", "[check]")
{
    auto house = house_of<sqlite>();
    CHECK_THROWS_AS(folder_being_read(house.folder.path()), folder_in_use);
    house.it().stop();

    const folder_being_read held(house.folder.path());
    CHECK_THROWS_AS(sqlite::make(house.turns, house.folder.path()), folder_in_use);
}
