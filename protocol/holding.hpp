// Messages that wait before everybody sees them: the events of a room, and what they fold to.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// Why a message waits. Only a delay ends by itself.
enum class hold_reason : std::uint8_t {
    approval, // every message does here
    delay,
    words,  // one of those that the room's policy names
    link,   // of a guest who has just come
    repeat, // of what was said a moment ago
};

std::string_view name_of(hold_reason why);
std::optional<hold_reason> hold_reason_named(std::string_view name);

/// Room log: a message that its author and staff see. Shown to all it is another event, a message that names this one. When it is out or dropped the text is
/// written out of this event.
struct message_held {
    std::string text;
    std::optional<event_id> reply_to;
    hold_reason reason = hold_reason::approval;
    std::optional<time_point> until; // of a delay
    bool operator==(const message_held&) const = default;
};

/// Room log: taken back by its author, or not let through by staff.
struct held_dropped {
    event_id target;
    member_id of; // who wrote it, and is told
    bool operator==(const held_dropped&) const = default;
};

/// Room log, for staff: somebody is on it, for the moment.
struct tended {
    event_id target; // what is held, or a question
    bool operator==(const tended&) const = default;
};

/// One that still waits; part of the room's snapshot.
struct held_message {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    author from;
    message_held what;
    bool operator==(const held_message&) const = default;
};

/// One that staff did not let through, so that its author learns it who was not there then; part of the room's snapshot. Its words are in no log any more.
struct dropped_message {
    event_id id;
    std::uint64_t offset = 0; // where it was held
    time_point at;            // when it was written
    member_id of;
    bool operator==(const dropped_message&) const = default;
};

/// Who said lately that they are on it, for staff who come after that; part of the room's snapshot.
struct tended_item {
    event_id target;
    author by;
    time_point at;
    bool operator==(const tended_item&) const = default;
};

} // namespace hallway
