// What a node of several does when the store has another log under a name that it knows, or does not tell where its logs stand.
#include "log/stored_form.hpp"
#include "tests/simulation/small_node.hpp"

#include <algorithm>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

/// Ada and Bob in the lobby, on a core each. Others may write to the store, too.
struct two_cores_node {
    two_cores_node()
    {
        REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
        REQUIRE(bob.ask(join{"lobby", std::nullopt}) == "ok");
        REQUIRE(ada.post_something() == "ok");
    }

    void forget(const std::string& log)
    {
        node.keeper.drop(log, [](const outcome<done>& dropped) { REQUIRE(dropped); });
    }

    /// As another node does, of which this one hears nothing.
    void append_elsewhere(const std::string& log, member_id from, event_body what)
    {
        auto request = request_for({{++last_id_}, {from, role::organiser}, "", std::move(what)});
        request.log = log;
        node.keeper.append({request}, [](const std::vector<append_outcome>& became) { REQUIRE_FALSE(became.front().code); });
    }

    small_node node{true, {}, true};
    talker ada{node, 0};
    talker bob{node, 1};

private:
    std::uint64_t last_id_ = 1'000;
};

const server_document* last_message(const talker& who)
{
    const auto found = std::ranges::find(who.told.rbegin(), who.told.rend(), "message", &server_document::ev);
    return found == who.told.rend() ? nullptr : &*found;
}

} // namespace

TEST_CASE("who is in a room whose log is another by now is told so when somebody posts, and goes on in the new one", "[nodes]")
{
    two_cores_node at;
    const auto epoch = at.ada.answered(2)->epoch;
    at.forget("main/lobby");
    CHECK(at.ada.post_something() == "unavailable");
    CHECK(at.ada.resets() == told_once);
    CHECK(at.bob.resets() == told_once);
    CHECK(at.ada.post_something() == "forbidden");

    for (auto* who : {&at.ada, &at.bob}) {
        const auto number = who->say(join{"lobby", std::nullopt});
        at.node.settle();
        REQUIRE(who->answer(number) == "ok");
        CHECK(who->answered(number)->epoch != epoch);
        CHECK(who->answered(number)->events.empty());
    }
    CHECK(at.ada.post_something() == "ok");
    CHECK(at.bob.post_something() == "ok");
    REQUIRE(last_message(at.ada) != nullptr);
    CHECK(last_message(at.ada)->offset == 2);
    CHECK(last_message(at.bob)->id == last_message(at.ada)->id);
    CHECK(at.node.events().size() == 2);
    CHECK_FALSE(at.ada.closed);
}

TEST_CASE("that a room's log is another by now is found within ten seconds though nobody does anything", "[nodes]")
{
    two_cores_node at;
    at.forget("main/lobby");
    at.node.advance(10s);
    CHECK(at.ada.resets() == told_once);
    CHECK(at.bob.resets() == told_once);
    at.node.advance(60s);
    CHECK(at.ada.resets() == told_once);
}

