#include "edge/listener.hpp"

#include "edge/settings.hpp"
#include "support/logging.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace hallway {

using boost::system::error_code;

void require_free_port(const listen_address& where)
{
    if (where.port == 0)
        return;
    const auto address = boost::asio::ip::make_address(where.host);
    const boost::asio::ip::tcp::endpoint endpoint(address, where.port);
    const int probe = ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)); // what a former server left half closed does not count
    const bool is_free = ::bind(probe, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
    const auto error = errno;
    ::close(probe);
    if (is_free)
        return;
    if (error == EADDRINUSE)
        throw std::runtime_error(fmt::format(
            "{} is in use by another program, perhaps another Hallway. Stop that one, or say --listen {}:0 for any free port.",
            to_string(where), where.host));
    throw std::runtime_error(
        fmt::format("It is not possible to listen on {}: {}.", to_string(where), std::generic_category().message(error)));
}

listener::listener(
    boost::asio::io_context& io, std::function<void(edge_socket)> take, std::function<std::string()> farewell,
    spare_descriptors& spares, counter& pauses)
    : io_(io), take_(std::move(take)), farewell_(std::move(farewell)), spares_(spares), pauses_(pauses), acceptor_(io), timer_(io)
{
}

listener::~listener() = default;

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

/// Out of descriptors or memory, as a rule. Those who are here go on; the backlog is looked at again after the pause, not before.
void listener::pause(const error_code& why)
{
    if (!is_troubled_)
        log_warn("accepting pauses", {{"reason", why.message()}});
    is_troubled_ = true;
    pauses_.add();
    if (why == boost::asio::error::no_descriptors || why.value() == ENFILE)
        turn_away_the_waiting();
    timer_.expires_after(accept_pause);
    timer_.async_wait([this](const error_code& ec) {
        if (!ec)
            accept();
    });
}

/// One after the other over a spare descriptor, so that they hear 503 instead of nothing. There is no time to wait for what they ask: if it comes after
/// the end, their kernel is told so by a reset, behind the answer that it has already. Another core may take the descriptor first: then with the next one.
void listener::turn_away_the_waiting()
{
    bool is_somebody_there = true;
    const auto turn_one_away = [&] {
        const int one = ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        is_somebody_there = one >= 0 || errno == EMFILE || errno == ENFILE;
        if (one < 0)
            return;
        const auto words = farewell_();
        ::send(one, words.data(), words.size(), MSG_NOSIGNAL);
        ::shutdown(one, SHUT_WR);
        std::array<char, 4'096> unread; // what is unread when a socket closes turns its end into a reset
        for (int reads = 0; reads < 4 && ::recv(one, unread.data(), unread.size(), 0) > 0; ++reads) {}
        ::close(one);
    };
    for (int i = 0; i < accepts_per_turn_max && is_somebody_there; ++i)
        if (!spares_.lend(turn_one_away))
            return;
}

} // namespace hallway
