#include "tests/support/chat_client.hpp"

#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hallway::test {

chat_client::chat_client(std::uint16_t port, int receive_buffer, const std::string& source)
    : socket_(port, receive_buffer, source)
{
    if (socket_.try_send(upgrade_request()))
        head_ = socket_.read_until("\r\n\r\n");
}

std::uint64_t chat_client::send(std::string_view members)
{
    return socket_.try_send(client_text(fmt::format("{{\"id\":{},{}}}", ++last_number_, members))) ? last_number_ : 0;
}

std::string chat_client::ask(std::string_view members)
{
    const auto number = send(members);
    if (number == 0)
        return {};
    const auto beginning = fmt::format("{{\"re\":{},", number);
    for (std::size_t seen = 0;;) {
        for (; seen < unread_.size(); ++seen) {
            if (!unread_[seen].starts_with(beginning))
                continue;
            auto found = std::move(unread_[seen]);
            unread_.erase(unread_.begin() + static_cast<std::ptrdiff_t>(seen));
            return found;
        }
        if (!read_some())
            return {};
    }
}

std::string chat_client::enter(std::string_view name, std::string_view room)
{
    auto greeted = ask(fmt::format("\"do\":\"hello\",\"name\":\"{}\"", name));
    if (greeted.find(",\"ok\":") == std::string::npos)
        return greeted;
    return ask(fmt::format("\"do\":\"join\",\"room\":\"{}\"", room));
}

std::optional<std::string> chat_client::next()
{
    while (unread_.empty())
        if (!read_some())
            return std::nullopt;
    auto first = std::move(unread_.front());
    unread_.pop_front();
    return first;
}

void chat_client::read_to_the_end()
{
    while (read_some()) {}
}

/// One frame. \returns false if there was none
bool chat_client::read_some()
{
    const auto frame = socket_.read_frame();
    if (frame.size() < 2)
        return false;
    const auto short_length = static_cast<unsigned char>(frame[1]) & 0x7Fu;
    const std::size_t head = short_length < 126 ? 2 : short_length == 126 ? 4 : 10;
    std::string_view payload(frame);
    payload.remove_prefix(std::min(head, frame.size()));
    switch (static_cast<opcode>(frame[0] & 0x0F)) {
    case opcode::close:
        if (payload.size() >= 2) {
            close_code_ =
                static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]));
            close_reason_ = payload.substr(2);
        }
        socket_.try_send(client_close(close_code_ == 0 ? 1000 : close_code_));
        return true;
    case opcode::ping: socket_.try_send(client_frame(opcode::pong, payload)); return true;
    case opcode::text:
        while (!payload.empty()) {
            const auto end = std::min(payload.find('\n'), payload.size());
            unread_.emplace_back(payload.substr(0, end));
            payload.remove_prefix(std::min(end + 1, payload.size()));
        }
        return true;
    default: return true;
    }
}

} // namespace hallway::test
