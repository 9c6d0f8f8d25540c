// The standing of members and the policy of rooms as the store and the snapshots keep them, and as they are told. Private to the codec.
#pragma once

#include "protocol/events.hpp"
#include "protocol/json_writer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string_view>

namespace hallway {

// The bodies of events, with their type, into an object that is open.
void write_stored(json_writer& out, const policy_changed& what);
void write_stored(json_writer& out, const member_sanctioned& what);
void write_stored(json_writer& out, const sanction_lifted& what);
void write_stored(json_writer& out, const member_kicked& what);
void write_stored(json_writer& out, const member_invited& what);
void write_stored(json_writer& out, const invite_redeemed& what);
void write_stored(json_writer& out, const invite_revoked& what);
void write_stored(json_writer& out, const announced& what);
void write_stored(json_writer& out, const announcement_ended& what);

/// \returns nothing if it is of another type; in it nothing if it cannot be read
std::optional<std::optional<event_body>> read_moderation_event(std::string_view type, const nlohmann::json& object);

// Fields that commands, events and the store have alike, into an object that is open.
void write_policy_change(json_writer& out, const policy_changed& what);
void write_sanction(json_writer& out, const member_sanctioned& what);
void write_lifted(json_writer& out, const sanction_lifted& what);
void write_kick(json_writer& out, const member_kicked& what);
void write_announced(json_writer& out, const announced& what);

/// A member "policy": all of it, or what is not as in a room that was never set.
void write_policy(json_writer& out, const room_policy& what, bool is_whole);
room_policy read_policy(const nlohmann::json& object);

/// As those are told who are no staff.
room_policy without_words(room_policy what);

/// A member of a snapshot; left out if there is nothing.
void write_kept_standing(json_writer& out, const member_standing& what);
std::optional<member_standing> read_kept_standing(const nlohmann::json& object);

} // namespace hallway
