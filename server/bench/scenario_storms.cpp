// Scenarios about people who come, sit there, lose their network, and come back.
#include "bench/scenario.hpp"

#include <fmt/format.h>

namespace hallway::bench {
namespace {

constexpr std::size_t page_of_rows = 100;         // above the 50 that a join answers with
constexpr std::size_t storm_arriving_max = 4'000; // at once; somaxconn is 4,096
constexpr double patience_seconds = 120;
constexpr double applause_seconds = 10;
constexpr double applause_patience_seconds = 20;

/// Makes a room with a page of messages ready. \returns people who come to it at a rate
crowd_settings storm_on(const bench_target& target, const load_size& size)
{
    open_rooms(target, size);
    fill_room(target, size, page_of_rows);
    auto how = crowd_of(target, size);
    how.arrivals_per_second = size.rate;
    how.arriving_max = storm_arriving_max;
    return how;
}

/// What an arrival of everybody takes.
template <class Arrive>
void measure_arrival(const bench_target& target, crowd& people, scenario_figures& out, Arrive arrive)
{
    const auto busy = people.figures().busy_seconds;
    const auto from = sample(target);
    const auto begun = now_ns();
    arrive();
    const auto seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto to = sample(target);
    out.set("seconds", seconds);
    add_server(out, from, to, seconds);
    add_arrivals(out, people, to.is_known ? to.cpu_seconds - from.cpu_seconds : -1);
    out.set("generator_busy_percent", 100 * (people.figures().busy_seconds - busy) / seconds);
}

} // namespace

void measure_idle(const bench_target& target, const load_size& size, scenario_figures& out)
{
    open_rooms(target, size);
    fill_room(target, size, page_of_rows);
    crowd people(crowd_of(target, size));
    const auto from = sample(target);
    people.bring_in(300);
    const auto arrived = sample(target);
    people.idle(size.seconds);
    const auto to = sample(target);
    add_arrivals(out, people, to.is_known ? arrived.cpu_seconds - from.cpu_seconds : -1);
    if (to.is_known) {
        const auto growth = static_cast<double>(to.rss_bytes) - static_cast<double>(from.rss_bytes);
        out.set("rss_bytes_before", static_cast<double>(from.rss_bytes));
        out.set("rss_bytes", static_cast<double>(to.rss_bytes));
        out.set("rss_bytes_per_member", growth / static_cast<double>(people.size()));
        out.set("idle_cpu_percent", 100 * (to.cpu_seconds - arrived.cpu_seconds) / size.seconds);
    }
    add_faults(out, people, 0);
}

void measure_storm(const bench_target& target, const load_size& size, scenario_figures& out)
{
    crowd people(storm_on(target, size));
    measure_arrival(target, people, out, [&] { people.bring_in(patience_seconds); });
    add_faults(out, people, 0);
}

/// With flood control, as at a venue behind one address.
void measure_keynote(const bench_target& target, const load_size& size, scenario_figures& out)
{
    crowd people(storm_on(target, size));
    measure_arrival(target, people, out, [&] { people.bring_in(patience_seconds); });
    const auto from = sample(target);
    const auto begun = now_ns();
    people.applaud(applause_seconds, applause_patience_seconds);
    const auto seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto to = sample(target);
    const auto members = static_cast<double>(people.size());
    if (to.is_known) {
        out.set("applause_cpu_percent", 100 * (to.cpu_seconds - from.cpu_seconds) / seconds);
        out.set("rss_bytes", static_cast<double>(to.rss_bytes));
    }
    const auto& last = people.figures();
    out.set("applause_seconds", seconds);
    out.set("applause_told_per_member", static_cast<double>(last.applause) / members);
    out.set("claps_told_per_member", static_cast<double>(last.claps) / members);
    if (last.claps != people.size() * size.members)
        out.faults.push_back(fmt::format(
            "each of {} clapped, and each was told of {:.1f}", size.members, static_cast<double>(last.claps) / members));
    add_faults(out, people, 0);
}

void measure_reconnect(const bench_target& target, const load_size& size, scenario_figures& out)
{
    crowd people(storm_on(target, size));
    people.bring_in(patience_seconds);
    people.cut_all();
    fill_room(target, size, size.missed);
    const auto counts = target.counters ? target.counters() : std::map<std::string, double>();
    measure_arrival(target, people, out, [&] { people.bring_back(size.missed, patience_seconds); });
    if (target.counters)
        add_counters(out, counts, target.counters());
    people.post_at(10, 1); // who came back is told what comes next
    const auto missing = people.settle(20);
    const auto unrecovered = people.figures().unrecovered;
    out.set("unrecovered", static_cast<double>(unrecovered));
    if (unrecovered > 0)
        out.faults.push_back(fmt::format("{} members were not told all that they missed", unrecovered));
    add_faults(out, people, missing);
}

} // namespace hallway::bench
