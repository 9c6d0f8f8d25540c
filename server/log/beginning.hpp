// Where the replay of a log can begin: at the saved snapshot, at the fold of what was trimmed, or at the first event that is kept.
#pragma once

#include "log/store.hpp"
#include "protocol/codec.hpp"
#include "room/room.hpp"
#include "room/space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hallway {

// The fold of what was trimmed is kept as a record beside the log: with it and the events that are kept, everything can be folded again, whatever becomes of the
// saved snapshot. It holds no rows, so no text. Its name is store::trimmed_fold_name().

std::string encode_trimmed_fold(const stored_snapshot& what);
/// \returns nothing if it is of no form that this version knows
std::optional<stored_snapshot> decode_trimmed_fold(const std::string& bytes);

/// Snapshots that a replay may begin at, best first: only those of a fold that this version knows, and whose next event is kept. One of an older fold comes last, since
/// a replay of everything, where everything is kept, gives what that one lacks.
std::vector<stored_snapshot> beginnings(
    const log_top& log, std::optional<stored_snapshot> saved, std::optional<stored_snapshot> trimmed);

inline bool decode_snapshot(const std::string& bytes, std::optional<room_snapshot>& into)
{
    into = decode_room_snapshot(bytes);
    return into.has_value();
}

inline bool decode_snapshot(const std::string& bytes, std::optional<space_snapshot>& into)
{
    into = decode_space_snapshot(bytes);
    return into.has_value();
}

/// Says in the log of the program that a replay begins in the middle.
void warn_of_partial_replay(const std::string& log, std::uint64_t first);

/// A replica (room, space) to which the events after its top() are to be applied. Without a snapshot that can be read, a log that was trimmed gives what it can: a
/// replica of the events that are kept, which is marked as incomplete and therefore never saved.
template <class Replica, class... Bounds>
Replica replica_at_beginning(
    const std::string& log, const std::string& epoch, std::uint64_t first, const std::vector<stored_snapshot>& from,
    const Bounds&... kept)
{
    using snapshot = std::remove_cvref_t<decltype(std::declval<Replica>().state())>;
    std::optional<snapshot> found;
    for (const auto& each : from)
        if (decode_snapshot(each.bytes, found) && found->offset == each.offset)
            return Replica(epoch, std::move(*found), kept...);
    if (first <= 1)
        return Replica(epoch, kept...);
    warn_of_partial_replay(log, first);
    snapshot partial;
    partial.offset = first - 1;
    partial.has_unknown = true;
    return Replica(epoch, std::move(partial), kept...);
}

} // namespace hallway
