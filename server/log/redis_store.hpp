// The store of several nodes: logs and records in one Redis, behind a thread of its own. server/decisions/0016-redis-keys-and-script.md says how they lie there.
#pragma once

#include "log/store.hpp"
#include "protocol/limits.hpp"
#include "redis/redis_client.hpp"
#include "redis/redis_sentinels.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

struct redis_store_settings {
    redis_client_settings client;
    redis_sentinel_settings sentinels;  // empty: Redis is where the client's settings say
    std::vector<redis_address> cluster; // nodes of a cluster to begin with; empty: it is none
    std::string prefix = "hallway:";    // of all keys, so that a Redis may be shared
    std::size_t replicas = 0;           // that must have an event before it is acknowledged
    std::chrono::milliseconds replica_patience{1'000};
    std::size_t queue_max = limits::store_queue_max;
    std::size_t swept_at_once = 512;             // trimmed events that one command clears away
    std::chrono::milliseconds look_every{5'000}; // at its settings and its disk
    metrics* counts = nullptr;                   // outlives the store; nullptr: it counts for itself
};

/// Does not wait until Redis answers: what is asked meanwhile waits, for as long as the client's settings say.
/// \throws boost::system::system_error if the authorities of its TLS cannot be read
std::unique_ptr<store> make_redis_store(scheduler& where_handlers_run, redis_store_settings settings);

} // namespace hallway
