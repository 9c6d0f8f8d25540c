#include "edge/frame_scanner.hpp"
#include "edge/settings.hpp"
#include "edge/ws_decoder.hpp"
#include "support/http_message.hpp"
#include "tests/support/client_frame.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;

namespace {

/// What a decoder tells, as one line each.
struct told final : ws_listener {
    std::vector<std::string> lines;

    void on_message(std::string_view text) override { lines.push_back("message " + std::string(text)); }
    void on_ping() override { lines.push_back("ping"); }
    void on_reply(std::string frame) override { lines.push_back("reply " + frame); }
};

/// The whole of it in pieces of at most so many bytes.
std::optional<ws_end> feed(ws_decoder& decoder, std::string_view bytes, told& to, std::size_t piece = std::string::npos)
{
    for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size()))
        if (const auto end = decoder.feed(bytes.substr(at, piece), to))
            return end;
    return std::nullopt;
}

std::string pong(std::string_view payload)
{
    return std::string{static_cast<char>(0x8A), static_cast<char>(payload.size())}.append(payload);
}

std::optional<ws_end> end_of(std::string_view bytes, std::vector<std::string>* lines = nullptr)
{
    boost::asio::io_context place;
    ws_decoder decoder(place);
    told heard;
    const auto end = feed(decoder, bytes, heard);
    if (lines)
        *lines = heard.lines;
    return end;
}

http_request upgrade_request()
{
    http_request out;
    out.method = "GET";
    out.path = "/v1/ws";
    out.headers = {
        {"Host", "127.0.0.1"},
        {"Connection", "keep-alive, Upgrade"},
        {"Upgrade", "websocket"},
        {"Sec-WebSocket-Version", "13"},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
        {"Sec-WebSocket-Extensions", "permessage-deflate"},
        {"Sec-WebSocket-Protocol", "other, hallway.v1"}};
    return out;
}

} // namespace

