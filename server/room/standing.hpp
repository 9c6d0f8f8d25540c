// The roles that members have where, and what they are kept from: decides what staff would do about them, and folds it. Pure; a part of the space.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Whether what holds in a scope holds in a room. A stage's scope has the rooms of its talks; the empty one has all, and what is in no room.
bool covers(const timetable& schedule, std::string_view scope, const std::string& room);

/// Whose word counts against whose: who has less cannot be sent away by who has as little.
constexpr int rank(role who)
{
    switch (who) {
    case role::organiser: return 4;
    case role::safety: return 3;
    case role::moderator: return 2;
    case role::speaker: return 1;
    case role::attendee:
    case role::bot: return 0;
    }
    return 0;
}

bool has_ended(const std::optional<time_point>& until, time_point now);

/// The highest of the roles that a member has in a room (empty: in the space as a whole): by the token that was shown, and by invites.
role role_in(
    const member_standing& in, const timetable& schedule, member_id who, role by_token, const std::string& room, time_point now);

/// The roles by invites that hold in parts of the space alone.
std::vector<invite> scoped_roles(const member_standing& in, member_id who, time_point now);

/// Whether a member has a role of staff anywhere.
bool is_staff_somewhere(const member_standing& in, member_id who, role by_token, time_point now);

/// What keeps a member from something in a room; null if nothing does. An empty room: of the space as a whole.
const sanction* sanction_on(
    const member_standing& in, const timetable& schedule, member_id who, sanction_kind kind, const std::string& room,
    time_point now);

/// All that hold against a member now.
std::vector<sanction> sanctions_on(const member_standing& in, member_id who, time_point now);

const invite* find_invite(const member_standing& in, event_id id);

std::vector<announcement> standing_announcements(const member_standing& in, time_point now);

// --- deciding: advice. `who` has the role that holds in the scope of the command, which is known to exist ---

outcome<event_body> decide(const member_standing& in, const sanction_member& what, const author& who, time_point now);
outcome<event_body> decide(const member_standing& in, const lift_sanction& what, const author& who, time_point now);
outcome<event_body> decide(const member_standing& in, const kick_member& what, const author& who, time_point now);
/// `made`: the id of the member that the invite is for.
outcome<event_body> decide(
    const member_standing& in, const invite_member& what, const author& who, time_point now, member_id made);
outcome<event_body> decide(const member_standing& in, const revoke_invite& what, const author& who, time_point now);
outcome<event_body> decide(const member_standing& in, const announce& what, const author& who, time_point now);
outcome<event_body> decide(const member_standing& in, const end_announcement& what, const author& who, time_point now);

/// Whether an invite can be redeemed; if not, why.
std::optional<refusal> why_not_redeemed(const member_standing& in, event_id which, time_point now);

// --- folding ---

/// Of a member's name: who wrote under a role that no invite gave.
void note_staff(member_standing& in, const author& who);

// \returns whether it changed something
bool fold(member_standing& in, const member_sanctioned& what, const event& e);
bool fold(member_standing& in, const sanction_lifted& what, const event& e);
bool fold(member_standing& in, const member_kicked& what, const event& e);
bool fold(member_standing& in, const member_invited& what, const event& e);
bool fold(member_standing& in, const invite_redeemed& what, const event& e);
bool fold(member_standing& in, const invite_revoked& what, const event& e);
bool fold(member_standing& in, const announced& what, const event& e);
bool fold(member_standing& in, const announcement_ended& what, const event& e);

} // namespace hallway
