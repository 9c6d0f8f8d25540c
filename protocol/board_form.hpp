// Questions and pins as the store and the snapshots keep them. Private to the codec.
#pragma once

#include "protocol/events.hpp"
#include "protocol/json_writer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string_view>

namespace hallway {

// The bodies of events, with their type, into an object that is open.
void write_stored(json_writer& out, const question_asked& what);
void write_stored(json_writer& out, const question_moved& what);
void write_stored(json_writer& out, const question_voted& what);
void write_stored(json_writer& out, const questions_merged& what);
void write_stored(json_writer& out, const question_answered& what);
void write_stored(json_writer& out, const answer_marked& what);
void write_stored(json_writer& out, const pinned& what);
void write_stored(json_writer& out, const unpinned& what);

/// \returns nothing if it is of another type; in it nothing if it cannot be read
std::optional<std::optional<event_body>> read_board_event(std::string_view type, const nlohmann::json& object);

void write_answer_content(json_writer& out, const answer_content& what);
answer_content read_answer_content(const nlohmann::json& object);

/// A member of a snapshot; left out if there is nothing.
void write_kept_board(json_writer& out, const question_board& what);
std::optional<question_board> read_kept_board(const nlohmann::json& object);

} // namespace hallway
