// TLS over memory: what a connection's peer sends is decrypted from one buffer of its core, what it is to be sent encrypted into another.
#pragma once

#include "edge/outbox.hpp"
#include "support/scheduler.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct bio_st; // OpenSSL's BIO
struct ssl_ctx_st;
struct ssl_st;

namespace hallway {

inline constexpr std::size_t tls_record_bytes_max = 16 * 1024; // RFC 8446, 5.1
inline constexpr std::size_t sealed_bytes_at_once = 64 * 1024; // before the kernel is asked whether it takes them
inline constexpr std::size_t tls_own_bytes_max = 64 * 1024;    // of handshake and alerts; then its peer plays with us,
inline constexpr unsigned tls_renewals_max =
    1'000; // and so it does if it renews its keys so often: that is due every few million records

/// What the sessions of one core share, so that an idle one has no buffers. OpenSSL reads and writes here, during a call only.
class tls_desk {
public:
    tls_desk();
    tls_desk(const tls_desk&) = delete;
    tls_desk& operator=(const tls_desk&) = delete;

private:
    friend class tls_session;
    friend struct tls_desk_io;

    std::string_view in_; // came in, not yet taken
    std::string out_;     // to be sent
    std::array<char, tls_record_bytes_max> opened_;
    std::array<char, tls_record_bytes_max> gathered_; // to be sealed; what was opened is in use meanwhile
    std::unique_ptr<bio_st, void (*)(bio_st*)> io_;
};

/// A server's end of one TLS connection. Its peer's first bytes make it: before them there is nothing to keep.
class tls_session {
public:
    enum class state : std::uint8_t {
        shaking_hands,
        open,
        ended, // the peer says no more
        failed
    };

    /// \param context  what it shows; kept as long as it needs it
    /// \param desk     of its core; outlives it
    tls_session(const std::shared_ptr<ssl_ctx_st>& context, tls_desk& desk);
    ~tls_session();
    tls_session(const tls_session&) = delete;
    tls_session& operator=(const tls_session&) = delete;

    state now() const { return state_; }
    bool is_resumed() const;

    /// Whether a record began to come so long before `now` and is not there yet: a buffer is kept for it.
    bool is_late(uptime now, uptime deadline) const;

    /// --- in: bring(), then open_next() until there is nothing; other sessions of the desk have their turn after that ---

    void bring(std::string_view sealed, uptime now);

    /// The next bytes that were in what was brought, decrypted. Valid until the next call. \returns nothing if there are no more
    std::string_view open_next();

    /// What the protocol itself has to say since the last call, sealed; null: nothing.
    shared_bytes take_own_words();

    /// --- out ---

    /// What waits to be sealed.
    outbox& waiting() { return waiting_; }
    const outbox& waiting() const { return waiting_; }

    /// Encrypts what waits, at most about `sealed_bytes_at_once`. \param is_last  and says behind the last of it that nothing follows
    /// \returns null if there was nothing
    shared_bytes seal(bool is_last);

    /// Whether all that waited was sealed. \param is_last  and also that nothing follows
    bool has_sealed_all(bool is_last) const { return waiting_.is_empty() && (!is_last || is_end_said_); }

private:
    static void count_renewal(int is_ours, int version, int kind, const void* what, std::size_t size, ssl_st* ssl, void* session);
    bool is_within_record() const;
    std::string_view next_part();
    shared_bytes take_out();

    tls_desk& desk_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
    outbox waiting_;
    uptime brought_at_{};
    uptime record_at_{}; // when the present record began
    std::uint32_t own_bytes_ = 0;
    unsigned renewals_ = 0; // KeyUpdates that the peer sent (RFC 8446, 4.6.3)
    state state_ = state::shaking_hands;
    bool is_end_said_ = false;
};

} // namespace hallway
