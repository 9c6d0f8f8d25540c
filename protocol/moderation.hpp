// Who may do what where, and what staff do about people: the events of a space and of a room, and what they fold to.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/members.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

// A scope is the id of a room; that of a stage also means the rooms of its talks. Empty: the whole space.

/// What a member is kept from.
enum class sanction_kind : std::uint8_t {
    mute, // writing and asking
    ban,  // being there
};

std::string_view name_of(sanction_kind which);
std::optional<sanction_kind> sanction_kind_named(std::string_view name);

/// Space log: a member is kept from something. A later one of the same kind and scope takes its place.
struct member_sanctioned {
    member_id member;
    sanction_kind kind = sanction_kind::mute;
    std::string scope;
    std::optional<time_point> until; // nothing: until it is lifted
    std::string reason;              // told to the member
    bool operator==(const member_sanctioned&) const = default;
};

/// Space log: no longer.
struct sanction_lifted {
    member_id member;
    sanction_kind kind = sanction_kind::mute;
    std::string scope;
    bool operator==(const sanction_lifted&) const = default;
};

/// Space log: a member is sent away, and may come back.
struct member_kicked {
    member_id member;
    std::string scope;
    std::string reason;
    bool operator==(const member_kicked&) const = default;
};

/// Space log: who redeems this is `member`, and has a role in a scope. The invite's id is the event's.
struct member_invited {
    member_id member;
    std::string name;
    role as = role::attendee;
    std::string scope;
    std::optional<time_point> until; // the end of the invite, and of the role
    bool operator==(const member_invited&) const = default;
};

/// Space log: one more device redeemed an invite; void if too many did.
struct invite_redeemed {
    event_id invite;
    bool operator==(const invite_redeemed&) const = default;
};

/// Space log: the invite is worth nothing any more, and its role is gone.
struct invite_revoked {
    event_id invite;
    bool operator==(const invite_revoked&) const = default;
};

/// Space log: said to everybody in a scope, until its end. Its id is the event's.
struct announced {
    std::string text;
    std::string scope;
    std::optional<time_point> until;
    bool operator==(const announced&) const = default;
};

/// Space log: no longer.
struct announcement_ended {
    event_id target;
    bool operator==(const announcement_ended&) const = default;
};

/// How a room takes messages and questions.
struct room_policy {
    std::chrono::seconds slow_mode{0};   // between two posts of a member; 0: off
    bool is_locked = false;              // nobody but staff writes
    bool takes_only_questions = false;   // nobody but staff writes messages
    bool moderates_questions = false;    // a question waits for staff before others see it
    bool takes_anonymous = true;         // questions
    bool holds_all = false;              // a message waits for staff before others see it
    std::chrono::seconds delay{0};       // or so long, and shows then; 0: off
    std::vector<std::string> held_words; // a message with one of them waits for staff; what they say and how, only staff are told
    bool holds_links = false;            // of guests who have just come
    bool holds_repeats = false;
    bool takes_applause = true;
    bool tells_typing = false; // who is, in a small room
    bool operator==(const room_policy&) const = default;
};

/// Room log: what of the policy is another from here on.
struct policy_changed {
    std::optional<std::chrono::seconds> slow_mode;
    std::optional<bool> is_locked;
    std::optional<bool> takes_only_questions;
    std::optional<bool> moderates_questions;
    std::optional<bool> takes_anonymous;
    std::optional<bool> holds_all;
    std::optional<std::chrono::seconds> delay;
    std::optional<std::vector<std::string>> held_words;
    std::optional<bool> holds_links;
    std::optional<bool> holds_repeats;
    std::optional<bool> takes_applause;
    std::optional<bool> tells_typing;
    bool operator==(const policy_changed&) const = default;
};

// --- what they fold to ---

struct sanction {
    member_sanctioned what;
    author by;
    time_point at;
    bool operator==(const sanction&) const = default;
};

struct invite {
    event_id id;
    member_invited what;
    author by;
    time_point at;
    unsigned devices = 0; // that redeemed it
    bool is_revoked = false;
    bool operator==(const invite&) const = default;
};

struct announcement {
    event_id id;
    announced what;
    author by;
    time_point at;
    bool operator==(const announcement&) const = default;
};

/// The standing of members in a space; part of its snapshot.
struct member_standing {
    std::map<member_id, std::vector<sanction>> sanctions;
    std::vector<invite> invites;                              // in the order in which they were made
    std::map<member_id, std::vector<std::size_t>> invites_of; // where each member's stand: add_invite() sees to it
    std::vector<announcement> announcements;
    std::map<member_id, role> staff; // who wrote under a role that came with a token
    bool operator==(const member_standing&) const = default;
};

void add_invite(member_standing& in, invite what);

} // namespace hallway
