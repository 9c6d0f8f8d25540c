#include "bench/bench_report.hpp"

#include "bench/bench_machine.hpp"
#include "version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace hallway::bench {
namespace {

constexpr double too_busy_percent = 85; // beyond this the generator may be what is slow

/// What is told of a scenario, in this order, where it is known.
struct told {
    const char* name;
    const char* before;
    const char* after;
};

constexpr told worth_telling[] = {
    {"posts_per_second_in_time", "", " posts/s arrive in time"},
    {"deliveries_per_second", "", " deliveries/s"},
    {"posts_per_second", "", " posts/s"},
    {"deliveries_per_cpu_second", "", " per CPU-second"},
    {"p50_ms", "half within ", " ms"},
    {"p99_ms", "99 % within ", " ms"},
    {"p99_ms_without_stalled", "before they stopped ", " ms"},
    {"p99_ms_with_stalled_gone", "when they are gone ", " ms"},
    {"p99_ms_without_raid", "before the raid ", " ms"},
    {"raid_posts_refused", "", " raiders' posts refused"},
    {"rss_bytes_per_member", "", " bytes of memory a member"},
    {"rss_bytes_per_stalled", "", " bytes of memory for each who does not read"},
    {"server_cpu_percent", "server at ", " % of a core"},
    {"idle_cpu_percent", "server at ", " % of a core"},
    {"fsyncs", "", " fsyncs"},
};

constexpr told worth_telling_of_arrivals[] = {
    {"join_p50_ms", "half in the room within ", " ms"},
    {"join_p99_ms", "99 % within ", " ms"},
    {"cpu_us_per_join", "", " µs of CPU each"},
};

const scenario_figures* find(const bench_run& run, std::string_view name)
{
    const auto found = std::ranges::find(run.scenarios, name, &scenario_figures::name);
    return found == run.scenarios.end() ? nullptr : &*found;
}

bool is_about_arrivals(const scenario_figures& figures)
{
    return figures.name == "idle" || figures.name == "storm" || figures.name == "reconnect" || figures.name == "behind";
}

} // namespace

std::string readable(double number)
{
    const auto size = std::abs(number);
    auto text = fmt::format("{:.{}f}", number, size < 1 ? 2 : size < 10 ? 1 : 0);
    if (size < 1'000)
        return text;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string line_of(const scenario_figures& figures)
{
    std::vector<std::string> parts;
    const auto add = [&](const told& each) {
        if (const auto value = figures.at(each.name, NAN); !std::isnan(value))
            parts.push_back(each.before + readable(value) + each.after);
    };
    if (is_about_arrivals(figures))
        std::ranges::for_each(worth_telling_of_arrivals, add);
    std::ranges::for_each(worth_telling, add);
    if (figures.at("generator_busy_percent", 0) > too_busy_percent)
        parts.emplace_back("the generator was busy all the time: the server may be better than this");
    auto line = fmt::format("{}", fmt::join(parts, ", "));
    for (const auto& fault : figures.faults)
        line += "\n  FAULT: " + fault;
    return line;
}

std::string summary_of(const bench_run& run)
{
    std::string out = "This machine carries, with the generator beside the server:\n";
    const auto add = [&](std::string_view scenario, const char* figure, const auto& sentence) {
        const auto* found = find(run, scenario);
        if (found != nullptr && found->at(figure) >= 0)
            out += "  - " + sentence(*found) + '\n';
    };
    add("most", "posts_per_second_in_time", [](const auto& of) {
        return fmt::format(
            "{} posts a second in a room of {}, with 99 % of what arrives within a quarter of a second",
            readable(of.at("posts_per_second_in_time")),
            readable(of.at("deliveries_per_second_in_time") / std::max(of.at("posts_per_second_in_time"), 1.0)));
    });
    add("d", "deliveries_per_second", [](const auto& of) {
        return readable(of.at("deliveries_per_second")) + " deliveries a second in one room, at its limit";
    });
    add("posts", "posts_per_second", [](const auto& of) {
        return readable(of.at("posts_per_second")) + " posts a second, each on disk before it is answered";
    });
    add("idle", "rss_bytes_per_member", [](const auto& of) {
        const auto each = of.at("rss_bytes_per_member");
        return fmt::format(
            "members for {} bytes of memory each: {} MB for 10,000, and the kernel's buffers", readable(each),
            readable(each * 10'000 / 1e6));
    });
    add("storm", "join_p99_ms", [](const auto& of) {
        return fmt::format("a storm of arrivals, 99 % in the room within {} ms", readable(of.at("join_p99_ms")));
    });
    add("reconnect", "join_p99_ms", [](const auto& of) {
        return fmt::format(
            "a network failure: 99 % are back, with all they missed, within {} ms", readable(of.at("join_p99_ms")));
    });
    add("raid", "p99_ms", [](const auto& of) {
        return fmt::format(
            "a raid: 99 % of the others' posts arrive within {} ms, {} ms without it", readable(of.at("p99_ms")),
            readable(of.at("p99_ms_without_raid")));
    });
    std::size_t faults = 0;
    for (const auto& each : run.scenarios)
        faults += each.faults.size();
    out += faults == 0 ? "Nothing was lost, doubled or out of order.\n" : "Something went WRONG; see the faults above.\n";
    return out;
}

std::string as_json(const bench_run& run)
{
    nlohmann::ordered_json out;
    out["tool"] = "hallway bench";
    out["version"] = version;
    out["date"] = today();
    out["command"] = run.command;
    out["server"] = run.server;
    out["load_average_before"] = run.load_average_before;
    for (const auto& [name, value] : describe_machine())
        out["machine"][name] = value;
    out["scenarios"] = nlohmann::ordered_json::array();
    for (const auto& each : run.scenarios) {
        nlohmann::ordered_json figures;
        for (const auto& [name, value] : each.all())
            figures[name] = value;
        out["scenarios"].push_back({{"name", each.name}, {"title", each.title}, {"figures", figures}, {"faults", each.faults}});
    }
    return out.dump(2) + '\n';
}

} // namespace hallway::bench
