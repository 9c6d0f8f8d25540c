// What answers and events are made of: members, rooms, rows. Private to the codec.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/json_writer.hpp"

#include <string_view>

namespace hallway {

/// An answer, to be written on in its `ok`.
json_writer begin_ok(std::uint64_t id, std::size_t bytes_expected = 256);
std::string end_ok(json_writer out);

/// An event or a signal, to be written on.
json_writer begin_signal(std::string_view ev);

void write_member(json_writer& out, std::string_view name, member_id id, std::string_view display_name, role as);

/// Writes an author as present readers are to see one: with the present name, and the role of that time.
void write_author(json_writer& out, const author& from, const name_of_member& names);

/// Writes the fields of a count.
void write_head_count(json_writer& out, const head_count& now);

/// Writes the fields of what is left out.
void write_shedding(json_writer& out, const shedding& what);

/// Writes a room; without a name as an element of an array.
void write_room(json_writer& out, std::string_view name, const room_card& room);

/// A member whose role does not matter, as "member".
void write_known_member(json_writer& out, member_id who, const name_of_member& names);

/// A member "held", if there is something; "more_held".
void write_held(json_writer& out, const held_part& what, const name_of_member& names);

void write_board(json_writer& out, const board_part& what, const viewer& to, const name_of_member& names);

/// What a welcome says of the member's scoped roles and sanctions, and of announcements; left out if there is nothing.
void write_own_standing(json_writer& out, const welcome& what);
void write_announcements(json_writer& out, const std::vector<announcement>& all);

void write_row(json_writer& out, std::string_view room, const row& what, const name_of_member& names);

} // namespace hallway
