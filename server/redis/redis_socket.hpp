// One socket to a Redis, over TCP, a Unix socket or TLS: connects, reads, writes one piece at a time, closes.
#pragma once

#include "support/redis_address.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Settings for TLS to the server at `address`: its certificate has to be valid, TLS 1.2 at least.
/// \throws boost::system::system_error if the file of authorities cannot be read
boost::asio::ssl::context tls_for(const redis_address& address);

/// The command that says who it is, for an address with a password.
std::vector<std::string> authentication_of(const redis_address& where);

/// What a socket tells its owner. After close() it tells nothing but that it is idle.
class redis_socket_owner {
public:
    virtual void connected() = 0;
    virtual void arrived(std::string_view bytes) = 0; // valid during the call
    virtual void written() = 0;
    virtual void failed(const std::string& why) = 0;
    /// A socket that was closed has become idle: it may be destroyed, though not within this call.
    virtual void idle() = 0;

protected:
    ~redis_socket_owner() = default;
};

/// On one thread. The owner outlives it, and does not destroy it before it is idle while the thread runs.
class redis_socket {
public:
    /// \param tls for an address that is encrypted; outlives it
    redis_socket(
        boost::asio::io_context& io, const redis_address& where, boost::asio::ssl::context* tls, redis_socket_owner& owner);

    /// Resolves, connects, agrees on keys, and reads on from then on. Once.
    void connect();

    /// Not before the one before is written.
    void write(std::string bytes);

    void close();

    /// Closed, and the system is done with it.
    bool is_idle() const { return is_closed_ && awaited_ == 0; }

private:
    using plain_socket = boost::asio::generic::stream_protocol::socket;
    using encrypted_socket = boost::asio::ssl::stream<plain_socket&>;

    template <class Then>
    auto guarded(Then then);
    void resolve();
    void try_next();
    void shake_hands();
    void read_on();
    void fail(const std::string& why);

    plain_socket plain_;
    std::unique_ptr<encrypted_socket> encrypted_; // by pointer: a moved one loses its buffers
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::resolver::results_type found_;
    boost::asio::ip::tcp::resolver::results_type::iterator next_;
    const redis_address& where_;
    redis_socket_owner& owner_;
    std::array<char, 64 * 1024> in_{};
    std::string out_;
    unsigned awaited_ = 0; // completions that the system owes us
    bool is_closed_ = false;
};

} // namespace hallway
