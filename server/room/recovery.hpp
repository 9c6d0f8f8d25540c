// Whether a client can go on where it stood: the verdict of a join.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/ids.hpp"
#include "protocol/limits.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hallway {

/// What a log can say about itself when a client comes back.
struct log_extent {
    std::string epoch;
    std::uint64_t first = 1; // oldest offset that is kept
    std::uint64_t top = 0;
    std::optional<event_id> before_first = std::nullopt; // of the newest event that is forgotten; nothing: not known
};

/// Judges a position without looking at events. Nothing: it may be continued, if the event there is the one the client names (see is_same_event).
inline std::optional<recovery_loss> lost_at(
    const position& since, const log_extent& log, std::uint64_t recovery_events_max = limits::recovery_events_max)
{
    if (since.epoch != log.epoch)
        return recovery_loss::epoch;
    if (since.offset > log.top)
        return recovery_loss::ahead;
    // Of the newest event that is forgotten the id may be known; of the top it is, and before the first event of all there is none.
    const bool is_at_beginning = since.offset + 1 == log.first && since.offset != 0 && since.offset != log.top && since.id;
    if (is_at_beginning && log.before_first && log.before_first != since.id)
        return recovery_loss::forked;
    if (since.offset + 1 < log.first || (is_at_beginning && !log.before_first))
        return recovery_loss::trimmed;
    if (log.top - since.offset > recovery_events_max)
        return recovery_loss::too_far;
    return std::nullopt;
}

/// Whether the event that the log has at the client's offset is the one that the client has. A client that names none is believed.
inline bool is_same_event(const position& since, std::optional<event_id> in_log)
{
    return since.offset == 0 || !since.id || since.id == in_log;
}

} // namespace hallway
