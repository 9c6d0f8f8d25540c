// Bytes as text that needs no escaping in a link: base64url without padding (RFC 4648, section 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hallway {

std::string to_base64url(std::string_view bytes);

/// \returns nothing for anything but the one way to write those bytes: no padding, no white space, no stray bits at the end.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace hallway
