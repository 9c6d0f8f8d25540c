// A member over a bare socket, for tests that mind when bytes are read: nothing is read, answered or sent but what the test asks for.
#pragma once

#include "tests/support/client_socket.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace hallway::test {

class chat_client {
public:
    /// Connects and asks for the upgrade; head() says what came of it. The last two are a client_socket's.
    explicit chat_client(std::uint16_t port, int receive_buffer = 0, const std::string& source = {});

    /// Of the HTTP answer; empty if none came.
    const std::string& head() const { return head_; }
    bool is_open() const { return head_.starts_with("HTTP/1.1 101 "); }

    /// Sends a command with the next number. \param members `"do":"ping"`, what stands behind the number
    /// \returns the number; 0 if the other side has closed
    std::uint64_t send(std::string_view members);

    /// Sends it and reads up to its answer; what else came before waits for next(). \returns the answer; empty if none came
    std::string ask(std::string_view members);

    /// Hello and join. \returns the answer of join, or of a hello that was refused
    std::string enter(std::string_view name, std::string_view room = "lobby");

    /// The next document. \returns nothing if nothing came for socket().patience, or the connection has ended
    std::optional<std::string> next();

    /// Reads until the connection ends; documents wait for next().
    void read_to_the_end();

    /// Of the server's close frame; 0: none came.
    std::uint16_t close_code() const { return close_code_; }
    const std::string& close_reason() const { return close_reason_; }

    client_socket& socket() { return socket_; }

private:
    bool read_some();

    client_socket socket_;
    std::string head_;
    std::deque<std::string> unread_;
    std::uint64_t last_number_ = 0;
    std::uint16_t close_code_ = 0;
    std::string close_reason_;
};

} // namespace hallway::test