TEST_CASE("what was to be written over a log that is lost is not written over the one in its place", "[nodes]")
{
    two_cores_node at;
    const auto mine = *last_message(at.ada);
    at.node.keeper.amendments_refused = 1; // tried again in a second
    REQUIRE(at.ada.ask(edit{"lobby", "a-key-of-its-own-1", *mine.id, "other words"}) == "ok");
    at.forget("main/lobby");
    at.append_elsewhere("main", {1}, room_opened{"hall", "Hall"});
    CHECK(at.bob.post_something() == "unavailable");
    REQUIRE(at.bob.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(at.bob.post_something() == "ok");
    const auto stands = at.node.events();
    REQUIRE(at.node.keeper.amendments_asked == 1);
    at.node.advance(5s);
    CHECK(at.node.keeper.amendments_asked == 2);
    CHECK(at.node.events() == stands);
}

TEST_CASE(
    "what was deleted lately is deleted in the log that takes the lost one's place, though another node's snapshot knows of it",
    "[nodes]")
{
    two_cores_node at;
    const auto mine = *last_message(at.ada);
    REQUIRE(at.ada.ask(hallway::remove{"lobby", "a-key-of-its-own-1", *mine.id}) == "ok");
    at.node.advance(1s);
    const auto& lobby = at.node.at(0).replica("lobby")->state();
    const stored_snapshot others{lobby.offset, *lobby.id, fold_version, encode_snapshot(lobby)};
    const auto has_text = [&] { return at.node.events().front().body.find(mine.text) != std::string::npos; };
    REQUIRE_FALSE(has_text());

    // As a Redis is that took over: every event, and the snapshot that came when it had, but not what was written over the first.
    at.forget("main/lobby");
    at.node.keeper.open("main/lobby", [](const outcome<log_top>& made) { REQUIRE(made); });
    for (const auto& draft :
         {append_draft{*mine.id, {mine.from.id, mine.from.as}, "", message{mine.text, std::nullopt, {}, false, 0}},
          append_draft{others.id, {mine.from.id, mine.from.as}, "", message_deleted{*mine.id}}}) {
        auto request = request_for(draft);
        request.log = "main/lobby";
        at.node.keeper.append({request}, [](const std::vector<append_outcome>& became) { REQUIRE_FALSE(became.front().code); });
    }
    at.node.keeper.save_snapshot("main/lobby", others, [](const outcome<done>& saved) { REQUIRE(saved); });
    REQUIRE(has_text());
    at.node.advance(10s);
    REQUIRE(at.ada.ask(join{"lobby", std::nullopt}) == "ok");
    at.node.advance(1s);
    CHECK_FALSE(has_text());
}

TEST_CASE("an event that nobody told of is found: of a room within ten seconds, of the space within half of one", "[nodes]")
{
    two_cores_node at;
    const auto count = at.ada.told.size();
    at.append_elsewhere("main/lobby", {7}, message{"from elsewhere", std::nullopt, {}, false, 0});
    at.node.advance(10s);
    REQUIRE(at.ada.told.size() == count + 1);
    CHECK(at.ada.told.back().text == "from elsewhere");
    CHECK(at.bob.told.back().text == "from elsewhere");

    at.append_elsewhere("main", {7}, announced{"Lunch is served.", {}, std::nullopt});
    at.node.advance(500ms);
    CHECK(at.ada.told.back().ev == "announcement");
    CHECK(at.bob.told.back().ev == "announcement");
}

TEST_CASE("who was banned elsewhere does not write here, though this node is told nothing any more", "[nodes]")
{
    two_cores_node at;
    const auto ada = at.ada.told.front().me.id;
    at.node.keeper.hides_tops = true;
    at.append_elsewhere("main", ada, member_sanctioned{ada, sanction_kind::ban, {}, std::nullopt, {}});
    at.node.advance(limits::space_unconfirmed_max + 1ms);
    CHECK(at.ada.post_something() == "unavailable");
    CHECK(at.bob.post_something() == "unavailable");
    CHECK(at.bob.ask(history{"lobby", latest_rows{}, 10, std::nullopt}) == "ok"); // reading goes on

    at.node.keeper.hides_tops = false;
    at.node.advance(500ms);
    CHECK(at.ada.closed == close_code::banned);
    CHECK(at.bob.post_something() == "ok");
}

TEST_CASE("a node whose knowledge of the space is confirmed twice a second lets people write at any time", "[nodes]")
{
    two_cores_node at;
    for (int i = 0; i < 40; ++i) {
        at.node.advance(77ms);
        REQUIRE(at.ada.post_something() == "ok");
    }
}

TEST_CASE("a space whose log is lost is what the new log says: its configured rooms, and nobody's name, role or ban", "[nodes]")
{
    two_cores_node at;
    talker olga(at.node, 0, at.node.tokens.staff_link(role::organiser, "main"));
    REQUIRE(olga.ask(open_room{"table", "a-key-of-its-own-1", "A table"}) == "ok");
    REQUIRE(at.ada.ask(join{"table", std::nullopt}) == "ok");
    at.forget("main");
    at.forget("main/lobby");
    at.forget("main/table");
    at.node.advance(1s);
    CHECK(at.ada.resets() == std::vector<std::string>{"lobby epoch", "table epoch"});
    CHECK(at.ada.ask(join{"table", std::nullopt}) == "not_found");
    REQUIRE(at.ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(at.bob.ask(join{"lobby", std::nullopt}) == "ok");
    CHECK(at.ada.post_something() == "ok"); // and is named by that
    REQUIRE(last_message(at.bob) != nullptr);
    CHECK(last_message(at.bob)->from.name == "Ada");
    CHECK(last_message(at.bob)->offset == 1);
    CHECK(at.node.at(0).here().top() == at.node.at(1).here().top());
    CHECK_FALSE(at.ada.closed);
    CHECK_FALSE(olga.closed);
}

TEST_CASE("a room that is being opened while the space is lost, and that the new one does not have, is nobody's room", "[nodes]")
{
    two_cores_node at;
    talker olga(at.node, 0, at.node.tokens.staff_link(role::organiser, "main"));
    REQUIRE(olga.ask(open_room{"table", "a-key-of-its-own-1", "A table"}) == "ok");
    at.node.keeper.open("main/table", [](const outcome<log_top>& made) { REQUIRE(made); });
    at.append_elsewhere("main/table", {7}, message{"from elsewhere", std::nullopt, {}, false, 0});
    at.node.settle();
    at.node.keeper.reads_held_of = "main/table";
    at.node.keeper.holds_reads = true;
    const auto asked = at.ada.say(join{"table", std::nullopt});
    at.node.settle();
    REQUIRE(at.ada.answer(asked) == "none");
    at.forget("main");
    at.node.advance(1s);
    at.node.keeper.let_reads_go();
    at.node.advance(1s);
    CHECK(at.ada.answer(asked) == "not_found");
    CHECK(at.ada.ask(join{"table", std::nullopt}) == "not_found");

    talker otto(at.node, 0, at.node.tokens.staff_link(role::organiser, "main"));
    REQUIRE(otto.ask(open_room{"table", "a-key-of-its-own-2", "Another"}) == "ok");
    const auto again = at.ada.say(join{"table", std::nullopt});
    at.node.advance(1s);
    REQUIRE(at.ada.answer(again) == "ok");
}

TEST_CASE("who asks to join while the space's log is opened anew is let in when it is", "[nodes]")
{
    two_cores_node at;
    at.node.keeper.hold_appends_after(0); // the configured rooms cannot be opened
    at.forget("main");
    at.node.advance(600ms);
    const auto asked = at.bob.say(join{"lobby", std::nullopt});
    at.node.settle();
    CHECK(at.bob.answer(asked) == "none");
    CHECK(at.bob.ask(hallway::post{"lobby", "a-key-of-its-own-9", "not now", std::nullopt}) == "none"); // behind it
    at.node.keeper.let_appends_go();
    at.node.advance(1s);
    CHECK(at.bob.answer(asked) == "ok");
    CHECK(at.bob.answer() == "ok");
}

TEST_CASE(
    "who writes elsewhere is told by their name as soon as that is heard of, if what they wrote was heard of before", "[nodes]")
{
    two_cores_node at;
    at.append_elsewhere("main/lobby", {7}, message{"from elsewhere", std::nullopt, {}, false, 0});
    at.node.advance(10s);
    REQUIRE(last_message(at.ada)->from.name == "?");
    at.append_elsewhere("main", {7}, member_named{"Carol"});
    at.append_elsewhere("main", {8}, member_named{"Dan"}); // who has written nothing
    at.node.advance(500ms);
    for (const auto* who : {&at.ada, &at.bob}) {
        CHECK(who->told.back().ev == "member");
        CHECK(who->told.back().from.id == member_id{7});
        CHECK(who->told.back().from.name == "Carol");
    }
}

TEST_CASE("a name that was not known comes with the space's log that is opened anew, too", "[nodes]")
{
    two_cores_node at;
    at.append_elsewhere("main/lobby", {7}, message{"from elsewhere", std::nullopt, {}, false, 0});
    at.node.advance(10s);
    REQUIRE(last_message(at.ada)->from.name == "?");
    at.forget("main");
    at.node.keeper.open("main", [](const outcome<log_top>& made) { REQUIRE(made); });
    at.append_elsewhere("main", {7}, member_named{"Carol"});
    at.node.advance(1s);
    const auto told = std::ranges::find(at.bob.told, "member", &server_document::ev);
    REQUIRE(told != at.bob.told.end());
    CHECK(told->from.name == "Carol");
}

TEST_CASE("what another log has is not told as if it followed an empty one", "[nodes]")
{
    small_node node{true, {}, true};
    talker ada(node, 0);
    talker bob(node, 1);
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    const auto epoch = ada.answered(2)->epoch;
    node.keeper.drop("main/lobby", [](const outcome<done>& dropped) { REQUIRE(dropped); });
    node.keeper.open("main/lobby", [](const outcome<log_top>& made) { REQUIRE(made); });
    auto request = request_for({{1'000}, {{7}, role::attendee}, "", message{"of another log", std::nullopt, {}, false, 0}});
    request.log = "main/lobby";
    node.keeper.append({request}, [](const std::vector<append_outcome>& became) { REQUIRE_FALSE(became.front().code); });
    bob.ask(join{"lobby", position{epoch, 5, std::nullopt}}); // so the node looks for more
    node.settle();
    CHECK(last_message(ada) == nullptr);
    CHECK(ada.resets() == told_once);
}

TEST_CASE("what was written over a log lately is written again when its store is back, which may have lost just that", "[nodes]")
{
    two_cores_node at;
    const auto mine = *last_message(at.ada);
    REQUIRE(at.ada.ask(edit{"lobby", "a-key-of-its-own-1", *mine.id, "other words"}) == "ok");
    at.node.settle();
    REQUIRE(at.node.keeper.amendments_asked == 1);
    at.node.keeper.tell_missed("main/lobby");
    at.node.settle();
    CHECK(at.node.keeper.amendments_asked == 2);

    at.node.advance(61s);
    at.node.keeper.tell_missed("main/lobby");
    at.node.settle();
    CHECK(at.node.keeper.amendments_asked == 2);
}

TEST_CASE("what staff ask while the space's log is lost is to be asked again, and then done", "[nodes]")
{
    two_cores_node at;
    talker mia(at.node, 0, at.node.tokens.staff_link(role::organiser, "main"));
    const auto ban = [&] {
        return mia.ask(
            sanction_member{"a-key-of-its-own-1", {at.bob.seat().who()->id, sanction_kind::ban, {}, std::nullopt, "a reason"}});
    };
    const auto change_plan = [&] {
        plan what;
        what.key = "a-key-of-its-own-2";
        what.title = "Another title";
        return mia.ask(what);
    };
    const auto act = GENERATE(0, 1);
    at.forget("main");
    CHECK((act == 0 ? ban() : change_plan()) == "unavailable");
    at.node.advance(2s);
    CHECK((act == 0 ? ban() : change_plan()) == "ok");
}
