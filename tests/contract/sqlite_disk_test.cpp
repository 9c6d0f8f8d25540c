// The embedded store on a disk that is full or fails, and what it counts of its work on the disk.
#include "log/log_service.hpp"
#include "tests/contract/power_cut_disk.hpp"
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <optional>
#include <sys/resource.h>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// Lets no file of this process grow beyond a size, as long as it lives.
class small_files {
public:
    explicit small_files(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        auto now = before_;
        now.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &now);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
    }
    ~small_files()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    small_files(const small_files&) = delete;
    small_files& operator=(const small_files&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
};

/// Posts until nothing is taken any more, and expects that what was acknowledged is there, at once and after a restart.
void check_that_writing_ends_well(store_house& house, const std::string& trouble, const std::function<void()>& relief)
{
    house.make_log("lobby");
    std::map<std::uint64_t, std::string> acknowledged;
    std::size_t refused = 0;
    std::size_t other_codes = 0;
    for (int i = 0; i < 1'000; ++i) {
        const auto body = std::to_string(i) + std::string(4'000, 'x');
        const auto note = [&, body](const std::vector<append_outcome>& outcomes) {
            const auto& outcome = outcomes.at(0);
            if (!outcome.code)
                acknowledged[outcome.offset] = body;
            else
                ++(outcome.code == errc::storage_full ? refused : other_codes);
        };
        house.it().append({house.request("lobby", body)}, house.turns.awaited(note));
        if (i % 20 == 0)
            house.turns.run_until_idle();
    }
    house.turns.run_until_idle();

    CHECK(refused > 0);
    CHECK(other_codes == 0);
    CHECK(acknowledged.size() > 0);
    CHECK(acknowledged.size() + refused == 1'000);
    REQUIRE(house.it().trouble());
    CHECK_THAT(*house.it().trouble(), Contains(trouble));
    const auto check_events = [&] {
        const auto readable = house.read("lobby", {0, 1'000, no_limit});
        REQUIRE(readable);
        REQUIRE(readable->size() == acknowledged.size());
        for (const auto& event : *readable)
            CHECK((acknowledged.at(event.offset) == event.body));
    };
    check_events();

    relief();
    CHECK(said(house.post("lobby", "small")) == "storage_full"); // what failed once is not tried again
    CHECK(said(house.open("another")) == "storage_full");
    CHECK(said(house.put("mark", "read")) == "storage_full");
    house.reopen(&sqlite::make);
    CHECK_FALSE(house.it().trouble());
    check_events();
    CHECK(house.post("lobby", "room again").offset == acknowledged.size() + 1);
}

} // namespace

TEST_CASE("a full disk refuses writes, goes on reading, and has acknowledged nothing that it lost", "[sqlite][full]")
{
    store_house house([](scheduler& where, const std::filesystem::path& folder) {
        sqlite_settings settings;
        settings.folder = folder;
        settings.full_sync = false;
        settings.pages_max = 400;
        return open_sqlite_store(where, settings);
    });

    check_that_writing_ends_well(house, "is full", [] {});
}

namespace {

/// A store on a disk that can be told to fail.
struct failing_house {
    failing_house()
        : house([this](scheduler& where, const std::filesystem::path& folder) {
              sqlite_settings settings;
              settings.folder = folder;
              settings.vfs = disk.vfs();
              settings.counts = &counts;
              settings.room_look_every = 20ms;
              return open_sqlite_store(where, settings);
          })
    {
        house.make_log("lobby");
        house.post_many("lobby", 10);
    }

    /// Of a line of /metrics.
    std::string told(const std::string& name) const
    {
        const auto text = counts.text();
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? "" : text.substr(at + name.size() + 2, text.find('\n', at + 1) - at - name.size() - 2);
    }

    metrics counts;
    power_cut_disk disk{1};
    store_house house;
};

} // namespace

TEST_CASE("when a full disk has room again the store goes on by itself", "[sqlite][full]")
{
    failing_house on;
    on.disk.fail_writes_with(SQLITE_FULL);
    CHECK(said(on.house.post("lobby", "no room")) == "storage_full");
    REQUIRE(on.house.it().trouble());
    CHECK_THAT(*on.house.it().trouble(), Contains("is full") && Contains("goes on by itself"));
    CHECK(on.told("hallway_store_writable") == "0");
    CHECK(on.house.read("lobby", {0, 100, no_limit})->size() == 10);

    on.disk.fail_writes_with(SQLITE_OK);
    std::string last = "storage_full";
    for (const auto until = std::chrono::steady_clock::now() + 10s;
         last == "storage_full" && std::chrono::steady_clock::now() < until;)
        last = said(on.house.post("lobby", "room again"));

    CHECK(last == "ok");
    CHECK_FALSE(on.house.it().trouble());
    CHECK(on.told("hallway_store_writable") == "1");
    CHECK(on.house.read("lobby", {0, 100, no_limit})->size() == 11); // what was refused is not there
}

TEST_CASE("a change that a full disk kept from its row is written when there is room", "[sqlite][full]")
{
    failing_house on;
    log_service service(on.house.turns, on.house.it(), on.counts, std::string(32, 's'));
    auto& line = service.attach(on.house.turns);
    struct : log_reader {
        void take_event(std::uint64_t, const shared_event&, bool) override {}
        void take_first(std::uint64_t, std::uint64_t, std::optional<event_id>) override {}
        void take_confirmation(std::uint64_t, uptime) override {}
        void take_loss(std::uint64_t) override {}
    } nobody;
    line.on_mail([&] { line.take(nobody); });
    std::uint64_t number = 0;
    line.open("conversation", on.house.turns.awaited([&](const outcome<opened_log>& opened) { number = opened->number; }));
    line.flush();
    on.house.turns.run_until_idle();
    on.house.post_many("conversation", 3);

    on.disk.fail_writes_with(SQLITE_FULL);
    row stands;
    stands.offset = 3;
    stands.content.text = "what it says now";
    stands.content.version = 20;
    line.amend(number, stands);
    line.flush();
    on.house.turns.run_until_idle();
    CHECK(said(on.house.post("lobby", "no room")) == "storage_full");
    on.disk.fail_writes_with(SQLITE_OK);
    std::string found;
    for (const auto until = std::chrono::steady_clock::now() + 10s;
         found.find("what it says now") == std::string::npos && std::chrono::steady_clock::now() < until;) {
        on.house.turns.advance(1s);
        found = on.house.read("conversation", {2, 1, no_limit})->at(0).body;
    }

    CHECK_THAT(found, Contains("what it says now"));
}

TEST_CASE("a sync that fails is not tried again and ends all writing", "[sqlite][full]")
{
    failing_house on;
    on.disk.fail_syncs_with(SQLITE_IOERR_FSYNC);
    CHECK(said(on.house.post("lobby", "unsure")) == "storage_full");
    CHECK(on.disk.failed_syncs() == 1);
    REQUIRE(on.house.it().trouble());
    CHECK_THAT(*on.house.it().trouble(), Contains("failed") && Contains("start the server again"));
    const auto operations = on.disk.operations();

    on.disk.fail_syncs_with(SQLITE_OK); // the second time the system says that all is well
    for (int i = 0; i < 20; ++i)
        CHECK(said(on.house.post("lobby", "after it")) == "storage_full");
    CHECK(on.house.read("lobby", {0, 100, no_limit})->size() == 10);
    on.house.it().stop();

    CHECK(on.disk.operations() == operations);
}

TEST_CASE("the store counts what it does to the disk", "[sqlite][metrics]")
{
    failing_house on;
    const auto syncs = std::stoul(on.told("hallway_store_fsyncs_total"));
    const auto commits = std::stoul(on.told("hallway_store_commits_total"));
    const auto operations = on.disk.operations();
    for (int i = 0; i < 10; ++i)
        on.house.post("lobby", "one by one");

    CHECK(std::stoul(on.told("hallway_store_commits_total")) == commits + 10);
    CHECK(std::stoul(on.told("hallway_store_fsyncs_total")) >= syncs + 10); // FULL: none is answered for without one
    CHECK(on.disk.operations() > operations + 20);
    CHECK(std::stoul(on.told("hallway_store_commit_seconds_count")) == commits + 10);
    CHECK(std::stoul(on.told("hallway_store_wal_bytes")) > 4'096);
    CHECK(std::stoul(on.told("hallway_store_commit_events_total")) >= 20);
}

TEST_CASE("a write that fails ends writing, not reading, and nothing acknowledged is lost", "[sqlite][full]")
{
    auto house = house_of<sqlite>();
    std::optional<small_files> limit(std::in_place, 2 * 1024 * 1024);

    check_that_writing_ends_well(house, "failed", [&] { limit.reset(); });
}
