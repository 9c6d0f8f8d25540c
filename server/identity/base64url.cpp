#include "identity/base64url.hpp"

#include <cstdint>

namespace hallway {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string to_base64url(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t waiting = 0;
    int bits = 0;
    for (const char byte : bytes) {
        waiting = (waiting << 8 | static_cast<unsigned char>(byte)) & 0xffff;
        for (bits += 8; bits >= 6;) {
            bits -= 6;
            text += alphabet[waiting >> bits & 63];
        }
    }
    if (bits > 0)
        text += alphabet[waiting << (6 - bits) & 63];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t waiting = 0;
    int bits = 0;
    for (const char letter : text) {
        const auto value = alphabet.find(letter);
        if (value == std::string_view::npos)
            return std::nullopt;
        waiting = (waiting << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(waiting >> bits & 255);
        }
    }
    const auto left_over = waiting & ((1u << bits) - 1);
    if (bits >= 6 || left_over != 0)
        return std::nullopt;
    return bytes;
}

} // namespace hallway
