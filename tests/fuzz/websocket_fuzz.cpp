// Any bytes as a client's half of a WebSocket: never a crash, and the same is understood however the network cuts them.
#include "edge/ws_decoder.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

using namespace hallway;

namespace {

/// Everything that was told, as one text.
struct told final : ws_listener {
    std::string all;

    void on_message(std::string_view text) override { (all += "\nmessage ") += text; }
    void on_ping() override { all += "\nping"; }
    void on_reply(std::string frame) override { (all += "\nreply ") += frame; }
};

/// In pieces whose sizes follow from `cut`; 0: whole.
std::string understood(std::string_view bytes, std::uint8_t cut)
{
    boost::asio::io_context place;
    ws_decoder decoder(place);
    told heard;
    for (std::size_t size = bytes.size(); !bytes.empty(); bytes.remove_prefix(size)) {
        if (cut > 0)
            size = std::min<std::size_t>(bytes.size(), cut < 128 ? cut : 1 + (bytes.size() * cut) % 7);
        if (const auto end = decoder.feed(bytes.substr(0, size), heard)) {
            heard.all += "\nend " + std::to_string(end->code) + (end->is_answered ? " answered" : "");
            break;
        }
    }
    return heard.all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    if (understood(bytes, 0) != understood(bytes, data[0] | 1))
        std::abort();
    return 0;
}
