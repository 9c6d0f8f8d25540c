#include "edge/tls_session.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace hallway {

/// OpenSSL's view of a desk.
struct tls_desk_io {
    static tls_desk& of(BIO* io) { return *static_cast<tls_desk*>(BIO_get_data(io)); }

    static int read(BIO* io, char* to, std::size_t size, std::size_t* taken)
    {
        auto& in = of(io).in_;
        BIO_clear_retry_flags(io);
        if (in.empty()) {
            BIO_set_retry_read(io);
            return 0;
        }
        *taken = std::min(size, in.size());
        std::memcpy(to, in.data(), *taken);
        in.remove_prefix(*taken);
        return 1;
    }

    static int write(BIO* io, const char* from, std::size_t size, std::size_t* taken)
    {
        BIO_clear_retry_flags(io);
        of(io).out_.append(from, size);
        *taken = size;
        return 1;
    }

    static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

    static const BIO_METHOD* methods()
    {
        static const BIO_METHOD* const made = [] {
            auto* const all = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "desk");
            BIO_meth_set_read_ex(all, read);
            BIO_meth_set_write_ex(all, write);
            BIO_meth_set_ctrl(all, control);
            return all;
        }();
        return made;
    }
};

tls_desk::tls_desk() : io_(BIO_new(tls_desk_io::methods()), [](BIO* io) { BIO_free(io); })
{
    if (io_ == nullptr)
        throw std::bad_alloc();
    BIO_set_data(io_.get(), this);
    BIO_set_init(io_.get(), 1);
}

tls_session::tls_session(const std::shared_ptr<ssl_ctx_st>& context, tls_desk& desk)
    : desk_(desk), ssl_(SSL_new(context.get()), SSL_free)
{
    if (ssl_ == nullptr)
        throw std::bad_alloc();
    BIO_up_ref(desk_.io_.get()); // one for both directions
    SSL_set_bio(ssl_.get(), desk_.io_.get(), desk_.io_.get());
    SSL_set_accept_state(ssl_.get());
    SSL_set_msg_callback(ssl_.get(), count_renewal);
    SSL_set_msg_callback_arg(ssl_.get(), this);
}

tls_session::~tls_session() = default;

/// Called for every message of the protocol itself, in either direction.
void tls_session::count_renewal(int is_ours, int, int kind, const void* what, std::size_t size, ssl_st*, void* session)
{
    const bool is_renewal =
        is_ours == 0 && kind == SSL3_RT_HANDSHAKE && size > 0 && *static_cast<const unsigned char*>(what) == SSL3_MT_KEY_UPDATE;
    if (is_renewal)
        ++static_cast<tls_session*>(session)->renewals_;
}

bool tls_session::is_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

bool tls_session::is_within_record() const
{
    return SSL_has_pending(ssl_.get()) == 1 || std::strcmp(SSL_rstate_string(ssl_.get()), "RB") == 0;
}

bool tls_session::is_late(uptime now, uptime deadline) const { return is_within_record() && now - record_at_ >= deadline; }

void tls_session::bring(std::string_view sealed, uptime now)
{
    desk_.in_ = sealed;
    brought_at_ = now;
    if (!is_within_record())
        record_at_ = now;
}

std::string_view tls_session::open_next()
{
    if (state_ == state::ended || state_ == state::failed)
        return {};
    ERR_clear_error();
    std::size_t count = 0;
    const auto outcome = SSL_read_ex(ssl_.get(), desk_.opened_.data(), desk_.opened_.size(), &count);
    if (state_ == state::shaking_hands && SSL_is_init_finished(ssl_.get()) == 1)
        state_ = state::open;
    if (renewals_ > tls_renewals_max) {
        state_ = state::failed;
        return {};
    }
    if (outcome == 1) {
        record_at_ = brought_at_;
        return {desk_.opened_.data(), count};
    }
    const auto why = SSL_get_error(ssl_.get(), outcome);
    if (why == SSL_ERROR_ZERO_RETURN)
        state_ = state::ended;
    else if (why != SSL_ERROR_WANT_READ)
        state_ = state::failed;
    return {};
}

/// A peer that has us refuse to negotiate anew, again and again: it ends here.
shared_bytes tls_session::take_own_words()
{
    own_bytes_ += static_cast<std::uint32_t>(desk_.out_.size());
    if (own_bytes_ > tls_own_bytes_max)
        state_ = state::failed;
    return take_out();
}

shared_bytes tls_session::take_out()
{
    if (desk_.out_.empty())
        return nullptr;
    auto taken = std::make_shared<const std::string>(desk_.out_); // as large as it is, where the desk's string keeps its room
    desk_.out_.clear();
    return taken;
}

/// What makes the next record: a long buffer's own bytes, or several short ones side by side.
std::string_view tls_session::next_part()
{
    std::array<iovec, 64> parts;
    const auto used = waiting_.peek(parts);
    const auto& first = parts.front();
    if (used == 1 || first.iov_len >= tls_record_bytes_max)
        return {static_cast<const char*>(first.iov_base), std::min(first.iov_len, tls_record_bytes_max)};
    std::size_t size = 0;
    for (std::size_t i = 0; i < used && size < desk_.gathered_.size(); ++i) {
        const auto count = std::min(parts[i].iov_len, desk_.gathered_.size() - size);
        std::memcpy(desk_.gathered_.data() + size, parts[i].iov_base, count);
        size += count;
    }
    return {desk_.gathered_.data(), size};
}

shared_bytes tls_session::seal(bool is_last)
{
    ERR_clear_error();
    while (state_ != state::failed && !waiting_.is_empty() && desk_.out_.size() < sealed_bytes_at_once) {
        const auto part = next_part();
        std::size_t count = 0;
        if (SSL_write_ex(ssl_.get(), part.data(), part.size(), &count) != 1)
            state_ = state::
                failed; // memory takes everything: the peer is within a handshake message that no honest one sends in pieces
        else
            waiting_.consume(count);
    }
    if (is_last && waiting_.is_empty() && !std::exchange(is_end_said_, true) && state_ != state::failed)
        SSL_shutdown(ssl_.get());
    return take_out();
}

} // namespace hallway
