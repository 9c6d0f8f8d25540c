// A store under the contract of log/store.hpp that is as unkind as the contract allows: late, out of order, failing, and killed with writes under way.
#pragma once

#include "log/store.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/profile.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_redis.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hallway::simulation {

/// Told of every append and of every saved snapshot at the moment it becomes durable.
class commit_witness {
public:
    virtual ~commit_witness() = default;
    virtual void appended(const append_request& what, const append_outcome& became) = 0;
    virtual void snapshot_saved(const std::string& log, const stored_snapshot& what) = 0;
    virtual void trimmed(const std::string& log) = 0;
    /// A node asks for it; whether it will ever be durable is open.
    virtual void asked(const append_request& what) = 0;

    // Of a store that is shared.

    /// The log was made, or goes on under another epoch.
    virtual void epoch_begun(const std::string& log) = 0;
    /// All of it is as it was earlier, or gone.
    virtual void went_back() = 0;
};

/// Lives with its node. What waits here when the node is killed has never happened; what was committed has, answered or not.
///
/// Writes wait in lanes (one for everything, like SQLite's writer, or one for each log) and are committed some at a time, in order. Reads wait for the writes before
/// them, then take as long as they take; their answers come behind those of the writes that they saw.
///
/// With a connection it is the store of one of several nodes, and the disk is what they share.
class simulated_store final : public store {
public:
    simulated_store(
        world& in, scheduler& answers, simulated_thread& own, simulated_disk& disk, commit_witness& witness,
        const store_faults& faults, coverage& seen, redis_connection* connection = nullptr)
        : in_(in), answers_(answers), own_(own), disk_(disk), witness_(witness), faults_(faults), seen_(seen),
          connection_(connection)
    {
    }

    void open(std::string log, handler<log_top> then) override;
    void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) override;
    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override;
    void rows(std::string log, row_range range, handler<row_page> then) override;
    void find(std::string log, event_id id, handler<stored_event> then) override;
    void find_key(std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) override;
    void amend(amendment what, handler<done> then) override;
    void trim(std::string log, std::uint64_t below, handler<done> then) override;
    void drop(std::string log, handler<done> then) override;
    void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) override;
    void save_snapshot(std::string log, stored_snapshot what, handler<done> then) override;
    void load_snapshot(std::string log, handler<stored_snapshot> then) override;
    void get(std::string name, handler<record> then) override;
    void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) override;
    void erase(std::string name, handler<done> then) override;
    void records(
        std::string prefix, std::string after, std::size_t most,
        handler<std::vector<std::pair<std::string, record>>> then) override;
    bool is_shared() const override { return connection_ != nullptr; }
    void listen(store_listener* who) override;
    void follow(std::string log) override;
    void unfollow(std::string log) override;
    void tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then) override;
    void hear(std::string topic, signal_listener* who) override;
    void signal(std::string topic, std::string text) override;
    std::optional<std::string> trouble() const override;
    void stop() override {}

    bool is_full() const { return is_full_; }
    std::size_t waiting() const;

    /// Writes that were committed and whose answer has not arrived.
    std::size_t untold() const { return untold_; }

private:
    struct lane;
    struct meeting {
        std::vector<lane*> lanes;
        std::size_t missing = 0; // those that have not come to it yet
    };
    struct operation {
        bool is_write = false;
        std::function<void()> act;        // on the disk, now
        std::function<void(errc)> refuse; // instead; what a full disk would have done is left in doubt
        std::function<void()> tell;       // the answer
        std::shared_ptr<meeting> meets;   // of a write to several lanes
    };
    struct lane {
        std::deque<operation> waiting;
        bool is_busy = false;
        uptime told_until{}; // no answer of this lane may come before this
    };

    template <class T>
    void write(
        const std::string& where, handler<T> then, std::function<void(store&, handler<T>)> call,
        std::function<void(T&)> witnessed = nullptr, std::function<bool()> is_refused = nullptr);
    template <class T>
    void look(const std::string& where, handler<T> then, std::function<void(store&, handler<T>)> call);
    void enqueue(const std::string& where, operation what);
    void pump(lane& which);
    void commit(lane& which);
    void go_on(lane& which);
    bool waits_for_connection(lane& which);
    bool is_away() const { return connection_ != nullptr && connection_->is_away(); }
    void execute_later(lane& which, operation what);
    uptime tell_in_turn(const lane& which, std::function<void()> tell, uptime delay);

    world& in_;
    scheduler& answers_;
    simulated_thread& own_;
    simulated_disk& disk_;
    commit_witness& witness_;
    const store_faults& faults_;
    coverage& seen_;
    std::map<std::string, lane> lanes_;
    redis_connection* connection_;
    bool is_full_ = false;
    std::size_t untold_ = 0;
};

} // namespace hallway::simulation
