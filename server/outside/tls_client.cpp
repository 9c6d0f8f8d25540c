#include "outside/tls_client.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace hallway {

namespace ssl = boost::asio::ssl;

ssl::context& tls_of_clients()
{
    static auto context = [] {
        ssl::context made(ssl::context::tls_client);
        made.set_default_verify_paths();
        made.set_verify_mode(ssl::verify_peer);
        made.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
        return made;
    }();
    return context;
}

bool is_on_this_machine(const server_address& server)
{
    boost::system::error_code is_name;
    const auto address = boost::asio::ip::make_address(server.host, is_name);
    return is_name ? server.host == "localhost" : address.is_loopback();
}

void expect(ssl_st* tls, const server_address& server)
{
    if (is_on_this_machine(server)) {
        SSL_set_verify(tls, SSL_VERIFY_NONE, nullptr);
        return;
    }
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), server.host.c_str()) == 1)
        return;
    SSL_set_tlsext_host_name(tls, server.host.c_str());
    SSL_set1_host(tls, server.host.c_str());
}

} // namespace hallway
