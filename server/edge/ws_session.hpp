// A WebSocket over a connection: hands its messages to a reader, is the wire that the reader writes to, and watches its deadlines.
#pragma once

#include "edge/connection.hpp"
#include "edge/frame_reader.hpp"
#include "edge/ws_decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// Idle, it is a few dozen bytes beside its reader: the decoder is lent while bytes come in, and kept only within a message.
class ws_session final : public dialogue, public wire, private ws_listener {
public:
    /// The handshake has been answered.
    ws_session(edge_core& home, connection& over);
    ~ws_session() override;

    // wire
    void push(shared_bytes frames) override;
    void flush() override { over_.flush(); }
    void expect() const override { over_.expect(); }
    std::size_t queued_bytes() const override { return over_.waiting_bytes(); }
    void close(close_code code, std::string reason) override;
    std::optional<uptime> hello_wait() override;

    // dialogue
    void received(std::string_view bytes) override;
    void peer_finished() override;
    void drained() override;
    void swept(uptime now) override;
    void stalled() override;
    void unsealed() override {} // only the first bytes can be

private:
    void on_message(std::string_view text) override;
    void on_ping() override;
    void on_reply(std::string frame) override;

    void end(const ws_end& why);
    void look_alive(uptime now);

    edge_core& home_;
    connection& over_;
    std::uint32_t message_number_ = 0;     // which message of the decoder's message_at_ is about
    bool is_closing_ = false;              // its end is decided and counted: nothing may follow our close frame
    bool is_known_ = false;                // said hello
    bool is_pinged_ = false;               // and nothing was heard since
    std::unique_ptr<frame_reader> reader_; // null once our close was told
    std::unique_ptr<ws_decoder> decoder_;  // null between messages
    uptime opened_at_;
    uptime heard_at_;     // anything
    uptime message_at_{}; // the present message began; only if there is a decoder
    uptime closed_at_{};  // our close frame was queued; only if is_closing_
};

} // namespace hallway
