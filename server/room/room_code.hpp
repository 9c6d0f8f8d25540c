// The short code of a room, for posters and slides: six signs that nobody mistakes for others. Public, and the same for ever.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// How many codes a room may try before it has none.
inline constexpr unsigned room_code_numbers = 5;

/// From the SHA-256 of "space/room"; an empty room is the space itself. \param number 0, or a further one if another room has that code, below room_code_numbers
std::string room_code(std::string_view space, std::string_view room, unsigned number);

/// As a person typed it, in capitals. \returns nothing if it is none
std::optional<std::string> parse_room_code(std::string_view text);

} // namespace hallway
