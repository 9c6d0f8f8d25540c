// What is left out first when there is too much: for one who reads slowly, rung by rung, and for a room that is stormed.
#include "tests/support/small_node.hpp"
#include "tests/unit/signal_commands.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// A room with a question, in which somebody reads as slowly as the test wants, and others do what is told there.
struct lively_room {
    small_node node{1};
    std::unique_ptr<guest> ada = node.enter(0, "Ada");
    std::unique_ptr<guest> slow = node.enter(0, "Slow");
    std::vector<std::unique_ptr<guest>> others;
    std::string question;
    int keys = 0;

    lively_room()
    {
        question = to_string(*append(R"("do":"ask","text":"Is there a recording?")"));
        node.turns.advance(10s);
        slow->news();
        slow->signals_of("board");
    }

    std::optional<event_id> append(const std::string& what)
    {
        ada->news();
        ada->say(R"({"id":9,"room":"lobby","key":"key-of-an-event-)" + std::to_string(++keys) + "\"," + what + "}");
        node.turns.run_until_idle();
        const auto told = ada->news();
        return told.empty() ? std::nullopt : told.front().id;
    }

    /// A clap, a vote, a message, and eleven more people.
    void stir()
    {
        for (int i = 0; i < 11; ++i)
            others.push_back(node.enter(0, "Guest"));
        others.back()->say(clap);
        others.back()->say(
            R"({"id":8,"do":"vote","room":"lobby","key":"key-of-a-vote-)" + std::to_string(1'000 + ++keys) + R"(","target":")" +
            question + "\"}");
        append(R"("do":"post","text":"Hello")");
        node.turns.advance(10s);
    }

    std::size_t told(const std::string& ev) { return slow->signals_of(ev).size(); }
};

/// A connection that counts what it is sent.
class measured_wire final : public wire {
public:
    void push(shared_bytes sent) override
    {
        ++frames;
        bytes += sent->size();
    }
    void flush() override {}
    std::size_t queued_bytes() const override { return 0; }
    void close(close_code, std::string) override {}

    std::size_t frames = 0;
    std::size_t bytes = 0;
};

struct cost {
    double frames = 0;
    double bytes = 0;
};

/// What a member is sent on the average, and at most, in a room that so many join within 20 s, applaud for 20 s, and leave within 20 s.
std::pair<cost, cost> costs_of_a_storm(std::size_t people)
{
    struct attendee {
        measured_wire out;
        std::unique_ptr<session> who;
    };
    small_node node(1);
    std::vector<attendee> all(people);
    constexpr int steps = 200; // of a tenth of a second
    const auto each_in = [&](int step, const auto& act) {
        for (auto i = people * static_cast<std::size_t>(step) / steps; i < people * static_cast<std::size_t>(step + 1) / steps;
             ++i)
            act(all[i]);
        node.turns.advance(100ms);
    };
    for (int step = 0; step < steps; ++step)
        each_in(step, [&](attendee& one) {
            one.who = std::make_unique<session>(*node.cores[0], one.out);
            one.who->receive(R"({"id":1,"do":"hello","name":"Ada"})");
            one.who->receive(R"({"id":2,"do":"join","room":"lobby"})");
        });
    for (int step = 0; step < steps; ++step) // each claps every 4 s
        each_in(step * 5 % steps, [&](attendee& one) { one.who->receive(clap); });
    for (int step = 0; step < steps; ++step)
        each_in(step, [](attendee& one) { one.who.reset(); });

    cost mean, most;
    for (const auto& each : all) {
        mean.frames += static_cast<double>(each.out.frames) / static_cast<double>(people);
        mean.bytes += static_cast<double>(each.out.bytes) / static_cast<double>(people);
        most.frames = std::max(most.frames, static_cast<double>(each.out.frames));
        most.bytes = std::max(most.bytes, static_cast<double>(each.out.bytes));
    }
    return {mean, most};
}

} // namespace

TEST_CASE(
    "who reads slowly loses signals first, then votes until there is room for the newest, then events, then the connection",
    "[shedding]")
{
    lively_room room;
    auto& slow = *room.slow;
    const auto dropped = [&] { return room.node.counts.text(); };

    room.stir();
    CHECK(room.told("here") == 1);
    CHECK(room.told("applause") == 1);
    CHECK(room.told("board") == 1);
    CHECK(room.told("message") == 1);

    slow.waiting = limits::outbox_signal_bytes + 1;
    room.stir();
    CHECK(room.told("here") == 0);
    CHECK(room.told("applause") == 0);
    CHECK(room.told("board") == 1);
    CHECK(room.told("message") == 1);
    CHECK(dropped().find("hallway_signals_dropped_total 2\n") != std::string::npos);

    slow.waiting = limits::outbox_tally_bytes + 1;
    room.stir();
    room.stir();
    CHECK(room.told("board") == 0);
    CHECK(room.told("message") == 2);

    slow.read_all(); // the newest of each is told, and nothing twice; the applause is over
    room.node.turns.run_until_idle();
    const auto votes = slow.signals_of("board");
    REQUIRE(votes.size() == 1);
    CHECK(votes.front().find(R"("votes":4)") != std::string::npos);
    CHECK(room.told("here") == 1);
    CHECK(room.told("applause") == 0);

    slow.waiting = limits::outbox_gap_bytes + 1;
    room.stir();
    room.stir();
    CHECK(room.told("message") == 0);
    CHECK_FALSE(slow.closed);
    slow.read_all();
    room.node.turns.run_until_idle();
    CHECK(room.told("message") == 2); // the log still had them

    slow.waiting = limits::outbox_gap_bytes + 1;
    for (std::size_t i = 0; i <= limits::page_rows_max; ++i)
        room.append(R"("do":"post","text":"Hello")");
    slow.read_all();
    room.node.turns.run_until_idle();
    CHECK(room.told("gap") == 1);
    CHECK_FALSE(slow.closed);

    slow.waiting = limits::outbox_bytes_max + 1;
    slow.say(R"({"id":3,"do":"ping"})"); // answers are always given
    CHECK(slow.closed == close_code::slow_reader);
}

TEST_CASE(
    "a room that ten thousand join, applaud and leave within a minute costs each what a room of a hundred does", "[shedding]")
{
    const auto [small_mean, small_most] = costs_of_a_storm(100);
    const auto [large_mean, large_most] = costs_of_a_storm(10'000);
    INFO(
        "a hundred: " << small_mean.frames << " frames, " << small_mean.bytes << " bytes, at most " << small_most.frames
                      << " and " << small_most.bytes << "; ten thousand: " << large_mean.frames << " frames, " << large_mean.bytes
                      << " bytes, at most " << large_most.frames << " and " << large_most.bytes);
    // Nobody is told more often; what is longer is numbers with more digits.
    CHECK(small_mean.frames > 20);
    CHECK(large_mean.frames <= small_mean.frames * 1.05);
    CHECK(large_most.frames <= small_most.frames + 2);
    CHECK(large_mean.bytes <= small_mean.bytes * 1.10);
    CHECK(large_most.bytes <= small_most.bytes * 1.10);
}
