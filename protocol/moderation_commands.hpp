// What staff ask for about people, and about how a room takes what is written.
#pragma once

#include "protocol/moderation.hpp"

#include <optional>
#include <string>

namespace hallway {

/// `mute` and `ban` on the wire.
struct sanction_member {
    std::string key;
    member_sanctioned what;
    bool operator==(const sanction_member&) const = default;
};

/// `unmute` and `unban` on the wire.
struct lift_sanction {
    std::string key;
    sanction_lifted what;
    bool operator==(const lift_sanction&) const = default;
};

/// `kick` on the wire.
struct kick_member {
    std::string key;
    member_kicked what;
    bool operator==(const kick_member&) const = default;
};

/// `invite` on the wire. The member is the server's to make.
struct invite_member {
    std::string key;
    std::string name; // cleaned
    role as = role::attendee;
    std::string scope;
    std::optional<time_point> until;
    bool operator==(const invite_member&) const = default;
};

/// `revoke` on the wire.
struct revoke_invite {
    std::string key;
    event_id target;
    bool operator==(const revoke_invite&) const = default;
};

/// `announce` on the wire.
struct announce {
    std::string key;
    announced what; // its text cleaned
    bool operator==(const announce&) const = default;
};

/// `unannounce` on the wire.
struct end_announcement {
    std::string key;
    event_id target;
    bool operator==(const end_announcement&) const = default;
};

/// `policy` on the wire.
struct change_policy {
    std::string room;
    std::string key;
    policy_changed what; // says something
    bool operator==(const change_policy&) const = default;
};

/// `sanctions` on the wire: those that hold, for staff; a page at a time.
struct list_sanctions {
    std::optional<member_id> after; // the last member of the page before
    bool operator==(const list_sanctions&) const = default;
};

/// `invites` on the wire: for organisers; a page at a time.
struct list_invites {
    std::optional<event_id> after; // the last one of the page before
    bool operator==(const list_invites&) const = default;
};

} // namespace hallway
