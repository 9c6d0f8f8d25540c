// Reads that are shared: how often the store is asked, how much is kept, and that what is told is what the store has.
#include "log/memory_store.hpp"
#include "log/shared_reads.hpp"
#include "protocol/codec.hpp"
#include "tests/support/forwarding_store.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// Answers reads as late as is wanted, with what the log had when it was asked or has when it answers, or not at all.
class slow_store final : public forwarding_store {
public:
    explicit slow_store(test_scheduler& turns) : slow_store(turns, make_memory_store(turns)) {}

    void read(std::string log, event_range range, handler<std::vector<stored_event>> then) override
    {
        ++reads;
        const auto waits = waits_for();
        if (fails())
            return turns_.after(waits, [then] { then(errc::unavailable); });
        if (looks_late())
            return turns_.after(waits, [this, log = std::move(log), range, then] { under_->read(log, range, then); });
        under_->read(std::move(log), range, [this, waits, then](outcome<std::vector<stored_event>> read) {
            turns_.after(waits, [then, read = std::move(read)] { then(read); });
        });
    }

    std::size_t reads = 0;
    std::function<uptime()> waits_for = [] { return 5ms; };
    std::function<bool()> fails = [] { return false; };
    std::function<bool()> looks_late = [] { return false; };

private:
    slow_store(test_scheduler& turns, std::unique_ptr<store> under)
        : forwarding_store(*under), turns_(turns), under_(std::move(under))
    {
    }

    test_scheduler& turns_;
    std::unique_ptr<store> under_;
};

using told_events = outcome<std::vector<shared_event>>;

std::string body_of(std::string text)
{
    message made;
    made.text = std::move(text);
    return encode_body(event_body{made});
}

/// A log of messages, and those who read it.
class read_log {
public:
    explicit read_log(std::uint64_t messages, const bounds& held = {})
        : reads(turns, keeper, held, shared), log_{1, "main/lobby", 1, 0}
    {
        keeper.open(log_.name, [](const outcome<log_top>& made) { REQUIRE(made); });
        while (log_.top < messages)
            post("Hello");
    }

    void post(std::string text) { append(body_of(std::move(text))); }
    void append(std::string body)
    {
        append_unheard(std::move(body));
        ++log_.top;
    }
    /// It is in the store, and nobody has been told yet.
    void append_unheard(std::string body)
    {
        append_request made;
        made.log = log_.name;
        made.id = {++last_id_};
        made.member = {7};
        made.role = "attendee";
        made.body = std::move(body);
        made.is_row = true;
        keeper.append({std::move(made)}, [](const auto& became) { REQUIRE_FALSE(became.front().code); });
        turns.run_until_idle();
    }

    void hear_of_one() { ++log_.top; }

    /// Writes another text over it, as the log service does.
    void amend(std::uint64_t offset, std::uint64_t version, std::string text)
    {
        reads.forget(log_.number);
        keeper.amend({log_.name, offset, version, body_of(std::move(text)), {}}, [](const outcome<done>&) {});
    }

    /// Another node forgets what is below; this one does not know it yet.
    void trim_unheard(std::uint64_t below)
    {
        keeper.save_snapshot(log_.name, {log_.top, {log_.top}, 1, "state"}, [](const auto& saved) { REQUIRE(saved); });
        keeper.trim(log_.name, below, [](const auto& trimmed) { REQUIRE(trimmed); });
    }
    void hear_of_trim(std::uint64_t first)
    {
        reads.forget(log_.number);
        log_.first = first;
    }

    std::shared_ptr<told_events> ask(event_range range)
    {
        auto told = std::make_shared<told_events>(errc::draining);
        reads.read(log_, range, [told](told_events came) {
            REQUIRE((!*told && told->error().code == errc::draining)); // once
            *told = std::move(came);
        });
        return told;
    }

    /// Lets the store answer.
    void run()
    {
        turns.run_until_idle();
        turns.advance(100ms);
    }

    const readable_log& log() const { return log_; }

    test_scheduler turns;
    slow_store keeper{turns};
    counter shared;
    shared_reads reads;

private:
    readable_log log_;
    std::uint64_t last_id_ = 0;
};

constexpr event_range page_after(std::uint64_t offset) { return {.after = offset, .events_max = 301, .bytes_max = 256 * 1024}; }

bounds chunks_of(std::size_t events)
{
    bounds held;
    held.shared_read_events = events;
    return held;
}

std::string text_of(const shared_event& what) { return std::get<message>(what->what).text; }

/// Whether these are so many events behind an offset.
bool are_behind(const told_events& told, std::uint64_t after, std::size_t count)
{
    if (!told || told->size() != count)
        return false;
    for (const auto& each : *told)
        if (each->offset != ++after)
            return false;
    return true;
}

} // namespace

