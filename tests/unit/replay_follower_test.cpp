// How the built-in clients follow a room, come back, and read an address.
#include "outside/room_follower.hpp"
#include "outside/room_member.hpp"
#include "outside/server_address.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

server_document message_at(std::uint64_t offset)
{
    server_document event;
    event.ev = "message";
    event.room = "lobby";
    event.offset = offset;
    event.id = event_id{offset * 100};
    return event;
}

server_document join_answer(std::uint64_t offset, std::optional<bool> recovered, std::vector<server_document> events = {})
{
    server_document answer;
    answer.re = 2;
    answer.epoch = "k3v9";
    answer.offset = offset;
    answer.id = event_id{offset * 100};
    answer.recovered = recovered;
    answer.events = std::move(events);
    return answer;
}

struct lobby_reader {
    explicit lobby_reader(bool from_the_start = false)
        : follower("lobby", from_the_start, [this](const server_document& event) { heard.push_back(event.offset); })
    {
    }

    std::vector<std::uint64_t> heard;
    room_follower follower;
};

} // namespace

TEST_CASE("a fresh follower joins without a position, later ones with it", "[replay]")
{
    lobby_reader one;
    CHECK_FALSE(one.follower.next_join().since);

    one.follower.joined(join_answer(7, false));
    one.follower.told(message_at(8));

    const auto since = one.follower.next_join().since;
    REQUIRE(since);
    CHECK(*since == position{"k3v9", 8, event_id{800}});
    CHECK(one.heard == std::vector<std::uint64_t>{8});
    CHECK(one.follower.is_whole());
}

TEST_CASE("a recovered join hands on what was missed; a partial one asks for more", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));

    auto first = join_answer(9, true, {message_at(8), message_at(9)});
    first.more = true;
    CHECK_FALSE(one.follower.joined(first));
    CHECK(one.follower.joined(join_answer(10, true, {message_at(10)})));

    CHECK(one.heard == std::vector<std::uint64_t>{8, 9, 10});
    CHECK(one.follower.figures().resumed == 1);
    CHECK(one.follower.figures().skipped == 0);
}

TEST_CASE("the same offset again is doubled, a lower one out of order, a higher one leaves some skipped", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    for (const std::uint64_t offset : {8U, 8U, 9U, 8U, 12U})
        one.follower.told(message_at(offset));

    CHECK(one.heard == std::vector<std::uint64_t>{8, 9, 12});
    CHECK(one.follower.figures().doubled == 1);
    CHECK(one.follower.figures().out_of_order == 1);
    CHECK(one.follower.figures().skipped == 2);
}

TEST_CASE("a recovered join whose position is past its events skipped some", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    one.follower.joined(join_answer(10, true, {message_at(8)}));

    CHECK(one.follower.figures().skipped == 2);
}

TEST_CASE("a gap is filled by history, page by page, and live events go on behind it", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    server_document gap;
    gap.ev = "gap";
    gap.room = "lobby";
    gap.gap_from = 8;
    gap.gap_to = 10;
    one.follower.told(gap);
    one.follower.told(message_at(11));

    const auto page = one.follower.next_page();
    REQUIRE(page);
    CHECK(std::get<after_offset>(page->place).offset == 7);
    CHECK_FALSE(one.follower.next_page());

    server_document first;
    first.events = {message_at(8), message_at(9)};
    first.after = 9;
    one.follower.filled(first);
    CHECK_FALSE(one.follower.is_whole());
    CHECK(std::get<after_offset>(one.follower.next_page()->place).offset == 9);

    server_document second;
    second.events = {message_at(10), message_at(11)};
    one.follower.filled(second);
    CHECK(one.follower.is_whole());
    CHECK(one.heard == std::vector<std::uint64_t>{11, 8, 9, 10});
    CHECK(one.follower.figures().doubled == 0);
}

TEST_CASE("who is too far behind fills the rest by history; any other loss is counted", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    auto answer = join_answer(9'000, false);
    answer.reason = "too_far";
    one.follower.joined(answer);
    CHECK(std::get<after_offset>(one.follower.next_page()->place).offset == 7);
    CHECK(one.follower.figures().losses == 0);

    answer = join_answer(3, false);
    answer.reason = "epoch";
    one.follower.joined(answer);
    CHECK(one.follower.figures().losses == 1);
    CHECK(one.follower.is_whole());
}

TEST_CASE("a follower from the start reads the whole history first", "[replay]")
{
    lobby_reader one(true);
    one.follower.joined(join_answer(2, false));
    REQUIRE(one.follower.next_page());

    server_document page;
    page.events = {message_at(1), message_at(2)};
    one.follower.filled(page);

    CHECK(one.heard == std::vector<std::uint64_t>{1, 2});
    CHECK(one.follower.is_whole());
}

TEST_CASE("after a reset a follower joins anew, without a position", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    server_document reset;
    reset.ev = "reset";
    reset.room = "lobby";

    CHECK_FALSE(one.follower.told(reset));

    CHECK_FALSE(one.follower.next_join().since);
    CHECK(one.follower.figures().losses == 1);
}

TEST_CASE("what is told of another room is not this follower's", "[replay]")
{
    lobby_reader one;
    one.follower.joined(join_answer(7, false));
    auto elsewhere = message_at(99);
    elsewhere.room = "stage";

    CHECK(one.follower.told(elsewhere));

    CHECK(one.heard.empty());
    CHECK(one.follower.where().offset == 7);
}

TEST_CASE("the pause before coming back has full jitter below a limit that doubles up to 20 s", "[replay]")
{
    CHECK(comeback_pause(0, 0) == 0ms);
    CHECK(comeback_pause(0, 500) == 500ms);
    CHECK(comeback_pause(0, 501) == 0ms);
    CHECK(comeback_pause(3, 4'000) == 4s);
    CHECK(comeback_pause(6, 20'000) == 20s);
    CHECK(comeback_pause(1'000, 20'000) == 20s);
    CHECK(comeback_pause(1'000, 20'001) == 0s);
    CHECK(comeback_pause(1'000, 301, 300ms) == 0s);
}

TEST_CASE("an address is read from what people paste", "[replay]")
{
    CHECK(*parse_server_address("http://127.0.0.1:8000") == server_address{false, "127.0.0.1", "8000", "/v1/ws"});
    CHECK(
        *parse_server_address("https://chat.example.org/#token=x") == server_address{true, "chat.example.org", "443", "/v1/ws"});
    CHECK(*parse_server_address("wss://h/event/") == server_address{true, "h", "443", "/event/v1/ws"});
    CHECK(*parse_server_address("ws://h:1/v1/ws?x=y") == server_address{false, "h", "1", "/v1/ws"});
    CHECK(parse_server_address("http://[::1]:8000")->host == "::1");
    CHECK(parse_server_address("http://[::1]:8000")->authority() == "[::1]:8000");
}

TEST_CASE("what is no address is refused with a sentence that quotes it", "[replay]")
{
    for (const auto* url :
         {"", "127.0.0.1:8000", "ftp://h", "http://", "http://h:0", "http://h:70000", "http://h:x", "http://h h",
          "http://[::1"}) {
        INFO(url);
        const auto read = parse_server_address(url);
        REQUIRE_FALSE(read);
        CHECK(read.error().message.find(url) != std::string::npos);
    }
}
