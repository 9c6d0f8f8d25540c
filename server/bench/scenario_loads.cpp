// Scenarios in which people post: at a rate, as much as goes, and more and more.
#include "bench/scenario.hpp"

#include <algorithm>
#include <cmath>

namespace hallway::bench {
namespace {

constexpr double in_time_ms = 250;  // what is said still feels like a conversation
constexpr std::size_t authors = 20; // of a room: few write, everybody reads

/// Members of whom few write.
crowd_settings readers_of(const bench_target& target, const load_size& size)
{
    auto settings = crowd_of(target, size);
    settings.authors = authors;
    return settings;
}

std::map<std::string, double> counted(const bench_target& target)
{
    return target.counters ? target.counters() : std::map<std::string, double>();
}

} // namespace

void measure_fan_out(const bench_target& target, const load_size& size, scenario_figures& out)
{
    open_rooms(target, size);
    crowd people(readers_of(target, size));
    const auto before = sample(target);
    people.bring_in(120);
    const auto arrived = sample(target);

    const auto load = [&](double seconds) {
        if (size.outstanding > 0)
            people.post_with_outstanding(size.outstanding, seconds);
        else
            people.post_at(size.rate, seconds);
    };
    people.introduce_authors(settle_seconds);
    load(std::min(1.0, size.seconds)); // warm
    auto missing = people.settle(settle_seconds / 2);
    people.delays().clear();
    const auto counts = counted(target);
    const auto from = sample(target);
    const auto first = people.figures();
    const auto begun = now_ns();
    load(size.seconds);
    missing = people.settle(settle_seconds);
    const auto seconds = static_cast<double>(now_ns() - begun) / 1e9;
    const auto to = sample(target);
    const auto& last = people.figures();

    const auto deliveries = static_cast<double>(last.deliveries - first.deliveries);
    const auto posts = static_cast<double>(last.posts - first.posts);
    out.set("seconds", seconds);
    out.set("posts", posts);
    out.set("posts_per_second", posts / seconds);
    out.set("deliveries", deliveries);
    out.set("deliveries_per_second", deliveries / seconds);
    add_server(out, from, to, seconds);
    if (to.is_known) {
        const auto cpu = std::max(to.cpu_seconds - from.cpu_seconds, 0.01);
        out.set("deliveries_per_cpu_second", deliveries / cpu);
        out.set("cpu_us_per_delivery", cpu * 1e6 / std::max(deliveries, 1.0));
    }
    add_delays(out, people);
    add_arrivals(out, people, to.is_known ? arrived.cpu_seconds - before.cpu_seconds : -1);
    out.set("generator_busy_percent", 100 * (last.busy_seconds - first.busy_seconds) / seconds);
    add_counters(out, counts, counted(target));
    add_faults(out, people, missing);
}

void measure_most(const bench_target& target, const load_size& size, scenario_figures& out)
{
    open_rooms(target, size);
    crowd people(readers_of(target, size));
    people.bring_in(120);
    people.introduce_authors(settle_seconds);
    people.post_at(size.rate, 1); // warm
    people.settle(settle_seconds);
    double in_time = 0;
    std::uint64_t missing = 0;
    delivery_faults found; // while all came in time: who is told too much is told of a gap
    // Up by a half each time until it was too much twice: so the answer is right to within a third, in about ten steps.
    int failures = 0;
    for (auto rate = size.rate; missing == 0;) {
        people.delays().clear();
        const auto busy = people.figures().busy_seconds;
        const auto from = sample(target);
        people.post_at(rate, size.seconds);
        missing = people.settle(settle_seconds);
        const auto to = sample(target);
        const auto p99 = people.delays().quantile_ms(0.99);
        if (p99 > in_time_ms || missing > 0 || people.figures().refusals > 0) { // with few members, each has too much unanswered
            if (++failures == 1 && people.figures().refusals == 0)
                continue;
            out.set("rate_too_high", rate);
            out.set("p99_ms_too_high", p99);
            out.set("missing_when_too_high", static_cast<double>(missing));
            out.set("generator_busy_percent", 100 * (people.figures().busy_seconds - busy) / size.seconds);
            break;
        }
        failures = 0;
        in_time = rate;
        found = people.figures().faults;
        const auto step = std::to_string(static_cast<long>(rate));
        out.set("p99_ms_at_" + step, p99);
        if (to.is_known)
            out.set("server_cpu_percent_at_" + step, 100 * (to.cpu_seconds - from.cpu_seconds) / size.seconds);
        rate = std::round(rate * 1.5);
    }
    out.set("posts_per_second_in_time", in_time);
    out.set("deliveries_per_second_in_time", in_time * static_cast<double>(size.members));
    add_delivery_faults(out, found, people.figures().gone);
}

} // namespace hallway::bench
