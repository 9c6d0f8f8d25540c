// Held messages, reports and blocks as the store and the snapshots keep them, and as they are told. Private to the codec.
#pragma once

#include "protocol/events.hpp"
#include "protocol/json_writer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <deque>
#include <optional>
#include <string_view>

namespace hallway {

// The bodies of events, with their type, into an object that is open.
void write_stored(json_writer& out, const message_held& what);
void write_stored(json_writer& out, const held_dropped& what);
void write_stored(json_writer& out, const tended& what);
void write_stored(json_writer& out, const report_filed& what);
void write_stored(json_writer& out, const report_settled& what);
void write_stored(json_writer& out, const member_blocked& what);
void write_stored(json_writer& out, const room_waits& what);

/// \returns nothing if it is of another type; in it nothing if it cannot be read
std::optional<std::optional<event_body>> read_safety_event(std::string_view type, const nlohmann::json& object);

/// What a held message is and why it waits, into an object that is open.
void write_held_fields(json_writer& out, const message_held& what);

// Members of snapshots; left out if there is nothing.
void write_kept_held(json_writer& out, const std::vector<held_message>& what);
bool read_kept_held(const nlohmann::json& object, std::vector<held_message>& into);
void write_kept_dropped(json_writer& out, const std::deque<dropped_message>& what);
bool read_kept_dropped(const nlohmann::json& object, std::deque<dropped_message>& into);
void write_kept_tended(json_writer& out, const std::deque<tended_item>& what);
bool read_kept_tended(const nlohmann::json& object, std::deque<tended_item>& into);
void write_kept_safety(json_writer& out, const safety_desk& what);
bool read_kept_safety(const nlohmann::json& object, safety_desk& into);

} // namespace hallway
