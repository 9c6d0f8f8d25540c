#include "protocol/framing.hpp"

#include <cstddef>
#include <cstdint>

namespace hallway {

namespace {

constexpr char final_text = '\x81'; // FIN, opcode 1
constexpr std::size_t header_bytes_max = 10;

/// The header of an unmasked text frame in its shortest form, as RFC 6455, 5.2 demands.
void append_header(std::string& frame, std::uint64_t payload_bytes)
{
    frame.push_back(final_text);
    int length_bytes = 0;
    if (payload_bytes < 126) {
        frame.push_back(static_cast<char>(payload_bytes));
    } else if (payload_bytes <= 0xffff) {
        frame.push_back(126);
        length_bytes = 2;
    } else {
        frame.push_back(127);
        length_bytes = 8;
    }
    for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8)
        frame.push_back(static_cast<char>(payload_bytes >> shift & 0xff));
}

} // namespace

std::string text_frame(std::string_view payload)
{
    std::string frame;
    frame.reserve(header_bytes_max + payload.size());
    append_header(frame, payload.size());
    frame.append(payload);
    return frame;
}

shared_bytes frame_of(const std::vector<std::string>& documents)
{
    std::size_t payload_bytes = documents.empty() ? 0 : documents.size() - 1;
    for (const auto& document : documents)
        payload_bytes += document.size();

    std::string frame;
    frame.reserve(header_bytes_max + payload_bytes);
    append_header(frame, payload_bytes);
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (i > 0)
            frame.push_back('\n');
        frame.append(documents[i]);
    }
    return std::make_shared<const std::string>(std::move(frame));
}

shared_bytes frame_of(std::string_view document) { return std::make_shared<const std::string>(text_frame(document)); }

} // namespace hallway
