// Who is here, over all cores of a node: how it is counted, rounded and told, and how many sessions a member may have.
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// Two cores' shares of an attendance, and what each was told of the lobby.
struct two_cores {
    test_scheduler turns;
    attendance all{turns};
    attendance_line& one = all.attach(turns);
    attendance_line& other = all.attach(turns);
    std::vector<head_count> told_one, told_other;

    two_cores()
    {
        one.on_count([this](const std::string&, head_count now) { told_one.push_back(now); });
        other.on_count([this](const std::string&, head_count now) { told_other.push_back(now); });
    }

    /// As a desk does: who has a seat is told what is known.
    static head_count come(attendance_line& where, std::uint64_t member)
    {
        where.entered("lobby", member_id{member}, true);
        return where.here("lobby");
    }

    void come(attendance_line& where, std::uint64_t from, std::uint64_t to)
    {
        for (auto member = from; member <= to; ++member)
            come(where, member);
    }

    static void go(attendance_line& where, std::uint64_t member) { where.left("lobby", member_id{member}, true); }
};

const auto here_of = [](const std::vector<server_document>& told) {
    for (const auto& one : told)
        if (one.recovered)
            return one.here;
    return std::optional<head_count>{};
};

} // namespace

TEST_CASE("a count is told as a few, then rounded the more the larger it is", "[people]")
{
    const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected{
        {0, 0},         {1, 4},         {4, 4},   {5, 5},       {7, 5},          {8, 10},    {48, 50},
        {50, 50},       {51, 50},       {56, 60}, {199, 200},   {201, 200},      {225, 250}, {1'000, 1'000},
        {1'049, 1'000}, {1'050, 1'100}, {2, 4},   {999, 1'000}, {12'345, 12'300}};
    for (const auto& [exact, told] : expected)
        CHECK(rounded(exact) == told);
    CHECK(rounded(head_count{12, 1}) == head_count{10, 4});
}

TEST_CASE("people of all cores are counted, each once, and those without a name apart", "[people]")
{
    two_cores node;
    CHECK(two_cores::come(node.one, 1) == head_count{4, 0});
    node.come(node.one, 2, 12);
    node.come(node.other, 5, 20); // 5 to 12 are at both
    node.other.entered("lobby", member_id{99}, false);
    node.turns.advance(10s);
    REQUIRE_FALSE(node.told_one.empty());
    CHECK(node.told_one.back() == head_count{20, 4});
    CHECK(node.told_other == std::vector<head_count>{{20, 4}});

    for (std::uint64_t member = 5; member <= 12; ++member)
        two_cores::go(node.one, member); // they are still at the other
    node.turns.advance(10s);
    CHECK(node.told_one.back() == head_count{20, 4});
    node.other.left("lobby", member_id{99}, false);
    node.turns.advance(10s);
    CHECK(node.told_one.back() == head_count{20, 0});
    CHECK(node.told_other.back() == head_count{20, 0});
}

TEST_CASE("who comes and goes between two reports was never there", "[people]")
{
    two_cores node;
    two_cores::come(node.other, 1);
    node.turns.advance(1s);
    node.come(node.one, 10, 40);
    for (std::uint64_t member = 10; member <= 40; ++member)
        two_cores::go(node.one, member);
    node.turns.advance(10s);
    CHECK(node.told_other.empty());
    node.come(node.other, 10, 13);
    node.turns.advance(10s);
    CHECK(node.told_other == std::vector<head_count>{{5, 0}});
}

TEST_CASE("ten thousand who come within a minute cost a member one count in five seconds at most", "[people]")
{
    two_cores node;
    two_cores::come(node.other, 0);
    node.turns.advance(10s);
    node.told_other.clear();
    std::vector<uptime> told_at;
    node.other.on_count([&](const std::string&, head_count) { told_at.push_back(node.turns.monotonic()); });
    for (std::uint64_t second = 0; second < 60; ++second) {
        node.come(node.one, 1 + second * 167, (second + 1) * 167);
        node.turns.advance(1s);
    }
    node.turns.advance(10s);
    CHECK(told_at.size() > 8);
    CHECK(told_at.size() <= 14);
    for (std::size_t i = 1; i < told_at.size(); ++i)
        CHECK(told_at[i] - told_at[i - 1] >= limits::here_interval);
}

TEST_CASE("however many rooms have another count at once, other work is done between one and the next", "[people]")
{
    test_scheduler turns;
    attendance all{turns};
    auto& line = all.attach(turns);
    std::vector<std::string> done;
    line.on_count([&](const std::string& room, head_count) {
        done.push_back(room);
        turns.post([&done] { done.push_back("other work"); });
    });
    for (std::uint64_t i = 0; i < 3; ++i) {
        line.entered("room " + std::to_string(i), member_id{i}, true);
        line.here("room " + std::to_string(i));
        for (std::uint64_t more = 100; more < 110; ++more)
            line.entered("room " + std::to_string(i), member_id{more}, true);
    }
    turns.advance(10s);

    CHECK(done == std::vector<std::string>{"room 0", "other work", "room 1", "other work", "room 2", "other work"});
}

TEST_CASE("nothing is sent between cores, and nothing is waited for, while nobody comes or goes", "[people]")
{
    two_cores node;
    node.come(node.one, 1, 100);
    node.come(node.other, 50, 150);
    node.turns.advance(20s);
    const auto posts = node.turns.posts();
    const auto told = node.told_one.size();
    node.turns.advance(1h);
    CHECK(node.turns.posts() == posts);
    CHECK(node.told_one.size() == told);
}

TEST_CASE("a member is told with the join how many are in the room, and then when that changes", "[people]")
{
    small_node node(2);
    auto ada = node.enter(0, "Ada");
    CHECK(here_of(ada->news()) == head_count{4, 0});

    std::vector<std::unique_ptr<guest>> crowd;
    for (int i = 0; i < 11; ++i)
        crowd.push_back(node.enter(1, "Guest " + std::to_string(i)));
    auto spectator = node.enter(1, "");
    node.turns.advance(10s);
    const auto counts = ada->counts();
    REQUIRE_FALSE(counts.empty());
    CHECK(counts.back() == head_count{10, 4});
    auto bob = node.enter(0, "Bob");
    CHECK(here_of(bob->news()) == head_count{10, 4});

    spectator->greet("Eve"); // has a name now
    node.turns.advance(10s);
    CHECK(ada->counts() == std::vector<head_count>{{15, 4}, {15, 0}}); // Bob's, then Eve's

    crowd.clear();
    node.turns.advance(10s);
    CHECK(ada->counts() == std::vector<head_count>{{4, 0}});
}

TEST_CASE("a slow reader is not sent counts, but the present one when he has read what waits", "[people]")
{
    small_node node(1);
    auto slow = node.enter(0, "Slow");
    auto quick = node.enter(0, "Quick");
    slow->waiting = limits::outbox_signal_bytes + 1;
    std::vector<std::unique_ptr<guest>> crowd;
    for (int i = 0; i < 28; ++i) {
        crowd.push_back(node.enter(0, "Guest"));
        node.turns.advance(1s);
    }
    node.turns.advance(10s);
    CHECK(quick->counts().size() > 3);
    CHECK(slow->counts().empty());
    slow->read_all();
    node.turns.run_until_idle();
    CHECK(slow->counts() == std::vector<head_count>{{30, 0}});
}

TEST_CASE("who has as many sessions as a member may have loses the oldest for one more, on whichever core", "[people]")
{
    small_node node(2, {3, 5});
    auto first = node.enter(0, "Ada");
    const auto token = first->news().front().token;
    auto second = node.enter(1, "", token);
    auto third = node.enter(0, "", token);
    auto stranger = node.enter(0, "Bob");
    node.turns.advance(1s);
    CHECK_FALSE(first->closed);

    auto fourth = node.enter(1, "", token);
    node.turns.advance(1s);
    CHECK(first->closed == close_code::replaced);
    CHECK_FALSE(second->closed);
    third->leave();
    node.turns.advance(1s);
    auto fifth = node.enter(1, "", token); // one has gone by itself
    node.turns.advance(1s);
    CHECK_FALSE(second->closed);
    auto sixth = node.enter(0, "", token);
    node.turns.advance(1s);
    CHECK(second->closed == close_code::replaced);
    for (const auto* one : {fourth.get(), fifth.get(), sixth.get(), stranger.get()})
        CHECK_FALSE(one->closed);
}

TEST_CASE("the oldest session is the one that came first, whichever core reports first", "[people]")
{
    test_scheduler turns;
    attendance all(turns, {2, 2});
    auto& one = all.attach(turns);
    auto& other = all.attach(turns);
    std::vector<std::uint64_t> closed_one, closed_other;
    one.on_replaced([&](std::uint64_t session) { closed_one.push_back(session); });
    other.on_replaced([&](std::uint64_t session) { closed_other.push_back(session); });
    one.entered("lobby", member_id{9}, true); // its report is due first
    turns.advance(10ms);
    other.arrived(member_id{1}, 71, false);
    turns.advance(10ms);
    one.arrived(member_id{1}, 81, false);
    turns.advance(10ms);
    one.arrived(member_id{1}, 82, false);
    turns.advance(1s);
    CHECK(closed_one.empty());
    CHECK(closed_other == std::vector<std::uint64_t>{71});
}

TEST_CASE("staff may have more sessions", "[people]")
{
    small_node node(1, {1, 3});
    auto first = node.enter(0, "Mia", node.tokens.staff_link(role::moderator, "main"));
    const auto token = first->news().front().token;
    auto second = node.enter(0, "", token);
    auto third = node.enter(0, "", token);
    node.turns.advance(1s);
    CHECK_FALSE(first->closed);
    auto fourth = node.enter(0, "", token);
    node.turns.advance(1s);
    CHECK(first->closed == close_code::replaced);
}
