// How a member of the bench talks to a server, so that other servers can be given the same load in their own words.
#pragma once

#include "outside/server_address.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hallway::bench {

/// Who enters which room, for the first time or again.
struct entry {
    std::size_t number = 0; // of the member
    std::string room;
    std::string token; // of an earlier hello; empty: none
    std::string epoch; // empty: for the first time
    std::uint64_t offset = 0;
};

struct bench_post {
    std::string_view room;
    std::uint64_t command = 0; // above 2, unique in its connection
    std::string_view key;
    std::uint64_t number = 0; // of the room's posts, from 1
    std::string_view text;    // nothing in it needs escaping
};

/// What a document of the server means to the bench.
struct heard {
    enum class kind : std::uint8_t { nothing, greeted, message, entered, answered, refused, gap, applause, ping };
    kind what = kind::nothing;
    std::uint64_t offset = 0;  // of a message; of the room when it was entered
    std::uint64_t due_ns = 0;  // of a message: the number that its text carries, 0 if none
    std::uint64_t events = 0;  // entered: how many messages stood in the answer
    std::uint64_t claps = 0;   // applause: since it was told last
    bool has_more = false;     // entered: not yet, there is another page
    bool is_recovered = false; // entered: where one had left
    std::string_view epoch;    // entered
    std::string_view token;    // greeted or nothing: who one is from now on
};

/// Without state: one serves every member.
class wire {
public:
    wire() = default;
    virtual ~wire() = default;
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    /// Whether it is WebSocket; else documents are the lines of a TCP connection.
    virtual bool is_websocket() const { return true; }

    /// Sent on the TCP connection when it stands; empty if the server speaks first.
    virtual std::string upgrade(const server_address& server) const = 0;

    /// Said when the WebSocket is open.
    virtual std::string say_first(const entry& who) const = 0;

    /// Said when the server has greeted; empty if everything was said already.
    virtual std::string say_next(const entry&) const { return {}; }

    /// Said for the next page, when the answer had more.
    virtual std::string say_again(const entry&) const { return {}; }

    virtual std::string say_post(const bench_post& post) const = 0;
    virtual std::string say_pong() const { return {}; }

    /// One clap; empty if there is no such thing. What is answered means nothing.
    virtual std::string say_clap(std::string_view) const { return {}; }

    /// A full page of a room's newest rows; empty if there is no such thing.
    virtual std::string ask_history(std::uint64_t, std::string_view) const { return {}; }

    /// Whether offsets are the server's and any member may post. Else the bench numbers the posts itself, and a room has one author.
    virtual bool has_offsets() const { return true; }

    /// Whether rooms have to be opened by an organiser, one can come back to where one was, and /metrics tells about the server.
    virtual bool is_hallway() const { return false; }

    virtual heard hear(std::string_view document) const = 0;
};

/// Hallway's own: protocol/README.md.
class hallway_wire : public wire {
public:
    std::string upgrade(const server_address& server) const override;
    std::string say_first(const entry& who) const override;
    std::string say_again(const entry& who) const override;
    std::string say_post(const bench_post& post) const override;
    std::string say_clap(std::string_view room) const override;
    std::string ask_history(std::uint64_t command, std::string_view room) const override;
    bool is_hallway() const override { return true; }
    heard hear(std::string_view document) const override;
};

/// The request that makes a connection a WebSocket (RFC 6455, 4.1).
std::string websocket_upgrade(const server_address& server, std::string_view path, std::string_view protocol);

/// The number after the first `name` in it; 0 if there is none.
std::uint64_t number_after(std::string_view document, std::string_view name);

/// What stands between the first `name` and the quotation mark after it; empty if there is none.
std::string_view text_after(std::string_view document, std::string_view name);

} // namespace hallway::bench
