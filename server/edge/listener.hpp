// One core's listening socket. Every core has its own on the same port; the kernel spreads the connections (SO_REUSEPORT).
#pragma once

#include "edge/connection.hpp"
#include "edge/spare_descriptors.hpp"
#include "support/config.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>

namespace hallway {

/// Cores share their port by SO_REUSEPORT, which would also let a second server of the same user take half of the first one's visitors. So ask without it.
/// \throws std::runtime_error with a sentence if it is taken
void require_free_port(const listen_address& where);

/// Destroyed when its context runs no more, or after stop().
class listener {
public:
    /// \param take      gets each accepted socket, on the context's thread
    /// \param farewell  says what to send to somebody whom there is no descriptor for
    /// \param spares    the process'
    /// \param pauses    counts the times that accepting paused
    listener(
        boost::asio::io_context& io, std::function<void(edge_socket)> take, std::function<std::string()> farewell,
        spare_descriptors& spares, counter& pauses);
    ~listener();

    /// Binds and listens; connections wait in the backlog until start(). Port 0: one that is free, to be read from local().
    /// Throws boost::system::system_error, with the address in its text.
    void bind(const boost::asio::ip::tcp::endpoint& where);

    /// Where it listens.
    boost::asio::ip::tcp::endpoint local() const;

    /// Accepts from now on. Out of descriptors it pauses, tells those who wait to come back, and goes on by itself.
    void start();

    /// Accepts no more, and lets the port go. Safe to call twice.
    void stop();

private:
    void accept_soon();
    void accept();
    void pause(const boost::system::error_code& why);
    void turn_away_the_waiting();

    boost::asio::io_context& io_;
    std::function<void(edge_socket)> take_;
    std::function<std::string()> farewell_;
    spare_descriptors& spares_;
    counter& pauses_;
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type> acceptor_;
    boost::asio::steady_timer timer_;
    bool is_stopped_ = false;
    bool is_troubled_ = false; // the last accept failed; told once
};

} // namespace hallway
