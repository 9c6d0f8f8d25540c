// One core's edge: its listener and its connections. What the composition sees of this folder.
#pragma once

#include "edge/edge_core.hpp"
#include "edge/frame_reader.hpp"
#include "edge/listener.hpp"
#include "edge/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hallway {

/// Constructed, listening and started on any thread before its scheduler runs; from then on all calls are the core's thread's (post them).
/// Destroyed when its scheduler runs no more, before its scheduler and before what the readers refer to.
///
///     asio_scheduler turns;
///     core home(turns, …);
///     edge_server edge(turns, settings, entrance, site, sessions_of(home), counts);
///     const auto port = edge.listen("127.0.0.1", 0);   // the first core's; the others listen on the same port
///     edge.start();
///     turns.run();
class edge_server {
public:
    /// \param entrance  one for all cores; outlives them
    /// \param site     answers what is not a WebSocket; called by every core's thread
    /// \param readers  makes what reads each WebSocket's messages
    edge_server(
        asio_scheduler& on, edge_settings settings, door& entrance, http_handler site, reader_maker readers, metrics& counts);

    /// Binds a numeric address ("127.0.0.1", "::1", "0.0.0.0"). Port 0: a free one. \returns the port.
    /// Throws boost::system::system_error if the address is none, or cannot be had.
    std::uint16_t listen(const std::string& address, std::uint16_t port);

    /// A new certificate, for connections from now on; those that stand keep theirs. Only if the settings had one.
    void show(tls_identity identity) { core_.show(std::move(identity)); }

    /// Accepts, and watches deadlines, from now on.
    void start();

    /// The first step of a drain: no new connection, upgrades are answered 503, idle HTTP connections end with the next sweep. WebSockets
    /// go on; the hub tells them to come back and closes them.
    void stop_accepting();

    /// The last step: ends every connection at once, told or not. Its count is 0 when their last waits have been cancelled: run the
    /// scheduler until then, if only to be tidy.
    void drop_all();

    /// HTTP and WebSocket connections that are not yet closed.
    std::size_t open_connections() const { return core_.open_connections(); }

private:
    edge_core core_;
    listener listener_;
};

} // namespace hallway
