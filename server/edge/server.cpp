#include "edge/server.hpp"

#include <boost/asio/ip/address.hpp>

#include <utility>

namespace hallway {

edge_server::edge_server(
    asio_scheduler& on, edge_settings settings, door& entrance, http_handler site, reader_maker readers, metrics& counts)
    : core_(on, std::move(settings), entrance, std::move(site), std::move(readers), counts),
      listener_(
          on.io(), [this](edge_socket socket) { core_.adopt(std::move(socket)); }, [this] { return core_.farewell(); },
          entrance.spares(), core_.counts().accept_pauses)
{
}

std::uint16_t edge_server::listen(const std::string& address, std::uint16_t port)
{
    listener_.bind({boost::asio::ip::make_address(address), port});
    return listener_.local().port();
}

void edge_server::start()
{
    core_.start();
    listener_.start();
}

void edge_server::stop_accepting()
{
    listener_.stop();
    core_.drain();
}

void edge_server::drop_all() { core_.drop_all(); }

} // namespace hallway
