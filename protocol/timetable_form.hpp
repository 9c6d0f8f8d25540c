// The parts of a timetable as JSON, alike in the log, in snapshots and on the wire. Private to the codec.
#pragma once

#include "protocol/errors.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/timetable.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string_view>

namespace hallway {

struct plan;

// Members, into an object that is open.
void write_stage(json_writer& out, const planned_stage& what);
void write_slot(json_writer& out, const talk_slot& what);
void write_lesson(json_writer& out, const planned_lesson& what);
void write_about(json_writer& out, const about& what);

/// With this slot in place of the planned one. What follows the slot and what stands behind all else are the caller's: see write_talk_head, write_talk_rest.
void write_talk_head(json_writer& out, const planned_talk& what, const talk_slot& slot);
void write_talk_rest(json_writer& out, const planned_talk& what);
void write_talk(json_writer& out, const planned_talk& what);

void write_planned(json_writer& out, const schedule_planned& what);
void write_timetable(json_writer& out, std::string_view name, const timetable& what);

// Of what this server wrote itself. \returns nothing if something is missing that has to be there.
std::optional<schedule_planned> read_planned(const nlohmann::json& object);
std::optional<timetable> read_timetable(const nlohmann::json& object);
about read_about(const nlohmann::json& object);

/// Of what a client asks, checked and cleaned. \returns the first fault.
std::optional<refusal> read_plan(const nlohmann::json& object, plan& into);

} // namespace hallway
