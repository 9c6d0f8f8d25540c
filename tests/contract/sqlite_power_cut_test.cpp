// The embedded store on a disk whose power is cut: at any point of its work, of its recovery and of its end, nothing that was acknowledged is lost.
#include "log/sqlite_connection.hpp"
#include "log/sqlite_schema.hpp"
#include "tests/contract/power_cut_work.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <vector>

using namespace hallway;
using namespace hallway::test;

namespace {

enum class disk_kind { honest, liar };

struct cut_run {
    std::uint64_t operations = 0;
    std::size_t acknowledged = 0;
    std::string findings;
};

constexpr std::uint64_t never = ~std::uint64_t{0};

/// Works until the power is cut after so many operations, may have it cut again while it recovers, and looks at what is left.
cut_run run_until_cut(std::uint64_t seed, std::uint64_t cut, disk_kind kind = disk_kind::honest)
{
    promises kept;
    cut_run run;
    temporary_folder lived;
    auto left = std::make_unique<temporary_folder>();
    {
        power_cut_disk disk(seed);
        disk.cut_after(cut);
        if (kind == disk_kind::liar)
            disk.lie_about_syncs();
        try {
            power_cut_worker one(seed, disk, lived.path());
            one.work(kept, 12);
            one.drop(kept);
            one.stop();
        } catch (const store_refused&) { // cut while it started
        }
        run.operations = disk.operations();
        disk.leave_in(left->path());
    }
    if (seed % 2 == 1 && cut != never) {
        auto left_again = std::make_unique<temporary_folder>();
        power_cut_disk disk(seed + 1);
        disk.cut_after(seed % 29);
        try {
            power_cut_worker one(seed + 1, disk, left->path());
            one.work(kept, 1);
            one.stop();
        } catch (const store_refused& error) {
            if (!disk.is_cut())
                run.findings = std::string("it does not start again: ") + error.what();
        }
        disk.leave_in(left_again->path());
        left = std::move(left_again);
    }
    run.acknowledged = kept.acknowledged;
    if (run.findings.empty())
        run.findings = broken_promises(kept, left->path());
    return run;
}

std::uint64_t given(const char* name, std::uint64_t otherwise)
{
    const char* text = std::getenv(name);
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// The cut points of a seed: all over its work, its start and its end among it.
std::uint64_t cut_of(std::uint64_t seed, std::uint64_t operations)
{
    std::mt19937_64 random(seed);
    return given("HALLWAY_CUT", random() % (operations + 1));
}

} // namespace

TEST_CASE("a power cut at any point loses nothing that was acknowledged", "[sqlite][power]")
{
    const auto points = given("HALLWAY_CUT", never) != never ? 1 : is_long_run() ? 1'000U : 60U;
    const auto first = given("HALLWAY_SEED", std::random_device{}());
    const auto whole = run_until_cut(first, never);
    CHECK(whole.findings == "");
    CHECK(whole.operations > 150);
    std::size_t acknowledged = 0;
    std::size_t failed = 0;
    for (std::uint64_t seed = first; seed < first + points; ++seed) {
        const auto cut = cut_of(seed, whole.operations);
        const auto run = run_until_cut(seed, cut);
        acknowledged += run.acknowledged;
        if (run.findings.empty())
            continue;
        ++failed;
        UNSCOPED_INFO("HALLWAY_SEED=" << seed << " HALLWAY_CUT=" << cut << " plays it again: " << run.findings);
    }
    fmt::print(
        "figures: power cuts: {} points from seed {}, {} operations in a whole run, {} calls acknowledged before a cut, {} runs "
        "with a "
        "loss\n",
        points, first, whole.operations, acknowledged, failed);
    CHECK(failed == 0);
    CHECK((points == 1 || acknowledged > points));
}

TEST_CASE("a disk that says it has synced, and has not, is found out by the same cuts", "[sqlite][power]")
{
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        found += run_until_cut(seed, 120, disk_kind::liar).findings.empty() ? 0 : 1;

    CHECK(found > 5);
}

TEST_CASE("a power cut while an older form becomes the newest leaves the one or the other", "[sqlite][power][migrations]")
{
    const std::vector<sqlite_schema::migration> old{"CREATE TABLE a (x); INSERT INTO a VALUES (1)"};
    const std::vector<sqlite_schema::migration> both{
        "CREATE TABLE a (x); INSERT INTO a VALUES (1)", "CREATE TABLE b (x); INSERT INTO b SELECT x + 6 FROM a"};
    std::size_t migrated = 0;
    for (std::uint64_t cut = 1; cut <= (is_long_run() ? 120U : 40U); ++cut) {
        temporary_folder lived;
        temporary_folder left;
        const auto file = lived.path() / "hallway.db";
        std::ofstream(file, std::ios::binary).flush();
        {
            sqlite_connection writer(file, sqlite_connection::access::read_write);
            sqlite_schema::set_up_writer(writer, false);
            sqlite_schema::migrate(writer, file, old);
        }
        power_cut_disk disk(cut);
        disk.cut_after(cut);
        try {
            sqlite_connection writer(file, sqlite_connection::access::read_write, disk.vfs().c_str());
            sqlite_schema::set_up_writer(writer, true);
            sqlite_schema::migrate(writer, file, both);
        } catch (const sqlite_error&) {
            CHECK(disk.is_cut());
        }
        disk.leave_in(left.path());

        INFO("cut after " << cut);
        const auto there = left.path() / "hallway.db";
        sqlite_connection after(there, sqlite_connection::access::read_write);
        sqlite_schema::set_up_writer(after, false);
        CHECK(after.text("PRAGMA integrity_check") == "ok");
        migrated += after.integer("PRAGMA user_version") == 2 ? 1 : 0;
        sqlite_schema::migrate(after, there, both);
        CHECK(after.integer("SELECT x FROM b") == 7);
    }
    CHECK(migrated > 0);
}
