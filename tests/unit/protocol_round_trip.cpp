// Laws of the codec: what is encoded is read back as it was, whatever it holds.
#include "protocol/codec.hpp"
#include "tests/unit/any_values.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::test;

namespace {

bool is_one_line(const std::string& document) { return document.find('\n') == std::string::npos; }

std::string_view awkward_name(member_id) { return "Ada \"the\" \\ first"; }

} // namespace

TEST_CASE("a command is read as it was written", "[protocol][codec]")
{
    rc::prop("every command", [] {
        const command sent{an_integer(), a_command()};
        const auto written = encode(sent);
        RC_LOG() << written;
        const auto read = decode_command(written);
        RC_ASSERT(std::holds_alternative<command>(read));
        RC_ASSERT((std::get<command>(read) == sent));
        RC_ASSERT(is_one_line(written));
    });
}

TEST_CASE("a stored body is read as it was written", "[protocol][codec]")
{
    rc::prop("every body", [] {
        const auto kept = a_body();
        const auto written = encode_body(kept);
        RC_LOG() << written;
        RC_ASSERT((decode_body(written) == kept));
        RC_ASSERT(is_row(kept) == std::holds_alternative<message>(kept));
    });
}

TEST_CASE("a snapshot is read as it was written, and written alike again", "[protocol][codec]")
{
    rc::prop("of a room", [] {
        const auto kept = a_room_snapshot();
        const auto written = encode_snapshot(kept);
        RC_LOG() << written;
        const auto read = decode_room_snapshot(written);
        RC_ASSERT((read == kept));
        RC_ASSERT(encode_snapshot(*read) == written);
    });
    rc::prop("of a space", [] {
        const auto kept = a_space_snapshot();
        const auto written = encode_snapshot(kept);
        RC_LOG() << written;
        const auto read = decode_space_snapshot(written);
        RC_ASSERT((read == kept));
        RC_ASSERT(encode_snapshot(*read) == written);
    });
}

TEST_CASE("what a server tells is read by the built-in client as it was meant", "[protocol][codec]")
{
    rc::prop("every event", [] {
        const event told{an_event(), an_integer(), a_time(), an_author(), a_key(), a_body()};
        const bool with_key = *rc::gen::arbitrary<bool>();
        const auto written = encode_event("lobby", told, with_key, awkward_name);
        RC_LOG() << written;
        const auto read = decode_server_document(written);
        RC_ASSERT(read.has_value());
        RC_ASSERT(is_one_line(written));
        RC_ASSERT(read->room == "lobby");
        RC_ASSERT((read->id == told.id));
        RC_ASSERT(read->offset == told.offset);
        if (read->ev == "at")
            return;
        RC_ASSERT((read->at == told.at));
        RC_ASSERT((read->from == member_card{told.from.id, std::string{awkward_name({})}, told.from.as}));
        RC_ASSERT(read->key == (with_key ? told.key : ""));
        if (const auto* const posted = std::get_if<message>(&told.what)) {
            RC_ASSERT(read->text == posted->text);
            RC_ASSERT(read->deleted == posted->deleted);
            RC_ASSERT((read->reply_to == posted->reply_to));
        }
    });
    rc::prop("every row of a page", [] {
        std::vector<row> rows;
        for (auto count = *rc::gen::inRange(0, 5); count > 0; --count)
            rows.push_back(a_row());
        const auto before = perhaps(an_integer);
        const auto after = perhaps(an_integer);
        const auto written = encode_page(7, "lobby", "k3v9", rows, before, after, awkward_name);
        RC_LOG() << written;
        const auto read = decode_server_document(written);
        RC_ASSERT(read.has_value());
        RC_ASSERT(is_one_line(written));
        RC_ASSERT((read->before == before && read->after == after));
        RC_ASSERT(read->events.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            RC_ASSERT((read->events[i].id == rows[i].id));
            RC_ASSERT(read->events[i].text == rows[i].content.text);
        }
    });
}
