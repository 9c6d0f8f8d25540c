// Two nodes on one store and one clock: one of them forgets what is old for both, and the other takes over when it is killed.
#include "protocol/limits.hpp"
#include "tests/simulation/one_core.hpp"
#include "tests/support/shared_view.hpp"
#include "tests/support/stoppable_scheduler.hpp"

#include <nlohmann/json.hpp>

using namespace hallway;
using namespace hallway::simulation;
using namespace hallway::test;

namespace {

constexpr std::chrono::days keep{1};

const token_keeper tokens{std::string(32, 't')};

struct node_of_two {
    node_of_two(test_scheduler& clock, store& under, shared_view::common& with) : turns(clock), view(turns, under, with)
    {
        core_settings settings;
        settings.rooms = {{"lobby", "Lobby"}};
        settings.is_unlimited = true;
        home = std::make_unique<core>(turns, service.attach(turns), tokens, settings, counts);
        home->start([](const outcome<done>& ready) { REQUIRE(ready); });
        service.forget_after(keep);
    }

    std::uint64_t counted(const std::string& name) const
    {
        const auto all = "\n" + counts.text();
        const auto at = all.find("\n" + name + " ");
        return at == std::string::npos ? 0 : std::stoull(all.substr(at + name.size() + 2));
    }
    std::uint64_t sweeps() const { return counted("hallway_retention_sweeps_total"); }
    std::uint64_t trimmed() const { return counted("hallway_events_trimmed_total"); }

    stoppable_scheduler turns;
    shared_view view;
    metrics counts;
    log_service service{turns, view, counts, std::string(32, 's')};
    std::unique_ptr<core> home;
};

struct two_forgetting_nodes {
    two_forgetting_nodes() { clock.advance(1s); }

    void write(visitor& who, int from, int to)
    {
        for (int i = from; i <= to; ++i) {
            who.post("message number " + std::to_string(i));
            clock.advance(10ms);
        }
    }

    /// As write(), but so long ago by the wall clock.
    void write_before(uptime ago, visitor& who, int from, int to)
    {
        clock.set_now(clock.now() - std::chrono::floor<std::chrono::milliseconds>(ago));
        write(who, from, to);
        clock.set_now(clock.now() + std::chrono::floor<std::chrono::milliseconds>(ago));
    }

    /// The oldest that the first page of the room's history at a node has; 0: it has none.
    std::uint64_t oldest_at(node_of_two& where)
    {
        visitor reader;
        reader.enter(*where.home, {});
        clock.advance(1s);
        const auto events = reader.joined()["events"];
        reader.leave();
        clock.advance(1s);
        return events.empty() ? 0 : events.front()["offset"].get<std::uint64_t>();
    }

    test_scheduler clock;
    std::unique_ptr<store> under = make_memory_store(clock);
    shared_view::common with;
    node_of_two one{clock, *under, with};
    node_of_two other{clock, *under, with};
};

} // namespace

TEST_CASE("of two nodes one forgets for both, and the other shows none of it either", "[retention][nodes]")
{
    two_forgetting_nodes it;
    visitor ada, bob;
    ada.enter(*it.one.home, {});
    bob.enter(*it.other.home, {}); // holds the room open there
    it.clock.advance(1s);
    it.write_before(keep + limits::retention_slack + 1h, ada, 1, 20);
    it.write(ada, 21, 25);
    const bool hears_of_it = GENERATE(true, false);
    if (!hears_of_it)
        it.other.view.line().cut();
    it.clock.advance(10min);
    if (!hears_of_it)
        it.other.view.line().mend();
    it.clock.advance(1min);

    CHECK(it.one.trimmed() == 20);
    CHECK(it.other.trimmed() == 0);
    CHECK(it.other.sweeps() == 0);
    CHECK(it.oldest_at(it.one) == 21);
    CHECK(it.oldest_at(it.other) == 21);
    ada.leave();
    bob.leave();
}

TEST_CASE("when the node that forgets is killed the other goes on", "[retention][nodes]")
{
    two_forgetting_nodes it;
    visitor ada;
    ada.enter(*it.other.home, {});
    it.clock.advance(1s);
    it.write_before(keep + limits::retention_slack - 3h, ada, 1, 20);
    it.clock.advance(2h);
    REQUIRE(it.one.sweeps() >= 2);
    REQUIRE(it.other.sweeps() == 0);

    it.one.turns.stop();
    const auto sweeps = it.one.sweeps();
    it.clock.advance(limits::lease_length + 2 * limits::lease_refresh + limits::retention_first_sweep + 1s);
    CHECK(it.other.sweeps() == 1);
    it.clock.advance(3h);
    CHECK(it.one.sweeps() == sweeps);
    CHECK(it.other.trimmed() == 20);
    ada.leave();
}
