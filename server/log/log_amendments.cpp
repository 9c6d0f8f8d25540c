// What a log service writes over events that were committed, and the snapshots that wait for it.
#include "log/log_service.hpp"

#include "log/shared_reads.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace hallway {

namespace {

constexpr uptime amend_again_after = std::chrono::seconds{1}; // when the store refused, or did not answer
constexpr uptime amended_lately = std::chrono::seconds{60}; // longer than what a Redis loses of a log whose events are all there
constexpr std::size_t amended_most = 10'000;

} // namespace

void log_service::amend(std::uint64_t number, amendment what)
{
    open_log* log = find(number);
    if (log == nullptr)
        return;
    what.change = log->ring.id_at(what.change_offset());
    log->amending.emplace(++last_amendment_, what.change_offset());
    log->early.emplace_back(last_amendment_, std::move(what));
    amend_what_is_handed(*log);
}

/// A core that is behind is caught up from the store, and would fold an event as a change left it of which it has not heard: show a text before its edit, or none.
void log_service::amend_what_is_handed(open_log& log)
{
    if (log.early.empty())
        return;
    auto handed = log.top.offset;
    for (const auto& each : log.subscribers)
        if (!each.is_opening) // else it folds all there is before it shows anything
            handed = std::min(handed, each.sent);
    while (!log.early.empty() && (handed == log.top.offset || log.early.front().second.version <= handed)) {
        auto [its, what] = std::move(log.early.front());
        log.early.pop_front();
        try_amendment(log.number, its, std::move(what));
    }
}

/// What the store refuses, or does not say, is tried again until it is written: it may be repeated and may come late.
void log_service::try_amendment(std::uint64_t number, std::uint64_t its, amendment what)
{
    const auto tried = what;
    reads_->forget(number);
    keeper_.amend(std::move(what), [this, number, its, tried](const outcome<done>& made) {
        if (!made && (made.error().code == errc::storage_full || made.error().code == errc::unavailable))
            return where_.after(amend_again_after, [this, number, its, tried] { try_amendment(number, its, tried); });
        open_log* log = find(number);
        if (log == nullptr)
            return;
        log->amending.erase(its);
        if (made && keeper_.is_shared())
            log->amended.emplace_back(where_.monotonic(), tried);
        while (!log->amended.empty() &&
               (log->amended.front().first + amended_lately < where_.monotonic() || log->amended.size() > amended_most))
            log->amended.pop_front();
        save_held(*log);
    });
}

/// A store that went back may have every event of the log, and not what was written over them since.
void log_service::amend_again(open_log& log)
{
    for (auto& [when, what] : std::exchange(log.amended, {})) {
        if (when + amended_lately < where_.monotonic())
            continue;
        log.amending.emplace(++last_amendment_, what.change_offset());
        try_amendment(log.number, last_amendment_, std::move(what));
    }
}

/// With its newest events a store may have lost what was written over older ones, and kept a snapshot that came later, from a node whose call it took only then. Who opens the log at that
/// snapshot would not redo them.
void log_service::remember_changes(const open_log& lost)
{
    const auto now = where_.monotonic();
    std::erase_if(lost_changes_, [&](const auto& each) { return each.second.until < now; });
    constexpr auto none = std::numeric_limits<std::uint64_t>::max();
    auto from = lost.unsettled.empty() ? none : *lost.unsettled.begin();
    for (const auto& [when, what] : lost.amended)
        if (when + amended_lately >= now)
            from = std::min(from, what.change_offset());
    for (const auto& [its, change] : lost.amending)
        from = std::min(from, change);
    if (from == none)
        return;
    auto& kept = lost_changes_.try_emplace(lost.name, changes_of_lost{from, {}}).first->second;
    kept = {std::min(kept.from, from), now + amended_lately};
}

/// Whether its changes are to be seen to again, though the snapshot has them.
bool log_service::is_to_be_redone(const std::string& name, std::uint64_t from_snapshot)
{
    const auto at = lost_changes_.find(name);
    return at != lost_changes_.end() && where_.monotonic() <= at->second.until && from_snapshot >= at->second.from;
}

void log_service::settled(std::uint64_t number, std::uint64_t from, std::uint64_t to)
{
    open_log* log = find(number);
    if (log == nullptr)
        return;
    reads_->forget(number); // another node may have written over it what this one then had not to
    log->unsettled.erase(log->unsettled.lower_bound(from), log->unsettled.upper_bound(to));
    log->unclaimed.erase(log->unclaimed.lower_bound(from), log->unclaimed.upper_bound(to));
    save_held(*log);
}

/// Every core that has the log open offers one; the same state gives the same bytes.
void log_service::save_snapshot(open_log& log, stored_snapshot what)
{
    const auto hash = std::hash<std::string>{}(what.bytes);
    if (std::pair{what.offset, hash} == std::pair{log.snapshot_offset, log.snapshot_hash} || log.snapshot_offset > what.offset)
        return;
    log.snapshot_offset = what.offset;
    log.snapshot_hash = hash;
    log.held = held_snapshot{std::move(what)};
    save_held(log);
}

/// Saves the snapshot that is held back, if nothing does that any more. Closes the log if it was open for that only.
void log_service::save_held(open_log& log)
{
    if (!log.held || (!log.unsettled.empty() && *log.unsettled.begin() <= log.held->what.offset))
        return;
    if (log.held->behind == 0)
        log.held->behind = last_amendment_ + 1; // amendments of what comes later do not hold it back
    if (!log.amending.empty() && log.amending.begin()->first < log.held->behind)
        return;
    keeper_.save_snapshot(log.name, std::move(log.held->what), [](const auto&) {});
    log.held.reset();
    close_unused(log);
}

} // namespace hallway
