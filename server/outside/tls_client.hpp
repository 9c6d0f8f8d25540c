// TLS of those who connect to a server: whom they trust.
#pragma once

#include "outside/server_address.hpp"

struct ssl_st; // OpenSSL's SSL

namespace boost::asio::ssl {
class context;
}

namespace hallway {

/// What every TLS client shares: the machine's trusted authorities (SSL_CERT_FILE adds to them), TLS 1.2 at least.
boost::asio::ssl::context& tls_of_clients();

/// Whether only this machine answers there: "127.0.0.1", "::1", "localhost".
bool is_on_this_machine(const server_address& server);

/// Before the handshake: the certificate has to be that server's. One on this machine may show any, since what it shows is for the name by which others
/// know it, and there is nobody in between.
void expect(ssl_st* tls, const server_address& server);

} // namespace hallway
