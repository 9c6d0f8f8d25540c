// What a log holds: the events of a room and of a space, and the snapshot that they fold to.
#pragma once

#include "protocol/holding.hpp"
#include "protocol/ids.hpp"
#include "protocol/members.hpp"
#include "protocol/moderation.hpp"
#include "protocol/questions.hpp"
#include "protocol/reports.hpp"
#include "protocol/timetable.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace hallway {

/// A message, as posted or (once amended) as it stands. `version` is the offset of the event that changed it last, 0 if none did.
struct message {
    std::string text;
    std::optional<event_id> reply_to;
    std::optional<time_point> edited_at;
    bool deleted = false;
    std::uint64_t version = 0;
    std::optional<event_id> was; // the held message that it was
    bool operator==(const message&) const = default;
};

/// A message's text was replaced.
struct message_edited {
    event_id target;
    std::string text;
    bool operator==(const message_edited&) const = default;
};

/// A message was deleted, by its author or by staff.
struct message_deleted {
    event_id target;
    bool operator==(const message_deleted&) const = default;
};

/// Space log: a room exists from here on.
struct room_opened {
    std::string room;
    std::string title;
    bool operator==(const room_opened&) const = default;
};

/// Space log: the author's display name from here on.
struct member_named {
    std::string name;
    bool operator==(const member_named&) const = default;
};

/// Written by a later version; kept, counted, skipped.
struct unknown_event {
    std::string type;
    bool operator==(const unknown_event&) const = default;
};

using event_body = std::variant<
    message, message_edited, message_deleted, room_opened, member_named, schedule_planned, clock_moved, question_asked,
    question_moved, question_voted, questions_merged, question_answered, answer_marked, pinned, unpinned, policy_changed,
    member_sanctioned, sanction_lifted, member_kicked, member_invited, invite_redeemed, invite_revoked, announced,
    announcement_ended, message_held, held_dropped, tended, report_filed, report_settled, member_blocked, room_waits,
    unknown_event>;

/// One committed entry of a log. Immutable and shared between cores once committed.
struct event {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    author from;
    std::string key; // of the command that made it; told to its author only
    event_body what;
    bool operator==(const event&) const = default;
};

/// A row: a message event as history shows it.
struct row {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    author from;
    message content;
    bool operator==(const row&) const = default;
};

/// A later change to a message that the room no longer keeps among its newest rows.
struct alteration {
    std::uint64_t version = 0; // offset of the event that made it
    bool deleted = false;
    std::string text; // of an edit
    time_point at;
    bool operator==(const alteration&) const = default;
};

/// All that a room folds to at an offset. Snapshot + later events == a replay of everything.
struct room_snapshot {
    std::uint64_t offset = 0;
    std::optional<event_id> id;
    std::uint64_t messages = 0;                 // posted and not deleted
    std::deque<row> rows;                       // newest, in order, as they stand; at most limits::room_rows_kept
    std::map<event_id, alteration> alterations; // at most limits::room_alterations_kept
    question_board board;
    room_policy policy;
    std::vector<held_message> held;      // in their order
    std::deque<dropped_message> dropped; // the last ones; at most limits::dropped_known
    std::deque<tended_item> tended;      // of the last moment, in order; at most limits::tended_known
    bool has_unknown = false;            // met an event of a later version: such a state is not to be saved
    bool operator==(const room_snapshot&) const = default;
};

/// All that a space folds to at an offset.
struct space_snapshot {
    std::uint64_t offset = 0;
    std::optional<event_id> id;
    std::vector<room_opened> rooms;                   // in the order they were opened
    std::unordered_map<member_id, std::string> names; // of members who wrote
    timetable schedule;
    member_standing standing;
    safety_desk safety;
    std::map<std::string, unsigned> code_numbers; // of rooms whose first code another had already (room_code.hpp)
    bool has_unknown = false;
    bool operator==(const space_snapshot&) const = default;
};

} // namespace hallway
