// WebSocket frames as a client sends them (RFC 6455, 5.2), well formed or not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hallway::test {

enum class opcode : unsigned char { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct frame_form {
    bool is_final = true;
    bool is_masked = true;
    unsigned char reserved_bits = 0;     // 0x70 at most
    std::uint64_t claimed_bytes = ~0ull; // another length than the payload's
};

/// One frame.
inline std::string client_frame(opcode code, std::string_view payload, frame_form form = {})
{
    const auto length = form.claimed_bytes == ~0ull ? payload.size() : form.claimed_bytes;
    const unsigned mask_bit = form.is_masked ? 0x80u : 0u;
    std::string out{static_cast<char>((form.is_final ? 0x80u : 0u) | form.reserved_bits | static_cast<unsigned>(code))};
    int length_bytes = 0;
    if (length < 126) {
        out += static_cast<char>(mask_bit | length);
    } else {
        length_bytes = length <= 0xffff ? 2 : 8;
        out += static_cast<char>(mask_bit | (length_bytes == 2 ? 126u : 127u));
    }
    for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(length >> shift & 0xff);
    if (!form.is_masked)
        return out.append(payload);
    constexpr std::array<char, 4> key{0x37, static_cast<char>(0xfa), 0x21, 0x3d};
    out.append(key.data(), key.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        out += static_cast<char>(payload[i] ^ key[i % key.size()]);
    return out;
}

inline std::string client_text(std::string_view payload) { return client_frame(opcode::text, payload); }

/// A close frame with a code.
inline std::string client_close(std::uint16_t code, std::string_view reason = {})
{
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return client_frame(opcode::close, payload.append(reason));
}

/// A server's close frame, as it stands on the wire.
inline std::string server_close(std::uint16_t code, std::string_view reason = {})
{
    std::string out{
        static_cast<char>(0x88), static_cast<char>(reason.size() + 2), static_cast<char>(code >> 8),
        static_cast<char>(code & 0xff)};
    return out.append(reason);
}

} // namespace hallway::test
