// Who missed more than the memory of a room holds, and comes back with many others: the store is read once for all, and nobody is told what was taken away meanwhile.
#include "log/stored_form.hpp"
#include "tests/simulation/small_node.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

/// What was changed a while ago is remembered nowhere but in the log.
bounds forgetful_room()
{
    bounds held;
    held.room.rows = 2;
    held.room.alterations = 2;
    held.fresh_rows = 2;
    held.ring_events = 2;
    held.snapshot_every = 1'000;
    return held;
}

/// A lobby in which Ada wrote twenty messages, and others saw the first.
struct long_absence {
    explicit long_absence(bool is_shared = false) : node(true, forgetful_room(), is_shared), ada(node, 0)
    {
        REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
        seen.epoch = ada.answered(2)->epoch;
        for (int i = 0; i < 20; ++i)
            REQUIRE(ada.post_something() == "ok");
        seen.offset = 1;
        seen.id = id_at(1);
    }

    event_id id_at(std::uint64_t offset) const { return *ada.told_at(offset)->id; }

    /// Somebody who saw the first message and comes back.
    std::unique_ptr<talker> come_back(std::size_t core)
    {
        auto who = std::make_unique<talker>(node, core);
        REQUIRE(who->ask(join{"lobby", seen}) == "ok");
        return who;
    }

    small_node node;
    talker ada;
    position seen;
};

/// What they were told of an event when they came back.
const server_document& event_told(const talker& who, std::uint64_t offset)
{
    const auto& events = who.answered(2)->events;
    const auto found = std::ranges::find(events, offset, &server_document::offset);
    REQUIRE(found != events.end());
    return *found;
}

} // namespace

TEST_CASE("who comes back on any core of a node is told from one read of the store", "[reading]")
{
    long_absence from;
    talker bob(from.node, 1);
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok"); // else the other core opens the room first
    from.node.keeper.holds_reads = true;
    from.node.keeper.reads_asked = 0;
    std::vector<std::unique_ptr<talker>> all;
    for (std::size_t i = 0; i < 10; ++i) {
        all.push_back(std::make_unique<talker>(from.node, i % 2));
        all.back()->say(join{"lobby", from.seen});
    }
    from.node.settle();
    CHECK(from.node.keeper.reads_asked == 1);
    from.node.keeper.let_reads_go();
    from.node.settle();

    all.push_back(from.come_back(1));
    CHECK(from.node.keeper.reads_asked == 1);
    for (const auto& each : all) {
        CHECK(each->answer(2) == "ok");
        CHECK(each->answered(2)->events.size() == 19);
    }
}

TEST_CASE("who comes back is not told words that were taken away since others came back", "[reading]")
{
    long_absence from;
    CHECK(event_told(*from.come_back(0), 2).text.starts_with("Message "));
    const auto is_deleted = GENERATE(true, false);
    for (std::uint64_t offset = 2; offset < 6; ++offset) {
        const auto key = "a-key-of-a-change-" + std::to_string(offset);
        if (is_deleted)
            REQUIRE(from.ada.ask(hallway::remove{"lobby", key, from.id_at(offset)}) == "ok");
        else
            REQUIRE(from.ada.ask(edit{"lobby", key, from.id_at(offset), "Other words"}) == "ok");
    }
    for (const auto core : {0U, 1U}) {
        const auto who = from.come_back(core);
        for (std::uint64_t offset = 2; offset < 6; ++offset)
            CHECK(event_told(*who, offset).text == (is_deleted ? "" : "Other words"));
    }
}

TEST_CASE("who comes back is not told words that were taken away at another node since others came back", "[reading]")
{
    long_absence from(true);
    auto& keeper = from.node.keeper;
    CHECK(event_told(*from.come_back(0), 2).text.starts_with("Message "));
    // The other node has written over them already when this one hears of it, and has nothing left to do.
    message other;
    other.text = "Other words";
    for (std::uint64_t offset = 2; offset < 6; ++offset) {
        auto request = request_for(
            {{1'000 + offset}, {from.ada.seat().who()->id, role::attendee}, "", message_edited{from.id_at(offset), other.text}});
        request.log = "main/lobby";
        keeper.append({request}, [](const auto& became) { REQUIRE_FALSE(became.front().code); });
        other.version = 19 + offset;
        keeper.amend(
            {"main/lobby", offset, other.version, encode_body(event_body{other}), {}}, [](const auto& made) { REQUIRE(made); });
    }
    CHECK(from.ada.post_something() == "ok");
    from.node.advance(1s);
    REQUIRE(from.ada.told_at(25) != nullptr);

    const auto who = from.come_back(1);
    for (std::uint64_t offset = 2; offset < 6; ++offset)
        CHECK(event_told(*who, offset).text == "Other words");
}

TEST_CASE("who comes back is not told words that the store refused to write over at first", "[reading]")
{
    long_absence from;
    from.node.keeper.amendments_refused = 4; // each is tried again in a second
    for (std::uint64_t offset = 2; offset < 6; ++offset)
        REQUIRE(
            from.ada.ask(edit{"lobby", "a-key-of-a-change-" + std::to_string(offset), from.id_at(offset), "Other words"}) ==
            "ok");
    from.come_back(0); // reads what stands there yet
    from.node.advance(2s);

    const auto who = from.come_back(1);
    for (std::uint64_t offset = 2; offset < 6; ++offset)
        CHECK(event_told(*who, offset).text == "Other words");
}
