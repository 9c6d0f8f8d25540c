// How far members have read: marks rise, are told to their other sessions on every core, and are kept with few writes and few reads.
#include "hub/member_marks.hpp"
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// The marks that a guest was told since the last call: of the answer to a join, or by the signal.
std::vector<std::uint64_t> marks_told(guest& to)
{
    std::vector<std::uint64_t> found;
    for (const auto& one : to.news()) {
        if (one.read)
            found.push_back(*one.read);
        if (one.ev == "read")
            found.push_back(one.offset);
    }
    return found;
}

void mark(guest& by, std::uint64_t offset)
{
    by.say(R"({"id":5,"do":"read","room":"lobby","offset":)" + std::to_string(offset) + "}");
}

/// A node whose lobby has twenty messages, and Ada in it.
struct lobby_of_twenty {
    small_node node{2};
    std::unique_ptr<guest> ada = node.enter(0, "Ada");
    std::string token = ada->news().front().token;

    lobby_of_twenty()
    {
        for (int i = 10; i < 30; ++i)
            ada->say(
                R"({"id":3,"do":"post","room":"lobby","key":"a-key-of-a-test-)" + std::to_string(i) + R"(","text":"Hello"})");
        node.turns.run_until_idle();
        ada->news();
    }

    record_counter& store() { return node.records; }
};

} // namespace

TEST_CASE("marks rise, each in its room, and mean nothing in another log", "[reading]")
{
    member_marks marks;
    CHECK(marks.move({"lobby", "k1", 5}));
    CHECK_FALSE(marks.move({"lobby", "k1", 5}));
    CHECK_FALSE(marks.move({"lobby", "k1", 4}));
    CHECK_FALSE(marks.move({"hall", "k2", 0}));
    CHECK(marks.move({"hall", "k2", 7}));
    CHECK(marks.of("lobby", "k1") == 5);
    CHECK_FALSE(marks.of("lobby", "k2"));
    CHECK(marks.move({"lobby", "k9", 1})); // the log is another now
    CHECK(marks.of("lobby", "k9") == 1);
    CHECK_FALSE(marks.of("lobby", "k1"));
    CHECK(member_marks::of_text(marks.text()) == marks);
}

TEST_CASE("marks that were kept lie under those that moved since", "[reading]")
{
    member_marks kept, now;
    kept.move({"lobby", "k1", 9});
    kept.move({"hall", "k1", 3});
    kept.move({"table", "k1", 1});
    now.move({"lobby", "k1", 5});
    now.move({"hall", "k2", 1});
    now.merge_older(kept);
    CHECK(now.of("lobby", "k1") == 9);
    CHECK(now.of("hall", "k2") == 1);
    CHECK(now.of("table", "k1") == 1);
}

TEST_CASE("a member's marks are bounded, and what cannot be read of them is left out", "[reading]")
{
    member_marks marks;
    for (std::size_t i = 0; i < limits::read_marks_per_member + 10; ++i) {
        marks.move({"first", "k1", i + 1});
        marks.move({"room-" + std::to_string(i), "k1", 1});
    }
    CHECK(marks.of("first", "k1") == limits::read_marks_per_member + 10);
    CHECK_FALSE(marks.of("room-0", "k1"));
    CHECK(marks.of("room-100", "k1") == 1);
    const auto text = marks.text();
    CHECK(std::count(text.begin(), text.end(), '\n') == limits::read_marks_per_member);
    CHECK(member_marks::of_text("\n \nlobby\nlobby k1\nlobby k1 x\n../etc k1 4\nlobby K! 4\nlobby k1 -4\nhall k1 4 4\n")
              .is_empty());
    CHECK(member_marks::of_text("lobby k1 99999999999999999999\nhall k1 4").of("hall", "k1") == 4);
}

