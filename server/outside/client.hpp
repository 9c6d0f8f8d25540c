// A client of Hallway's WebSocket, for the command line and for tests: one connection; very many of them live on one thread.
#pragma once

#include "outside/server_address.hpp"
#include "protocol/codec.hpp"
#include "protocol/commands.hpp"
#include "protocol/errors.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace hallway {

/// How a connection ended, or that it was never made.
struct connection_end {
    std::uint16_t code = 1006; // the server's close code; 1006: none came
    std::string reason;        // the server's words, or the system's
    unsigned http_status = 0;  // the server answered the handshake with this instead of a WebSocket
};

struct client_settings {
    server_address server;
    hello greeting;
    bool skims = false; // messages of a room are dropped unread: for one who only writes
};

/// One connection. Says hello by itself as soon as the WebSocket is open. Once over, it stays over: make another one.
/// Everything happens on the io_context's thread, handlers included; a handler may destroy the client.
class client {
public:
    using answer_handler = std::function<void(const server_document& answer)>;

    struct handlers {
        std::function<void(const server_document& answer)> welcomed; // the answer of hello, which may be a refusal
        std::function<void(const server_document& document)> told;   // events and signals, in the order they came
        std::function<void(const connection_end& end)> ended;        // the last call; unanswered commands stay so
    };

    client(boost::asio::io_context& io, client_settings settings, handlers call);

    /// Ends the connection at once; no handler is called any more.
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Sends a command; `then` gets its answer, be it ok or a refusal. What is sent before the connection ends but not answered is lost
    /// or done, nobody knows. Commands of one turn share a frame.
    void send(command_body what, answer_handler then);

    /// Sends what waits and a normal close; `ended` follows.
    void close();

    /// Whether hello was answered with ok and the connection has not ended.
    bool is_welcome() const;

private:
    class connection;
    template <class Stream>
    class connection_over;

    std::shared_ptr<connection> connection_;
};

} // namespace hallway
