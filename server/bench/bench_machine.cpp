#include "bench/bench_machine.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace hallway::bench {
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

} // namespace

std::vector<std::pair<std::string, std::string>> describe_machine()
{
    utsname system{};
    ::uname(&system);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    return {
        {"processor", value_in("/proc/cpuinfo", "model name", ':')},
        {"cores", std::to_string(::sysconf(_SC_NPROCESSORS_ONLN))},
        {"memory", value_in("/proc/meminfo", "MemTotal:", ':')},
        {"kernel", std::string(system.sysname) + ' ' + system.release},
        {"distribution", value_in("/etc/os-release", "PRETTY_NAME=", '=')},
        {"compiler", __VERSION__},
        {"open_files_max", std::to_string(files.rlim_max)},
        {"port_range", first_line("/proc/sys/net/ipv4/ip_local_port_range")},
        {"somaxconn", first_line("/proc/sys/net/core/somaxconn")},
        {"tcp_mem_pages", first_line("/proc/sys/net/ipv4/tcp_mem")},
    };
}

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

double load_average()
{
    double average = -1;
    std::ifstream("/proc/loadavg") >> average;
    return average;
}

bool lies_in_memory(const std::string& folder)
{
    struct statfs found{};
    return ::statfs(folder.c_str(), &found) == 0 && (found.f_type == TMPFS_MAGIC || found.f_type == RAMFS_MAGIC);
}

} // namespace hallway::bench
