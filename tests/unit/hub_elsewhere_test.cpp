// Who is at other nodes: how their counts are added up, what becomes of them when a node is silent, and who is alarmed.
#include "tests/support/signal_bus.hpp"
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// From the last word of a node until nobody is told of its people any more.
constexpr auto until_forgotten = limits::node_lease + limits::node_counts_interval + limits::here_interval;

/// A node's counts of people, with a core of which we hear what it was told of the lobby.
struct counting_node {
    counting_node(test_scheduler& turns, signal_bus& bus)
        : line(bus, turns), elsewhere(turns, line, "main", counts), people(turns, {}, &elsewhere), core(people.attach(turns))
    {
        core.on_count([this](const std::string&, head_count now) { told.push_back(now); });
        elsewhere.start();
    }

    void come(std::uint64_t from, std::uint64_t to)
    {
        for (auto member = from; member <= to; ++member)
            core.entered("lobby", member_id{member}, true);
    }

    void go(std::uint64_t from, std::uint64_t to)
    {
        for (auto member = from; member <= to; ++member)
            core.left("lobby", member_id{member}, true);
    }

    std::uint64_t here() { return core.here("lobby").people; }

    metrics counts;
    signal_bus::line line;
    attendance_elsewhere elsewhere;
    attendance people;
    attendance_line& core;
    std::vector<head_count> told;
};

struct two_nodes {
    test_scheduler turns;
    signal_bus bus;
    counting_node one{turns, bus};
    counting_node other{turns, bus};
};

} // namespace

TEST_CASE("people of all nodes are counted together, also those who were there before a node came", "[people][nodes]")
{
    two_nodes all;
    all.one.come(1, 20);
    all.one.core.entered("lobby", member_id{98}, false);
    all.other.come(21, 30);
    all.turns.advance(10s);
    CHECK(all.one.core.here("lobby") == head_count{30, 4});
    CHECK(all.other.core.here("lobby") == head_count{30, 4});

    counting_node late(all.turns, all.bus);
    late.come(31, 40);
    all.turns.advance(10s);
    for (auto* each : {&all.one, &all.other, &late})
        CHECK(each->here() == 40);

    all.one.go(1, 15);
    all.turns.advance(10s);
    for (auto* each : {&all.one, &all.other, &late})
        CHECK(each->here() == 25);
}

TEST_CASE("the people of a node that is silent are counted until its lease ends, and then no longer", "[people][nodes]")
{
    two_nodes all;
    all.one.come(1, 10);
    all.other.come(11, 30);
    all.turns.advance(10min);
    CHECK(all.one.here() == 30);
    all.other.line.cut(); // as if it was killed
    all.turns.advance(limits::node_lease - limits::node_lease_refresh - 1s);
    CHECK(all.one.here() == 30);
    all.turns.advance(until_forgotten);
    CHECK(all.one.here() == 10);
    CHECK(all.one.elsewhere.of("lobby") == head_count{});
}

TEST_CASE("the people of a node that says that it goes are gone with it", "[people][nodes]")
{
    two_nodes all;
    all.one.come(1, 10);
    all.other.come(11, 30);
    all.turns.advance(10s);
    all.other.elsewhere.end();
    all.turns.advance(limits::here_interval + 1s);
    CHECK(all.one.here() == 10);
}

TEST_CASE("who missed a signal asks for all of it", "[people][nodes]")
{
    two_nodes all;
    all.one.come(1, 10);
    all.other.come(11, 20);
    all.turns.advance(10s);

    all.bus.lose_next = 1;
    all.other.come(21, 30);
    all.turns.advance(2s);
    REQUIRE(all.bus.lose_next == 0);
    SECTION("when the next comes")
    {
        all.other.come(31, 40);
        all.turns.advance(10s);
        CHECK(all.one.here() == 40);
    }
    SECTION("and if there is none, when the node says that it is still there")
    {
        all.turns.advance(limits::node_lease_refresh + 10s);
        CHECK(all.one.here() == 30);
    }
}

TEST_CASE(
    "who hears nothing knows nothing: the others stay counted, and are asked for when they are heard again", "[people][nodes]")
{
    two_nodes all;
    all.one.come(1, 10);
    all.other.come(11, 30);
    all.turns.advance(10s);
    all.one.line.cut();
    all.other.go(11, 20);
    all.one.come(41, 50);
    all.turns.advance(10min);
    CHECK(all.one.here() == 40);   // as it was known last, with its own
    CHECK(all.other.here() == 10); // it heard that somebody else fell silent

    all.one.line.mend();
    all.turns.advance(10s);
    CHECK(all.one.here() == 30);
    CHECK(all.other.here() == 30);

    all.one.line.cut();
    all.other.line.cut(); // and stays away
    all.turns.advance(10min);
    all.one.line.mend();
    all.turns.advance(limits::node_lease - 2s);
    CHECK(all.one.here() == 30);
    all.turns.advance(until_forgotten);
    CHECK(all.one.here() == 20);
}

TEST_CASE("a node signals once a second at most, and hardly when nobody comes or goes", "[people][nodes]")
{
    two_nodes all;
    all.turns.advance(10s);
    auto before = all.bus.count;
    for (std::uint64_t tenth = 0; tenth < 600; ++tenth) {
        all.one.come(tenth * 20, tenth * 20 + 19);
        all.turns.advance(100ms);
    }
    CHECK(all.bus.count - before <= 60 + 5); // the other one's refreshes
    CHECK(all.other.elsewhere.of("lobby").people >= 11'500);
    all.turns.advance(10s);
    before = all.bus.count;
    all.turns.advance(10min);
    CHECK(all.bus.count - before <= 2 * 40);
}

TEST_CASE(
    "staff at another node are alarmed of what waits; the author reads that nobody is there when that node is gone",
    "[holding][nodes]")
{
    signal_bus bus;
    signal_bus::line* to_other = nullptr;
    const auto line_of = [&](scheduler& where) { return std::make_unique<signal_bus::line>(bus, where); };
    small_node node(1, {}, line_of);
    small_node other(1, {}, [&](scheduler& where) {
        where.random(); // so that it draws another id
        auto made = line_of(where);
        to_other = made.get();
        return made;
    });
    const auto pass = [&](uptime time) {
        for (uptime gone{}; gone < time; gone += 500ms) {
            node.turns.advance(500ms);
            other.turns.advance(500ms);
        }
    };
    const auto enter = [&](small_node& where, const std::string& name, bool is_staff) {
        auto made = std::make_unique<guest>(*where.cores[0]);
        made->greet(name, is_staff ? where.tokens.staff_link(role::moderator, "main") : "");
        made->join(is_staff ? "hall" : "lobby");
        pass(1s);
        return made;
    };
    const auto unattended = [](guest& who) { return std::ranges::count(who.news(), "unattended", &server_document::ev); };

    auto mia = enter(node, "Mia", true);
    mia->say(R"({"id":8,"do":"policy","room":"lobby","key":"key-of-the-policy-1","approval":true})");
    pass(1s);
    mia->leave();
    const auto carol = enter(other, "Carol", true); // another moderator, at the other node
    const auto ada = enter(node, "Ada", false);
    ada->say(R"({"id":9,"do":"post","room":"lobby","key":"key-of-the-post-01","text":"Is anybody here?"})");
    pass(5min);
    CHECK(unattended(*ada) == 0);

    to_other->cut(); // as if it was killed
    pass(until_forgotten + 2min);
    CHECK(unattended(*ada) == 1);
}
