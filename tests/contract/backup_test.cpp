// Backups of a store in use: a copy is whole, read through before it has its name, and takes nobody else's place.
#include "log/sqlite_connection.hpp"
#include "tests/contract/backup_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

void say(store_house& house, const std::string& log, std::size_t count)
{
    std::vector<append_request> many;
    for (std::size_t i = 0; i < count; ++i)
        many.push_back(message_request(house, log, "post " + std::to_string(i)));
    REQUIRE_FALSE(house.append(std::move(many)).back().code);
}

} // namespace

TEST_CASE("a backup is one file for its owner's eyes, with all that was committed", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    say(house, "main/lobby", 500);
    REQUIRE(house.put("mark", "17"));
    temporary_folder folder;

    const auto made = back_up(house, folder.path() / "deep" / "backups");

    REQUIRE(made);
    CHECK(made->file.filename() == backup_name(house.turns.now()));
    CHECK(names_in(made->file.parent_path()).size() == 1);
    struct stat status{};
    REQUIRE(::stat(made->file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const auto found = check_file(made->file, {});
    CHECK(found.first_problem().empty());
    CHECK(found.events() == 500);
    CHECK(found.rooms() == 1);
    CHECK(found.records == 1);
    CHECK(found.logs.at(0).top == 500);
    CHECK(found.logs.at(0).epoch == house.open("main/lobby")->epoch);
    const auto label = read_backup_label(made->file);
    REQUIRE(label);
    CHECK(label->data_id == embedded(house).data_id());
    CHECK(label->made == house.turns.now());
    CHECK(label->events == 500);
    CHECK(names_in(made->file.parent_path()).size() == 1); // looking at it left nothing
}

TEST_CASE("what is committed while a backup is made is in it up to some point, and nothing after that", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    say(house, "main/lobby", 3'000);
    temporary_folder folder;
    outcome<made_backup> got = refusal{};
    bool is_made = false;
    backup_order order;
    order.folder = folder.path();
    embedded(house).back_up(std::move(order), [&](outcome<made_backup> made) {
        got = std::move(made);
        is_made = true;
    });
    std::uint64_t before = 3'000;
    std::uint64_t after = 3'000;
    while (!is_made) {
        house.it().append({message_request(house, "main/lobby", "meanwhile")}, house.turns.awaited([&](const auto& outcomes) {
            after = outcomes.at(0).offset;
        }));
        house.turns.run_until_idle();
    }

    REQUIRE(got);
    const auto found = check_file(got->file, {});
    CHECK(found.first_problem().empty());
    CHECK(found.logs.at(0).top >= before);
    CHECK(found.logs.at(0).top <= after);
    CHECK(found.events() == found.logs.at(0).top);
}

TEST_CASE("a copy that is not what was written never gets a backup's name", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    say(house, "main/lobby", 50);
    SECTION("a body") { change(house, "UPDATE events SET body = 'what nobody said' WHERE place & 0xffffffffff = 7"); }
    SECTION("a missing event") { change(house, "DELETE FROM events WHERE place & 0xffffffffff = 7"); }
    SECTION("a missing newest event") { change(house, "DELETE FROM events WHERE place & 0xffffffffff = 50"); }
    temporary_folder folder;

    const auto made = back_up(house, folder.path());

    REQUIRE_FALSE(made);
    CHECK_THAT(made.error().message, Contains("not sound") && Contains("main/lobby"));
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a backup takes no other file's place", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    temporary_folder folder;
    std::ofstream(folder.path() / "mine.db") << "a diary";

    const auto first = back_up(house, folder.path());
    const auto second = back_up(house, folder.path()); // within the same second
    const auto named = back_up(house, folder.path(), "mine.db");

    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->file != second->file);
    CHECK(said(named) == "conflict");
    CHECK(content(folder.path() / "mine.db") == "a diary");
    CHECK(names_in(folder.path()).size() == 3);
}

TEST_CASE("what a backup that was cut off has left is cleaned away by the next", "[backup]")
{
    auto house = house_of<sqlite>();
    temporary_folder folder;
    std::ofstream(draft_of(folder.path(), 7)) << "half a file";

    REQUIRE(back_up(house, folder.path()));

    CHECK(names_in(folder.path()) == std::vector<std::string>{backup_name(house.turns.now())});
}

TEST_CASE("a folder that cannot be written to is an answer, and the store serves on", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    temporary_folder folder;
    std::ofstream(folder.path() / "file") << "not a folder";

    const auto made = back_up(house, folder.path() / "file");

    REQUIRE_FALSE(made);
    CHECK_THAT(made.error().message, Contains("No backup was made"));
    CHECK_FALSE(house.it().trouble());
    CHECK(house.post("main/lobby", "after it").offset == 1);
}

TEST_CASE("a store that stops gives up the backup it was making", "[backup]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    say(house, "main/lobby", 5'000);
    temporary_folder folder;
    backup_order order;
    order.folder = folder.path();
    std::atomic<int> told{0};
    order.tell = [&](const char*, std::uint64_t, std::uint64_t) { ++told; };
    embedded(house).back_up(std::move(order), [](const auto&) {});
    while (told == 0) {}

    house.it().stop();

    for (const auto& name : names_in(folder.path())) // nothing, or the whole
        CHECK(check_file(folder.path() / name, {}).is_sound());
}

TEST_CASE("pruning keeps the newest, and whatever it did not make", "[backup][prune]")
{
    auto house = house_of<sqlite>();
    house.make_log("main/lobby");
    auto stranger = house_of<sqlite>();
    temporary_folder folder;
    std::vector<std::filesystem::path> ours;
    for (int i = 0; i < 5; ++i) {
        house.turns.advance(1h);
        ours.push_back(back_up(house, folder.path())->file);
    }
    const auto foreign = folder.path() / "hallway-20200101T000000Z.db";
    std::filesystem::copy_file(back_up(stranger, stranger.folder.path())->file, foreign);
    const auto text = folder.path() / "hallway-20200102T000000Z.db";
    std::ofstream(text) << "a diary";
    const auto copy = folder.path() / "before-the-keynote.db";
    std::filesystem::copy_file(ours[0], copy);
    const auto link = folder.path() / "hallway-20200103T000000Z.db";
    std::filesystem::create_symlink(ours[0], link);

    house.turns.advance(1h);
    const auto last = back_up(house, folder.path(), {}, 3);

    REQUIRE(last);
    CHECK(last->pruned == 3);
    for (int i = 0; i < 5; ++i)
        CHECK(std::filesystem::exists(ours[static_cast<std::size_t>(i)]) == (i >= 3));
    for (const auto& left : {foreign, text, copy, last->file})
        CHECK(std::filesystem::exists(left));
    CHECK(std::filesystem::is_symlink(link));
    CHECK(newest_backup(folder.path(), embedded(house).data_id())->file == last->file);
}

TEST_CASE("a backup's name tells its time, and nothing else is taken for one", "[backup]")
{
    const time_point at{1'700'000'000'000ms};
    CHECK(backup_name(at) == "hallway-20231114T221320Z.db");
    CHECK(backup_time("hallway-20231114T221320Z.db") == at);
    for (const auto* other :
         {"hallway.db", "hallway-20231114T221320Z.db2", "hallway-20231114T221320Z", "hallway-2023111XT221320Z.db",
          "hallway-20231314T221320Z.db", "hallway-20231114T251320Z.db", "../llway-20231114T221320Z.db", ""})
        CHECK_FALSE(backup_time(other));
}