TEST_CASE("a hundred who come back at about the same place cause one read of each chunk", "[reading]")
{
    read_log there(1'500);
    std::vector<std::shared_ptr<told_events>> answers;
    for (std::uint64_t i = 0; i < 100; ++i)
        answers.push_back(there.ask(page_after(100 + i)));
    there.run();

    CHECK(there.keeper.reads == 1);
    CHECK(there.shared.value() == 99);
    for (std::uint64_t i = 0; i < 100; ++i)
        CHECK(are_behind(*answers[i], 100 + i, 301));

    SECTION("and so their next pages, which go on in the next chunk")
    {
        for (std::uint64_t i = 0; i < 100; ++i)
            answers[i] = there.ask(page_after(401 + i));
        there.run();

        CHECK(there.keeper.reads == 2);
        for (std::uint64_t i = 0; i < 100; ++i)
            CHECK(are_behind(*answers[i], 401 + i, 301));
    }
    SECTION("and what was read is kept for ten seconds")
    {
        there.turns.advance(9s);
        CHECK(are_behind(*there.ask(page_after(50)), 50, 301));
        CHECK(there.keeper.reads == 1);
        CHECK(there.reads.kept_bytes() > 512 * 100);

        there.turns.advance(10s); // nobody asks
        CHECK(there.reads.kept_bytes() == 0);
        const auto later = there.ask(page_after(50));
        there.run();
        CHECK(are_behind(*later, 50, 301));
        CHECK(there.keeper.reads == 2);
    }
}

TEST_CASE("as much of a chunk is read as was published, and later the rest", "[reading]")
{
    read_log there(700);
    there.ask(page_after(600));
    there.run();
    there.post("The next");
    const auto old = there.ask(page_after(690));
    there.run();

    CHECK(there.keeper.reads == 2);
    CHECK(are_behind(*old, 690, 11));
    CHECK(are_behind(*there.ask(page_after(701)), 701, 0));
}

TEST_CASE("what nobody was told of is neither told nor kept", "[reading]")
{
    read_log there(100);
    there.append_unheard(body_of("Hello"));
    const auto before = there.ask(page_after(90));
    there.run();
    CHECK(are_behind(*before, 90, 10));

    there.hear_of_one();
    const auto since = there.ask(page_after(100));
    there.run();
    CHECK(are_behind(*since, 100, 1));
    CHECK(there.keeper.reads == 2);
}

TEST_CASE("reads that are kept take no more than their bytes", "[reading]")
{
    bounds held = chunks_of(4);
    held.shared_read_bytes = 10'000;
    read_log there(400, held);
    for (std::uint64_t after = 0; after < 400; after += 4) {
        const auto told = there.ask({.after = after, .events_max = 3, .bytes_max = 1'000});
        there.run();
        CHECK(are_behind(*told, after, 3));
        CHECK(there.reads.kept_bytes() <= 10'000);
    }
    CHECK(there.reads.kept_bytes() > 5'000);
}

TEST_CASE("a range's bytes are its own, and one event is told however large it is", "[reading]")
{
    read_log there(0);
    for (int i = 0; i < 10; ++i)
        there.post(std::string(900, 'x'));
    const auto told = [&](std::size_t bytes) {
        const auto read = there.ask({.after = 2, .events_max = 100, .bytes_max = bytes});
        there.run();
        return (*read)->size();
    };
    CHECK(told(1) == 1);
    CHECK(told(2'500) == 2);
    CHECK(told(100'000) == 8);
    CHECK(there.keeper.reads == 1);
}

TEST_CASE("events that do not fit into one read are read on where somebody wants them", "[reading]")
{
    bounds held;
    held.page_bytes = 0; // one read is of 64 KiB
    read_log there(0, held);
    for (int i = 0; i < 200; ++i)
        there.post(std::string(1'000, 'x'));
    std::vector<std::shared_ptr<told_events>> answers;
    for (std::uint64_t i = 0; i < 20; ++i)
        answers.push_back(there.ask({.after = 150 + i, .events_max = 10, .bytes_max = 100'000}));
    there.run();

    for (std::uint64_t i = 0; i < 20; ++i)
        CHECK(are_behind(*answers[i], 150 + i, 10));
    CHECK(there.keeper.reads == 2);
}

TEST_CASE("who asks behind a change is not told what was read before it", "[reading]")
{
    read_log there(100);
    SECTION("and is kept")
    {
        there.ask(page_after(0));
        there.run();
    }
    SECTION("and is still under way") { there.ask(page_after(0)); }
    there.amend(50, 101, "Other words");
    const auto told = there.ask(page_after(0));
    there.run();

    REQUIRE(are_behind(*told, 0, 100));
    CHECK(text_of((*told)->at(49)) == "Other words");
    CHECK(there.keeper.reads == 2);
}

TEST_CASE("of a log whose beginning is forgotten the rest is told, whether that is known or not", "[reading]")
{
    read_log there(100);
    there.trim_unheard(41);
    const bool is_known = GENERATE(true, false);
    if (is_known)
        there.hear_of_trim(41);
    const auto kept = there.ask({.after = 60, .events_max = 10, .bytes_max = 10'000});
    const auto other = there.ask({.after = 60, .events_max = 20, .bytes_max = 10'000});
    const auto forgotten = there.ask({.after = 30, .events_max = 10, .bytes_max = 10'000});
    there.run();

    CHECK(are_behind(*kept, 60, 10));
    CHECK(are_behind(*other, 60, 20));
    REQUIRE_FALSE(*forgotten);
    CHECK(forgotten->error().code == errc::gone);
    CHECK(there.keeper.reads == (is_known ? 2 : 3));
}

TEST_CASE("an event that cannot be read hides those before and behind it from nobody", "[reading]")
{
    read_log there(50);
    there.append("no event");
    for (int i = 0; i < 49; ++i)
        there.post("Behind it");
    const auto ask = [&](std::uint64_t after, std::size_t most) {
        const auto told = there.ask({.after = after, .events_max = most, .bytes_max = 100'000});
        there.run();
        return *told;
    };
    CHECK(are_behind(ask(0, 50), 0, 50));
    CHECK(are_behind(ask(51, 49), 51, 49));
    const auto across = ask(40, 20);
    REQUIRE_FALSE(across);
    CHECK(across.error().code == errc::unavailable);
}

TEST_CASE("when the store does not answer all who wait are told so, and the next asks again", "[reading]")
{
    read_log there(100);
    there.keeper.fails = [] { return true; };
    const auto one = there.ask(page_after(10)), other = there.ask(page_after(20));
    there.run();
    CHECK(there.keeper.reads == 1);
    for (const auto& each : {one, other}) {
        REQUIRE_FALSE(*each);
        CHECK(each->error().code == errc::unavailable);
    }

    there.keeper.fails = [] { return false; };
    const auto again = there.ask(page_after(10));
    there.run();
    CHECK(are_behind(*again, 10, 90));
}

namespace {

/// What somebody asked for, and what the log was when they did.
struct asked {
    event_range range;
    std::map<std::uint64_t, std::uint64_t> versions; // of what was written over
    std::uint64_t top, first;
    std::shared_ptr<told_events> told;
};

std::uint64_t version_of(const shared_event& what)
{
    const auto text = text_of(what);
    return text.starts_with("Version ") ? std::stoull(text.substr(8)) : 0;
}

void check(const asked& each, bool may_fail, std::uint64_t first_now)
{
    const auto& told = *each.told;
    if (!told) {
        const bool is_forgotten = told.error().code == errc::gone && each.range.after + 1 < first_now;
        CHECK((is_forgotten || (told.error().code == errc::unavailable && may_fail)));
        return;
    }
    if (each.range.after < each.top)
        CHECK(each.range.after + 1 >= each.first);
    const auto owed = each.top > each.range.after ? each.top - each.range.after : 0;
    CHECK(are_behind(told, each.range.after, std::min<std::size_t>(owed, each.range.events_max)));
    for (const auto& one : *told)
        if (const auto known = each.versions.find(one->offset); known != each.versions.end())
            CHECK(version_of(one) >= known->second);
}

} // namespace

TEST_CASE("whatever happens to a log, who reads it is told what the store has", "[reading][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    const auto below = [&](std::uint64_t most) { return random() % most; };
    std::size_t was_shared = 0;
    for (int round = 0; round < 40; ++round) {
        bounds held = chunks_of(1 + below(12));
        held.shared_read_bytes = below(2) == 0 ? 3'000 : 100'000;
        read_log there(1 + below(40), held);
        const auto failures = below(3) == 0 ? 100 : 0;
        there.keeper.waits_for = [&] { return uptime(1ms) * below(30); };
        there.keeper.fails = [&] { return below(1'000) < static_cast<std::uint64_t>(failures); };
        there.keeper.looks_late = [&] { return below(2) == 0; };
        std::map<std::uint64_t, std::uint64_t> versions;
        std::vector<asked> all;
        std::uint64_t version = 1'000, trimmed = 1;
        for (int step = 0; step < 200; ++step) {
            const auto& log = there.log();
            switch (below(12)) {
            case 0: there.post("Hello"); break;
            case 1: {
                const auto offset = trimmed + below(log.top - trimmed + 1);
                versions[offset] = ++version;
                there.amend(offset, version, "Version " + std::to_string(version));
                break;
            }
            case 2:
                if (below(10) == 0)
                    there.trim_unheard(trimmed += below(log.top - trimmed + 1) / 2);
                break;
            case 3: there.hear_of_trim(trimmed); break;
            case 4: there.turns.advance(uptime(1ms) * below(20'000)); break;
            case 5: there.turns.advance(uptime(1ms) * below(40)); break;
            default: {
                const event_range range{.after = below(log.top + 2), .events_max = 1 + below(20), .bytes_max = 1'000'000};
                all.push_back({range, versions, log.top, log.first, there.ask(range)});
            }
            }
        }
        for (int chunk = 0; chunk < 20; ++chunk) // one after the other
            there.run();
        was_shared += there.shared.value();
        for (const auto& each : all)
            check(each, failures > 0, trimmed);
    }
    CHECK(was_shared > 100);
}
