#include "redis/redis_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <utility>

namespace hallway {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

asio::ssl::context tls_for(const redis_address& address)
{
    asio::ssl::context made(asio::ssl::context::tls_client);
    made.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    made.set_verify_mode(asio::ssl::verify_peer);
    if (address.authorities.empty())
        made.set_default_verify_paths();
    else
        made.load_verify_file(address.authorities.string());
    return made;
}

std::vector<std::string> authentication_of(const redis_address& where)
{
    if (where.user.empty())
        return {"AUTH", where.password}; // also before 6.0
    return {"AUTH", where.user, where.password};
}

redis_socket::redis_socket(asio::io_context& io, const redis_address& where, asio::ssl::context* tls, redis_socket_owner& owner)
    : plain_(io), resolver_(io), where_(where), owner_(owner)
{
    if (where.is_encrypted && tls != nullptr)
        encrypted_ = std::make_unique<encrypted_socket>(plain_, *tls);
}

/// A completion: it does not reach who has closed the socket, and the last one of a closed socket says so.
template <class Then>
auto redis_socket::guarded(Then then)
{
    ++awaited_;
    return [this, then = std::move(then)](const error_code& ec, auto&&... values) mutable {
        if (!is_closed_)
            then(ec, std::forward<decltype(values)>(values)...);
        if (--awaited_ == 0 && is_closed_)
            owner_.idle();
    };
}

void redis_socket::connect()
{
    if (where_.socket.empty())
        return resolve();
    const asio::local::stream_protocol::endpoint endpoint(where_.socket);
    plain_.async_connect(endpoint, guarded([this](const error_code& ec) {
                             if (ec)
                                 return fail(ec.message());
                             owner_.connected();
                             read_on();
                         }));
}

void redis_socket::resolve()
{
    resolver_.async_resolve(
        where_.host, std::to_string(where_.port),
        guarded([this](const error_code& ec, asio::ip::tcp::resolver::results_type found) {
            if (ec)
                return fail(ec.message());
            found_ = std::move(found);
            next_ = found_.begin();
            try_next();
        }));
}

void redis_socket::try_next()
{
    const auto endpoint = (next_++)->endpoint();
    error_code ignored;
    plain_.close(ignored); // of the attempt before
    plain_.async_connect(endpoint, guarded([this](const error_code& ec) {
                             if (ec && next_ != found_.end())
                                 return try_next();
                             if (ec)
                                 return fail(ec.message());
                             error_code unset;
                             plain_.set_option(asio::ip::tcp::no_delay(true), unset);
                             if (encrypted_)
                                 return shake_hands();
                             owner_.connected();
                             read_on();
                         }));
}

void redis_socket::shake_hands()
{
    error_code ec;
    asio::ip::make_address(where_.host, ec);
    if (ec) // a name, not a number: the server may have several
        SSL_set_tlsext_host_name(encrypted_->native_handle(), where_.host.c_str());
    encrypted_->set_verify_callback(asio::ssl::host_name_verification(where_.host));
    encrypted_->async_handshake(asio::ssl::stream_base::client, guarded([this](const error_code& failed) {
                                    if (failed)
                                        return fail(failed.message());
                                    owner_.connected();
                                    read_on();
                                }));
}

void redis_socket::read_on()
{
    if (is_closed_)
        return;
    auto then = guarded([this](const error_code& ec, std::size_t count) {
        if (ec)
            return fail(ec == asio::error::eof ? "Redis closed the connection" : ec.message());
        owner_.arrived(std::string_view(in_.data(), count));
        read_on();
    });
    if (encrypted_)
        encrypted_->async_read_some(asio::buffer(in_), std::move(then));
    else
        plain_.async_read_some(asio::buffer(in_), std::move(then));
}

void redis_socket::write(std::string bytes)
{
    out_ = std::move(bytes);
    auto then = guarded([this](const error_code& ec, std::size_t) {
        if (ec)
            return fail(ec.message());
        owner_.written();
    });
    if (encrypted_)
        asio::async_write(*encrypted_, asio::buffer(out_), std::move(then));
    else
        asio::async_write(plain_, asio::buffer(out_), std::move(then));
}

void redis_socket::close()
{
    if (std::exchange(is_closed_, true))
        return;
    resolver_.cancel();
    error_code ignored;
    plain_.close(ignored); // without a goodbye in TLS: RESP tells by itself where a reply ends
    if (awaited_ == 0)
        owner_.idle();
}

void redis_socket::fail(const std::string& why)
{
    if (!is_closed_)
        owner_.failed(why);
}

} // namespace hallway
