// How a core sends its sessions away, on a clock that a test turns.
#include "hub/core.hpp"
#include "log/memory_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// What one session was told, and when it was sent away.
struct listening_wire final : wire {
    explicit listening_wire(const scheduler& clock) : clock_(clock) {}

    void push(shared_bytes frames) override { told += *frames; }
    void flush() override {}
    std::size_t queued_bytes() const override { return 0; }
    void close(close_code why, std::string with) override
    {
        ++closes;
        code = why;
        reason = std::move(with);
        closed_at = clock_.monotonic();
    }

    bool was_told(std::string_view part) const { return told.find(part) != std::string::npos; }

    std::string told;
    int closes = 0;
    close_code code{};
    std::string reason;
    uptime closed_at{};

private:
    const scheduler& clock_;
};

class house {
public:
    explicit house(std::size_t people)
    {
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}};
        settings.is_unlimited = true;
        home = std::make_unique<core>(turns, logs.attach(turns), tokens, settings, counts);
        home->start([](const outcome<done>& ready) { REQUIRE(ready); });
        turns.run_until_idle();
        for (std::size_t i = 0; i < people; ++i) {
            wires.push_back(std::make_unique<listening_wire>(turns));
            sessions.push_back(std::make_unique<session>(*home, *wires.back()));
        }
    }

    std::size_t sent_away() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(wires, [](const auto& one) { return one->closes > 0; }));
    }

    test_scheduler turns;
    metrics counts;
    std::unique_ptr<store> keeper = make_memory_store(turns);
    token_keeper tokens{std::string(32, 't')};
    log_service logs{turns, *keeper, counts, std::string(32, 's')};
    std::unique_ptr<core> home;
    std::vector<std::unique_ptr<listening_wire>> wires;
    std::vector<std::unique_ptr<session>> sessions;
};

} // namespace

TEST_CASE("a drain sends people away evenly over its window, in no order, and tells each when to be back", "[drain]")
{
    house here(200);
    here.home->drain(10s, 5s);
    std::size_t before = 0;
    for (int second = 0; second < 10; ++second) {
        here.turns.advance(1s);
        const auto now = here.sent_away();
        CHECK(now - before >= 18);
        CHECK(now - before <= 22);
        before = now;
    }
    here.turns.advance(100ms);
    CHECK(here.sent_away() == 200);
    std::size_t later_than_next = 0;
    for (std::size_t i = 0; i < here.wires.size(); ++i) {
        CHECK(here.wires[i]->closes == 1);
        CHECK(here.wires[i]->code == close_code::drain);
        CHECK(here.wires[i]->reason == "5000");
        CHECK(here.wires[i]->was_told(R"({"ev":"draining","window_ms":5000})"));
        if (i > 0 && here.wires[i - 1]->closed_at > here.wires[i]->closed_at)
            ++later_than_next;
    }
    CHECK(later_than_next > 50); // else who came first would always be sent away first
}

TEST_CASE("a drain told to hurry sends away who is left at once, and tells them to spread their return", "[drain]")
{
    house here(100);
    here.home->drain(10s, 5s);
    here.turns.advance(3s);
    CHECK(here.sent_away() < 40);
    here.home->drain(0s, 10s);
    CHECK(here.sent_away() == 100);
    CHECK(std::ranges::count_if(here.wires, [](const auto& one) { return one->reason == "10000"; }) >= 60);
    here.turns.advance(10s);
    CHECK(std::ranges::all_of(here.wires, [](const auto& one) { return one->closes == 1; }));
}

TEST_CASE("who is still there in a drain may still write, and nobody new is let in", "[drain]")
{
    house here(2);
    for (auto& each : here.sessions)
        each->receive("{\"id\":1,\"do\":\"hello\",\"name\":\"Ada\"}\n{\"id\":2,\"do\":\"join\",\"room\":\"lobby\"}");
    here.turns.run_until_idle();
    here.home->drain(10s, 5s);
    here.turns.advance(1s);
    REQUIRE(here.sent_away() < 2);
    const auto last = here.wires[0]->closes == 0 ? 0u : 1u;
    here.sessions[last]->receive(R"({"id":3,"do":"post","room":"lobby","key":"drained-key-00001","text":"one more"})");
    here.turns.run_until_idle();
    CHECK(here.wires[last]->was_told(R"({"re":3,"ok":{"id":"e-)"));

    listening_wire late(here.turns);
    session newcomer(*here.home, late);
    newcomer.receive(R"({"id":1,"do":"hello","name":"Bob"})");
    CHECK(late.was_told(R"("code":"draining")"));
    newcomer.receive(R"({"id":2,"do":"post","room":"lobby","key":"drained-key-00002","text":"sent right behind"})");
    CHECK(late.was_told(R"({"re":2,"error":{"code":"draining")")); // may be sent again elsewhere
    here.turns.advance(10s);
    CHECK(here.sent_away() == 2);
}
