// TLS of the generator: as cheap as it can be had, and believing any certificate, since nothing that is said is worth anything.
#pragma once

#include <cstddef>
#include <memory>

struct ssl_st; // OpenSSL's SSL

namespace hallway::bench {

using client_tls = std::unique_ptr<ssl_st, void (*)(ssl_st*)>;

/// A client's end over a connected socket, which stays its owner's.
client_tls begin_tls(int socket);

/// As send() and recv(): bytes, 0 at the end, or -1 with errno, EAGAIN if the socket has to become ready first.
/// @{
long send_tls(ssl_st* to, const char* bytes, std::size_t size);
long receive_tls(ssl_st* from, char* to, std::size_t size);
/// @}

/// Whether the last of these waits for what the server says.
bool waits_to_read(ssl_st* one);

} // namespace hallway::bench
