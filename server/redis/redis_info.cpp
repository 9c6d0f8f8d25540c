#include "redis/redis_info.hpp"

namespace hallway {

std::string info_value(std::string_view info, std::string_view name)
{
    for (std::size_t at = 0; at < info.size();) {
        auto end = info.find_first_of("\r\n", at);
        if (end == std::string_view::npos)
            end = info.size();
        const auto line = info.substr(at, end - at);
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':')
            return std::string(line.substr(name.size() + 1));
        at = end + 1;
    }
    return {};
}

bool may_end_amid_transaction(std::string_view info)
{
    return info_value(info, "aof_enabled") == "1" && info_value(info, "aof_rewrites") == "0" &&
           info_value(info, "aof_rewrite_in_progress") != "1";
}

} // namespace hallway
