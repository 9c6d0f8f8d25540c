// The end of a turn: what is told together, and the moment of rest behind a sending that took long.
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// A connection that the kernel takes a while to serve, and that counts what it is sent.
class slow_wire final : public wire {
public:
    explicit slow_wire(test_scheduler& clock) : clock_(clock) {}

    void push(shared_bytes frames) override
    {
        ++pushes;
        told += *frames;
    }
    void flush() override { clock_.pass(takes); }
    std::size_t queued_bytes() const override { return 0; }
    void close(close_code, std::string) override { is_closed = true; }

    /// Whether it was told so since the last call.
    bool has_heard(const std::string& text)
    {
        const bool was_told = told.find(text) != std::string::npos;
        told.clear();
        return was_told;
    }

    uptime takes{};
    std::size_t pushes = 0;
    std::string told;
    bool is_closed = false;

private:
    test_scheduler& clock_;
};

struct loaded_room {
    small_node node{2};
    std::unique_ptr<guest> ada = node.enter(0, "Ada");
    slow_wire out{node.turns};
    session bea{*node.cores[0], out};
    int posts = 0;

    loaded_room()
    {
        bea.receive(R"({"id":1,"do":"hello","name":"Bea"})");
        bea.receive(R"({"id":2,"do":"join","room":"lobby"})");
        node.turns.run_until_idle();
        node.turns.advance(10s);
        out.told.clear();
    }

    void post(const std::string& text)
    {
        ada->say(
            R"({"id":9,"do":"post","room":"lobby","key":"key-of-a-post-)" + std::to_string(100 + ++posts) + R"(","text":")" +
            text + "\"}");
        node.turns.run_until_idle();
    }

    bool is_appended(int count) const
    {
        return node.counts.text().find("hallway_events_appended_total " + std::to_string(count) + "\n") != std::string::npos;
    }

    int appended() const
    {
        int count = 0;
        while (!is_appended(count))
            ++count;
        return count;
    }
};

} // namespace

TEST_CASE("behind a sending that took long, posts reach the log at once and are told together after a moment", "[turn]")
{
    loaded_room room;
    room.out.takes = 8ms;
    room.post("first");
    CHECK(room.out.has_heard("first"));

    const auto before = room.appended();
    const auto pushes = room.out.pushes;
    room.post("second");
    room.post("third");
    CHECK(room.appended() == before + 2);
    CHECK(room.out.pushes == pushes);
    CHECK_FALSE(room.ada->has_heard("second")); // nor is who posted answered

    room.node.turns.advance(1ms);
    CHECK(room.out.pushes == pushes);
    room.node.turns.advance(1ms); // a quarter of what it took
    CHECK(room.out.pushes == pushes + 1);
    CHECK(room.out.told.find("second") < room.out.told.find("third"));
    CHECK(room.out.has_heard("third"));
    CHECK(room.ada->has_heard("second"));
}

TEST_CASE("no rest is longer than 3 ms, and a short sending needs none", "[turn]")
{
    loaded_room room;
    room.out.takes = 1s;
    room.post("first");
    room.out.told.clear();
    room.post("second");
    room.out.takes = 1ms;
    room.node.turns.advance(3ms);
    CHECK(room.out.has_heard("second"));
    room.post("third");
    CHECK(room.out.has_heard("third"));
    room.post("fourth");
    CHECK(room.out.has_heard("fourth"));
}

TEST_CASE("who is sent away during a rest is told so, behind what was posted before", "[turn]")
{
    loaded_room room;
    room.out.takes = 8ms;
    room.post("first");
    room.post("second");
    room.node.cores[0]->drain(0ms, 1s);
    room.node.turns.advance(10ms);
    CHECK(room.out.told.find("first") < room.out.told.find("second"));
    CHECK(room.out.told.find("second") < room.out.told.find("draining"));
    CHECK(room.out.is_closed);
}

TEST_CASE("a room that nobody is in any more may be put away while something of it waits for the end of a rest", "[turn]")
{
    loaded_room room;
    auto& node = room.node;
    auto& turns = node.turns;
    auto dora = std::make_unique<guest>(*node.cores[1]);
    dora->greet("Dora");
    dora->join("hall");
    {
        auto carl = node.enter(0, "Carl");
        carl->join("hall");
        turns.run_until_idle();
    }
    REQUIRE(node.cores[0]->replica("hall") != nullptr);
    turns.advance(61s - 10ms); // the sweep in 10 ms is the first that finds it idle for more than a minute
    room.out.takes = 9ms;
    room.post("busy"); // a rest of 2.25 ms begins, 1 ms before it
    dora->say(R"({"id":9,"do":"post","room":"hall","key":"key-of-a-post-in-the-hall","text":"Hello"})");
    turns.run_until_idle();
    REQUIRE(node.cores[0]->replica("hall")->top() == 1);
    turns.advance(1ms);
    CHECK(node.cores[0]->replica("hall") == nullptr);
    turns.advance(2ms); // the end of the rest
    CHECK(room.out.has_heard("busy"));
}
