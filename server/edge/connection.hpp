// One accepted socket: reads when there is something, is its only writer, and ends it politely. What is spoken over it is a dialogue's.
#pragma once

#include "edge/door.hpp"
#include "edge/outbox.hpp"
#include "edge/tls_session.hpp"
#include "support/fetch_early.hpp"
#include "support/scheduler.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace hallway {

class connection;
class edge_core;

/// What the kernel does not take at once waits here; a peer that is gone is no signal.
inline constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

/// The context's own executor: half the size of a socket with any executor, and no indirection.
using edge_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// What is spoken over a connection: HTTP first, WebSocket after an upgrade. Owned by its connection, which outlives it.
class dialogue {
public:
    virtual ~dialogue() = default;

    /// Bytes came in. Views the core's buffer: valid during the call.
    virtual void received(std::string_view bytes) = 0;

    /// Nothing more will come in; what is pushed may still leave.
    virtual void peer_finished() = 0;

    /// After the kernel had refused some: all that waited has been taken.
    virtual void drained() = 0;

    /// Whether to go on reading. Asked after every received() and drained().
    virtual bool wants_bytes() const { return true; }

    /// Once a sweep: the place for deadlines.
    virtual void swept(uptime now) = 0;

    /// Bytes wait, and the kernel took none for edge_deadlines::stall.
    virtual void stalled() = 0;

    /// Instead of received(), and once: the first bytes are those of somebody who does not know that TLS is spoken here. What is pushed now is sent as it is.
    virtual void unsealed() = 0;
};

/// Lives from the accept until the socket is closed and nothing of the kernel's is awaited any more; owned by its edge_core.
/// All on the core's thread.
class connection : public boost::intrusive::list_base_hook<> {
public:
    connection(edge_core& home, edge_socket socket, const address_bytes& peer, door::pass pass);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Begins to read. Once.
    void start(std::unique_ptr<dialogue> first);

    // --- for the dialogue; none of these calls it back at once ---

    /// Queues bytes behind what waits.
    void push(shared_bytes bytes)
    {
        if (!is_over_)
            (tls_ ? tls_->waiting() : outbox_).push(std::move(bytes));
    }

    /// Hands what waits to the kernel, as far as it takes it; the rest leaves when it can. A write error ends the connection, soon.
    void flush();

    void expect() const
    {
        fetch_early(&taken_);
        fetch_early(&outbox_);
    }

    std::size_t waiting_bytes() const { return outbox_.bytes() + (tls_ ? tls_->waiting().bytes() : 0); }

    /// Gives up what waits, but for the rest of a buffer that was begun.
    void drop_unbegun() { (tls_ ? tls_->waiting() : outbox_).drop_unbegun(); }

    /// Nothing more is to be said: sends what waits and our end of the stream, then waits at most edge_deadlines::close for the peer's.
    /// What still comes in is thrown away. (To close a socket with bytes unread would reset it, and could destroy what we sent last.)
    void finish();

    /// Ends it now.
    void drop() { is_over_ = true; }

    /// Continues in another tongue, beginning with bytes that this one has read too far.
    void become(std::unique_ptr<dialogue> next, std::string_view read_too_far);

    bool is_finishing() const { return is_finishing_; }

    /// Nobody on the way reads along.
    bool is_sealed() const { return tls_ != nullptr; }

    /// Over loopback.
    bool is_from_this_machine() const;

    /// The other end: the client's, or a proxy's.
    const address_bytes& peer() const { return peer_; }

    door::pass& at_door() { return pass_; }

    // --- for those who send for many ---

    int socket() { return socket_.native_handle(); }

    /// All that waits, if that is one buffer: it counts as sent unless take_back() comes. \returns null if it is not
    shared_bytes hand_over();

    /// Of what was handed over the kernel did not take all. \param result as of sent()
    void take_back(shared_bytes bytes, int result);

    /// As outbox::peek(). What was offered is not changed before sent(), which may come at once.
    std::size_t offer(std::span<iovec> parts);

    /// The kernel's answer, as of a send with MSG_DONTWAIT: bytes, or an error's number, negative.
    void sent(int result, std::size_t offered);

    // --- for the core ---

    /// Where TLS is spoken: nothing was agreed on yet.
    bool is_shaking_hands() const { return speaks_tls_ && (!tls_ || tls_->now() == tls_session::state::shaking_hands); }

    /// Memory is short: what waits is given up, and with it, politely, the connection.
    void shed();

    /// May destroy the connection.
    void sweep(uptime now);

private:
    void on_readable(const boost::system::error_code& ec);
    void on_writable(const boost::system::error_code& ec);
    void read();
    void end_reading();
    void take(std::string_view bytes);
    void take_first(std::string_view bytes);
    void unseal(std::string_view bytes);
    void read_as(std::string_view bytes);
    void await_readable();
    void send();
    void refill();
    bool is_all_sent() const;
    bool account_for(ssize_t result, std::size_t offered);
    void end_stream_if_all_sent();
    void fail();
    void settle();

    // What each delivery touches lies together.
    edge_core& home_;
    std::uint32_t taken_ = 0;        // bytes that the kernel took, modulo 2^32
    std::uint32_t taken_before_ = 0; // at the last sweep
    bool speaks_tls_;
    bool is_reading_ = false;   // readability is awaited
    bool is_writing_ = false;   // writability is awaited
    bool is_peer_done_ = false; // read to the end
    bool is_finishing_ = false;
    bool is_end_sent_ = false;
    bool is_over_ = false;             // to be closed as soon as nobody is in a call
    std::unique_ptr<tls_session> tls_; // what is pushed waits there to be sealed; null: plain, or nothing came yet
    outbox outbox_;                    // what the kernel is given
    edge_socket socket_;
    uptime progress_at_; // when the outbox was last seen empty or shrinking, or our end was sent
    std::unique_ptr<dialogue> dialogue_;
    std::unique_ptr<dialogue> next_;
    std::string next_bytes_;
    address_bytes peer_;
    door::pass pass_;
};

} // namespace hallway
