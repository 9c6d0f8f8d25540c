#include "support/memory_watch.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace hallway {

namespace {

/// The number that a file begins with; `otherwise` if there is none, as in "max".
std::size_t number_in(const std::filesystem::path& file, std::size_t otherwise)
{
    std::ifstream in(file);
    std::size_t number = 0;
    return in >> number ? number : otherwise;
}

/// The least that a control group from this one up allows; both versions of the interface.
std::size_t allowed_by_groups(std::size_t otherwise)
{
    auto least = otherwise;
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const bool is_unified = line.starts_with("0::");
        const bool is_of_memory = line.find(":memory:") != std::string::npos;
        if (!is_unified && !is_of_memory)
            continue;
        const std::filesystem::path root = is_unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        const auto* const name = is_unified ? "memory.max" : "memory.limit_in_bytes";
        // In a container the path may be the host's, and its own group the root.
        least = std::min(least, number_in(root / name, otherwise));
        std::filesystem::path group = line.substr(line.rfind(':') + 1);
        for (group = group.relative_path(); !group.empty(); group = group.parent_path())
            least = std::min(least, number_in(root / group / name, otherwise));
    }
    return least;
}

} // namespace

std::size_t memory_of_machine()
{
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto all = pages > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
    return allowed_by_groups(all);
}

void give_large_blocks_back()
{
    // The value that glibc begins with; said, it is not raised any more (mallopt(3), M_MMAP_THRESHOLD).
    constexpr int large = 128 * 1024;
    mallopt(M_MMAP_THRESHOLD, large);
}

std::size_t resident_memory()
{
    // Kept open: a process that has no descriptor left has to go on seeing its memory, and must not take one from those who knock.
    static const int statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    std::array<char, 128> text{};
    if (statm < 0 || ::pread(statm, text.data(), text.size() - 1, 0) <= 0)
        return 0;
    std::istringstream numbers(text.data());
    std::size_t all = 0;
    std::size_t resident = 0;
    numbers >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace hallway
