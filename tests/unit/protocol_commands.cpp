// Commands as clients write them: what each refusal names, and JSON that means harm.
#include "protocol/codec.hpp"
#include "protocol/text.hpp"
#include "tests/unit/repeated.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <sstream>
#include <string>
#include <vector>

using namespace hallway;
using hallway::test::times;

namespace {

/// "ok", or the number that is answered to, the code and the field.
std::string verdict(std::string_view document)
{
    const auto decoded = decode_command(document);
    if (std::holds_alternative<command>(decoded))
        return "ok";
    const auto& failed = std::get<unreadable>(decoded);
    std::ostringstream text;
    text << (failed.id ? std::to_string(*failed.id) : "null") << " " << code_of(failed.why.code);
    if (!failed.why.field.empty())
        text << " " << failed.why.field;
    return text.str();
}

std::string verdict_with(const std::string& members) { return verdict(R"({"id":7,)" + members + "}"); }

template <class What>
What read(const std::string& document)
{
    const auto decoded = decode_command(document);
    REQUIRE(std::holds_alternative<command>(decoded));
    return std::get<What>(std::get<command>(decoded).what);
}

const std::string post_head = R"("do":"post","room":"lobby","key":"c1f0a93b5d7e4f60",)";
const std::string event_text = "e-000000000001z";

} // namespace

TEST_CASE("a field that is not as it must be is named", "[protocol][codec]")
{
    const std::vector<std::pair<std::string, std::string>> table{
        {R"("do":"hello")", "ok"},
        {R"("do":"hello","name":" ")", "7 bad_request name"},
        {R"("do":"hello","name":null)", "7 bad_request name"},
        {R"("do":"hello","name":["Ada"])", "7 bad_request name"},
        {R"("do":"hello","token":"")", "7 bad_request token"},
        {R"("do":"hello","token":"a b")", "7 bad_request token"},
        {R"("do":"hello","token":")" + std::string(4'096, 'x') + "\"", "ok"},
        {R"("do":"hello","token":")" + std::string(4'097, 'x') + "\"", "7 bad_request token"},
        {R"("do":"hello","space":"main")", "ok"},
        {R"("do":"hello","space":"Main")", "7 bad_request space"},
        {R"("do":"join")", "7 bad_request room"},
        {R"("do":"join","room":7)", "7 bad_request room"},
        {R"("do":"join","room":"")", "7 bad_room room"},
        {R"("do":"join","room":"../etc")", "7 bad_room room"},
        {R"("do":"join","room":"{tag}")", "7 bad_room room"},
        {R"("do":"join","room":"l\u043ebby")", "7 bad_room room"},
        {R"("do":"join","room":"lobby\u0000")", "7 bad_room room"},
        {R"("do":"join","room":")" + std::string(10'240, 'a') + "\"", "7 bad_room room"},
        {R"("do":"join","room":"lobby","since":null)", "7 bad_request since"},
        {R"("do":"join","room":"lobby","since":[])", "7 bad_request since"},
        {R"("do":"join","room":"lobby","since":{})", "7 bad_request since.epoch"},
        {R"("do":"join","room":"lobby","since":{"epoch":"","offset":1})", "7 bad_request since.epoch"},
        {R"("do":"join","room":"lobby","since":{"epoch":"k"})", "7 bad_request since.offset"},
        {R"("do":"join","room":"lobby","since":{"epoch":"k","offset":-1})", "7 bad_request since.offset"},
        {R"("do":"join","room":"lobby","since":{"epoch":"k","offset":1e999})", "7 bad_request since.offset"},
        {R"("do":"join","room":"lobby","since":{"epoch":"k","offset":1,"id":"x"})", "7 bad_request since.id"},
        {R"("do":"leave","room":"-")", "7 bad_room room"},
        {post_head + R"("text":"Hi")", "ok"},
        {R"("do":"post","room":"lobby","text":"Hi")", "7 bad_request key"},
        {R"("do":"post","room":"lobby","key":"short","text":"Hi")", "7 bad_request key"},
        {post_head + R"("text":"")", "7 bad_request text"},
        {post_head + R"("txt":"Hi")", "7 bad_request text"},
        {post_head + R"("text":")" + times(1'000, "\\ud83d\\ude00") + "\"", "ok"},
        {post_head + R"("text":")" + times(1'001, "a") + "\"", "7 too_large text"},
        {post_head + R"("text":"Hi","reply_to":"u-0000000000000")", "7 bad_request reply_to"},
        {R"("do":"edit","room":"lobby","key":"c1f0a93b5d7e4f60","text":"Hi")", "7 bad_request target"},
        {R"("do":"edit","room":"lobby","key":"c1f0a93b5d7e4f60","target":")" + event_text + "\"", "7 bad_request text"},
        {R"("do":"delete","room":"lobby","key":"c1f0a93b5d7e4f60","target":131)", "7 bad_request target"},
        {R"("do":"open","room":"lobby","key":"c1f0a93b5d7e4f60")", "ok"},
        {R"("do":"open","room":"lobby","key":"c1f0a93b5d7e4f60","title":"")", "7 bad_request title"},
        {R"("do":"history","room":"lobby")", "7 bad_request"},
        {R"("do":"history","room":"lobby","before":1,"after":1)", "7 bad_request"},
        {R"("do":"history","room":"lobby","latest":false)", "7 bad_request latest"},
        {R"("do":"history","room":"lobby","latest":1)", "7 bad_request latest"},
        {R"("do":"history","room":"lobby","around":12)", "7 bad_request around"},
        {R"("do":"history","room":"lobby","before":"12")", "7 bad_request before"},
        {R"("do":"history","room":"lobby","before":1.5)", "7 bad_request before"},
        {R"("do":"history","room":"lobby","after":-1)", "7 bad_request after"},
        {R"("do":"history","room":"lobby","latest":true,"limit":0)", "7 bad_request limit"},
        {R"("do":"history","room":"lobby","latest":true,"limit":1e2)", "7 bad_request limit"},
        {R"("do":"ping","later":{"versions":["add",1.5,null]})", "ok"},
        {R"("do":"dance")", "7 unknown_command"},
        {R"("do":"Ping")", "7 unknown_command"},
        {R"("do":null)", "7 bad_request do"},
        {R"("dont":"ping")", "7 bad_request do"},
    };
    for (const auto& [members, expected] : table) {
        INFO(members.substr(0, 200));
        CHECK(verdict_with(members) == expected);
    }
}

