// What members ask for about what waits, about what should not be there, and about each other.
#pragma once

#include "protocol/holding.hpp"
#include "protocol/reports.hpp"

#include <optional>
#include <string>

namespace hallway {

/// `release` on the wire: what is held shows now.
struct release_held {
    std::string room;
    std::string key;
    event_id target;
    bool operator==(const release_held&) const = default;
};

/// `tend` on the wire: the sender is on it.
struct tend_item {
    std::string room;
    std::string key;
    event_id target;
    bool operator==(const tend_item&) const = default;
};

/// `wipe` on the wire: all that a member said in a room is to go.
struct wipe_member {
    std::string room;
    std::string key;
    member_id member;
    bool operator==(const wipe_member&) const = default;
};

/// `held` on the wire: what waits in a room, for staff; a page at a time.
struct list_held {
    std::string room;
    std::optional<event_id> after; // the last one of the page before
    bool operator==(const list_held&) const = default;
};

/// `report` on the wire. About a message or a member.
struct file_report {
    std::string room;
    std::string key;
    report_kind kind = report_kind::other;
    std::optional<event_id> target;
    std::optional<member_id> member; // without a target
    std::string text;                // cleaned
    bool operator==(const file_report&) const = default;
};

/// `reports` on the wire: for safety, the newest first; a page at a time.
struct list_reports {
    std::optional<event_id> after; // the last one of the page before
    bool operator==(const list_reports&) const = default;
};

/// `settle` on the wire.
struct settle_report {
    std::string key;
    event_id target;
    std::string note; // one line
    bool operator==(const settle_report&) const = default;
};

/// `kept` on the wire: for safety, the words of a message that is gone or was reported.
struct read_kept {
    std::string room;
    event_id target;
    bool operator==(const read_kept&) const = default;
};

/// `block` on the wire.
struct block_member {
    std::string key;
    member_blocked what;
    bool operator==(const block_member&) const = default;
};

} // namespace hallway
