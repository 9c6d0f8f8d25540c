// SHA-256, for names that have to come out alike everywhere. Not for secrets: see identity/secrets.hpp and log/digest.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace hallway {

std::array<unsigned char, 32> sha256(std::string_view bytes);

/// The first of its hex digits, 64 at most.
std::string sha256_hex(std::string_view bytes, std::size_t digits);

} // namespace hallway
