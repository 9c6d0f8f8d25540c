// What a backup costs those who post meanwhile: figures, not a test. Run it by its name: contract_tests "[backup-latency]".
#include "log/sqlite_store.hpp"
#include "support/asio_scheduler.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

constexpr double appends_per_second = 2'000;

class appending {
public:
    appending() : store_(open_sqlite_store(turns_, {.folder = folder_.path() / "data"}))
    {
        bool is_open = false;
        store_->open("main/lobby", [&](const auto&) { is_open = true; });
        run_until([&] { return is_open; });
    }
    ~appending() { store_->stop(); }

    void fill(std::size_t events)
    {
        for (std::size_t made = 0; made < events; made += 1'000) {
            std::vector<append_request> many;
            for (int i = 0; i < 1'000; ++i)
                many.push_back(request());
            bool is_done = false;
            store_->append(std::move(many), [&](const auto&) { is_done = true; });
            run_until([&] { return is_done; });
        }
    }

    /// Milliseconds from an append's time to its answer, one after the other at the same rate, for so long.
    std::vector<double> latencies(std::chrono::seconds time)
    {
        std::vector<double> found;
        const auto begun = std::chrono::steady_clock::now();
        std::size_t asked = 0;
        while (std::chrono::steady_clock::now() - begun < time) {
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begun;
            for (; static_cast<double>(asked) < elapsed.count() * appends_per_second; ++asked) {
                const auto due = begun + std::chrono::duration<double>(static_cast<double>(asked) / appends_per_second);
                store_->append({request()}, [&found, due](const auto&) {
                    found.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - due).count());
                });
            }
            turns_.run_for(200us);
        }
        run_until([&] { return found.size() == asked; });
        std::ranges::sort(found);
        return found;
    }

    void begin_backups()
    {
        is_enough_ = false;
        keep_backing_up();
    }

    void finish_backups()
    {
        is_enough_ = true;
        const auto before = backups_;
        run_until([&] { return backups_ > before; });
    }

    std::size_t backups() const { return backups_; }
    std::uintmax_t bytes() const { return bytes_; }

private:
    /// One backup after the other.
    void keep_backing_up()
    {
        backup_order order;
        order.folder = folder_.path() / "backups";
        order.keep = 2;
        store_->back_up(std::move(order), [this](outcome<made_backup> made) {
            REQUIRE(made);
            ++backups_;
            bytes_ = made->bytes;
            if (!is_enough_)
                keep_backing_up();
        });
    }
    append_request request()
    {
        ++made_;
        append_request one;
        one.log = "main/lobby";
        one.id = event_id{turns_.random()};
        one.member = member_id{made_ % 500};
        one.role = "attendee";
        one.key = fmt::format("key-of-request-{:020}", made_);
        one.digest = std::string(32, 'd');
        one.body = R"({"type":"message","text":")" + std::string(270, 'x') + "\"}";
        one.is_row = true;
        return one;
    }

    void run_until(const std::function<bool()>& is_so)
    {
        while (!is_so())
            turns_.run_for(10ms);
    }

    temporary_folder folder_;
    asio_scheduler turns_;
    std::unique_ptr<embedded_store> store_;
    std::uint64_t made_ = 0;
    std::size_t backups_ = 0;
    std::uintmax_t bytes_ = 0;
    bool is_enough_ = false;
};

std::string shown(const std::vector<double>& ms)
{
    const auto at = [&](double part) { return ms[static_cast<std::size_t>(part * static_cast<double>(ms.size() - 1))]; };
    return fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, p99.9 {:.2f} ms, most {:.1f} ms", at(0.5), at(0.99), at(0.999), ms.back());
}

} // namespace

TEST_CASE("what a backup costs those who post meanwhile", "[.][backup-latency]")
{
    appending it;
    const char* asked = std::getenv("HALLWAY_EVENTS");
    it.fill(asked != nullptr ? std::strtoull(asked, nullptr, 10) : 50'000);
    for (int round = 0; round < 3; ++round) {
        const auto without = it.latencies(5s);
        const auto before = it.backups();
        it.begin_backups();
        const auto with = it.latencies(5s);
        it.finish_backups();
        fmt::print(
            "figures: {:.0f} appends/s without: {}; with: {}; {} backups of {} MiB\n", appends_per_second, shown(without),
            shown(with), it.backups() - before, it.bytes() >> 20);
    }
}
