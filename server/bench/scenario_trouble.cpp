// Scenarios in which some members are a nuisance: what the others notice of it.
#include "bench/rate_schedule.hpp"
#include "bench/scenario.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace hallway::bench {
namespace {

constexpr std::size_t stalling_every = 5;
constexpr std::size_t full_page_rows = 350;              // a page of history is to be full
constexpr double outbox_bytes_max = 1024.0 * 1024 * 1.2; // of a member who does not read, and what stands around it
constexpr double bytes_besides = 16e6;                   // the process' own ups and downs
constexpr double raider_posts_per_second = 20;           // of each

} // namespace

/// Before, meanwhile and after in one run, on one server: those who read are as many while the others stall as when these are gone.
void measure_slow(const bench_target& target, const load_size& size, scenario_figures& out)
{
    open_rooms(target, size);
    fill_room(target, size, full_page_rows);
    auto how = crowd_of(target, size);
    how.stalling_every = stalling_every;
    crowd people(how);
    people.bring_in(120);
    people.post_at(size.rate, 1); // warm
    people.settle(settle_seconds);
    people.delays().clear();
    people.post_at(size.rate, size.seconds);
    auto missing = people.settle(settle_seconds);
    out.set("p99_ms_without_stalled", people.delays().quantile_ms(0.99));
    const auto from = sample(target);

    const auto stalled = people.stall();
    // Their pages are encoded once for each; what is to be measured begins when they all wait.
    const auto asked = now_ns();
    for (double before = -1, waiting = 0; waiting > before || waiting == 0;) {
        people.idle(1.2); // longer than the sweep that the metric is of
        before = waiting;
        waiting = metric_growth(from, sample(target), "hallway_outbox_bytes");
        if (now_ns() - asked > 30'000'000'000)
            throw std::runtime_error("Nothing waits for those who stopped reading.");
    }
    out.set("seconds_to_fill", static_cast<double>(now_ns() - asked) / 1e9);
    people.delays().clear();
    people.post_at(size.rate, size.seconds);
    missing += people.settle(settle_seconds);
    const auto to = sample(target);

    out.set("stalled", static_cast<double>(stalled));
    add_delays(out, people);
    out.set("outbox_bytes", metric_growth(from, to, "hallway_outbox_bytes"));
    if (to.is_known) {
        const auto growth = static_cast<double>(to.rss_bytes) - static_cast<double>(from.rss_bytes);
        const auto members = static_cast<double>(stalled);
        out.set("rss_bytes_before", static_cast<double>(from.rss_bytes));
        out.set("rss_bytes", static_cast<double>(to.rss_bytes));
        out.set("rss_bytes_per_stalled", growth / members);
        if (growth > members * outbox_bytes_max + bytes_besides)
            out.faults.push_back(fmt::format("{:.0f} bytes for {} who do not read are too many", growth, stalled));
    }
    people.cut_stalled();
    people.idle(1.2);
    people.delays().clear();
    people.post_at(size.rate, size.seconds);
    missing += people.settle(settle_seconds);
    out.set("p99_ms_with_stalled_gone", people.delays().quantile_ms(0.99));
    add_faults(out, people, missing);
}

/// The members post calmly, before the raid and during it.
void measure_raid(const bench_target& target, const load_size& size, scenario_figures& out)
{
    open_rooms(target, size);
    crowd people(crowd_of(target, size));
    people.bring_in(120);
    people.post_at(size.rate, size.seconds);
    auto missing = people.settle(settle_seconds);
    out.set("p50_ms_without_raid", people.delays().quantile_ms(0.50));
    out.set("p99_ms_without_raid", people.delays().quantile_ms(0.99));

    auto bad = crowd_of(target, size);
    bad.members = size.members / 5;
    bad.is_timed = false;
    crowd raiders(bad);
    raiders.bring_in(120);
    people.delays().clear();
    const auto from = sample(target);
    const auto begun = now_ns();
    rate_schedule raid(begun, raider_posts_per_second * static_cast<double>(raiders.size()), size.seconds);
    people.post_at(size.rate, size.seconds, [&] {
        while (const auto due = raid.take_due(now_ns()))
            raiders.post_next(*due);
        raiders.turn(0);
    });
    missing += people.settle(settle_seconds);
    const auto seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto to = sample(target);
    const auto& theirs = raiders.figures();
    out.set("raiders", static_cast<double>(raiders.size()));
    out.set("raid_posts", static_cast<double>(theirs.posts));
    out.set("raid_posts_refused", static_cast<double>(theirs.refusals));
    out.set("raiders_cut_off", static_cast<double>(theirs.gone));
    add_delays(out, people);
    add_server(out, from, to, seconds);
    out.set("generator_busy_percent", 100 * (people.figures().busy_seconds + theirs.busy_seconds) / seconds);
    add_faults(out, people, missing);
}

} // namespace hallway::bench
