// The contract of calls that overlap: what takes effect when, what is answered when, and what stop() finishes.
#include "tests/contract/store_house.hpp"
#include "tests/support/edge_host.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <random>

using namespace hallway;
using namespace hallway::test;

TEMPLATE_LIST_TEST_CASE("handlers are never called inside the call", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    bool was_called = false;
    house.it().open("lobby", house.turns.awaited([&](const outcome<log_top>&) { was_called = true; }));

    CHECK_FALSE(was_called);
    house.turns.run_until_idle();
    CHECK(was_called);
}

TEMPLATE_LIST_TEST_CASE(
    "calls on one log take effect, and are answered, in the order they were made", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    std::vector<std::string> heard;
    const auto noting = [&](std::string what) {
        return house.turns.awaited(
            [&heard, what = std::move(what)](const auto& answer) { heard.push_back(what + " " + said(answer)); });
    };
    const auto noting_append = [&](std::string what) {
        return house.turns.awaited([&heard, what = std::move(what)](const std::vector<append_outcome>& answer) {
            heard.push_back(what + " " + said(answer.at(0)) + " " + std::to_string(answer.at(0).offset));
        });
    };
    const auto first = house.request("lobby", "a");

    house.it().append({house.request("lobby", "too early")}, noting_append("append"));
    house.it().open("lobby", noting("open"));
    house.it().append({first}, noting_append("append"));
    house.it().save_snapshot("lobby", {1, first.id, 1, "fold"}, noting("snapshot"));
    house.it().append({house.request("lobby", "b")}, noting_append("append"));
    house.it().amend({"lobby", 2, 3, "b, amended", std::nullopt}, noting("amend"));
    house.it().trim("lobby", 3, noting("trim")); // above the snapshot
    house.it().drop("lobby", noting("drop"));
    house.it().append({house.request("lobby", "too late")}, noting_append("append"));
    house.turns.run_until_idle();

    CHECK(
        heard == std::vector<std::string>{
                     "append gone 0", "open ok", "append ok 1", "snapshot ok", "append ok 2", "amend ok", "trim conflict",
                     "drop ok", "append gone 0"});
}

TEMPLATE_LIST_TEST_CASE("what reads sees all that was asked for before it", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    std::optional<event_id> last;
    std::size_t faults = 0;
    for (std::size_t i = 1; i <= 200; ++i) {
        if (i == 1)
            house.it().open("lobby", house.turns.awaited([](const outcome<log_top>&) {}));
        const auto request = house.request("lobby", "x");
        last = request.id;
        house.it().append({request}, house.turns.awaited([](const std::vector<append_outcome>&) {}));
        house.it().find(
            "lobby", request.id, house.turns.awaited([&faults](const outcome<stored_event>& found) { faults += found ? 0 : 1; }));
        house.it().read("lobby", {0, 1'000, no_limit}, house.turns.awaited([&faults, i](const auto& found) {
            faults += found && found->size() >= i ? 0 : 1;
        }));
        const auto name = "log " + std::to_string(i);
        house.it().open(name, house.turns.awaited([](const outcome<log_top>&) {}));
        house.it().list("log ", "", 1'000, house.turns.awaited([&faults, i](const auto& found) {
            faults += found && found->size() >= i ? 0 : 1;
        }));
        house.it().put("record", "v", std::nullopt, std::nullopt, house.turns.awaited([](const outcome<std::uint64_t>&) {}));
        house.it().get("record", house.turns.awaited([&faults, i](const outcome<record>& found) {
            faults += found && found->version >= i ? 0 : 1;
        }));
    }
    house.turns.run_until_idle();

    CHECK(faults == 0);
}

TEMPLATE_LIST_TEST_CASE("nobody reads of an event before the answer to its append", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    std::uint64_t answered = 0;
    std::size_t faults = 0;
    std::size_t reads = 0;
    constexpr std::uint64_t events = 3'000;
    const std::function<void()> read_on = [&] {
        house.it().read("lobby", {answered, 1'000, no_limit}, house.turns.awaited([&](const auto& found) {
            ++reads;
            if (!found || (!found->empty() && found->back().offset > answered))
                ++faults;
            if (answered < events)
                read_on();
        }));
    };
    const std::function<void()> append_on = [&] {
        house.it().append({house.request("lobby", "x")}, house.turns.awaited([&](const std::vector<append_outcome>& outcomes) {
            answered = outcomes.at(0).offset;
            if (answered + 10 <= events) // ten are under way
                append_on();
        }));
    };

    for (int i = 0; i < 10; ++i)
        append_on();
    for (int i = 0; i < 3; ++i)
        read_on();
    house.turns.run_until_idle();

    CHECK(faults == 0);
    CHECK(answered == events);
    CHECK(reads > 3);
}

TEMPLATE_LIST_TEST_CASE(
    "appends to many logs that overlap leave each log in order and without a hole", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::vector<std::string> logs{"a", "b", "c", "d", "e"};
    for (const auto& log : logs)
        house.make_log(log);
    std::map<std::string, std::uint64_t> newest;
    std::map<std::string, std::vector<std::string>> expected;
    std::size_t out_of_order = 0;

    for (int call = 0; call < 400; ++call) {
        std::vector<append_request> requests;
        std::vector<std::string> asked;
        for (auto count = 1 + random() % 6; count > 0; --count) {
            const auto& log = logs[random() % logs.size()];
            requests.push_back(house.request(log, std::to_string(random())));
            expected[log].push_back(requests.back().body);
            asked.push_back(log);
        }
        house.it().append(std::move(requests), house.turns.awaited([&, asked](const std::vector<append_outcome>& outcomes) {
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                if (outcomes[i].code || outcomes[i].offset != ++newest[asked[i]])
                    ++out_of_order;
            }
        }));
        if (random() % 50 == 0)
            house.turns.run_until_idle();
    }
    house.turns.run_until_idle();

    CHECK(out_of_order == 0);
    for (const auto& log : logs)
        CHECK(bodies(*house.read(log, {0, 10'000, no_limit})) == expected[log]);
}

TEMPLATE_LIST_TEST_CASE("stop finishes what is queued, and what is asked later is refused", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    std::size_t stored = 0;
    std::size_t read = 0;
    std::string late_append;
    std::string late_read;
    for (int i = 0; i < 500; ++i) {
        house.it().append({house.request("lobby", "x")}, house.turns.awaited([&](const std::vector<append_outcome>& outcomes) {
            stored += outcomes.at(0).code ? 0 : 1;
        }));
        house.it().read("lobby", {0, 1, no_limit}, house.turns.awaited([&](const auto& found) { read += found ? 1 : 0; }));
    }

    house.it().stop();
    house.it().stop();
    house.it().append({house.request("lobby", "x")}, house.turns.awaited([&](const std::vector<append_outcome>& outcomes) {
        late_append = said(outcomes.at(0));
    }));
    house.it().read("lobby", {0, 1, no_limit}, house.turns.awaited([&](const auto& found) { late_read = said(found); }));
    house.turns.run_until_idle();

    CHECK(stored == 500);
    CHECK(read == 500);
    CHECK(late_append == "unavailable");
    CHECK(late_read == "unavailable");
    CHECK(house.it().trouble());
}

TEMPLATE_LIST_TEST_CASE("a store in good health has no trouble to tell", "[store][order]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post("lobby", "x");

    CHECK(eventually([&] { return !house.it().trouble(); })); // of a Redis one has to have looked
}
