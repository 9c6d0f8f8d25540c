// Folds a log twice, from its beginning and from its snapshot, and compares: what a replica would be made of is the same either way.
#pragma once

#include "log/file_check.hpp"
#include "log/store.hpp"

#include <memory>
#include <optional>

namespace hallway {

/// Takes a log's events in order, all of them.
class log_replay {
public:
    /// \param into where problems are written; outlives this. \param saved the snapshot, if there is one. \param trimmed what its forgotten events folded to, if
    /// that was kept: the server begins there where there is no snapshot
    log_replay(found_log& into, std::optional<stored_snapshot> saved, const std::optional<stored_snapshot>& trimmed);
    ~log_replay();
    log_replay(const log_replay&) = delete;
    log_replay& operator=(const log_replay&) = delete;

    void take(const stored_event& next);

    /// After the last event.
    void finish();

private:
    class folding;
    template <class Replica, class State>
    class folding_of;

    found_log& into_;
    std::unique_ptr<folding> folding_;
};

} // namespace hallway
