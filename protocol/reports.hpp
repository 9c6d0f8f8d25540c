// What members ask of the safety team, and of the space for themselves: the events of a space, and what they fold to.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/members.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

enum class report_kind : std::uint8_t { abuse, spam, danger, misleading, other };

std::string_view name_of(report_kind which);
std::optional<report_kind> report_kind_named(std::string_view name);

/// Space log, for safety alone and never for whom it concerns: a report. Its id is the event's.
struct report_filed {
    std::string room;
    std::optional<event_id> target; // a message
    member_id about;
    report_kind kind = report_kind::other;
    std::string text; // of who reports
    bool operator==(const report_filed&) const = default;
};

/// Space log, for the same: safety has dealt with it.
struct report_settled {
    event_id target;
    std::string note;
    bool operator==(const report_settled&) const = default;
};

/// Space log, for its author alone: who does not want to read whom.
struct member_blocked {
    member_id member;
    bool on = true;
    bool operator==(const member_blocked&) const = default;
};

/// Who is told that something waits.
enum class alarm_reach : std::uint8_t {
    room,  // those who have a role in it, or in its stage
    space, // those who have one in the whole space
    all,   // all staff
};

std::string_view name_of(alarm_reach which);
std::optional<alarm_reach> alarm_reach_named(std::string_view name);

/// Space log, for staff: something in a room waits for them and nobody of them is there. Folds to nothing.
struct room_waits {
    std::string room;
    time_point since;
    alarm_reach reach = alarm_reach::room;
    bool operator==(const room_waits&) const = default;
};

// --- what they fold to ---

struct settlement {
    author by;
    time_point at;
    std::string note;
    bool operator==(const settlement&) const = default;
};

struct report {
    event_id id;
    author by;
    time_point at;
    report_filed what;
    std::optional<settlement> closed;
    bool operator==(const report&) const = default;
};

/// Part of a space's snapshot.
struct safety_desk {
    std::vector<report> reports;                        // in the order in which they were made
    std::map<member_id, std::vector<member_id>> blocks; // by who blocks
    std::map<member_id, time_point> newcomers;          // members who gave their name a moment ago; others may be in it, too
    bool operator==(const safety_desk&) const = default;
};

/// A record beside the logs: the words of a message that was taken away or reported. Kept for safety, for a while.
struct kept_text {
    author from;
    time_point at; // of the message
    std::string text;
    time_point until;
    bool operator==(const kept_text&) const = default;
};

} // namespace hallway
