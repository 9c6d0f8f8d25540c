// Where a running server is, as people write it on a command line.
#pragma once

#include "protocol/errors.hpp"

#include <string>
#include <string_view>

namespace hallway {

struct server_address {
    bool is_secure = false;
    std::string host; // an IPv6 address stands here without its brackets
    std::string port;
    std::string path = "/v1/ws";

    /// The Host header's value (RFC 9112, 3.2).
    std::string authority() const;
    bool operator==(const server_address&) const = default;
};

/// "http://", "https://", "ws://" or "wss://", a host, perhaps a port, perhaps a path, which then stands before "/v1/ws" unless it ends with it.
/// A query and a fragment are dropped: the links that a server prints may be given as they are.
/// \returns errc::bad_request with a sentence otherwise.
outcome<server_address> parse_server_address(std::string_view url);

} // namespace hallway
