#include "edge/connection.hpp"

#include "edge/edge_core.hpp"
#include "edge/shared_sends.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace hallway {

using boost::system::error_code;

connection::connection(edge_core& home, edge_socket socket, const address_bytes& peer, door::pass pass)
    : home_(home), socket_(std::move(socket)), peer_(peer), pass_(std::move(pass)), progress_at_(home.now())
{
}

connection::~connection() = default;

void connection::start(std::unique_ptr<dialogue> first)
{
    dialogue_ = std::move(first);
    await_readable();
}

void connection::become(std::unique_ptr<dialogue> next, std::string_view read_too_far)
{
    next_ = std::move(next);
    next_bytes_ = read_too_far;
}

bool connection::is_from_this_machine() const
{
    constexpr network loopback_ipv4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127}, 104};
    constexpr network loopback_ipv6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
    return loopback_ipv4.contains(peer_) || loopback_ipv6.contains(peer_);
}

// Reading: one wait for readability, then as much as there is into the core's one buffer. An idle connection holds no buffer.

void connection::await_readable()
{
    if (is_reading_ || is_peer_done_ || !(is_finishing_ || dialogue_->wants_bytes()))
        return;
    is_reading_ = true;
    socket_.async_wait(edge_socket::wait_read, [this](const error_code& ec) { on_readable(ec); });
}

void connection::on_readable(const error_code& ec)
{
    is_reading_ = false;
    if (!ec && !is_over_)
        read();
    settle();
}

void connection::read()
{
    const auto buffer = home_.buffer();
    for (int turn = 0; turn < reads_per_turn_max && !is_over_; ++turn) {
        const auto count = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            is_over_ = errno != EAGAIN && errno != EWOULDBLOCK;
            return;
        }
        if (count == 0) {
            is_peer_done_ = true;
            if (!is_finishing_)
                dialogue_->peer_finished();
            else if (is_end_sent_)
                is_over_ = true;
            return;
        }
        const auto size = static_cast<std::size_t>(count);
        read_as({buffer.data(), size});
        if (size < buffer.size() || !(is_finishing_ || dialogue_->wants_bytes()))
            return;
    }
}

void connection::read_as(std::string_view bytes)
{
    if (is_finishing_)
        return; // thrown away
    dialogue_->received(bytes);
    while (next_ && !is_over_ && !is_finishing_) {
        dialogue_ = std::move(next_);
        const auto more = std::exchange(next_bytes_, {});
        if (!more.empty())
            dialogue_->received(more);
    }
}

// Writing: everything goes through the outbox and leaves here.

void connection::flush()
{
    if (is_writing_ || is_over_ || (home_.sends() != nullptr && home_.sends()->takes(*this)))
        return;
    send();
}

void connection::send()
{
    std::array<iovec, 64> parts;
    while (!outbox_.is_empty()) {
        const auto used = outbox_.peek(parts);
        std::size_t offered = 0;
        for (std::size_t i = 0; i < used; ++i)
            offered += parts[i].iov_len;
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = used;
        const auto count = used == 1 ? ::send(socket_.native_handle(), parts[0].iov_base, offered, send_flags)
                                     : ::sendmsg(socket_.native_handle(), &message, send_flags);
        if (!account_for(count < 0 ? -errno : count, offered))
            return;
    }
}

void connection::sent(int result, std::size_t offered)
{
    if (account_for(result, offered))
        send(); // there may be more than was offered
}

/// \param result of a send: bytes, or an error's number, negative
/// \returns whether the kernel may take more at once
bool connection::account_for(ssize_t result, std::size_t offered)
{
    if (result == -EINTR)
        return true;
    if (result < 0 && result != -EAGAIN && result != -EWOULDBLOCK) {
        fail();
        return false;
    }
    if (result > 0) {
        outbox_.consume(static_cast<std::size_t>(result));
        taken_ += static_cast<std::uint32_t>(result);
    }
    if (result >= static_cast<ssize_t>(offered))
        return true;
    is_writing_ = true;
    socket_.async_wait(edge_socket::wait_write, [this](const error_code& ec) { on_writable(ec); });
    return false;
}

void connection::on_writable(const error_code& ec)
{
    is_writing_ = false;
    if (!ec && !is_over_) {
        send();
        if (outbox_.is_empty() && !is_over_) {
            if (is_finishing_)
                end_stream_if_all_sent();
            else
                dialogue_->drained();
        }
    }
    settle();
}

/// The caller may be in the middle of a turn that knows the dialogue: here it is only marked, and the kernel is asked to wake us.
void connection::fail()
{
    is_over_ = true;
    ::shutdown(socket_.native_handle(), SHUT_RDWR);
}

void connection::finish()
{
    if (is_finishing_ || is_over_)
        return;
    is_finishing_ = true;
    flush();
    end_stream_if_all_sent();
}

void connection::end_stream_if_all_sent()
{
    if (!outbox_.is_empty() || is_end_sent_ || is_over_)
        return;
    ::shutdown(socket_.native_handle(), SHUT_WR);
    is_end_sent_ = true;
    progress_at_ = home_.now();
    is_over_ = is_peer_done_;
}

void connection::shed()
{
    if (!is_over_ && !is_finishing_)
        dialogue_->stalled();
}

void connection::sweep(uptime now)
{
    const auto& deadlines = home_.settings().deadlines;
    if (!is_end_sent_ && (outbox_.is_empty() || taken_ != taken_before_))
        progress_at_ = now;
    taken_before_ = taken_;
    const auto waited = now - progress_at_;
    if (is_finishing_) {
        is_over_ = is_over_ || waited >= (is_end_sent_ ? deadlines.close : deadlines.stall);
    } else if (!is_over_) {
        if (waited >= deadlines.stall)
            dialogue_->stalled();
        if (!is_over_)
            dialogue_->swept(now);
    }
    settle();
}

/// The end of everything that the loop calls, never of what a dialogue calls: so the dialogue may be destroyed here.
void connection::settle()
{
    if (!is_over_)
        return await_readable();
    next_.reset();
    dialogue_.reset();
    if (socket_.is_open()) {
        error_code ignored;
        socket_.close(ignored);
    }
    if (!is_reading_ && !is_writing_)
        home_.remove(*this); // destroys this
}

} // namespace hallway
