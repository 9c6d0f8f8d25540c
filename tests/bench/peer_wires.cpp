#include "tests/bench/peer_wires.hpp"

#include <fmt/format.h>

#include <charconv>

namespace hallway::bench {
namespace {

using kind = heard::kind;

heard message_in(std::string_view document)
{
    heard found;
    found.what = kind::message;
    found.offset = number_after(document, R"("offset":)");
    found.due_ns = number_after(document, R"("text":"due )");
    return found;
}

} // namespace

std::string socket_io_wire::upgrade(const server_address& server) const
{
    return websocket_upgrade(server, "/socket.io/?EIO=4&transport=websocket", "");
}

std::string socket_io_wire::say_first(const entry&) const { return "40"; }

std::string socket_io_wire::say_next(const entry& who) const
{
    return fmt::format(R"(422["join",{{"name":"Member {}","room":"{}"}}])", who.number, who.room);
}

std::string socket_io_wire::say_post(const bench_post& post) const
{
    return fmt::format(R"(42{}["post",{{"key":"{}","text":"{}"}}])", post.command, post.key, post.text);
}

heard socket_io_wire::hear(std::string_view document) const
{
    heard found;
    if (document.starts_with(R"(42["message",)"))
        return message_in(document);
    if (document.starts_with("40{")) {
        found.what = kind::greeted;
    } else if (document == "2") {
        found.what = kind::ping;
    } else if (document.starts_with("44")) {
        found.what = kind::refused;
    } else if (document.starts_with("43")) {
        found.what = document.starts_with("432[") ? kind::entered : kind::answered;
        found.offset = number_after(document, R"("offset":)");
    }
    return found;
}

std::string nats_wire::say_next(const entry& who) const
{
    return fmt::format("CONNECT {{\"verbose\":false,\"pedantic\":false,\"echo\":true}}\r\nSUB {} 1\r\nPING\r\n", who.room);
}

std::string nats_wire::say_post(const bench_post& post) const
{
    const auto body = fmt::format(
        R"({{"ev":"message","room":"{}","offset":{},"key":"{}","text":"{}"}})", post.room, post.number, post.key, post.text);
    return fmt::format("PUB {} {}\r\n{}\r\nPING\r\n", post.room, body.size(), body);
}

heard nats_wire::hear(std::string_view document) const
{
    heard found;
    if (document.starts_with(R"({"ev":"message")"))
        return message_in(document);
    if (document.starts_with("INFO "))
        found.what = kind::greeted;
    else if (document.starts_with("PING"))
        found.what = kind::ping;
    else if (document.starts_with("PONG"))
        found.what = kind::answered;
    else if (document.starts_with("-ERR"))
        found.what = kind::refused;
    return found;
}

} // namespace hallway::bench
