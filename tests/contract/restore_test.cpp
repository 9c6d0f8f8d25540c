// A restored backup: exactly what was backed up, under new epochs, in one step; what was there stays, and what was deleted since stays deleted.
#include "log/restore.hpp"
#include "log/restore_swap.hpp"
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "tests/contract/backup_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <random>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace hallway;
using namespace hallway::test;
using Catch::Matchers::Contains;

namespace {

append_outcome say(store_house& house, const std::string& text) { return house.append(message_request(house, lobby, text)); }

restore_order order_for(const std::filesystem::path& folder, const std::filesystem::path& file)
{
    restore_order order;
    order.folder = folder;
    order.file = file;
    order.now = time_point{std::chrono::milliseconds{1'700'000'000'000}};
    order.random = [engine = std::make_shared<std::mt19937_64>(7)] { return (*engine)(); };
    return order;
}

/// Posts 20, backed up; then 5 more. The store has stopped.
struct backed_up {
    backed_up()
    {
        house.make_log("main");
        house.make_log(lobby);
        for (int i = 0; i < 20; ++i)
            posts.push_back(say(house, "post " + std::to_string(i)));
        epoch = house.open(lobby)->epoch;
        file = back_up(house, house.folder.path() / "backups")->file;
        for (int i = 0; i < 5; ++i)
            say(house, "later " + std::to_string(i));
    }

    const std::filesystem::path& folder() const { return house.folder.path(); }

    /// Deletes the post again, as the hub does: an event, then the row.
    void remove(const append_outcome& post)
    {
        auto request = house.request(lobby, encode_body(message_deleted{post.id}), false);
        request.role = "moderator";
        const auto stored = house.append(std::move(request));
        const auto gone = encode_body(message{"", {}, {}, true, stored.offset});
        REQUIRE(house.amend({lobby, post.offset, stored.offset, gone, {}}));
    }