TEST_CASE("a command's number is a whole number that every library reads exactly", "[protocol][codec]")
{
    const auto with_id = [](const std::string& id) { return verdict(R"({"do":"ping","id":)" + id + "}"); };
    CHECK(with_id("0") == "ok");
    CHECK(with_id("9007199254740991") == "ok");
    for (const auto* const id :
         {"9007199254740992", "18446744073709551615", "18446744073709551616", "-1", "-0", "1.0", "1.5", "1e3", "1e999", "-1e999",
          "\"1\"", "null", "true", "[1]", "{}"}) {
        INFO(id);
        CHECK(with_id(id) == "null bad_request id");
    }
    CHECK(verdict(R"({"do":"ping"})") == "null bad_request id");
}

TEST_CASE("an integer above 2^53 - 1 is refused wherever an integer belongs", "[protocol][codec]")
{
    for (const auto* const number : {"9007199254740992", "18446744073709551616", "1e999", "1e5", "-1", "1.5"}) {
        INFO(number);
        CHECK(verdict_with(std::string{R"("do":"history","room":"lobby","before":)"} + number) == "7 bad_request before");
        CHECK(
            verdict_with(std::string{R"("do":"history","room":"lobby","latest":true,"limit":)"} + number) ==
            "7 bad_request limit");
    }
}

