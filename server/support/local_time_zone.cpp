#include "support/local_time_zone.hpp"

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace hallway {

std::string local_time_zone()
{
    constexpr std::string_view folder = "zoneinfo/";
    const auto below = [&](const std::string& path) {
        const auto at = path.find(folder);
        return at == std::string::npos ? std::string() : path.substr(at + folder.size());
    };
    std::error_code ec;
    const auto name = below(std::filesystem::canonical("/etc/localtime", ec).string());
    return ec || name.empty() || name == "Etc/UTC" ? "UTC" : name;
}

} // namespace hallway
