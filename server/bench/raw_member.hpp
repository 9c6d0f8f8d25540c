// A member on a bare socket, so cheap that the generator is not what is measured: own framing (RFC 6455), no parsing beyond what is counted.
#pragma once

#include "bench/bench_tls.hpp"
#include "bench/receiver_check.hpp"
#include "bench/wire.hpp"
#include "outside/server_address.hpp"

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace hallway::bench {

/// Nanoseconds of the monotonic clock.
std::uint64_t now_ns();

/// A server, looked up once for all who connect to it.
struct place {
    server_address server;
    sockaddr_storage address{};
    socklen_t address_bytes = 0;
    bool is_loopback = false; // every address of its name is this machine's own
};

/// \throws std::runtime_error with a sentence if the name is not known
place look_up(const server_address& server);

enum class stage : std::uint8_t { connecting, upgrading, open, gone };

/// One non-blocking connection. Whoever owns the epoll tells it when it may read or write.
class raw_member {
public:
    /// Called for each document of the server, in order; the view is good during the call.
    using document_handler = std::function<void(raw_member& from, std::string_view document)>;

    /// \param where, speech outlive it
    /// \param receive_buffer  above 0: the kernel keeps no more for it than about so many bytes
    raw_member(std::size_t number, const place& where, const wire& speech, int receive_buffer = 0);
    ~raw_member();
    raw_member(const raw_member&) = delete;
    raw_member& operator=(const raw_member&) = delete;

    /// Connects, or connects anew: what was on its way is gone, what it knows of itself and its room stays.
    /// \throws std::system_error if there is no socket or port left
    void connect();

    /// Without a word, as a phone does that loses its network.
    void cut();

    int socket() const { return socket_; }
    std::size_t number() const { return number_; }
    stage now() const { return stage_; }
    bool wants_to_write() const { return stage_ == stage::connecting || (!unsent_.empty() && !is_greeting_); }

    /// A masked text frame, or a line. What the kernel does not take waits for writable().
    void send(std::string_view payload);

    void writable();

    /// Reads once, as much as fits `scratch`, and hands on every document that is complete. \returns whether the connection became open
    bool readable(std::string& scratch, const document_handler& handle);

    /// What is counted of it, by the crowd.
    receiver_check told;
    std::uint64_t next_command = 3; // 1 is hello, 2 is join
    std::uint64_t due_ns = 0;       // when it was to come in
    std::uint64_t caught_up = 0;    // messages that it was told since it came back
    std::string token;
    bool is_in_room = false;

private:
    long receive(std::string& scratch);
    bool take_bytes(std::string_view bytes, const document_handler& handle);
    void write_out(std::string_view bytes);
    std::string_view take_upgrade(std::string_view bytes);
    std::size_t take_frames(std::string_view bytes, const document_handler& handle);
    std::size_t take_lines(std::string_view bytes, const document_handler& handle);
    void take_message(std::string_view payload, const document_handler& handle);
    void send_frame(unsigned opcode, std::string_view payload);

    std::size_t number_;
    const place& where_;
    const wire& speech_;
    int receive_buffer_;
    int socket_ = -1;
    client_tls tls_{nullptr, nullptr}; // null: plain
    stage stage_ = stage::gone;
    bool is_greeting_ = false; // TLS: the server's next words are waited for, and what is unsent goes after them
    std::string unsent_;
    std::string unread_;    // the beginning of a frame whose rest is to come
    std::string fragments_; // of a message in several frames
};

} // namespace hallway::bench
