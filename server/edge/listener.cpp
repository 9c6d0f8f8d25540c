#include "edge/listener.hpp"

#include "edge/settings.hpp"
#include "support/logging.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <utility>

namespace hallway {

using boost::system::error_code;

listener::listener(boost::asio::io_context& io, std::function<void(edge_socket)> take)
    : io_(io), take_(std::move(take)), acceptor_(io), timer_(io)
{
}

void listener::bind(const boost::asio::ip::tcp::endpoint& where)
{
    error_code ec;
    const auto step = [&](auto&& act) {
        if (!ec)
            act();
    };
    step([&] { acceptor_.open(where.protocol(), ec); });
    step([&] { acceptor_.set_option(boost::asio::socket_base::reuse_address(true), ec); });
    const auto set = [&](int family, int option, int value) { // Asio has no names for these
        if (::setsockopt(acceptor_.native_handle(), family, option, &value, sizeof(value)) != 0)
            ec.assign(errno, boost::system::system_category());
    };
    step([&] { set(SOL_SOCKET, SO_REUSEPORT, 1); });
    // Accepted sockets inherit these two, which saves two calls for each.
    step([&] { set(IPPROTO_TCP, TCP_NODELAY, 1); });
    step([&] { set(IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_bytes_max); });
    if (where.address().is_v6()) // "::" alone means both families
        step([&] { acceptor_.set_option(boost::asio::ip::v6_only(false), ec); });
    step([&] { acceptor_.bind(where, ec); });
    step([&] { acceptor_.listen(listen_backlog, ec); });
    step([&] { acceptor_.non_blocking(true, ec); });
    if (ec)
        throw boost::system::system_error(ec, fmt::format("listen on {}:{}", where.address().to_string(), where.port()));
}

boost::asio::ip::tcp::endpoint listener::local() const { return acceptor_.local_endpoint(); }

void listener::start() { accept_soon(); }

void listener::stop()
{
    is_stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
}

void listener::accept_soon()
{
    acceptor_.async_wait(boost::asio::socket_base::wait_read, [this](const error_code& ec) {
        if (!ec) // an error: stopped, perhaps gone
            accept();
    });
}

void listener::accept()
{
    for (int i = 0; i < accepts_per_turn_max && !is_stopped_; ++i) {
        error_code ec;
        edge_socket socket(io_);
        acceptor_.accept(socket, ec);
        if (ec == boost::asio::error::would_block || ec == boost::asio::error::try_again)
            break;
        if (ec == boost::asio::error::connection_aborted || ec == boost::asio::error::interrupted)
            continue; // the client changed its mind
        if (ec)
            return pause(ec);
        is_troubled_ = false;
        take_(std::move(socket));
    }
    if (!is_stopped_)
        accept_soon();
}

/// Out of descriptors or memory, as a rule: those who wait stay in the backlog while others leave.
void listener::pause(const error_code& why)
{
    if (!is_troubled_)
        log_warn("accepting pauses", {{"reason", why.message()}});
    is_troubled_ = true;
    timer_.expires_after(accept_pause);
    timer_.async_wait([this](const error_code& ec) {
        if (!ec)
            accept();
    });
}

} // namespace hallway
