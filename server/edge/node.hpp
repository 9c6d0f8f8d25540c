// One process that serves: its store, its log service, its cores and their edges; how they start, and how they stop.
#pragma once

#include "support/config.hpp"
#include "support/http_message.hpp"
#include "support/metrics.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

/// Makes what answers HTTP requests that are not WebSockets, once, before anything runs. It is called by every core's thread, and so may call
/// `why_unready`: sentences for the operator, none if all is well. Both references last as long as the node.
using site_maker = std::function<http_handler(
    const settings& all, const metrics& counts, std::function<std::vector<std::string>()> why_unready)>;

/// Made, started, drained, stopped, destroyed by one thread, the caller's, which never serves anybody.
class node {
public:
    /// Opens the store and what lies beside it. Nothing runs yet.
    /// Throws store_refused if the data folder cannot be used, std::exception for everything else.
    node(const settings& all, const site_maker& site);
    ~node();
    node(const node&) = delete;
    node& operator=(const node&) = delete;

    /// Opens the space on every core, then listens. Returns when people can come in; throws std::exception with a sentence if they cannot.
    void start();

    /// That is listened on; after start().
    std::uint16_t port() const;

    /// The token of a link that makes somebody a moderator.
    std::string moderator_token() const;

    /// Unready, deaf to new connections, and every session is told to come back within `window`. Returns at once.
    void drain(std::chrono::milliseconds window);

    /// Whether the last connection has ended, after drain().
    bool is_drained() const;

    /// Ends the connections that are left, writes what waits, and ends the threads. Safe to call twice, and without start().
    void stop();

private:
    class parts;
    std::unique_ptr<parts> parts_;
};

} // namespace hallway
