// Where a Redis is, and as whom to speak to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

struct redis_address {
    std::string host = "127.0.0.1"; // a name or a number
    std::uint16_t port = 6379;
    std::string socket; // the path of a Unix socket, instead of host and port
    bool is_encrypted = false;
    std::filesystem::path authorities; // certificates in PEM that the server's must lead to; empty: the system's
    std::string user;                  // empty: Redis' default user
    std::string password;              // empty: none
    unsigned database = 0;
    bool operator==(const redis_address&) const = default;
};

/// "redis://host:6379/0", "rediss://host" (TLS), "redis://ada@[::1]:6379", "unix:/run/redis/redis.sock?db=1". A password has no place in it: command lines are read by everybody.
/// \returns nothing if it is none of these
std::optional<redis_address> parse_redis_url(std::string_view url, std::uint16_t usual_port = redis_address{}.port);

/// The address without user and password: "127.0.0.1:6379", "/run/redis/redis.sock".
std::string to_string(const redis_address& address);

} // namespace hallway
