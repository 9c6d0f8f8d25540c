// The pure parts of a replay: what is posted under which key, in which order, and how the outcome is judged.
#include "outside/delivery_check.hpp"
#include "outside/replay_plan.hpp"
#include "outside/reply_order.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

replay_plan plan_of(const std::string& recording, const std::string& annotation = {})
{
    auto log = read_chat_log(recording);
    link_replies(log, annotation);
    return plan_replay(log, "run", "file.txt");
}

hallway::posted stored(std::uint64_t id, std::uint64_t offset)
{
    hallway::posted answer;
    answer.is_ok = true;
    answer.id = event_id{id};
    answer.offset = offset;
    return answer;
}

server_document told(std::uint64_t id, std::uint64_t member)
{
    server_document event;
    event.ev = "message";
    event.id = event_id{id};
    event.from.id = member_id{member};
    return event;
}

} // namespace

TEST_CASE("a post's key depends on run, file and line, and on nothing else", "[replay]")
{
    const auto key = replay_key("a", "f.txt", 7);

    CHECK(is_key(key));
    CHECK(key == replay_key("a", "f.txt", 7));
    CHECK(key != replay_key("b", "f.txt", 7));
    CHECK(key != replay_key("a", "g.txt", 7));
    CHECK(key != replay_key("a", "f.txt", 8));
    CHECK(replay_key("a", "bc", 1) != replay_key("ab", "c", 1));
}

TEST_CASE("each nick is one member, whose name is one that the server takes", "[replay]")
{
    const auto plan = plan_of("[15:01] <ada> a\n[15:01] <\xe2\x80\x8b> b\n[15:01] <ada> c\n");

    REQUIRE(plan.authors.size() == 2);
    CHECK(plan.authors[0].name == "ada");
    CHECK(plan.authors[1].name == "Member 2");
    CHECK(plan.posts[2].author == 0);
}

TEST_CASE("an author's posts go one after the other, authors side by side", "[replay]")
{
    const auto plan = plan_of("[15:01] <ada> a\n[15:01] <ada> b\n[15:01] <bob> c\n");
    std::vector<std::size_t> sent;
    reply_order order(plan, [&](std::size_t post) { sent.push_back(post); });

    for (std::size_t post = 0; post < 3; ++post)
        order.release(post);
    CHECK(sent == std::vector<std::size_t>{0, 2});
    order.settle(0);
    CHECK(sent == std::vector<std::size_t>{0, 2, 1});
    order.settle(1);
    CHECK_FALSE(order.is_done());
    order.settle(2);
    CHECK(order.is_done());
}

TEST_CASE("a reply waits until what it answers is settled", "[replay]")
{
    const auto plan = plan_of("[15:01] <ada> a\n[15:01] <bob> b\n[15:01] <cyd> c\n", "0 1 -\n1 2 -\n");
    std::vector<std::size_t> sent;
    reply_order order(plan, [&](std::size_t post) { sent.push_back(post); });

    for (std::size_t post = 0; post < 3; ++post)
        order.release(post);
    CHECK(sent == std::vector<std::size_t>{0});
    order.settle(0);
    CHECK(sent == std::vector<std::size_t>{0, 1});
    order.settle(1);
    CHECK(sent == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("a reply to one's own post goes when that is settled", "[replay]")
{
    const auto plan = plan_of("[15:01] <ada> a\n[15:01] <ada> b\n", "0 1 -\n");
    std::vector<std::size_t> sent;
    reply_order order(plan, [&](std::size_t post) { sent.push_back(post); });

    order.release(0);
    order.release(1);
    order.settle(0);

    CHECK(sent == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a post that was answered and not told is awaited, whichever comes first", "[replay]")
{
    delivery_check check({0, 1}, false);

    check.answered(0, stored(10, 1));
    CHECK(check.awaited() == 1);
    check.heard(told(10, 1), {});
    check.heard(told(11, 2), {});
    check.answered(1, stored(11, 2));

    CHECK(check.awaited() == 0);
    CHECK(check.doubled() == 0);
    CHECK(check.out_of_order() == 0);
    CHECK(check.delays_ms().size() == 2);
}

TEST_CASE("a message of ours that no answer speaks of was doubled, one of others was not", "[replay]")
{
    delivery_check check({0}, false);
    check.answered(0, stored(10, 1));
    check.heard(told(10, 1), {});

    check.heard(told(11, 1), {});
    check.heard(told(12, 77), {});

    CHECK(check.doubled() == 1);
}

TEST_CASE("what stood in the room before the observer came is not awaited", "[replay]")
{
    delivery_check check({0}, false);
    check.begins_after(5);

    check.answered(0, stored(10, 5));

    CHECK(check.awaited() == 0);
}

TEST_CASE("order is judged by author, or by line where lines are to be kept", "[replay]")
{
    for (const bool keeps_lines : {false, true}) {
        delivery_check check({0, 1, 0}, keeps_lines);
        check.answered(0, stored(10, 2));
        check.answered(1, stored(11, 1));
        check.answered(2, stored(12, 3));
        CHECK(check.out_of_order() == (keeps_lines ? 1 : 0));
    }
    delivery_check check({0, 0}, false);
    check.answered(0, stored(10, 2));
    check.answered(1, stored(11, 1));
    CHECK(check.out_of_order() == 1);
}

TEST_CASE("a quantile is a sample of the given rank", "[replay]")
{
    std::vector<double> samples{4, 1, 3, 2};

    CHECK(quantile_ms(samples, 0.5) == 2);
    CHECK(quantile_ms(samples, 0.99) == 4);
    samples.clear();
    CHECK(quantile_ms(samples, 0.5) == 0);
}

TEST_CASE(
    "a conversation's beginning is asked, and the first reply by somebody else that asks nothing itself answers it", "[replay]")
{
    auto log = read_chat_log(
        "[20:58] <ada> Is there a recording?\n[20:58] <ada> anybody?\n[20:58] <bob> And slides?\n[20:59] <cyd> yes\n"
        "[20:59] <dee> both\n[21:00] <eve> alone\n");
    link_replies(log, "0 0 -\n0 1 -\n0 2 -\n0 4 -\n0 3 -\n2 2 -\n2 4 -\n5 5 -\n");

    const auto posts = plan_replay(log, "run", "file.txt", true).posts;

    REQUIRE(posts.size() == 6);
    CHECK((posts[0].asks && posts[2].asks && posts[5].asks));
    CHECK_FALSE((posts[1].asks || posts[3].asks || posts[4].asks));
    CHECK(posts[0].answer == 3);
    CHECK(posts[2].answer == 4);
    CHECK_FALSE(posts[5].answer);
    for (const auto& each : plan_replay(log, "run", "file.txt").posts)
        CHECK_FALSE((each.asks || each.answer));
}
