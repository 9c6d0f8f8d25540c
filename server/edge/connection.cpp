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
    : home_(home), speaks_tls_(home.speaks_tls()), socket_(std::move(socket)), progress_at_(home.now()), peer_(peer),
      pass_(std::move(pass))
{
}

connection::~connection()
{
    if (is_shaking_hands())
        home_.counts().never_shook_hands();
}

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
    for (int turn = 0; turn < reads_per_turn_max && !is_over_ && !is_peer_done_; ++turn) {
        const auto count = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            is_over_ = errno != EAGAIN && errno != EWOULDBLOCK;
            return;
        }
        if (count == 0)
            return end_reading();
        const auto size = static_cast<std::size_t>(count);
        take({buffer.data(), size});
        if (size < buffer.size() || !(is_finishing_ || dialogue_->wants_bytes()))
            return;
    }
}

void connection::end_reading()
{
    is_peer_done_ = true;
    if (!is_finishing_)
        dialogue_->peer_finished();
    else if (is_end_sent_)
        is_over_ = true;
}

void connection::take(std::string_view bytes)
{
    if (is_finishing_)
        return; // thrown away
    if (tls_)
        unseal(bytes);
    else if (speaks_tls_)
        take_first(bytes);
    else
        read_as(bytes);
}

/// A request begins with a capital letter, and TLS with its kind of record.
void connection::take_first(std::string_view bytes)
{
    if (bytes.front() >= 'A' && bytes.front() <= 'Z') {
        speaks_tls_ = false;
        home_.counts().shook_no_hands();
        return dialogue_->unsealed();
    }
    tls_ = home_.new_tls_session();
    unseal(bytes);
}

void connection::unseal(std::string_view bytes)
{
    using state = tls_session::state;
    tls_->bring(bytes, home_.now());
    for (;;) {
        const bool was_shaking_hands = is_shaking_hands();
        const auto plain = tls_->open_next();
        if (auto own = tls_->take_own_words()) { // leaves first: an answer waits until nothing waits before it
            outbox_.push(std::move(own));
            flush();
        }
        if (was_shaking_hands && !is_shaking_hands())
            home_.counts().shook_hands(*tls_);
        if (plain.empty())
            break;
        read_as(plain);
        if (is_over_ || is_finishing_)
            return;
    }
    if (tls_->now() == state::failed)
        is_over_ = true; // its reason was sent
    else if (tls_->now() == state::ended)
        end_reading();
}

void connection::read_as(std::string_view bytes)
{
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
    for (refill(); !outbox_.is_empty(); refill()) {
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

/// Only what the kernel may take now is sealed: what waits in plain can still be given up.
void connection::refill()
{
    if (!tls_ || !outbox_.is_empty() || is_shaking_hands() || is_over_)
        return;
    outbox_.push(tls_->seal(is_finishing_));
    if (tls_->now() == tls_session::state::failed)
        fail();
}

bool connection::is_all_sent() const { return outbox_.is_empty() && (!tls_ || tls_->has_sealed_all(is_finishing_)); }

shared_bytes connection::hand_over()
{
    refill();
    if (tls_ && !tls_->waiting().is_empty())
        return nullptr; // more is to be sealed behind it
    auto bytes = outbox_.take_only();
    if (bytes)
        taken_ += static_cast<std::uint32_t>(bytes->size());
    return bytes;
}

void connection::take_back(shared_bytes bytes, int result)
{
    const auto offered = bytes->size();
    taken_ -= static_cast<std::uint32_t>(offered);
    outbox_.put_back(std::move(bytes));
    sent(result, offered);
}

std::size_t connection::offer(std::span<iovec> parts)
{
    refill();
    return outbox_.peek(parts);
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
        if (is_all_sent() && !is_over_) {
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
    if (is_shaking_hands())
        return drop(); // there are no words yet
    is_finishing_ = true;
    flush();
    end_stream_if_all_sent();
}

void connection::end_stream_if_all_sent()
{
    if (!is_all_sent() || is_end_sent_ || is_over_)
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
    if (!is_end_sent_ && (waiting_bytes() == 0 || taken_ != taken_before_))
        progress_at_ = now;
    taken_before_ = taken_;
    const auto waited = now - progress_at_;
    if (is_finishing_) {
        is_over_ = is_over_ || waited >= (is_end_sent_ ? deadlines.close : deadlines.stall);
    } else if (!is_over_) {
        if (waited >= deadlines.stall)
            dialogue_->stalled();
        if (tls_ && tls_->is_late(now, deadlines.message))
            is_over_ = true;
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
