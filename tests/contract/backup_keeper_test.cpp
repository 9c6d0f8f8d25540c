// A running server's backups on the simulated clock: when one is made, when not, and what is said of it.
#include "log/backup_keeper.hpp"
#include "tests/contract/backup_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct kept_house {
    explicit kept_house(backup_rules how = {})
    {
        house.make_log("main/lobby");
        post();
        if (how.folder.empty())
            how.folder = folder.path();
        keeper.emplace(house.turns, embedded(house), std::move(how), counts);
    }
    ~kept_house() { house.it().stop(); } // before the keeper that is told of backups

    void post() { REQUIRE_FALSE(house.append(message_request(house, "main/lobby", "something new")).code); }

    std::size_t backups() const { return backup_files(keeper->rules().folder).size(); }

    /// Lets time pass, in steps in which the threads of a backup keep up.
    void pass(uptime time)
    {
        for (; time > 0s; time -= 30s) {
            house.turns.advance(30s);
            const auto all_is_told = [&] { return made() + failed() == begun(); };
            REQUIRE(comes_true(house.turns, all_is_told));
        }
    }

    std::uint64_t value(const std::string& name) const
    {
        const auto text = counts.text();
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? 0 : static_cast<std::uint64_t>(std::stod(text.substr(at + name.size() + 2)));
    }
    std::uint64_t made() const { return value("hallway_backups_total"); }
    std::uint64_t failed() const { return value("hallway_backup_failures_total"); }
    std::uint64_t begun() const { return value("hallway_backups_begun_total"); }

    temporary_folder folder;
    metrics counts;
    store_house house = house_of<sqlite>();
    std::optional<backup_keeper> keeper;
};

} // namespace

TEST_CASE("the first backup is made soon after the start, the next after the interval", "[backup][keeper]")
{
    kept_house it;
    it.keeper->start();
    CHECK(it.backups() == 0);

    it.pass(1min);
    CHECK(it.backups() == 1);

    it.post();
    it.pass(58min);
    CHECK(it.backups() == 1);
    it.pass(3min);
    CHECK(it.backups() == 2);
    CHECK(it.made() == 2);
    CHECK(it.value("hallway_backup_last_size_bytes") > 4'096);
}

TEST_CASE("a server that starts again waits until its newest backup is old enough", "[backup][keeper]")
{
    kept_house it;
    it.house.turns.advance(10min);
    REQUIRE(back_up(it.house, it.folder.path()));
    it.house.turns.advance(20min);
    it.keeper->start();

    it.pass(38min);
    CHECK(it.backups() == 1);
    it.pass(3min);
    CHECK(it.backups() == 2);
}

TEST_CASE("nothing new is no reason for a backup, a backup that is gone is one", "[backup][keeper]")
{
    kept_house it;
    it.keeper->start();
    it.pass(1min);
    REQUIRE(it.backups() == 1);

    it.pass(5h);
    CHECK(it.backups() == 1);
    const auto known_good = it.value("hallway_backup_last_success_timestamp_seconds");
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(it.house.turns.now().time_since_epoch()).count();
    CHECK(known_good + 3'700 > static_cast<std::uint64_t>(now));

    std::filesystem::remove(backup_files(it.folder.path()).front());
    it.pass(61min);
    CHECK(it.backups() == 1);
    it.post();
    it.pass(61min);
    CHECK(it.backups() == 2);
}

TEST_CASE("so many backups are kept", "[backup][keeper]")
{
    kept_house it({.folder = {}, .every = 1h, .keep = 2});
    it.keeper->start();
    for (int i = 0; i < 4; ++i) {
        it.post();
        it.pass(61min);
    }

    CHECK(it.made() == 4);
    CHECK(it.backups() == 2);
}

TEST_CASE("an interval of nothing makes none, unless asked", "[backup][keeper]")
{
    kept_house it({.folder = {}, .every = 0s, .keep = 24});
    it.keeper->start();
    it.house.turns.advance(48h);
    CHECK(it.begun() == 0);

    const auto number = it.keeper->ask();
    REQUIRE(comes_true(it.house.turns, [&] { return it.keeper->state_of(number).now == backup_state::step::done; }));
    CHECK(it.keeper->state_of(number).made->events == 1);
    CHECK(it.backups() == 1);
    CHECK(it.keeper->state_of(number + 1).now == backup_state::step::unknown);
    CHECK(it.keeper->state_of(0).now == backup_state::step::unknown);
}

TEST_CASE("who asks while a backup is made gets one that began after that", "[backup][keeper]")
{
    kept_house it({.folder = {}, .every = 0s, .keep = 24});
    const auto first = it.keeper->ask();
    it.house.turns.run_until_idle(); // it has begun
    const auto second = it.keeper->ask();
    const auto third = it.keeper->ask();
    REQUIRE(comes_true(it.house.turns, [&] { return it.keeper->state_of(third).now == backup_state::step::done; }));

    CHECK(it.keeper->state_of(first).now == backup_state::step::done);
    CHECK(it.keeper->state_of(second).now == backup_state::step::done);
    CHECK(it.backups() == 2); // the second and the third are one
}

TEST_CASE("a backup that cannot be made is told, tried again soon, and forgotten when one was made", "[backup][keeper]")
{
    temporary_folder place;
    std::ofstream(place.path() / "backups") << "not a folder";
    kept_house it({.folder = place.path() / "backups", .every = 1h, .keep = 24});
    it.keeper->start();

    it.pass(1min);
    CHECK(it.failed() == 1);
    REQUIRE(it.keeper->trouble());
    CHECK_THAT(*it.keeper->trouble(), Contains("No backup was made"));
    it.pass(6min);
    CHECK(it.failed() == 2);

    std::filesystem::remove(place.path() / "backups");
    it.pass(6min);
    CHECK(it.made() == 1);
    CHECK_FALSE(it.keeper->trouble());
}
