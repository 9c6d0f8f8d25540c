// What answers and events are made of: members, rooms, rows. Private to the codec.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/json_writer.hpp"

#include <string_view>

namespace hallway {

void write_member(json_writer& out, std::string_view name, member_id id, std::string_view display_name, role as);

/// Writes an author as present readers are to see one: with the present name, and the role of that time.
void write_author(json_writer& out, const author& from, const name_of_member& names);

/// Writes the fields of a count.
void write_head_count(json_writer& out, const head_count& now);

/// Writes a room; without a name as an element of an array.
void write_room(json_writer& out, std::string_view name, const room_card& room);

void write_board(json_writer& out, const board_part& what, const viewer& to, const name_of_member& names);

void write_row(json_writer& out, std::string_view room, const row& what, const name_of_member& names);

} // namespace hallway
