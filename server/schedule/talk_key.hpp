// What a talk or a lesson is known by from one edition of a file to the next, and the room that it has by that.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// A guid or an event's id as something is known by it: one line of visible characters, in small letters (of ASCII), at most
/// schedule_limits::key_bytes_max bytes. Empty if it is none.
std::string key_of(std::string_view raw);

/// "t-" and the first 12 hex digits of the SHA-256: the same in every edition, however the talk is renamed or moved.
std::string talk_room_id(std::string_view known_by);

} // namespace hallway
