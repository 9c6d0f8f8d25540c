// What a node of several does when Redis has lost what it knows and has something else in its place, under the same epoch: it may read or hear of that before it is told.
#include "log/stored_form.hpp"
#include "tests/simulation/small_node.hpp"

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

constexpr event_id elsewhere{1'000};

/// Ada in the lobby, which others write to, too.
struct shared_node {
    explicit shared_node(const bounds& held = {}) : node(true, held, true)
    {
        REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
        epoch = ada.answered(2)->epoch;
    }

    void post(std::size_t messages)
    {
        for (; messages > 0; --messages)
            REQUIRE(ada.post_something() == "ok");
    }

    /// Of a message of another node's.
    heard_event news(std::uint64_t offset, std::optional<event_id> previous)
    {
        auto request = request_for({elsewhere, {{7}, role::attendee}, "", message{"of a fork", std::nullopt, {}, false, 0}});
        return {"main/lobby", epoch, {offset, elsewhere, {}, request.member, request.role, "", request.body}, previous};
    }

    small_node node;
    talker ada{node, 0};
    std::string epoch;
};

/// As if this had been read where another event stands at that offset, and none behind it.
void fork_at(std::uint64_t offset, std::vector<stored_event>& read)
{
    std::erase_if(read, [&](const stored_event& each) { return each.offset > offset; });
    if (!read.empty() && read.back().offset == offset)
        read.back().id = elsewhere;
}

} // namespace

TEST_CASE("a post whose place another has by now, as the node has heard, is not told behind that", "[nodes]")
{
    shared_node at;
    at.post(2);
    at.node.keeper.once_appended = [&] { at.node.keeper.tell(at.news(3, at.ada.told_at(2)->id)); };
    CHECK(at.ada.post_something() == "unavailable"); // asked again, the store tells whether it has it
    REQUIRE(at.ada.told_at(3) != nullptr);
    CHECK(at.ada.told_at(3)->id == elsewhere);
    CHECK(at.ada.resets() == told_once);
}

TEST_CASE("a post is not told behind an event that it does not follow", "[nodes]")
{
    shared_node at;
    at.post(2);
    auto request = request_for({{2'000}, {{8}, role::attendee}, "", message{"lost", std::nullopt, {}, false, 0}});
    request.log = "main/lobby";
    at.node.keeper.append({request}, [](const std::vector<append_outcome>& became) { REQUIRE(became.front().offset == 3); });
    at.node.keeper.once_appended = [&] { at.node.keeper.tell(at.news(3, at.ada.told_at(2)->id)); };
    CHECK(at.ada.post_something() == "unavailable");
    CHECK(at.ada.told_at(4) == nullptr);
    CHECK(at.ada.resets() == told_once);
}

TEST_CASE("who comes back is told nothing of a log that does not lead to what others were told", "[nodes]")
{
    bounds small;
    small.ring_events = 2;
    small.page_rows = 2;
    shared_node at{small};
    at.post(6);
    talker bob{at.node, 1};
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
    const auto come_back_to = [&](std::uint64_t offset) {
        talker cem{at.node, 0};
        return cem.ask(join{"lobby", position{at.epoch, offset, at.ada.told_at(offset)->id}});
    };

    SECTION("something else has taken the place of an event, which those that are known by heart follow")
    {
        at.node.keeper.misreads = [](std::vector<stored_event>& read) { fork_at(4, read); };
        CHECK(come_back_to(2) == "unavailable");
    }
    SECTION("or of one of these")
    {
        at.node.keeper.misreads = [](std::vector<stored_event>& read) { fork_at(5, read); };
        CHECK(come_back_to(3) == "unavailable");
    }
    at.node.keeper.misreads = nullptr;
    at.node.settle();
    CHECK(at.ada.resets() == told_once);
    CHECK(bob.resets() == told_once);
    CHECK(come_back_to(2) == "ok");
}

TEST_CASE("a core that opens a log is given nothing that does not lead to what it was opened at", "[nodes]")
{
    test::test_scheduler turns;
    stubborn_store keeper{turns, true};
    metrics counts;
    log_service service{turns, keeper, counts, std::string(32, 's')};
    auto& line = service.attach(turns);
    line.on_mail([] {});
    keeper.open("main/lobby", [](const outcome<log_top>& made) { REQUIRE(made); });
    for (std::uint64_t id = 1; id <= 3; ++id) {
        auto request = request_for({{id}, {{7}, role::attendee}, "", message{"words", std::nullopt, {}, false, 0}});
        request.log = "main/lobby";
        keeper.append({request}, [](const std::vector<append_outcome>& became) { REQUIRE_FALSE(became.front().code); });
    }
    struct : log_reader {
        void take_event(std::uint64_t, const shared_event&, bool) override {}
        void take_first(std::uint64_t, std::uint64_t, std::optional<event_id>) override {}
        void take_confirmation(std::uint64_t, uptime) override {}
        void take_loss(std::uint64_t) override {}
    } reader;
    const auto settle = [&] {
        line.flush();
        turns.run_until_idle();
        line.take(reader);
    };
    const auto events_read = [&] {
        std::optional<outcome<followed_events>> read;
        line.open("main/lobby", [&](const outcome<opened_log>& opened) {
            REQUIRE(opened);
            line.follow(opened->number, 0, [&](outcome<followed_events> got) { read = std::move(got); });
        });
        settle();
        settle();
        REQUIRE(read);
        return *read ? std::to_string((*read)->events.size()) : std::string{code_of(read->error().code)};
    };
    keeper.misreads = [](std::vector<stored_event>& read) { fork_at(3, read); };
    CHECK(events_read() == "unavailable");
    keeper.misreads = nullptr;
    settle();
    CHECK(events_read() == "3");
}

TEST_CASE("a core that is behind is handed nothing that does not lead to what the others have", "[nodes]")
{
    bounds small;
    small.ring_events = 2;
    small.mailbox_items = 5;
    small.requests_per_core = 4;
    shared_node at{small};
    talker bob{at.node, 1};
    REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
    at.node.keeper.misreads = [](std::vector<stored_event>& read) { fork_at(6, read); };
    for (int i = 0; i < 8; ++i) {
        at.ada.say(post{"lobby", "a-key-of-its-own-" + std::to_string(i), "words"});
        at.node.settle_first();
    }
    at.node.settle();
    for (const auto& each : bob.told)
        CHECK(each.id != elsewhere);
    CHECK(bob.resets() == told_once);
    CHECK(at.ada.resets() == told_once);
}
