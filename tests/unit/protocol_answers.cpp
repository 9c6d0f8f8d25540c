// What clients are told: which fields stand there and which must not, and sentences for people.
#include "protocol/codec.hpp"
#include "protocol/limits.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

std::string_view only_ada(member_id id) { return id == member_id{1} ? "Ada" : ""; }

const std::string ada_in_json = R"({"id":"u-0000000000001","name":"Ada","role":"speaker"})";

event told(event_body what)
{
    return event{event_id{2},    132, time_point{1'700'000'000'123ms}, author{member_id{1}, role::speaker}, "c1f0a93b5d7e4f60",
                 std::move(what)};
}

std::string encoded(event_body what, bool with_key = false)
{
    return encode_event("lobby", told(std::move(what)), with_key, only_ada);
}

refusal to_wait(errc code, std::chrono::milliseconds time)
{
    refusal why{code};
    why.retry_after = time;
    return why;
}

/// The sentence that a person reads.
std::string sentence(const refusal& why) { return decode_server_document(encode_refusal(1, why))->error.message; }

} // namespace

TEST_CASE("fields stand in the order of the protocol's page", "[protocol][codec]")
{
    const std::string head = R"("room":"lobby","id":"e-0000000000002","offset":132,"at":1700000000123,"from":)" + ada_in_json;

    CHECK(
        encoded(message{.text = "Hi", .reply_to = event_id{1}}) ==
        R"({"ev":"message",)" + head + R"(,"text":"Hi","reply_to":"e-0000000000001"})");
    CHECK(
        encoded(message_edited{event_id{1}, "Ho"}) ==
        R"({"ev":"edited",)" + head + R"(,"target":"e-0000000000001","text":"Ho"})");
    CHECK(encoded(message_deleted{event_id{1}}) == R"({"ev":"deleted",)" + head + R"(,"target":"e-0000000000001"})");
    CHECK(
        encode_receipt(3, {event_id{2}, 132, time_point{1'700'000'000'123ms}, false}) ==
        R"({"re":3,"ok":{"id":"e-0000000000002","offset":132,"at":1700000000123}})");
}

TEST_CASE("a key is told to its author only", "[protocol][codec]")
{
    for (const event_body& what :
         {event_body{message{.text = "Hi"}}, event_body{message_edited{event_id{1}, "Ho"}},
          event_body{message_deleted{event_id{1}}}}) {
        CHECK(encoded(what, false).find("c1f0a93b5d7e4f60") == std::string::npos);
        CHECK(decode_server_document(encoded(what, true))->key == "c1f0a93b5d7e4f60");
    }
}

TEST_CASE("a deleted message takes its text along", "[protocol][codec]")
{
    message gone{.text = "what was said", .edited_at = time_point{1ms}, .deleted = true, .version = 140};
    const row kept{event_id{2}, 132, time_point{1ms}, author{member_id{1}, role::speaker}, gone};

    for (const auto& document :
         {encoded(gone), encode_body(gone), encode_snapshot(room_snapshot{.rows = {kept}}),
          encode_page(1, "lobby", "k3v9", {kept}, {}, {}, only_ada)}) {
        INFO(document);
        CHECK(document.find("what was said") == std::string::npos);
        CHECK(document.find(R"("deleted":true)") != std::string::npos);
    }
}

TEST_CASE("what a room does not show only moves the reader's position", "[protocol][codec]")
{
    const auto at = encode_at("lobby", 132, event_id{2});
    CHECK(at == R"({"ev":"at","room":"lobby","offset":132,"id":"e-0000000000002"})");
    CHECK(encoded(unknown_event{"poll_opened"}) == at);
    CHECK(encoded(room_opened{"lobby", "Lobby"}) == at);
    CHECK(encoded(member_named{"Ada"}) == at);
    CHECK(encoded(schedule_planned{}) == at);
}

TEST_CASE("a member without a known name is shown as a question mark", "[protocol][codec]")
{
    auto by_nobody = told(message{.text = "Hi"});
    by_nobody.from.id = member_id{2};
    CHECK(decode_server_document(encode_event("lobby", by_nobody, false, only_ada))->from.name == "?");
    CHECK(decode_server_document(encode_event("lobby", by_nobody, false, nullptr))->from.name == "?");
}

TEST_CASE("a document is one line of UTF-8, whatever is told", "[protocol][codec]")
{
    const auto document = encoded(message{.text = "a\n\r\t\"\\\x01\x1f/\u2028\xff\xed\xa0\x80\U0001f600\xf0\x9f"});
    CHECK(
        document.find("\"a\\n\\u000d\\t\\\"\\\\\\u0001\\u001f/\u2028\ufffd\ufffd\ufffd\ufffd\U0001f600\ufffd\ufffd\"") !=
        std::string::npos);
}

