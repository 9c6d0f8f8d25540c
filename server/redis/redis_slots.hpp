// Which slot of a Redis Cluster a key lies in, and what the cluster says about who serves which.
#pragma once

#include "redis/redis_reply.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

constexpr std::size_t redis_slot_count = 16'384;

/// CRC16 as the Redis Cluster specification has it (XMODEM: polynomial 0x1021, begins at 0).
std::uint16_t redis_crc16(std::string_view bytes);

/// The slot of a key, or of a channel of sharded pub/sub. Of a key with a hash tag, `a{tag}b`, only the tag counts.
std::uint16_t redis_slot_of(std::string_view key);

/// Where a node sends who asked the wrong one: "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381".
struct redis_redirection {
    bool is_once = false; // ASK: this command only, after ASKING
    std::uint16_t slot = 0;
    std::string host; // empty: the host of the node that says so
    std::uint16_t port = 0;
    bool operator==(const redis_redirection&) const = default;
};

/// \param said the text of an error reply
/// \returns nothing if it is no redirection
std::optional<redis_redirection> redirection_in(std::string_view said);

/// Slots from `first` to `last` and their master.
struct redis_slot_range {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::string host; // empty: the host of the node that says so
    std::uint16_t port = 0;
    bool operator==(const redis_slot_range&) const = default;
};

/// What CLUSTER SLOTS answers; nothing if that is something else. A master whose address the node does not know is left out.
std::optional<std::vector<redis_slot_range>> slot_ranges_of(const redis_reply& reply);

} // namespace hallway
