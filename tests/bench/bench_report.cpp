#include "tests/bench/bench_report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hallway::bench {

using json = nlohmann::ordered_json;

namespace {

std::string first_line(const std::filesystem::path& path)
{
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    std::replace(line.begin(), line.end(), '\t', ' ');
    return line;
}

/// The value of a line "name<separator>value".
std::string value_in(const std::filesystem::path& path, const std::string& name, char separator)
{
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(name))
            continue;
        auto value = line.substr(line.find(separator) + 1);
        std::erase(value, '"');
        value.erase(0, value.find_first_not_of(" \t"));
        return value;
    }
    return "?";
}

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

/// A figure of a scenario, or "" if that scenario has none of the name.
std::string cell(const json& scenario, const char* name, int digits)
{
    const auto found = scenario.find(name);
    if (found == scenario.end() || !found->is_number())
        return "";
    return fmt::format("{:.{}f}", found->get<double>(), digits);
}

struct column {
    const char* title;
    const char* name;
    int digits;
};

constexpr column columns[] = {
    {"deliveries/s", "deliveries_per_second", 0},
    {"deliveries per CPU-s", "deliveries_per_cpu_second", 0},
    {"CPU µs per delivery", "cpu_us_per_delivery", 2},
    {"p50 ms", "p50_ms", 2},
    {"p99 ms", "p99_ms", 2},
    {"p99 ms without the stalled", "p99_ms_without_stalled", 2},
    {"RSS bytes per stalled", "rss_bytes_per_stalled", 0},
    {"server CPU %", "server_cpu_percent", 0},
    {"RSS bytes per member", "rss_bytes_per_member", 0},
    {"CPU µs per join", "cpu_us_per_join", 0},
    {"join p99 ms", "join_p99_ms", 1},
    {"append p99 ms ≤", "append_p99_ms_at_most", 2},
    {"fsyncs", "fsyncs", 0},
    {"lost", "lost", 0},
    {"doubled", "doubled", 0},
    {"out of order", "out_of_order", 0},
    {"load average before", "load_average_before", 1},
};

std::string table_of(const json& scenarios)
{
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> head{"scenario"};
    for (const auto& column : columns)
        head.emplace_back(column.title);
    rows.push_back(head);
    for (const auto& scenario : scenarios) {
        std::vector<std::string> row{scenario.at("scenario").get<std::string>()};
        for (const auto& column : columns)
            row.push_back(cell(scenario, column.name, column.digits));
        rows.push_back(row);
    }
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out += fmt::format("| {} |\n", fmt::join(rows[i], " | "));
        if (i == 0)
            out += '|' + fmt::format("{}", fmt::join(std::vector<std::string>(head.size(), "---"), "|")) + "|\n";
    }
    return out;
}

} // namespace

std::string machine_as_json()
{
    utsname system{};
    ::uname(&system);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    json out;
    out["processor"] = value_in("/proc/cpuinfo", "model name", ':');
    out["cores"] = ::sysconf(_SC_NPROCESSORS_ONLN);
    out["memory"] = value_in("/proc/meminfo", "MemTotal:", ':');
    out["kernel"] = std::string(system.sysname) + ' ' + system.release;
    out["distribution"] = value_in("/etc/os-release", "PRETTY_NAME=", '=');
    out["compiler"] = __VERSION__;
    out["open_files_max"] = files.rlim_max;
    out["port_range"] = first_line("/proc/sys/net/ipv4/ip_local_port_range");
    out["somaxconn"] = first_line("/proc/sys/net/core/somaxconn");
    out["tcp_mem_pages"] = first_line("/proc/sys/net/ipv4/tcp_mem");
    return out.dump();
}

std::string write_report(
    const std::string& name, const std::string& server_version, const std::vector<std::filesystem::path>& scenarios,
    const std::filesystem::path& folder)
{
    json report;
    report["name"] = name;
    report["date"] = today();
    report["server"] = server_version;
    report["machine"] = json::parse(machine_as_json());
    report["scenarios"] = json::array();
    for (const auto& path : scenarios) {
        std::ifstream in(path);
        if (!in)
            throw std::runtime_error(path.string() + " cannot be read");
        report["scenarios"].push_back(json::parse(in));
    }
    const auto table = table_of(report["scenarios"]);
    const auto& machine = report["machine"];
    std::filesystem::create_directories(folder);
    std::ofstream(folder / (name + ".json")) << report.dump(2) << '\n';
    std::ofstream page(folder / (name + ".md"));
    page << fmt::format(
        "# Benchmark: {}\n\nWritten by `tests/bench/run` on {}; do not edit.\n\n"
        "{} cores of {}, {}, {}; {}; compiler {}. Server and generator on loopback, the server on core 0, the generator on core "
        "1; the data "
        "folder lies on a disk. Open files: {} allowed; ports {}; somaxconn {}.\n\n{}\n",
        name, report["date"].get<std::string>(), machine["cores"].dump(), machine["processor"].get<std::string>(),
        machine["distribution"].get<std::string>(), machine["kernel"].get<std::string>(), server_version,
        machine["compiler"].get<std::string>(), machine["open_files_max"].dump(), machine["port_range"].get<std::string>(),
        machine["somaxconn"].get<std::string>(), table);
    return table;
}

} // namespace hallway::bench
