#include "log/redis_health.hpp"

#include "redis/redis_info.hpp"

namespace hallway {
redis_health redis_health_in(const std::string& info)
{
    redis_health health;
    health.version = info_value(info, "redis_version");
    health.run_id = info_value(info, "run_id");
    health.is_of_cluster = info_value(info, "cluster_enabled") == "1";
    health.is_master = info_value(info, "role") != "slave";
    const auto policy = info_value(info, "maxmemory_policy");
    health.evicts = !policy.empty() && policy != "noeviction";
    health.has_log = info_value(info, "aof_enabled") == "1";
    health.can_persist =
        info_value(info, "aof_last_write_status") != "err" && info_value(info, "rdb_last_bgsave_status") != "err";
    return health;
}

std::optional<std::string> trouble_of(const redis_health& health)
{
    if (health.is_of_cluster && health.version.find('.') == 1 && health.version.front() < '7')
        return "A cluster has to be of Redis 7.0 or newer, which publish within a slot.";
    if (!health.is_master)
        return "This Redis is a replica and takes no writes.";
    if (health.evicts)
        return "Redis may throw away what it keeps: set maxmemory-policy to noeviction.";
    if (!health.can_persist)
        return "Redis could not write to its disk.";
    return std::nullopt;
}

} // namespace hallway
