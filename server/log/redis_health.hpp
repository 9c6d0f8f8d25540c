// What INFO tells of a Redis: whether what is written to it is kept, and what to tell the operator if not.
#pragma once

#include <optional>
#include <string>

namespace hallway {

struct redis_health {
    std::string version;
    std::string run_id;
    bool is_of_cluster = false;
    bool is_master = true;
    bool evicts = false;     // it may throw keys away when memory is short
    bool has_log = false;    // AOF: what is acknowledged survives the end of its process
    bool can_persist = true; // its last write to disk went well
};

redis_health redis_health_in(const std::string& info);

/// A sentence for /readyz; nothing if writes are taken and kept.
std::optional<std::string> trouble_of(const redis_health& health);

} // namespace hallway
