// Reads a client's half of a WebSocket: bytes in, messages and answers to control frames out. No socket: Beast over a layer of memory.
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

struct http_request;

/// Whom a decoder tells what it found, in the order of the bytes. Must not call back into the decoder.
class ws_listener {
public:
    /// A whole text message, checked to be UTF-8. Valid during the call.
    virtual void on_message(std::string_view text) = 0;
    virtual void on_ping() = 0;

    /// A whole frame that Beast answers with: a pong or a close.
    virtual void on_reply(std::string frame) = 0;

protected:
    ~ws_listener() = default;
};

/// Why nothing more is to be read.
struct ws_end {
    std::uint16_t code = 0;   // the peer's close code, or the one that what it sent deserves
    bool is_answered = false; // Beast's close frame went to on_reply; else the session owes one
};

/// What an upgrade request is answered.
struct ws_handshake {
    bool is_open = false;
    std::string response; // to be sent either way
};

/// Judges a request that asks for an upgrade and has one key at most, and writes the answer. Compression is never negotiated.
/// \param place  only where Beast registers its service; nothing is ever run there
ws_handshake shake_hands(boost::asio::io_context& place, const http_request& request);

/// Holds state only within a message: between two messages one decoder serves any session of its core, so a core has as many as it has
/// sessions in the middle of a message, plus one.
class ws_decoder {
public:
    /// `place`: as above.
    explicit ws_decoder(boost::asio::io_context& place);
    ~ws_decoder();
    ws_decoder(const ws_decoder&) = delete;
    ws_decoder& operator=(const ws_decoder&) = delete;

    /// Reads on. After an end the decoder is of no further use.
    std::optional<ws_end> feed(std::string_view bytes, ws_listener& to);

    /// Nothing has begun: the decoder may serve another session.
    bool is_idle() const;

    /// Messages that were read since the decoder was made: two moments with the same count lie within the same message.
    std::uint32_t messages() const { return messages_; }

private:
    std::optional<ws_end> read(std::string_view bytes, ws_listener& to);

    struct machine;
    std::unique_ptr<machine> machine_;
    std::string message_;    // room for the message; its size is what was ever needed, not what is in use
    std::size_t filled_ = 0; // bytes of the present message
    std::uint32_t messages_ = 0;
};

/// A core's decoders that serve nobody at present. More than a few are not kept.
class ws_decoder_pool {
public:
    explicit ws_decoder_pool(boost::asio::io_context& place) : place_(place) {}

    std::unique_ptr<ws_decoder> lend();
    void give_back(std::unique_ptr<ws_decoder> decoder);

private:
    boost::asio::io_context& place_;
    std::vector<std::unique_ptr<ws_decoder>> free_;
};

} // namespace hallway
