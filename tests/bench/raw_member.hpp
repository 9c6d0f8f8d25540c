// A member on a bare socket, so cheap that the generator is not what is measured: own framing (RFC 6455), no parsing beyond what is counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace hallway::bench {

/// Nanoseconds of the monotonic clock.
std::uint64_t now_ns();

enum class stage : std::uint8_t { connecting, upgrading, open, gone };

/// One non-blocking connection to 127.0.0.1. Whoever owns the epoll tells it when it may read or write.
class raw_member {
public:
    /// Called for each document of the server, in order; the view is good during the call.
    using document_handler = std::function<void(raw_member& from, std::string_view document)>;

    /// \param receive_buffer  above 0: the kernel keeps no more for it than about so many bytes
    raw_member(std::size_t number, std::uint16_t port, int receive_buffer = 0);
    ~raw_member();
    raw_member(raw_member&& other) noexcept;
    raw_member& operator=(raw_member&&) = delete;

    int socket() const { return socket_; }
    std::size_t number() const { return number_; }
    stage now() const { return stage_; }
    bool wants_to_write() const { return stage_ == stage::connecting || !unsent_.empty(); }

    /// One masked text frame. What the kernel does not take waits for writable().
    void send(std::string_view payload);

    void writable();

    /// Reads once, as much as fits `scratch`, and hands on every document that is complete. \returns whether the connection became open
    bool readable(std::string& scratch, const document_handler& handle);

    /// What is counted of it, by the scenario.
    std::uint64_t last_offset = 0;
    std::uint64_t next_command = 3; // 1 is hello, 2 is join
    std::uint64_t asked_at_ns = 0;  // of hello and join
    bool is_in_room = false;

private:
    void write_out(std::string_view bytes);
    std::string_view take_upgrade(std::string_view bytes);
    std::size_t take_frames(std::string_view bytes, const document_handler& handle);
    void take_message(std::string_view payload, const document_handler& handle);
    void send_frame(unsigned opcode, std::string_view payload);

    std::size_t number_;
    int socket_ = -1;
    stage stage_ = stage::connecting;
    std::string unsent_;
    std::string unread_;    // the beginning of a frame whose rest is to come
    std::string fragments_; // of a message in several frames
};

} // namespace hallway::bench
