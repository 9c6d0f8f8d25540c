// One process that serves: its store, its log service, its cores and their edges; how they start, and how they stop.
#pragma once

#include "protocol/events.hpp"
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

class backup_keeper;
struct brand_logo;
class core;
class token_keeper;

/// What the HTTP endpoints have of the node. Everything lasts as long as the node, and is safe on every core's thread.
struct site_sources {
    const settings& all;
    const metrics& counts;
    std::function<std::vector<std::string>()> why_unready; // sentences for the operator, none if all is well
    std::function<std::vector<std::string>()> warnings;    // what is wrong but keeps nobody out
    const token_keeper& tokens;
    const brand_logo& logo;           // without bytes: none
    backup_keeper* backups = nullptr; // null: nothing is kept
};

/// Makes what answers one core's HTTP requests that are not WebSockets; called by that core's thread alone.
using core_site = std::function<http_handler(core& home)>;

/// Makes what all cores share of that, once, before anything runs.
using site_maker = std::function<core_site(const site_sources& from)>;

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

    /// The token of a link that makes somebody this.
    std::string staff_token(role as) const;

    /// Unready from now on; all else goes on, so that a load balancer can hear of it before anybody is turned away.
    void announce_end();

    /// Whether nobody is connected.
    bool is_deserted() const;

    /// Deaf to new connections. The sessions are sent away one after the other over `spread`, each told to come back within `return_within`; called again, it
    /// does so with those who are left, 0 for at once. Returns at once.
    void drain(std::chrono::milliseconds spread, std::chrono::milliseconds return_within);

    /// Whether the last connection has ended, after drain().
    bool is_drained() const;

    /// Ends the connections that are left, writes what waits, and ends the threads. Safe to call twice, and without start().
    void stop();

private:
    class parts;
    std::unique_ptr<parts> parts_;
};

} // namespace hallway
