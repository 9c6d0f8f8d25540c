#include "bench/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hallway::bench {
namespace {

constexpr std::size_t look_for_error_in = 32; // {"re":12345,"error":…

std::uint64_t count_of(std::string_view document, std::string_view part)
{
    std::uint64_t count = 0;
    for (auto at = document.find(part); at != std::string_view::npos; at = document.find(part, at + part.size()))
        ++count;
    return count;
}

} // namespace

std::uint64_t number_after(std::string_view document, std::string_view name)
{
    const auto at = document.find(name);
    std::uint64_t value = 0;
    if (at != std::string_view::npos)
        std::from_chars(document.data() + at + name.size(), document.data() + document.size(), value);
    return value;
}

std::string_view text_after(std::string_view document, std::string_view name)
{
    const auto at = document.find(name);
    if (at == std::string_view::npos)
        return {};
    const auto rest = document.substr(at + name.size());
    return rest.substr(0, std::min(rest.find('"'), rest.size()));
}

std::string websocket_upgrade(const server_address& server, std::string_view path, std::string_view protocol)
{
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{}{}{}\r\n",
        path, server.authority(), protocol.empty() ? "" : "Sec-WebSocket-Protocol: ", protocol, protocol.empty() ? "" : "\r\n");
}

std::string hallway_wire::upgrade(const server_address& server) const
{
    return websocket_upgrade(server, server.path, "hallway.v1");
}

std::string hallway_wire::say_first(const entry& who) const
{
    const auto token = who.token.empty() ? std::string() : fmt::format(R"(,"token":"{}")", who.token);
    return fmt::format(R"({{"id":1,"do":"hello","name":"Member {}"{}}})", who.number, token) + '\n' + say_again(who);
}

std::string hallway_wire::say_again(const entry& who) const
{
    const auto since =
        who.epoch.empty() ? std::string() : fmt::format(R"(,"since":{{"epoch":"{}","offset":{}}})", who.epoch, who.offset);
    return fmt::format(R"({{"id":2,"do":"join","room":"{}"{}}})", who.room, since);
}

std::string hallway_wire::say_post(const bench_post& post) const
{
    return fmt::format(
        R"({{"id":{},"do":"post","room":"{}","key":"{}","text":"{}"}})", post.command, post.room, post.key, post.text);
}

std::string hallway_wire::say_clap(std::string_view room) const
{
    return fmt::format(
        R"({{"id":1,"do":"applaud","room":"{}","kind":"clap"}})", room); // the hello's id: nobody looks for that any more
}

std::string hallway_wire::ask_history(std::uint64_t command, std::string_view room) const
{
    return fmt::format(R"({{"id":{},"do":"history","room":"{}","latest":true,"limit":300}})", command, room);
}

heard hallway_wire::hear(std::string_view document) const
{
    using kind = heard::kind;
    heard found;
    if (document.starts_with(R"({"ev":"message")")) {
        found.what = kind::message;
        found.offset = number_after(document, R"("offset":)");
        found.due_ns = number_after(document, R"("text":"due )");
    } else if (document.starts_with(R"({"ev":"gap")") || document.starts_with(R"({"ev":"reset")")) {
        found.what = kind::gap;
    } else if (document.starts_with(R"({"ev":"applause")")) {
        found.what = kind::applause;
        found.claps = number_after(document, R"("clap":)");
    } else if (document.starts_with(R"({"re":)")) {
        const auto command = number_after(document, R"({"re":)");
        if (document.substr(0, look_for_error_in).find(R"(,"error":)") != std::string_view::npos) {
            found.what = kind::refused;
        } else if (command == 1) {
            found.token = text_after(document, R"("token":")");
        } else if (command == 2) {
            found.what = kind::entered;
            found.offset = number_after(document, R"("offset":)");
            found.epoch = text_after(document, R"("epoch":")");
            found.is_recovered = document.find(R"("recovered":true)") != std::string_view::npos;
            found.has_more = document.find(R"("more":true)") != std::string_view::npos;
            found.events = count_of(document, R"("text":"due )");
        } else {
            found.what = kind::answered;
        }
    }
    return found;
}

} // namespace hallway::bench
