// Any bytes as a frame: never a crash, and what is accepted survives being written and read again.
#include "protocol/codec.hpp"
#include "protocol/text.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace hallway;

extern "C" int commands_fuzz(const std::uint8_t* data, std::size_t size)
{
    const std::string_view frame{reinterpret_cast<const char*>(data), size};
    const auto documents = split_frame(frame);
    if (!documents)
        return 0;
    for (const auto document : *documents) {
        const auto decoded = decode_command(document);
        const auto* accepted = std::get_if<command>(&decoded);
        if (accepted == nullptr)
            continue;
        const auto again = decode_command(encode(*accepted));
        if (std::get_if<command>(&again) == nullptr || std::get<command>(again) != *accepted)
            std::abort();
    }
    return 0;
}
