#include "bench/bench_tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>

namespace hallway::bench {
namespace {

int as_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

long told(ssl_st* by, int outcome)
{
    if (outcome > 0)
        return outcome;
    const auto why = SSL_get_error(by, outcome);
    if (why == SSL_ERROR_ZERO_RETURN)
        return 0;
    errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return -1;
}

} // namespace

client_tls begin_tls(int socket)
{
    static const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> shared = [] {
        std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> made(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
        SSL_CTX_set_mode(
            made.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_read_ahead(made.get(), 1); // one call for what is there, instead of two a record
        return made;
    }();
    client_tls made(SSL_new(shared.get()), SSL_free);
    if (made == nullptr || SSL_set_fd(made.get(), socket) != 1)
        throw std::bad_alloc();
    SSL_set_connect_state(made.get());
    return made;
}

long send_tls(ssl_st* to, const char* bytes, std::size_t size)
{
    ERR_clear_error();
    return told(to, SSL_write(to, bytes, as_int(size)));
}

long receive_tls(ssl_st* from, char* to, std::size_t size)
{
    ERR_clear_error();
    return told(from, SSL_read(from, to, as_int(size)));
}

bool waits_to_read(ssl_st* one) { return SSL_want_read(one); }

} // namespace hallway::bench
