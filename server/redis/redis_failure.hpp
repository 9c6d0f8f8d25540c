// Why Redis did not do what it was asked: a short closed list, made of its many error texts and of what happens to connections.
#pragma once

#include "redis/redis_reply.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

enum class redis_errc : std::uint8_t {
    // Ours. After `unknown` it may have been done, after the others nothing was.
    away,       // no connection within the time that a command may wait for one
    full,       // too much waits already
    stopped,    // the client has
    overtaken,  // what was asked for later has been done, so this may not be any more
    no_cluster, // a single Redis, where one of a cluster is wanted
    unknown,    // sent, but no answer came: the connection ended, or the time was up
    // Its answers. Nothing was done.
    read_only,      // READONLY, a replica: somebody else is the master now
    master_down,    // MASTERDOWN, a replica that has lost it
    loading,        // LOADING, it reads its data
    busy,           // BUSY, a script runs for too long
    cluster_down,   // CLUSTERDOWN
    try_again,      // TRYAGAIN, slots are moving
    moved,          // MOVED or ASK: a cluster, the key is elsewhere; also a cluster where a single Redis is wanted
    out_of_memory,  // OOM
    no_replicas,    // NOREPLICAS, fewer than it must have
    cannot_persist, // MISCONF, its disk refuses
    no_auth,        // NOAUTH: it wants a password
    no_permission,  // NOPERM: the user may not
    wrong_password, // WRONGPASS
    no_script,      // NOSCRIPT
    other,
};

struct redis_failure {
    redis_errc code = redis_errc::other;
    std::string said; // by Redis or the system; for the log, not for people
    bool operator==(const redis_failure&) const = default;
};

/// What became of a command: Redis' reply, which is no error, unless there is a failure.
struct redis_answer {
    std::optional<redis_failure> failure;
    redis_reply reply;
    std::uint64_t connection = 0; // that it came over: another number for each that this process makes; 0: over none
};

using redis_handler = std::function<void(redis_answer)>;

/// The failure that an error reply tells of, also one that a script met and passed on.
redis_failure failure_of(const redis_reply& error);

/// Whether the connection leads to the wrong or a useless server, so that it should be made anew.
bool asks_for_another_connection(redis_errc code);

/// Whether a node of a cluster has answered that it did nothing, and another, or the same a little later, would.
bool is_elsewhere_or_later(redis_errc code);

/// A sentence for the operator, with its full stop.
std::string_view sentence_for(redis_errc code);

} // namespace hallway
