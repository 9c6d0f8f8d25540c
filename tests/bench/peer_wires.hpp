// How the bench speaks to other servers: the same load in their own words.
#pragma once

#include "bench/wire.hpp"

namespace hallway::bench {

/// What tests/bench/peers/ws.mjs and bun.mjs understand: Hallway's hello, join and post, and nothing else of it.
class documents_wire final : public hallway_wire {
public:
    bool is_hallway() const override { return false; }
};

/// Engine.IO 4 over WebSocket alone, Socket.IO 5 in it (tests/bench/peers/socketio.mjs).
class socket_io_wire final : public wire {
public:
    std::string upgrade(const server_address& server) const override;
    std::string say_first(const entry& who) const override;
    std::string say_next(const entry& who) const override;
    std::string say_post(const bench_post& post) const override;
    std::string say_pong() const override { return "3"; }
    heard hear(std::string_view document) const override;
};

/// NATS' own lines over TCP. It keeps and numbers nothing: the bench numbers the posts of a room's one author, and a PONG after a post answers it.
class nats_wire final : public wire {
public:
    bool is_websocket() const override { return false; }
    bool has_offsets() const override { return false; }
    std::string upgrade(const server_address&) const override { return {}; }
    std::string say_first(const entry&) const override { return {}; }
    std::string say_next(const entry& who) const override;
    std::string say_post(const bench_post& post) const override;
    std::string say_pong() const override { return "PONG\r\n"; }
    heard hear(std::string_view document) const override;
};

} // namespace hallway::bench
