// What the operating system says of this process: read when the page is shown.
#include "support/metrics.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace hallway {

namespace {

double resident_bytes()
{
    std::ifstream statm("/proc/self/statm");
    double all = 0;
    double resident = 0;
    statm >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double open_files()
{
    std::error_code ec;
    double count = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ec), end; !ec && at != end; at.increment(ec))
        ++count;
    return count > 0 ? count - 1 : 0; // without the one that looks
}

} // namespace

void metrics::add_process(std::string_view version)
{
    const auto started = std::chrono::system_clock::now();
    gauge(
        "hallway_build_info", "The version this binary was built as.", [] { return 1.0; },
        fmt::format("version=\"{}\"", version));
    gauge("process_resident_memory_bytes", "Resident memory.", resident_bytes);
    gauge("process_cpu_seconds_total", "User and system time spent.", cpu_seconds);
    gauge("process_open_fds", "Open file descriptors.", open_files);
    gauge("process_start_time_seconds", "When the process started, seconds since the epoch.", [started] {
        return std::chrono::duration<double>(started.time_since_epoch()).count();
    });
}

} // namespace hallway
