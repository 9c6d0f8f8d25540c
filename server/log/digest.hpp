// What a key stands for: a keyed hash of a command's body, so that a retry is told from a reuse without keeping the text.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// HMAC-SHA256 (RFC 2104) of `body`, cut to 16 bytes.
std::string digest_of(std::string_view secret, std::string_view body);

} // namespace hallway