TEST_CASE("a document that is no JSON object is refused without a number", "[protocol][codec]")
{
    using namespace std::string_literals;
    for (const auto& document :
         {""s,
          " "s,
          "{"s,
          "}"s,
          "[]"s,
          "7"s,
          "null"s,
          "\"ping\""s,
          "ping"s,
          R"([{"id":7,"do":"ping"}])"s,
          R"({"id":7,"do":"ping"}})"s,
          R"({"id":7,"do":"ping"} {})"s,
          R"({"id":7,"do":"ping"}x)"s,
          R"({"id":7,"do":"ping"})"s + '\0',
          R"({"id":7,"do":"ping"})"s + "\0x"s,
          R"({"id":7,"do":"ping",})"s,
          R"({"id":7 "do":"ping"})"s,
          R"({'id':7,'do':'ping'})"s,
          R"({id:7,do:"ping"})"s,
          "{\"id\":7,\"do\":\"ping\" // a comment\n}"s,
          "{\"id\":7,\"do\":\"pi\nng\"}"s,
          R"({"id":07,"do":"ping"})"s,
          R"({"id":+7,"do":"ping"})"s,
          R"({"id":NaN,"do":"ping"})"s,
          R"({"id":7,"do":"ping"\u0000})"s,
          "{\"id\":7,\"do\":\"\xff\"}"s,
          "{\"id\":7,\"do\":\"\xed\xa0\x80\"}"s,
          R"({"id":7,"do":"\x70ing"})"s,
          "\xff\xfe{\0}\0"s}) {
        INFO(document);
        CHECK(verdict(document) == "null bad_request");
    }
}

TEST_CASE("a key that stands twice is refused and named", "[protocol][codec]")
{
    CHECK(verdict(R"({"id":7,"id":7,"do":"ping"})") == "null bad_request id");
    CHECK(verdict(R"({"id":7,"do":"ping","do":"hello"})") == "null bad_request do");
    CHECK(verdict(R"({"id":7,"do":"ping","d\u006f":"hello"})") == "null bad_request do");
    CHECK(verdict(R"({"id":7,"do":"join","room":"a","since":{"epoch":"a","epoch":"b"}})") == "null bad_request epoch");
    CHECK(verdict(R"({"id":7,"do":"ping","x":[{"a":1},{"a":1}],"y":{"id":1,"do":2}})") == "ok");
    // A word that is not like one of ours is not repeated to its sender.
    CHECK(verdict(R"({"id":7,"<b>":1,"<b>":2})") == "null bad_request");
}