TEST_CASE("a message is told whole, however its bytes are cut", "[decoder]")
{
    boost::asio::io_context place;
    const std::string emoji = "\xF0\x9F\x8E\x89";
    const std::string bytes = client_text("one") + client_frame(opcode::text, "t" + emoji.substr(0, 2), {.is_final = false}) +
                              client_frame(opcode::ping, "are you there") +
                              client_frame(opcode::continuation, "", {.is_final = false}) + client_frame(opcode::pong, "") +
                              client_frame(opcode::continuation, emoji.substr(2) + "o") + client_frame(opcode::ping, "") +
                              client_text("") + client_text(std::string(40'000, 'x'));
    const std::vector<std::string> expected{
        "message one",       "ping",     "reply " + pong("are you there"),     "message t" + emoji + "o", "ping",
        "reply " + pong(""), "message ", "message " + std::string(40'000, 'x')};
    for (const std::size_t piece : {1u, 2u, 3u, 5u, 7u, 11u, 100u, 1'000u, 100'000u}) {
        CAPTURE(piece);
        ws_decoder decoder(place);
        told heard;
        CHECK_FALSE(feed(decoder, bytes, heard, piece));
        CHECK(heard.lines == expected);
        CHECK(decoder.is_idle());
        CHECK(decoder.messages() == 4);
    }
}

TEST_CASE("random conversations decode alike, whole and cut at random", "[decoder]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    boost::asio::io_context place;
    for (int round = 0; round < 200; ++round) {
        std::string bytes;
        for (int i = 0; i < 20; ++i) {
            const auto fragments = 1 + random() % 4;
            for (std::size_t part = 0; part < fragments; ++part) {
                bytes += client_frame(
                    part == 0 ? opcode::text : opcode::continuation, std::string(random() % 300, static_cast<char>('a' + part)),
                    {.is_final = part + 1 == fragments});
                if (random() % 3 == 0)
                    bytes += client_frame(random() % 2 ? opcode::ping : opcode::pong, std::string(random() % 126, 'p'));
            }
        }
        told whole;
        told cut;
        ws_decoder one(place);
        ws_decoder other(place);
        REQUIRE_FALSE(feed(one, bytes, whole));
        for (std::size_t at = 0; at < bytes.size();) {
            const auto size = 1 + random() % (random() % 4 == 0 ? 400 : 5);
            REQUIRE_FALSE(other.feed(std::string_view(bytes).substr(at, size), cut));
            at += size;
        }
        REQUIRE(whole.lines == cut.lines);
        REQUIRE(one.is_idle());
        REQUIRE(other.is_idle());
    }
}

TEST_CASE("a decoder is idle between messages only", "[decoder]")
{
    boost::asio::io_context place;
    ws_decoder decoder(place);
    told heard;
    const auto fed = [&](std::string_view bytes) {
        REQUIRE_FALSE(decoder.feed(bytes, heard));
        return decoder.is_idle();
    };
    const auto text = client_text("hello");
    CHECK_FALSE(fed(text.substr(0, 1)));
    CHECK_FALSE(fed(text.substr(1, 6)));
    CHECK(fed(text.substr(7)));
    CHECK_FALSE(fed(client_frame(opcode::text, "a", {.is_final = false})));
    CHECK_FALSE(fed(client_frame(opcode::pong, "p")));
    CHECK(fed(client_frame(opcode::continuation, "b")));
    const auto ping = client_frame(opcode::ping, "p");
    CHECK_FALSE(fed(ping.substr(0, 3)));
    CHECK(fed(ping.substr(3)));
}

TEST_CASE("one decoder serves several sessions in turn", "[decoder]")
{
    boost::asio::io_context place;
    ws_decoder_pool pool(place);
    told ada;
    told bob;
    auto decoder = pool.lend();
    const auto* first = decoder.get();
    CHECK_FALSE(feed(*decoder, client_text("from ada"), ada));
    pool.give_back(std::move(decoder));

    decoder = pool.lend();
    CHECK(decoder.get() == first);
    CHECK_FALSE(feed(*decoder, client_text("from bob") + client_frame(opcode::ping, ""), bob));
    pool.give_back(std::move(decoder));

    decoder = pool.lend();
    CHECK(feed(*decoder, client_text("again") + client_close(1000), ada)->code == 1000);
    CHECK(ada.lines == std::vector<std::string>{"message from ada", "message again", "reply " + server_close(1000)});
    CHECK(bob.lines == std::vector<std::string>{"message from bob", "ping", "reply " + pong("")});
}

TEST_CASE("what breaks the protocol is answered 1002", "[decoder]")
{
    const std::vector<std::pair<std::string, std::string>> broken{
        {"unmasked", client_frame(opcode::text, "x", {.is_masked = false})},
        {"reserved bit", client_frame(opcode::text, "x", {.reserved_bits = 0x40})},
        {"reserved opcode", client_frame(static_cast<opcode>(3), "x")},
        {"reserved control opcode", client_frame(static_cast<opcode>(11), "x")},
        {"fragmented ping", client_frame(opcode::ping, "x", {.is_final = false})},
        {"long ping", client_frame(opcode::ping, std::string(126, 'x'))},
        {"continuation of nothing", client_frame(opcode::continuation, "x")},
        {"a message within a message", client_frame(opcode::text, "x", {.is_final = false}) + client_text("y")},
        {"a close frame of one byte", client_frame(opcode::close, "x")},
        {"a close code that may not be sent", client_close(1005)},
        {"a length in a longer form than needed", std::string("\x81\xFE\x00\x05", 4) + "abcd12345"},
    };
    for (const auto& [what, bytes] : broken) {
        CAPTURE(what);
        std::vector<std::string> lines;
        const auto end = end_of(bytes, &lines);
        REQUIRE(end);
        CHECK(end->code == 1002);
        CHECK(end->is_answered);
        CHECK(lines == std::vector<std::string>{"reply " + server_close(1002)});
    }
}

TEST_CASE("text that is not UTF-8 is answered 1007, also across fragments", "[decoder]")
{
    for (const auto& bytes :
         {client_text("\xC3\x28"), client_text("\xED\xA0\x80"), client_text("half \xE2\x82"),
          client_frame(opcode::text, "\xE2\x82", {.is_final = false}) + client_frame(opcode::continuation, "x")}) {
        std::vector<std::string> lines;
        const auto end = end_of(bytes, &lines);
        REQUIRE(end);
        CHECK(end->code == 1007);
        CHECK(lines == std::vector<std::string>{"reply " + server_close(1007)});
    }
    const auto close = end_of(client_close(1000, "\xC3\x28"));
    REQUIRE(close);
    CHECK(close->code != 1000);
}

TEST_CASE("a message of 64 KiB is read, one byte more is answered 1009", "[decoder]")
{
    const std::string most(limits::frame_bytes_max, 'x');
    std::vector<std::string> lines;
    CHECK_FALSE(end_of(client_text(most), &lines));
    CHECK(lines.size() == 1);
    CHECK_FALSE(end_of(client_frame(opcode::text, most, {.is_final = false}) + client_frame(opcode::continuation, "")));

    CHECK(end_of(client_text(most + "x"))->code == 1009);
    CHECK(end_of(client_frame(opcode::text, most, {.is_final = false}) + client_frame(opcode::continuation, "x"))->code == 1009);
}

TEST_CASE("a claimed length of 2^58 or 2^63 is answered 1009 by its header alone", "[decoder]")
{
    for (const auto claimed : {1ull << 58, 1ull << 63, ~0ull - 1}) {
        std::vector<std::string> lines;
        const auto end = end_of(client_frame(opcode::text, "", {.claimed_bytes = claimed}), &lines);
        REQUIRE(end);
        CHECK(end->code == 1009);
        CHECK(lines == std::vector<std::string>{"reply " + server_close(1009)});
    }
}

TEST_CASE("binary is refused with 1003, which the session still has to say", "[decoder]")
{
    const auto end = end_of(client_frame(opcode::binary, "x"));
    REQUIRE(end);
    CHECK(end->code == 1003);
    CHECK_FALSE(end->is_answered);
    CHECK(end_of(client_frame(opcode::binary, ""))->code == 1003);
}

TEST_CASE("the fragments of a message are counted, and more than enough are refused with 1008", "[decoder]")
{
    const auto begin = client_frame(opcode::text, "a", {.is_final = false});
    std::string empty;
    for (std::uint32_t i = 2; i < fragments_per_message_max; ++i)
        empty += client_frame(opcode::continuation, "", {.is_final = false});
    std::vector<std::string> lines;
    CHECK_FALSE(end_of(begin + empty + client_frame(opcode::continuation, "z") + begin + empty, &lines));
    CHECK(lines == std::vector<std::string>{"message az"});

    const auto end = end_of(begin + empty + empty);
    REQUIRE(end);
    CHECK(end->code == 1008);
    CHECK_FALSE(end->is_answered);
}

TEST_CASE("a close is answered with its own code, and nothing behind it is read", "[decoder]")
{
    std::vector<std::string> lines;
    auto end = end_of(client_close(4999, "bye") + client_text("too late"), &lines);
    REQUIRE(end);
    CHECK(end->code == 4999);
    CHECK(end->is_answered);
    CHECK(lines == std::vector<std::string>{"reply " + server_close(4999)});

    end = end_of(client_frame(opcode::close, ""), &lines);
    REQUIRE(end);
    CHECK(end->code == 0);
    CHECK(lines == std::vector<std::string>{"reply " + server_close(1000)});
}

TEST_CASE("a close code that nobody has defined is refused with 1002", "[decoder]")
{
    for (const auto code : std::to_array<std::uint16_t>({999, 1004, 1006, 1015, 2999, 5000, 65'535})) {
        CAPTURE(code);
        const auto end = end_of(client_close(code, "why not"));
        REQUIRE(end);
        CHECK(end->code == 1002);
    }
}

TEST_CASE("the handshake is the one of RFC 6455, without compression", "[decoder]")
{
    boost::asio::io_context place;
    const auto answer = shake_hands(place, upgrade_request());
    CHECK(answer.is_open);
    using Catch::Contains;
    CHECK_THAT(answer.response, Catch::StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    CHECK_THAT(answer.response, Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    CHECK_THAT(answer.response, Contains("Connection: Upgrade\r\n"));
    CHECK_THAT(answer.response, Contains("Sec-WebSocket-Protocol: hallway.v1\r\n"));
    CHECK_THAT(answer.response, Contains("Server: hallway\r\n"));
    CHECK_THAT(answer.response, !Contains("deflate"));
    CHECK_THAT(answer.response, Catch::EndsWith("\r\n\r\n"));
}

TEST_CASE("a handshake without key or of another version is refused", "[decoder]")
{
    boost::asio::io_context place;
    auto request = upgrade_request();
    request.headers[3].second = "8";
    auto answer = shake_hands(place, request);
    CHECK_FALSE(answer.is_open);
    CHECK_THAT(answer.response, Catch::StartsWith("HTTP/1.1 426"));
    CHECK_THAT(answer.response, Catch::Contains("Sec-WebSocket-Version: 13\r\n"));

    request = upgrade_request();
    request.headers.erase(request.headers.begin() + 4);
    answer = shake_hands(place, request);
    CHECK_FALSE(answer.is_open);
    CHECK_THAT(answer.response, Catch::StartsWith("HTTP/1.1 400"));
}

TEST_CASE("the scanner finds where frames end", "[decoder]")
{
    for (const std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u}) {
        CAPTURE(size);
        const auto frame = client_text(std::string(size, 'x'));
        const auto unmasked = client_frame(opcode::text, std::string(size, 'x'), {.is_masked = false});
        for (const auto& one : {frame, unmasked}) {
            frame_scanner scanner;
            CHECK(scanner.pass(one + "next") == one.size());
            CHECK(scanner.is_between_messages());
            CHECK(scanner.fragments() == 1);
            CHECK(scanner.pass(std::string_view(one).substr(0, 1)) == 1);
            CHECK_FALSE(scanner.is_between_frames());
            CHECK(scanner.pass(std::string_view(one).substr(1)) == one.size() - 1);
            CHECK(scanner.is_between_frames());
        }
    }
}
