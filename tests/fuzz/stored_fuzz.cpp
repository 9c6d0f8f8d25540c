// Any bytes as what a store or a server hands out: never a crash, and what is accepted survives being written and read again.
#include "protocol/codec.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace hallway;

extern "C" int stored_fuzz(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (const auto body = decode_body(bytes); body && !std::holds_alternative<unknown_event>(*body)) {
        const auto again = decode_body(encode_body(*body));
        if (!again || *again != *body)
            std::abort();
    }
    if (const auto snapshot = decode_room_snapshot(bytes)) {
        const auto again = decode_room_snapshot(encode_snapshot(*snapshot));
        if (!again || !(*again == *snapshot))
            std::abort();
    }
    (void)decode_space_snapshot(bytes);
    (void)decode_server_document(bytes);
    return 0;
}
