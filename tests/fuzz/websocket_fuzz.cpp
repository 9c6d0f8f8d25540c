// Any bytes as a client's half of a WebSocket: what is delivered is what a naive reading of RFC 6455 yields, however the network cuts them.
#include "edge/settings.hpp"
#include "edge/ws_decoder.hpp"
#include "protocol/text.hpp"
#include "tests/fuzz/demand.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace hallway;
using fuzz::demand;

namespace {

struct understood {
    std::vector<std::string> messages;
    std::vector<std::string> pings; // their payloads
    std::optional<std::uint16_t> end;
    bool is_answered = false;
    bool operator==(const understood&) const = default;
};

struct listener final : ws_listener {
    understood all;
    std::size_t pings = 0;

    void on_message(std::string_view text) override
    {
        demand(!all.end, "after the end nothing is delivered");
        demand(is_utf8(text), "a delivered text is UTF-8");
        demand(text.size() <= limits::frame_bytes_max, "a delivered text is within the limit");
        all.messages.emplace_back(text);
    }
    void on_ping() override { ++pings; }
    void on_reply(std::string frame) override
    {
        constexpr char pong = '\x8a';
        constexpr char close = '\x88';
        demand(
            frame.size() >= 2 && frame.size() == 2u + static_cast<unsigned char>(frame[1]), "a reply is one whole small frame");
        demand(frame[0] == pong || frame[0] == close, "a reply is a pong or a close");
        if (frame[0] == pong)
            all.pings.push_back(frame.substr(2));
    }
};

/// In pieces whose sizes follow from `cut`; 0: whole.
understood decoded(std::string_view bytes, std::uint8_t cut)
{
    boost::asio::io_context place;
    ws_decoder decoder(place);
    listener heard;
    for (std::size_t size = bytes.size(); !bytes.empty(); bytes.remove_prefix(size)) {
        if (cut > 0)
            size = std::min<std::size_t>(bytes.size(), cut < 128 ? cut : 1 + (bytes.size() * cut) % 7);
        if (const auto end = decoder.feed(bytes.substr(0, size), heard)) {
            heard.all.end = end->code;
            heard.all.is_answered = end->is_answered;
            break;
        }
    }
    demand(heard.pings == heard.all.pings.size(), "every ping is told and answered");
    return heard.all;
}

/// Reads frames one after the other, each whole or not at all, and knows nothing of efficiency.
class naive_reader {
public:
    understood all;
    bool may_be_1007 = false; // some text so far is no UTF-8, or not yet: who checks early may say so before this reader does
    bool may_wait = false;    // the end was seen in a header whose payload never began

    void read(std::string_view bytes)
    {
        while (!all.end && take_frame(bytes)) {}
    }

private:
    bool end(close_code code)
    {
        all.end = static_cast<std::uint16_t>(code);
        return false;
    }

    bool take_frame(std::string_view& bytes)
    {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
        if (bytes.size() < 2)
            return false;
        const unsigned opcode = byte(0) & 0x0fu;
        const bool is_final = (byte(0) & 0x80u) != 0;
        const bool is_control = opcode >= 8;
        const std::size_t short_length = byte(1) & 0x7fu;
        const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
        const bool is_masked = (byte(1) & 0x80u) != 0;
        const auto header = 2 + length_bytes + (is_masked ? 4 : 0);
        if (bytes.size() < header)
            return false;
        if (is_control && short_length > 125)
            return end(close_code::protocol_error);
        if (is_control && bytes.size() < header + short_length)
            return false;
        std::uint64_t length = length_bytes == 0 ? short_length : 0;
        for (std::size_t i = 0; i < length_bytes; ++i)
            length = length << 8 | byte(2 + i);

        if (opcode == 0 && ++fragments_ > fragments_per_message_max)
            return end(close_code::policy);
        if ((byte(0) & 0x70u) != 0 || !is_masked || (opcode > 2 && opcode < 8) || opcode > 10 || (is_control && !is_final))
            return end(close_code::protocol_error);
        if ((length_bytes == 2 && length < 126) || (length_bytes == 8 && length < 65'536))
            return end(close_code::protocol_error);
        if (!is_control && (opcode == 0) != is_open_)
            return end(close_code::protocol_error);

        auto payload = std::string(bytes.substr(header, static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes.size()))));
        for (std::size_t i = 0; i < payload.size(); ++i)
            payload[i] = static_cast<char>(payload[i] ^ bytes[header - 4 + i % 4]);
        if (is_control)
            return take_control(opcode, payload) && (bytes.remove_prefix(header + payload.size()), true);
        if (opcode != 0) {
            is_text_ = opcode == 1;
            fragments_ = 1;
            message_.clear();
        }
        if (length > limits::frame_bytes_max - message_.size())
            return end(close_code::too_big);
        message_ += payload;
        may_be_1007 = may_be_1007 || (is_text_ && !is_utf8(message_));
        if (!is_text_ && (length > 0 || is_final)) { // an empty beginning is not yet anything
            may_wait = payload.empty() && length > 0;
            return end(close_code::unsupported_data);
        }
        if (payload.size() < length)
            return false;
        is_open_ = !is_final;
        if (is_final && !is_utf8(message_))
            return end(close_code::bad_payload);
        if (is_final)
            all.messages.push_back(message_);
        bytes.remove_prefix(header + payload.size());
        return true;
    }

    bool take_control(unsigned opcode, const std::string& payload)
    {
        if (opcode == 9)
            all.pings.push_back(payload);
        return opcode == 8 ? end(close_code::normal) : true; // whatever its code
    }

    bool is_open_ = false, is_text_ = false;
    std::uint32_t fragments_ = 0;
    std::string message_;
};

} // namespace

extern "C" int websocket_fuzz(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto whole = decoded(bytes, 0);
    demand(whole == decoded(bytes, data[0] | 1), "the same is understood however the bytes are cut");

    naive_reader naive;
    naive.read(bytes);
    demand(whole.messages == naive.all.messages, "what is delivered is what a naive reader finds");
    const auto is_early = naive.may_be_1007 && whole.end == 1007;
    demand(
        is_early ? whole.pings.size() <= naive.all.pings.size() &&
                       std::equal(whole.pings.begin(), whole.pings.end(), naive.all.pings.begin())
                 : whole.pings == naive.all.pings,
        "every ping is answered with its own payload");
    if (naive.all.end == 1000)
        demand(whole.end.has_value(), "a close ends the reading");
    else if (naive.all.end)
        demand(
            is_early || whole.end == naive.all.end || (naive.may_wait && !whole.end),
            "what is wrong ends the reading with the code that the naive reader finds");
    else
        demand(is_early || !whole.end, "what is right does not end the reading");
    return 0;
}