TEST_CASE("a refusal has a sentence for a person", "[protocol][codec]")
{
    CHECK(sentence(errc::locked) == sentence_for(errc::locked));
    CHECK(sentence({errc::forbidden, "Only its author may edit a message."}) == "Only its author may edit a message.");
    CHECK(sentence(to_wait(errc::slow_mode, 12s)) == "Wait 12 s before you post again.");
    CHECK(sentence(to_wait(errc::slow_mode, 11'001ms)) == "Wait 12 s before you post again.");
    CHECK(sentence(to_wait(errc::rate_limited, 1ms)) == "Wait 1 s before you try again.");
    CHECK(sentence(to_wait(errc::rate_limited, 0ms)) == "Wait 1 s before you try again.");
    CHECK(sentence(to_wait(errc::unavailable, 2s)) == sentence_for(errc::unavailable));
}

TEST_CASE("a refusal tells all that a client needs to go on", "[protocol][codec]")
{
    CHECK(
        encode_refusal(4, to_wait(errc::slow_mode, 12s)) ==
        R"({"re":4,"error":{"code":"slow_mode","message":"Wait 12 s before you post again.","retryable":true,"retry_after_ms":12000}})");
    CHECK(
        encode_refusal(std::nullopt, {errc::bad_request, "This is not JSON."}) ==
        R"({"re":null,"error":{"code":"bad_request","message":"This is not JSON.","retryable":false}})");
    CHECK(
        encode_refusal(0, {errc::bad_request, "This field is missing.", "key"}) ==
        R"({"re":0,"error":{"code":"bad_request","message":"This field is missing.","retryable":false,"field":"key"}})");
}

TEST_CASE("a join's body is shared, its number and reason are not", "[protocol][codec]")
{
    const auto body = encode_fresh_join_body({"lobby", "Lobby"}, {"k3v9", 0, {}}, 0, {}, {}, only_ada);
    CHECK(
        encode_fresh_join(2, body, {}) ==
        R"({"re":2,"ok":{"room":{"id":"lobby","title":"Lobby"},"epoch":"k3v9","offset":0,"recovered":false,"state":{"messages":0},"events":[],"mine":{}}})");
    CHECK(decode_server_document(encode_fresh_join(3, body, recovery_loss::forked))->reason == "forked");
}

TEST_CASE("the built-in client skips what a later version tells", "[protocol][codec]")
{
    CHECK(decode_server_document(R"({"ev":"tally","room":7,"from":[1],"votes":1.5})")->ev == "tally");
    CHECK(decode_server_document(R"({"re":1,"error":{"code":"no_such_code","message":"…"}})")->error.code == errc::bad_request);
    CHECK(
        decode_server_document(R"({"ev":"member","member":{"id":"u-0000000000001","name":"Ada","role":"wizard"}})")->from.as ==
        role::attendee);
}

TEST_CASE("the built-in client reads nothing into what is no document of a server", "[protocol][codec]")
{
    for (const auto* const document :
         {"",
          "{}",
          "[]",
          "7",
          R"({"re":1})",
          R"({"re":null,"ok":{}})",
          R"({"re":-1,"ok":{}})",
          R"({"re":1,"ok":[]})",
          R"({"re":1,"error":{}})",
          R"({"ev":7})",
          R"({"ev":"message","room":"lobby","offset":1.5})",
          R"({"ev":"message","room":"lobby","from":"Ada"})",
          R"({"ev":"gap","room":"lobby","from":9,"to":3})",
          R"({"ev":"left","room":"lobby"})",
          R"({"ev":"member"})",
          R"({"re":1,"ok":{"events":{}}})",
          R"({"re":1,"ok":{"events":[7]}})",
          R"({"re":1,"ok":{"events":[{"re":1,"ok":{}}]}})",
          R"({"re":1,"ok":{"space":{"id":"main","rooms":7}}})",
          R"({"re":1,"ok":{"room":{}}})"}) {
        INFO(document);
        CHECK_FALSE(decode_server_document(document).has_value());
    }
}

TEST_CASE("bytes that are no stored body or snapshot are not read as one", "[protocol][codec]")
{
    for (const auto* const bytes :
         {"", "{}", "[]", R"({"type":7})", R"({"type":"message"})", R"({"type":"message","text":7})",
          R"({"type":"edited","text":"Hi"})", R"({"type":"edited","target":"e-0000000000001"})", R"({"type":"deleted"})",
          R"({"type":"room_opened","room":"lobby"})", R"({"type":"member_named"})"}) {
        INFO(bytes);
        CHECK_FALSE(decode_body(bytes).has_value());
    }
    CHECK(decode_body(R"({"type":"poll_opened","choices":["a","b"]})") == event_body{unknown_event{"poll_opened"}});
    CHECK(decode_body(R"({"type":"message","text":"Hi","colour":"red"})") == event_body{message{.text = "Hi"}});

    for (const auto* const bytes :
         {"", "{}", "[]", R"({"offset":1,"messages":1,"rows":[{}],"alterations":[],"rooms":[{}],"names":[]})",
          R"({"offset":1,"messages":1,"rows":{},"alterations":[],"rooms":{},"names":[]})"}) {
        INFO(bytes);
        CHECK_FALSE(decode_room_snapshot(bytes).has_value());
        CHECK_FALSE(decode_space_snapshot(bytes).has_value());
    }
}
