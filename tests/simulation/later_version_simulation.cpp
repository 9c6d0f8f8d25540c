// A folder that a later version has written into, opened by this one: what it does not know is kept and passed over, and nothing is saved or forgotten in its name.
#include "tests/simulation/one_core.hpp"

#include <nlohmann/json.hpp>

using namespace hallway;
using namespace hallway::simulation;

namespace {

append_request later_event(std::string body)
{
    append_request made;
    made.log = "main/lobby";
    made.id = event_id{0x1234567};
    made.member = member_id{42};
    made.role = "curator"; // a role of later, too
    made.key = "key-of-a-later-event";
    made.body = std::move(body);
    return made;
}

append_outcome append(one_core& in, append_request what)
{
    std::vector<append_outcome> became;
    in.keeper->append({std::move(what)}, [&](std::vector<append_outcome> made) { became = std::move(made); });
    in.turns.run_until_idle();
    REQUIRE(became.size() == 1);
    REQUIRE_FALSE(became.front().code);
    return became.front();
}

} // namespace

TEST_CASE("an event of a later version is kept and passed over, and its room is neither saved nor trimmed", "[later]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    ada.post("before it");
    it.pass(1s);
    ada.leave();
    it.pass(2min); // its snapshot is saved
    it.kill();
    const auto position = json{{"epoch", it.top().epoch}, {"offset", 1}};
    append(it, later_event(R"({"type":"poll_opened","question":"Tea?","options":["yes","of course"]})"));
    auto with_more = later_event(R"({"type":"message","text":"with more in it","mood":{"a":[1,2]},"language":"en"})");
    with_more.id = event_id{0x1234568};
    with_more.key += "-2";
    with_more.is_row = true;
    append(it, with_more);

    it.start();
    visitor bob;
    it.let_in(bob, position);
    it.pass(1s);
    // Moved past what it cannot be told of, told what it can.
    REQUIRE(bob.joined()["recovered"] == true);
    REQUIRE(bob.joined()["events"].size() == 2);
    CHECK(bob.joined()["events"][0]["ev"] == "at");
    CHECK(bob.joined()["events"][0]["offset"] == 2);
    CHECK(bob.joined()["events"][1]["text"] == "with more in it");
    CHECK(bob.joined()["events"][1]["from"]["role"] == "attendee");
    bob.post("and after it");
    it.pass(1s);
    CHECK(bob.answer(3)["ok"]["offset"] == 4);
    bob.leave();
    it.pass(5min);
    CHECK(it.saved().offset == 1); // of before it
    it.kill();

    it.pass(kept * 3);
    it.start();
    it.pass(10min);
    CHECK(it.counted("hallway_retention_sweeps_total") > 0);
    CHECK(it.top().first == 1);
    const auto events =
        it.wait<std::vector<stored_event>>([&](auto then) { it.keeper->read("main/lobby", {1, 1, 1'000}, std::move(then)); });
    REQUIRE(events);
    CHECK(events->front().body.find("of course") != std::string::npos); // byte for byte, for the version that knows it
}

TEST_CASE("a snapshot of a later fold is not used, and not replaced by the sweep; unknown fields in one are ignored", "[later]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    ada.post("the first one");
    ada.post("the second one");
    it.pass(1s);
    ada.leave();
    it.kill();
    const auto top = it.top();
    const auto save = [&](int fold, const std::string& bytes) {
        REQUIRE(it.wait<done>(
            [&](auto then) { it.keeper->save_snapshot("main/lobby", {top.offset, *top.id, fold, bytes}, std::move(then)); }));
    };

    SECTION("of a later fold")
    {
        save(fold_version + 1, R"({"offset":2,"everything":"is otherwise"})");
        it.start();
        visitor bob;
        it.let_in(bob);
        it.pass(1s);
        CHECK(bob.joined()["state"]["messages"] == 2);
        CHECK(bob.joined()["events"].size() == 2);
        it.kill();
        it.pass(kept * 3);
        it.start();
        it.pass(10min);
        CHECK(it.top().first == 1);
    }
    SECTION("with unknown fields")
    {
        auto known = json::parse(encode_snapshot([&] {
            room_snapshot state;
            state.offset = top.offset;
            state.id = top.id;
            state.messages = 77; // to see that it is used
            return state;
        }()));
        known["pins"] = json::array({{{"id", "e-0000000000001"}}});
        save(fold_version, known.dump());
        it.start();
        visitor bob;
        it.let_in(bob);
        it.pass(1s);
        CHECK(bob.joined()["state"]["messages"] == 77);
    }
}
