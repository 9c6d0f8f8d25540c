// A Redis that several nodes share, as their log services meet it through redis_store: what its scripts find out beyond the plain contract, channels that do not keep
// what they carry, and what happens to it: away, started without its newest writes, an older copy put in its place, failed over, emptied.
#pragma once

#include "log/redis_seen.hpp"
#include "log/store.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/profile.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/support/signal_bus.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hallway::simulation {

class commit_witness;
class redis_connection;

/// Outlives its connections.
class simulated_redis {
public:
    simulated_redis(world& in, simulated_disk& disk, commit_witness& witness, const redis_faults& faults, coverage& seen)
        : in_(in), disk_(disk), witness_(witness), faults_(faults), seen_(seen)
    {
    }

    /// As it was so many writes earlier, whoever was told that they are safe. Nobody reaches it for a moment; what was published is not told any more.
    void go_back(std::size_t writes);

    /// Emptied, and nobody's connection is cut.
    void forget_everything();

    /// Appended to the log by somebody who is not there any more, and told to nobody.
    void append_elsewhere(append_request what);

    /// Some node reaches it no more for a while.
    void cut_something();

    std::size_t writes() const { return disk_.writes(); }

private:
    friend class redis_connection;

    world& in_;
    simulated_disk& disk_;
    commit_witness& witness_;
    const redis_faults& faults_;
    coverage& seen_;
    test::signal_bus signals_;
    std::vector<redis_connection*> connections_;
};

/// A node's: what it has seen, as redis_store keeps it, and what it is told of the logs that it follows.
class redis_connection {
public:
    /// `own`: what carries it; `answers`: where the listener is called.
    redis_connection(simulated_redis& to, scheduler& answers, simulated_thread& own);
    ~redis_connection();
    redis_connection(const redis_connection&) = delete;
    redis_connection& operator=(const redis_connection&) = delete;

    bool is_away() const { return to_.in_.clock() < away_until_; }
    void cut(uptime how_long);

    // What the scripts do beside what every store does, at the moment at which they run.
    void opened(const std::string& log, log_top& top);
    bool refuses(const append_request& what);
    bool refuses(const amendment& what);
    void has_read(const std::string& log, const std::vector<stored_event>& events);
    /// `is_heard`: the answer reaches the node.
    void appended(const append_request& what, const append_outcome& became, std::optional<event_id> previous, bool is_heard);
    std::vector<std::optional<log_top>> tops(const std::vector<std::string>& logs);

    // What it is told.
    void listen(store_listener* who) { listener_ = who; }
    void follow(std::string log);
    void unfollow(const std::string& log);
    signals& channels() { return line_; }

private:
    bool is_forked(const std::string& log, const log_top& top, const redis_seen::event& seen);
    void begin_epoch(const std::string& log);
    void deliver(const heard_event& what);
    void live(const std::string& log);
    void back();

    simulated_redis& to_;
    scheduler& answers_;
    simulated_thread& own_;
    test::signal_bus::line line_;
    store_listener* listener_ = nullptr;
    redis_seen seen_;
    std::set<std::string> wanted_;              // followed,
    std::set<std::string> followed_;            // and live
    std::map<std::string, uptime> heard_until_; // by log: nothing may be told before this
    uptime away_until_{};
    std::uint64_t connection_ = 1; // what was on its way on an earlier one does not arrive
};

} // namespace hallway::simulation
