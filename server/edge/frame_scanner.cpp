#include "edge/frame_scanner.hpp"

#include <algorithm>

namespace hallway {

std::size_t frame_scanner::pass(std::string_view bytes)
{
    std::size_t passed = 0;
    while (passed < bytes.size() && (header_bytes_ < 2 || header_bytes_ < header_size_)) {
        see_header_byte(static_cast<unsigned char>(bytes[passed++]));
        if (header_bytes_ >= 2 && header_bytes_ == header_size_)
            begin_payload();
    }
    if (header_bytes_ < 2 || header_bytes_ < header_size_)
        return passed;

    const auto taken = std::min<std::uint64_t>(payload_left_, bytes.size() - passed);
    payload_left_ -= taken;
    if (payload_left_ == 0)
        header_bytes_ = 0;
    return passed + static_cast<std::size_t>(taken);
}

void frame_scanner::see_header_byte(unsigned char byte)
{
    constexpr unsigned mask_bit = 0x80;
    if (header_bytes_ == 0) {
        first_byte_ = byte;
    } else if (header_bytes_ == 1) {
        const auto length = byte & 0x7Fu;
        length_bytes_ = length == 126 ? 2 : length == 127 ? 8 : 0;
        header_size_ = static_cast<std::uint8_t>(2 + length_bytes_ + (byte & mask_bit ? 4 : 0));
        payload_left_ = length_bytes_ > 0 ? 0 : length;
    } else if (header_bytes_ < 2 + length_bytes_) {
        payload_left_ = payload_left_ << 8 | byte;
    }
    ++header_bytes_;
}

void frame_scanner::begin_payload()
{
    const auto opcode = first_byte_ & 0x0Fu;
    const auto is_control = opcode >= 8;
    if (is_control)
        return;
    fragments_ = opcode == 0 ? fragments_ + 1 : 1;
    is_open_ = (first_byte_ & 0x80u) == 0;
}

} // namespace hallway
