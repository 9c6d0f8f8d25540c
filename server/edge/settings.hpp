// What an edge can be told, and the bounds of a connection that no client needs to know.
#pragma once

#include "protocol/limits.hpp"
#include "support/memory_watch.hpp"
#include "support/scheduler.hpp"
#include "support/tls_identity.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hallway {

using namespace std::chrono_literals;

inline constexpr std::size_t http_header_bytes_max = 8 * 1024; // request line and headers; more: 431
inline constexpr std::size_t read_bytes_max = 64 * 1024;       // taken from the kernel in one call
inline constexpr int reads_per_turn_max = 4;                   // of one connection, before others have their turn
inline constexpr int accepts_per_turn_max = 64;
inline constexpr std::uint32_t fragments_per_message_max = 1'024; // then 1008
inline constexpr int unsent_bytes_max = 256 * 1024;               // that the kernel takes ahead; what is behind can still be shed
inline constexpr int listen_backlog = 4'096;
inline constexpr std::size_t spares_max = 8;             // descriptors that the process keeps for farewells
inline constexpr auto accept_pause = 100ms;              // when the process has no descriptor left
inline constexpr std::size_t turned_away_max = 32;       // of the process, being told to come back later; more are just closed
inline constexpr std::size_t shed_bytes_min = 64 * 1024; // waiting for one connection: less is not worth its end
inline constexpr auto retry_after_min = 2s;              // told with a 503; each client is told another time,
inline constexpr auto retry_after_spread = 8s;           // so that they do not come back together

/// How long is waited for what. Looked at once in `sweep`, so each lasts up to that much longer.
struct edge_deadlines {
    uptime sweep = 1s;
    uptime http_header = limits::http_header_deadline;
    uptime http_answer = limits::http_answer_deadline; // of one that was not known at once
    uptime hello = limits::hello_deadline;
    uptime message = limits::message_deadline;
    uptime ping = limits::ping_interval; // after nothing was heard for so long
    uptime pong = limits::pong_deadline;
    uptime close = limits::close_deadline;
    uptime stall = limits::outbox_stall_max;
};

class shared_sends;

struct edge_settings {
    std::string websocket_path = "/v1/ws";
    std::vector<std::string> origins;     // "https://chat.example.org": allowed beside the server's own
    edge_deadlines deadlines;             // other than these only in tests
    const memory_watch* memory = nullptr; // outlives the edge; null: there is enough
    std::size_t cores = 1;                // that share what has to be given up
    tls_identity tls;                     // without a context: no TLS
    bool has_own_address = false;         // browsers may remember that it is to be reached by TLS only
    shared_sends* sends = nullptr;        // outlives the edge, which is alone on its core with it; null: one by one
};

} // namespace hallway