TEST_CASE("depth and the number of keys are bounded before anything is built", "[protocol][codec]")
{
    const auto nested = [](std::size_t depth) {
        return R"({"id":7,"do":"ping","x":)" + times(depth - 1, "[") + times(depth - 1, "]") + "}";
    };
    CHECK(verdict(nested(limits::json_depth_max)) == "ok");
    CHECK(verdict(nested(limits::json_depth_max + 1)) == "null bad_request");
    CHECK(verdict(nested(100'000)) == "null bad_request");
    CHECK(verdict(times(100'000, "[")) == "null bad_request");
    CHECK(verdict(times(100'000, R"({"a":)")) == "null bad_request");

    const auto with_keys = [](std::size_t count) {
        std::string document = R"({"id":7,"do":"ping")";
        for (std::size_t i = 2; i < count; ++i)
            document += ",\"k" + std::to_string(i) + "\":0";
        return document + "}";
    };
    CHECK(verdict(with_keys(limits::json_keys_max)) == "ok");
    CHECK(verdict(with_keys(limits::json_keys_max + 1)) == "null bad_request");
    CHECK(verdict(with_keys(10'000)) == "null bad_request");
}

TEST_CASE("half an emoji is removed from a text and refused elsewhere", "[protocol][codec]")
{
    const auto text_of = [](const std::string& escaped) {
        return read<post>(R"({"id":7,)" + post_head + R"("text":")" + escaped + "\"}").text;
    };
    CHECK(text_of(R"(Hi \ud83d)") == "Hi");
    CHECK(text_of(R"(Hi \ude00 there)") == "Hi  there");
    CHECK(text_of(R"(\ud83d\ud83d\ude00)") == "\U0001f600");
    CHECK(text_of(R"(\uD83D\uDE00\uDE00)") == "\U0001f600");
    CHECK(text_of(R"(\\ud83d)") == "\\ud83d");
    CHECK(text_of(R"(\\\ud83dx)") == "\\x");
    CHECK(text_of(R"(\ud83d\n\ude00x)") == "x");
    CHECK(verdict_with(post_head + R"("text":"\ud83d")") == "7 bad_request text");
    CHECK(verdict_with(R"("do":"hello","name":"Ada \ud83d")") == "7 bad_request name");
    CHECK(verdict_with(R"("do":"join","room":"a\ud83d")") == "7 bad_room room");
    CHECK(verdict_with(R"("do":"ping","x":"\ud8)") == "null bad_request");
    CHECK(verdict_with(R"("do":"ping","x":"\ud8zz")") == "null bad_request");
    CHECK(verdict_with(R"("do":"ping","x":"\)") == "null bad_request");
}

TEST_CASE("a text is clean when it is decoded", "[protocol][codec]")
{
    CHECK(read<post>(R"({"id":7,)" + post_head + R"("text":"  e\u0301\u0000\r\n"})").text == "\u00e9");
    CHECK(read<hello>(R"({"id":7,"do":"hello","name":" Ada   Lovelace "})").name == "Ada Lovelace");
    CHECK(read<open_room>(R"({"id":7,"do":"open","room":"a","key":"c1f0a93b5d7e4f60","title":" A  table "})").title == "A table");
}

TEST_CASE("more rows than a page has are clamped", "[protocol][codec]")
{
    const auto limit_of = [](const std::string& members) {
        return read<history>(R"({"id":7,"do":"history","room":"lobby","latest":true)" + members + "}").limit;
    };
    CHECK(limit_of("") == limits::page_rows_default);
    CHECK(limit_of(R"(,"limit":1)") == 1);
    CHECK(limit_of(R"(,"limit":300)") == 300);
    CHECK(limit_of(R"(,"limit":1000000000)") == 300);
}

TEST_CASE("a position before the first event has no id", "[protocol][codec]")
{
    const auto at =
        read<join>(R"({"id":7,"do":"join","room":"a","since":{"epoch":"k","offset":0,"id":"e-000000000001z"}})").since;
    CHECK(at == position{"k", 0, std::nullopt});
}

TEST_CASE("no bytes make the decoders throw", "[protocol][codec]")
{
    rc::prop("any bytes", [](const std::string& bytes) {
        (void)decode_command(bytes);
        (void)decode_server_document(bytes);
        (void)decode_body(bytes);
        (void)decode_room_snapshot(bytes);
        (void)decode_space_snapshot(bytes);
    });
    rc::prop("a good document with a few bytes changed", [] {
        std::string document = *rc::gen::element<std::string>(
            R"({"id":7,"do":"join","room":"lobby","since":{"epoch":"k3v9","offset":120,"id":"e-000000000001z"}})",
            R"({"id":7,"do":"post","room":"lobby","key":"c1f0a93b5d7e4f60","text":"Hi \ud83d\ude00","reply_to":"e-000000000001z"})",
            R"({"ev":"message","room":"lobby","id":"e-000000000001z","offset":1,"at":2,"from":{"id":"u-000000000001z","name":"A","role":"bot"}})",
            R"({"re":1,"ok":{"room":{"id":"lobby","title":"Lobby"},"events":[{"ev":"at","room":"lobby"}],"space":{"id":"m","rooms":[]}}})",
            R"({"type":"message","text":"Hi","version":3})",
            R"({"offset":3,"messages":1,"rows":[{"id":"e-000000000001z","offset":1}],"alterations":[],"rooms":[],"names":[]})");
        for (auto changes = *rc::gen::inRange(1, 6); changes > 0; --changes)
            document[*rc::gen::inRange<std::size_t>(0, document.size())] =
                *rc::gen::element('"', '{', '}', '[', ']', ':', ',', '\\', '0', '-', 'e', '\xff', '\0');
        (void)decode_command(document);
        (void)decode_server_document(document);
        (void)decode_body(document);
        (void)decode_room_snapshot(document);
        (void)decode_space_snapshot(document);
    });
}
