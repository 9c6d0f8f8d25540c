// Forgets what is older than the setting says: goes through the logs of all rooms, open or not, and trims each below what it has folded and kept.
#pragma once

#include "log/beginning.hpp"
#include "log/lease.hpp"
#include "log/store.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

/// Lives on the log service's scheduler; works in slices with pauses between, one log at a time.
///
/// A log is trimmed only when everything in it can still be folded afterwards. So its visit folds it anew from what is kept: the fold of what was trimmed before, and
/// every event since. On the way it
/// - compares the saved snapshot with the fold at the same offset: they come from two independent ways, one live and one from the store;
/// - takes the fold at the cut, keeps it as a record, reads that back and compares it;
/// - stops for good at anything that this version does not know (an event, a snapshot of a later fold): what that needs is not ours to judge.
/// Only then does it trim. Whatever becomes of snapshots later, the record and the events that are kept give the room again.
class retention {
public:
    /// `trimmed` is told of the oldest offset that a log keeps from now on, and of the event before it. `only_with`: it rests while that is another process'; null: the
    /// store is this process' alone. Everything referred to outlives it.
    retention(
        scheduler& where, store& keeper, metrics& counts, std::chrono::days keep, room_bounds kept,
        std::function<void(const std::string& log, std::uint64_t first, event_id before_first)> trimmed,
        const lease* only_with = nullptr);
    ~retention();

    /// The first sweep begins in a minute.
    void start();

private:
    struct visit; // of one log

    bool is_ours() const { return only_with_ == nullptr || only_with_->is_held(); }
    void rest();
    void sweep();
    void list_more();
    void next_log();
    void look(std::shared_ptr<visit> at);
    void load(std::shared_ptr<visit> at);
    void begin(std::shared_ptr<visit> at, std::optional<stored_snapshot> trimmed);
    void read_on(std::shared_ptr<visit> at);
    bool fold(visit& at, const event& what);
    void folded(std::shared_ptr<visit> at);
    void save(std::shared_ptr<visit> at);
    void keep_fold(std::shared_ptr<visit> at);
    void trim(std::shared_ptr<visit> at);
    void leave(const visit& at, const char* why);
    void pause(void (retention::*then)());
    time_point present() const;

    scheduler& where_;
    store& keeper_;
    const std::chrono::days keep_;
    const room_bounds kept_;
    const std::function<void(const std::string&, std::uint64_t, event_id)> trimmed_;
    const lease* const only_with_;
    const time_point started_;
    const uptime started_uptime_;
    std::string listed_; // the last name that was listed
    std::deque<std::string> logs_;
    counter& forgotten_;
    counter& refuted_;
    counter& sweeps_;
};

} // namespace hallway