TEST_CASE("a mark is told to the member's other sessions on every core, and with their next join", "[reading]")
{
    lobby_of_twenty of;
    auto there = of.node.enter(1, "", of.token);
    auto here = of.node.enter(0, "", of.token);
    auto bob = of.node.enter(1, "Bob");
    for (auto* each : {there.get(), here.get(), bob.get(), of.ada.get()})
        CHECK(marks_told(*each).empty());

    mark(*of.ada, 7);
    mark(*of.ada, 12);
    mark(*of.ada, 9);
    of.node.turns.advance(1s);
    CHECK(marks_told(*there) == std::vector<std::uint64_t>{12});
    CHECK(marks_told(*here) == std::vector<std::uint64_t>{12});
    CHECK(marks_told(*of.ada).empty());
    CHECK(marks_told(*bob).empty());

    mark(*there, 11);
    of.node.turns.advance(1s);
    CHECK(marks_told(*of.ada).empty());
    mark(*there, 1'000); // there are twenty
    of.node.turns.advance(1s);
    CHECK(marks_told(*of.ada) == std::vector<std::uint64_t>{20});
    auto again = of.node.enter(1, "", of.token);
    CHECK(marks_told(*again) == std::vector<std::uint64_t>{20});
}

TEST_CASE("a mark is kept when the member has gone, and needs a seat", "[reading]")
{
    lobby_of_twenty of;
    mark(*of.ada, 12);
    of.ada->leave();
    of.node.turns.advance(1min);
    auto again = std::make_unique<guest>(*of.node.cores[1]);
    again->greet("", of.token);
    mark(*again, 15);
    of.node.turns.run_until_idle();
    const auto told = again->news();
    REQUIRE_FALSE(told.empty());
    CHECK(told.back().error.code == errc::forbidden);
    again->join();
    of.node.turns.run_until_idle();
    CHECK(marks_told(*again) == std::vector<std::uint64_t>{12});
}

TEST_CASE("marks that move often are written once in five seconds, and nothing is while none moves", "[reading]")
{
    lobby_of_twenty of;
    for (std::uint64_t i = 0; i < 20; ++i) {
        mark(*of.ada, i + 1);
        of.node.turns.advance(1s);
    }
    of.node.turns.advance(10s);
    CHECK(of.store().puts >= 3);
    CHECK(of.store().puts <= 5);
    const auto puts = of.store().puts;
    of.node.turns.advance(1h);
    CHECK(of.store().puts == puts);
}

TEST_CASE("strangers who come for the first time cost the store no look at marks, others one for all their rooms", "[reading]")
{
    lobby_of_twenty of;
    std::vector<std::unique_ptr<guest>> crowd;
    for (int i = 0; i < 50; ++i)
        crowd.push_back(of.node.enter(static_cast<std::size_t>(i % 2), "Guest"));
    of.node.turns.advance(10s);
    CHECK(of.store().gets == 0);

    of.ada->leave();
    of.node.turns.advance(10s);
    auto again = of.node.enter(0, "", of.token);
    again->join("hall");
    auto other = of.node.enter(1, "", of.token);
    of.node.turns.run_until_idle();
    CHECK(of.store().gets == 1);
}

TEST_CASE("what another node wrote meanwhile is not overwritten by a lower mark", "[reading]")
{
    lobby_of_twenty of;
    mark(*of.ada, 5);
    of.node.turns.advance(10s);
    std::string name, epoch;
    of.node.keeper->records("read/", "", 1, [&](auto found) {
        REQUIRE(found);
        name = found->front().first;
        const auto text = found->front().second.value;
        epoch = text.substr(6, text.find(' ', 6) - 6);
    });
    of.node.turns.run_until_idle();
    of.node.keeper->put(name, "lobby " + epoch + " 18\n", std::nullopt, std::nullopt, [](auto) {});
    of.node.turns.run_until_idle();
    mark(*of.ada, 6);
    of.node.turns.advance(30s);
    std::string kept;
    of.node.keeper->get(name, [&](const outcome<record>& got) { kept = got->value; });
    of.node.turns.run_until_idle();
    CHECK(kept == "lobby " + epoch + " 18\n");
}

TEST_CASE("who comes back while the store does not answer gets in without marks", "[reading]")
{
    lobby_of_twenty of;
    mark(*of.ada, 5);
    of.ada->leave();
    of.node.turns.advance(10s);
    of.store().is_out_of_order = true;
    auto again = of.node.enter(0, "", of.token);
    CHECK(marks_told(*again).empty());
    mark(*again, 3);
    of.node.turns.advance(1min);
    again->leave();
    of.node.turns.advance(1min);
    of.store().is_out_of_order = false;
    of.node.turns.advance(1min);
    auto later = of.node.enter(0, "", of.token);
    CHECK(marks_told(*later) == std::vector<std::uint64_t>{5});
}

TEST_CASE("what is not written yet is, when the node ends", "[reading]")
{
    lobby_of_twenty of;
    mark(*of.ada, 9);
    of.ada->leave();
    of.node.cores[0]->finish();
    of.node.turns.run_until_idle();
    CHECK(of.store().puts == 0);
    of.node.marks.write_all();
    CHECK(of.store().puts == 1);
}
