#include "edge/file_limit.hpp"

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace hallway {

namespace {

constexpr std::size_t files_kept_free = 64; // for files that are opened later, and for those who are told to come back
constexpr std::size_t connections_min = 8;  // with fewer it is no server

std::size_t open_files()
{
    std::error_code ec;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ec), end; !ec && at != end; at.increment(ec))
        ++count;
    return count;
}

} // namespace

std::size_t raise_file_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t connections_allowed(std::size_t files_max, std::size_t cores)
{
    const auto listeners = cores;
    const auto kept = open_files() + listeners + std::min(files_kept_free, files_max / 4);
    if (files_max < kept + connections_min)
        throw std::runtime_error(fmt::format(
            "Only {} files may be open, which is too few to serve anybody. Allow at least {} (ulimit -Hn, LimitNOFILE), better "
            "65536.",
            files_max, kept + connections_min));
    return files_max - kept;
}

} // namespace hallway