    std::vector<stored_event> all() { return *house.read(lobby, {0, 1'000, no_limit}); }

    store_house house = house_of<sqlite>();
    std::vector<append_outcome> posts;
    std::string epoch;
    std::filesystem::path file;
};

} // namespace

TEST_CASE("a restored room has what was backed up, no more, no less, under a new epoch", "[restore]")
{
    backed_up it;
    auto before = it.all();
    before.resize(20);
    it.house.it().stop();

    const auto done = restore_backup(order_for(it.folder(), it.file));

    CHECK(done.found.events() == 20);
    CHECK(check_file(it.folder() / "hallway.db", {}).first_problem().empty());
    it.house.reopen();
    CHECK(it.all() == before);
    const auto top = it.house.open(lobby);
    CHECK(top->offset == 20);
    CHECK(top->epoch != it.epoch);
    CHECK(top->id == it.posts.back().id);
    CHECK(say(it.house, "after it").offset == 21);
}

TEST_CASE("every log gets an epoch of its own, and other ones at the next restore", "[restore]")
{
    backed_up it;
    it.house.it().stop();
    std::set<std::string> epochs{it.epoch};
    auto order = order_for(it.folder(), it.file);
    for (int i = 0; i < 3; ++i) {
        restore_backup(order);
        for (const auto& log : check_file(it.folder() / "hallway.db", {}).logs)
            epochs.insert(log.epoch);
    }
    CHECK(epochs.size() == 7);
}

TEST_CASE("what was there before a restore stays, whole", "[restore]")
{
    backed_up it;
    it.house.it().stop();

    const auto done = restore_backup(order_for(it.folder(), it.file));

    REQUIRE(done.aside == it.folder() / "before-restore-20231114T221320Z");
    const auto found = check_file(done.aside / "hallway.db", {});
    CHECK(found.first_problem().empty());
    CHECK(found.events() == 25);
    CHECK(found.logs.back().epoch == it.epoch);
    CHECK_FALSE(std::filesystem::exists(it.folder() / restore_draft));
}

TEST_CASE("a restored file does not meet the write-ahead log of the one before", "[restore]")
{
    backed_up it;
    temporary_folder crashed; // with everything after the backup in its log
    for (const auto* name : {"hallway.db", "hallway.db-wal"})
        std::filesystem::copy_file(it.folder() / name, crashed.path() / name);
    REQUIRE(std::filesystem::file_size(crashed.path() / "hallway.db-wal") > 0);

    const auto done = restore_backup(order_for(crashed.path(), it.file));

    CHECK(check_file(crashed.path() / "hallway.db", {}).events() == 20);
    CHECK_FALSE(std::filesystem::exists(crashed.path() / "hallway.db-wal"));
    CHECK(check_file(done.aside / "hallway.db", {}).events() == 25);
}

TEST_CASE("what was deleted after the backup stays deleted, by the event that deleted it", "[restore][erasure]")
{
    backed_up it;
    it.remove(it.posts[7]);
    it.remove(it.posts[19]);
    const auto deletion = it.all().back();
    it.house.it().stop();

    const auto done = restore_backup(order_for(it.folder(), it.file));

    CHECK(done.deleted_again == 2);
    CHECK_FALSE(done.is_deletion_unknown);
    CHECK(check_file(it.folder() / "hallway.db", {}).first_problem().empty());
    CHECK_THAT(content(it.file), Contains("post 19"));
    CHECK_THAT(content(it.folder() / "hallway.db"), !Contains("post 19") && Contains("post 18"));
    it.house.reopen();
    const auto events = it.all();
    REQUIRE(events.size() == 22);
    CHECK(events[21].id == deletion.id);
    CHECK(events[21].member == deletion.member);
    const auto row = std::get<message>(*decode_body(events[19].body));
    CHECK(row.deleted);
    CHECK(row.text.empty());
    CHECK(row.version == 22);
}

TEST_CASE("a message that was edited and deleted after the backup keeps no text in an edit or a snapshot", "[restore][erasure]")
{
    backed_up it;
    auto edit = it.house.request(lobby, encode_body(message_edited{it.posts[3].id, "a telephone number"}), false);
    const auto edited = it.house.append(std::move(edit));
    room_snapshot state;
    state.offset = edited.offset;
    state.id = edited.id;
    row kept{it.posts[3].id, it.posts[3].offset, edited.at, {}, message{"a telephone number", {}, {}, false, edited.offset}};
    state.rows.push_back(kept);
    REQUIRE(it.house.save_snapshot(lobby, {edited.offset, edited.id, fold_version, encode_snapshot(state)}));
    it.house.it().stop();
    it.house.reopen();
    // Made by hand: the fold above is no real one, and a backup would be refused for it.
    const auto file = it.folder() / "by-hand.db";
    std::filesystem::copy_file(file_of(it.house), file);
    it.house.reopen();
    it.remove(it.posts[3]);
    it.house.it().stop();
    {
        sqlite_connection other(file, sqlite_connection::access::read_write);
        other.run("PRAGMA journal_mode = DELETE; DELETE FROM snapshots; INSERT INTO meta VALUES ('backup_at', 1)");
    }

    const auto done = restore_backup(order_for(it.folder(), file));

    CHECK(done.deleted_again == 1);
    CHECK_THAT(content(it.folder() / "hallway.db"), !Contains("a telephone number") && !Contains("post 3\""));
    CHECK(check_file(it.folder() / "hallway.db", {}).first_problem().empty());
}

TEST_CASE(
    "what waited or was asked and was taken away after the backup stays away, also if it was let out first", "[restore][erasure]")
{
    auto house = house_of<sqlite>();
    house.make_log("main");
    house.make_log(lobby);
    const auto append = [&](const event_body& what, bool is_row = false) {
        return house.append(house.request(lobby, encode_body(what), is_row));
    };
    const auto held = [&](const std::string& text) { return append(message_held{text, {}, hold_reason::approval, {}}); };
    const auto dropped = held("dropped-words");
    const auto released = held("released-words");
    const auto waiting = held("waiting-words");
    const auto asked = append(question_asked{.text = "asked-words"});
    const auto file = back_up(house, house.folder.path() / "backups")->file;
    append(held_dropped{dropped.id, {}});
    message shown{"released-words", {}, {}, false, 0, released.id};
    const auto out = append(shown, true);
    const auto deletion = append(message_deleted{out.id});
    shown = {"", {}, {}, true, deletion.offset, released.id};
    REQUIRE(house.amend({lobby, out.offset, deletion.offset, encode_body(shown), {}}));
    append(message_deleted{asked.id});
    house.it().stop();

    const auto done = restore_backup(order_for(house.folder.path(), file));

    CHECK(done.deleted_again == 3);
    const auto data = house.folder.path() / "hallway.db";
    CHECK(check_file(data, {}).first_problem().empty());
    CHECK_THAT(content(data), Contains("waiting-words") && !Contains("dropped-words"));
    CHECK_THAT(content(data), !Contains("released-words") && !Contains("asked-words"));
    house.reopen();
    room there{"k1"};
    const auto restored = *house.read(lobby, {0, 1'000, no_limit});
    for (const auto& each : restored)
        there.apply({each.id, each.offset, each.at, {each.member, role::attendee}, each.key, *decode_body(each.body)});
    REQUIRE(there.state().held.size() == 1);
    CHECK(there.state().held[0].id == waiting.id);
    CHECK(find_question(there.state().board, asked.id)->is_deleted);
}

TEST_CASE("where the former data is gone or damaged, it is said that deletions may be undone", "[restore][erasure]")
{
    backed_up it;
    it.remove(it.posts[7]);
    it.house.it().stop();
    SECTION("gone") { std::filesystem::remove(it.folder() / "hallway.db"); }
    SECTION("not a database") { std::ofstream(it.folder() / "hallway.db", std::ios::trunc) << "Dear diary"; }

    const auto done = restore_backup(order_for(it.folder(), it.file));

    CHECK(done.is_deletion_unknown);
    CHECK(done.deleted_again == 0);
    CHECK(check_file(it.folder() / "hallway.db", {}).events() == 20);
}

TEST_CASE("a backup that is not sound is not restored, and nothing is touched", "[restore]")
{
    backed_up it;
    it.house.it().stop();
    auto bytes = content(it.file);
    SECTION("a byte of a body") { bytes[bytes.find("post 11")] = 'P'; }
    SECTION("its end is missing") { bytes.resize(bytes.size() / 2); }
    SECTION("it is no database") { bytes = "Dear diary"; }
    SECTION("it is empty") { bytes.clear(); }
    std::ofstream(it.file, std::ios::binary | std::ios::trunc) << bytes;
    const auto before = content(it.folder() / "hallway.db");
    const auto names = names_in(it.folder());

    CHECK_THROWS_AS(restore_backup(order_for(it.folder(), it.file)), backup_refused);

    CHECK((content(it.folder() / "hallway.db") == before));
    CHECK(names_in(it.folder()) == names);
    CHECK_THROWS_AS(restore_backup(order_for(it.folder(), it.folder() / "none.db")), backup_refused);
    CHECK_THROWS_AS(restore_backup(order_for(it.folder(), it.folder() / "hallway.db")), backup_refused);
}

TEST_CASE("a folder in use is not restored into", "[restore]")
{
    backed_up it;
    const auto names = names_in(it.folder());

    CHECK_THROWS_AS(restore_backup(order_for(it.folder(), it.file)), folder_in_use);

    CHECK(names_in(it.folder()) == names);
    CHECK(it.all().size() == 25);
}

TEST_CASE("what root restores belongs to the folder's owner", "[restore]")
{
    if (::geteuid() != 0)
        return; // nobody else could
    backed_up it;
    it.house.it().stop();
    constexpr uid_t server = 12'345;
    REQUIRE(::chown(it.folder().c_str(), server, server) == 0);

    const auto done = restore_backup(order_for(it.folder(), it.file));

    for (const auto& made : {it.folder() / "hallway.db", done.aside}) {
        struct stat status{};
        REQUIRE(::stat(made.c_str(), &status) == 0);
        CHECK(status.st_uid == server);
    }
}

TEST_CASE("a restore into an empty folder makes it", "[restore]")
{
    backed_up it;
    temporary_folder elsewhere;

    const auto done = restore_backup(order_for(elsewhere.path() / "new", it.file));

    CHECK(done.aside.empty());
    CHECK(done.is_deletion_unknown);
    CHECK(check_file(elsewhere.path() / "new" / "hallway.db", {}).events() == 20);
}

TEST_CASE("a restore that is cut off leaves the old or the new, whole, and the next start goes on from there", "[restore][crash]")
{
    backed_up it;
    temporary_folder elsewhere;
    restore_backup(order_for(elsewhere.path(), it.file));
    temporary_folder crashed; // the former server was killed: a part of its data is in the log
    for (const auto* name : {"hallway.db", "hallway.db-wal"})
        std::filesystem::copy_file(it.folder() / name, crashed.path() / name);
    const auto& folder = crashed.path();
    const auto aside = folder / "before-restore-20231114T221320Z";
    const auto restored = elsewhere.path() / "hallway.db";
    std::uint64_t expected = 20;

    SECTION("while it was being copied")
    {
        std::ofstream(folder / restore_draft) << "half of it";
        expected = 25;
    }
    SECTION("before it counted")
    {
        std::filesystem::copy_file(restored, folder / restore_draft);
        std::filesystem::create_directory(aside);
        expected = 25;
    }
    SECTION("when it counted")
    {
        std::filesystem::create_directory(aside);
        std::filesystem::copy_file(restored, aside / "restored.db");
    }
    SECTION("between the database and its log")
    {
        std::filesystem::create_directory(aside);
        std::filesystem::copy_file(restored, aside / "restored.db");
        std::filesystem::rename(folder / "hallway.db", aside / "hallway.db");
    }
    SECTION("before it took the place")
    {
        std::filesystem::create_directory(aside);
        std::filesystem::copy_file(restored, aside / "restored.db");
        std::filesystem::rename(folder / "hallway.db", aside / "hallway.db");
        std::filesystem::rename(folder / "hallway.db-wal", aside / "hallway.db-wal");
    }
    SECTION("with a file of the log's index left")
    {
        std::filesystem::create_directory(aside);
        std::filesystem::copy_file(restored, aside / "restored.db");
        std::ofstream(folder / "hallway.db-shm") << "stale";
    }

    test_scheduler turns;
    auto store = sqlite::make(turns, folder);
    std::uint64_t top = 0;
    store->open(lobby, turns.awaited([&](const auto& opened) { top = opened->offset; }));
    turns.run_until_idle();
    store->stop();

    CHECK(top == expected);
    CHECK(check_file(folder / "hallway.db", {}).events() == expected);
    if (expected == 20) {
        CHECK(check_file(aside / "hallway.db", {}).events() == 25);
        CHECK_FALSE(is_restore_unfinished(folder));
    }
    const auto again = restore_backup(order_for(folder, it.file));
    CHECK(again.had_leftover == (std::filesystem::exists(folder / restore_draft) || expected == 25));
    CHECK(check_file(folder / "hallway.db", {}).events() == 20);
}
