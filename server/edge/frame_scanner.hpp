// Follows where a client's WebSocket frames begin and end (RFC 6455, 5.2), without judging them: that is Beast's work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hallway {

/// Beast does not tell whether a message has begun, how many fragments it has, or whether its read buffer is empty. This does, in 24
/// bytes: Beast is never given more than the rest of one frame, so between two frames it holds nothing back.
class frame_scanner {
public:
    /// How many of the bytes belong to the frame that the first of them belongs to. They count as passed.
    std::size_t pass(std::string_view bytes);

    bool is_between_frames() const { return header_bytes_ == 0; }

    /// No frame has begun and no message waits for a further fragment.
    bool is_between_messages() const { return is_between_frames() && !is_open_; }

    /// Frames of the message that is open, or of the last one.
    std::uint32_t fragments() const { return fragments_; }

private:
    void see_header_byte(unsigned char byte);
    void begin_payload();

    std::uint64_t payload_left_ = 0;
    std::uint32_t fragments_ = 0;
    std::uint8_t header_bytes_ = 0; // seen of this frame
    std::uint8_t header_size_ = 0;  // known after the second
    std::uint8_t length_bytes_ = 0; // behind the second byte
    std::uint8_t first_byte_ = 0;   // FIN and the opcode
    bool is_open_ = false;          // a data frame without FIN came last
};

} // namespace hallway
