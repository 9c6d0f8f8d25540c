// Rooms that outlive their messages: on the simulated clock what is older than the setting is forgotten, and everybody is told truthfully.
#include "log/beginning.hpp"
#include "log/stored_form.hpp"
#include "tests/simulation/one_core.hpp"

#include <nlohmann/json.hpp>

using namespace hallway;
using namespace hallway::simulation;

namespace {

std::vector<std::string> texts(const json& events)
{
    std::vector<std::string> found;
    for (const auto& each : events)
        found.push_back(each.value("text", "-"));
    return found;
}

void write(one_core& in, visitor& who, const std::string& text, int from, int to)
{
    for (int i = from; i <= to; ++i) {
        who.post(text + std::to_string(i) + ".....");
        in.pass(10ms);
    }
}

} // namespace

TEST_CASE("what is older than the setting is forgotten, also where nobody is, and the room goes on", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    write(it, ada, "old", 1, 400);
    ada.leave();
    it.pass(2min); // the desk is closed, and has saved its snapshot
    it.kill();

    SECTION("not a day too early")
    {
        it.pass(kept + 23h);
        it.start();
        it.pass(10min);
        CHECK(it.top().first == 1);
        CHECK(it.counted("hallway_retention_sweeps_total") > 0);
    }
    SECTION("but then all of it, the snapshot's copies of the texts included")
    {
        it.pass(kept + 25h);
        it.start();
        it.pass(10min);
        CHECK(it.top().first == 401);
        CHECK(it.top().offset == 400);
        CHECK(it.counted("hallway_events_trimmed_total") == 400);
        CHECK(it.saved().rows.empty());
        CHECK(it.saved().messages == 400);

        visitor bob;
        it.let_in(bob);
        it.pass(1s);
        CHECK(bob.joined()["events"].empty());
        CHECK_FALSE(bob.joined().contains("before"));
        CHECK(bob.joined()["offset"] == 400);
        bob.post("a new beginning.");
        it.pass(1s);
        CHECK(bob.answer(3)["ok"]["offset"] == 401);
    }
    SECTION("never, if the setting says so")
    {
        it.pass(kept * 100);
        it.start(std::chrono::days{0});
        it.pass(2h);
        CHECK(it.top().first == 1);
    }
    SECTION("not because of a clock that jumps: the time that has really passed counts")
    {
        it.start();
        it.turns.set_now(it.turns.now() + kept * 100);
        it.pass(2h);
        CHECK(it.top().first == 1);
    }
}

TEST_CASE("an old room is trimmed without hiding from its next opening what a crash left undone in it", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    write(it, ada, "old", 1, 20);
    it.kill(); // there is no snapshot yet
    it.pass(kept + 10h);
    const auto append = [&](event_id id, event_body what) {
        auto request = request_for({id, {member_id{7}, role::attendee}, "a-key-of-its-own-" + to_string(id), std::move(what)});
        request.log = "main/lobby";
        it.keeper->append({std::move(request)}, [](const auto& outcomes) { REQUIRE_FALSE(outcomes.at(0).code); });
        it.pass(1s);
    };
    message said;
    said.text = "words to be deleted";
    append(event_id{71}, said);
    append(event_id{72}, message_deleted{event_id{71}}); // killed before the row was written over
    it.pass(20h);
    it.start();
    it.pass(10min);
    REQUIRE(it.top().first == 21);
    CHECK(it.saved().offset == 20);

    visitor bob;
    it.let_in(bob);
    it.pass(5s);
    CHECK(bob.joined()["offset"] == 22);
    const auto events =
        *it.wait<std::vector<stored_event>>([&](auto then) { it.keeper->read("main/lobby", {20, 10, 10'000}, std::move(then)); });
    REQUIRE(events.size() == 2);
    CHECK(events[0].body.find("words") == std::string::npos);
}

TEST_CASE("a trim under the members of a room takes nothing from them but what is too old", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    write(it, ada, "old", 1, 300);
    visitor late; // was here up to the middle of what will be forgotten
    it.let_in(late);
    it.pass(1s);
    const auto position = late.position();
    late.leave();
    write(it, ada, "older than others", 301, 350);
    const auto old_target = ada.answer(310)["ok"]["id"];
    const auto old_offset = ada.answer(310)["ok"]["offset"].get<int>();
    it.kill();
    it.pass(kept - 12h);
    it.start();
    visitor bob;
    it.let_in(bob);
    it.pass(1s);
    CHECK(bob.joined()["offset"] == 350);
    const auto middle = bob.position();
    write(it, bob, "new", 1, 120);
    const auto reply = bob.reply("a reply to what will be gone", old_target);
    it.pass(50h); // the members stay, and the sweep comes while they are seated

    CHECK(it.top().first == 351);
    // A member who has been away is told so, with the reason.
    visitor back;
    it.let_in(back, position);
    it.pass(1s);
    CHECK(back.joined()["recovered"] == false);
    CHECK(back.joined()["reason"] == "trimmed");
    CHECK(back.joined()["state"]["messages"] == 471);
    // Who has seen all that was forgotten goes on without a loss.
    visitor other;
    it.let_in(other, middle);
    it.pass(1s);
    CHECK(other.joined()["recovered"] == true);
    CHECK(other.joined()["events"].size() == 121);

    // History ends where the log begins, and says so.
    const auto page = bob.send({{"do", "history"}, {"room", "lobby"}, {"before", 400}, {"limit", 300}});
    const auto onward = bob.send({{"do", "history"}, {"room", "lobby"}, {"after", 1}, {"limit", 5}});
    const auto beyond = bob.send({{"do", "history"}, {"room", "lobby"}, {"before", 351}});
    const auto around = bob.send({{"do", "history"}, {"room", "lobby"}, {"around", old_target}});
    it.pass(1s);
    CHECK(bob.answer(page)["ok"]["events"].size() == 49);
    CHECK_FALSE(bob.answer(page)["ok"].contains("before"));
    CHECK(bob.answer(onward)["ok"]["events"][0]["offset"] == 351);
    CHECK_FALSE(bob.answer(onward)["ok"].contains("before"));
    CHECK(bob.answer(beyond)["ok"]["events"].empty());
    CHECK_FALSE(bob.answer(beyond)["ok"].contains("before"));
    CHECK(bob.answer(around)["error"]["code"] == "not_found");
    CHECK(old_offset < 351);

    // What refers to what is gone is shown as it was written; nothing new may refer to it.
    CHECK(bob.answer(reply)["ok"].contains("id"));
    CHECK(other.joined()["events"].back()["reply_to"] == old_target);
    const auto late_reply = bob.reply("to what is gone already", old_target);
    const auto late_edit =
        bob.send({{"do", "edit"}, {"room", "lobby"}, {"key", "edit-of-what-is-gone"}, {"target", old_target}, {"text", "x"}});
    const auto late_delete =
        bob.send({{"do", "delete"}, {"room", "lobby"}, {"key", "delete-of-what-is-gone"}, {"target", old_target}});
    it.pass(1s);
    CHECK(bob.answer(late_reply)["error"]["code"] == "not_found");
    CHECK(bob.answer(late_edit)["error"]["code"] == "not_found");
    CHECK(bob.answer(late_delete)["error"]["code"] == "not_found");

    // Its key is forgotten with it, those of what is kept are not.
    const auto again = bob.post("new120.....");
    it.pass(1s);
    CHECK(bob.answer(again)["ok"]["duplicate"] == true);

    // And after a restart all of this still stands.
    it.kill();
    it.start();
    visitor last;
    it.let_in(last);
    it.pass(1s);
    CHECK(last.joined()["state"]["messages"] == 471);
    CHECK(last.joined()["events"].size() == 50);
}

TEST_CASE("a saved snapshot that its log does not confirm is replaced by the fold of the log", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    write(it, ada, "old", 1, 40);
    ada.leave();
    it.pass(2min);
    it.kill();
    auto wrong = it.saved();
    const auto right = wrong;
    wrong.messages = 7;
    it.save(wrong);
    it.pass(kept + 25h);
    it.start();
    it.pass(5min);
    CHECK(it.counted("hallway_snapshots_refuted_total") == 1);
    CHECK(it.saved().messages == right.messages);
    CHECK(it.top().first == 41); // by the fold of the log itself, which is right
}

TEST_CASE("without its snapshot a trimmed room comes back from what was kept of it", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    write(it, ada, "old", 1, 40);
    it.kill();
    it.pass(kept + 25h);
    it.start();
    visitor bob;
    it.let_in(bob);
    it.pass(1s);
    write(it, bob, "new", 1, 10);
    it.pass(5min);
    CHECK(it.top().first == 41);
    bob.leave();
    it.pass(2min);
    it.kill();

    const auto top = it.top();
    const int later_fold = GENERATE(fold_version + 1, fold_version);
    stored_snapshot unreadable{50, *top.id, later_fold, "of another form"};
    REQUIRE(it.wait<done>([&](auto then) { it.keeper->save_snapshot("main/lobby", unreadable, std::move(then)); }));
    it.start();
    visitor eve;
    it.let_in(eve);
    it.pass(1s);
    CHECK(eve.joined()["state"]["messages"] == 50);
    CHECK(texts(eve.joined()["events"]).size() == 10);

    // Without that, too, what is kept is shown, and nothing is saved or forgotten in its name.
    eve.leave();
    it.kill();
    REQUIRE(it.wait<done>([&](auto then) { it.keeper->erase(store::trimmed_fold_name("main/lobby"), std::move(then)); }));
    REQUIRE(it.wait<done>([&](auto then) { it.keeper->save_snapshot("main/lobby", unreadable, std::move(then)); }));
    it.start();
    visitor zoe;
    it.let_in(zoe);
    it.pass(1s);
    CHECK(texts(zoe.joined()["events"]).size() == 10);
    zoe.post("goes on as before");
    it.pass(1s); // nobody knew her by name yet
    zoe.leave();
    it.pass(3min);
    it.kill();
    it.pass(kept + 25h);
    it.start();
    it.pass(10min);
    CHECK(it.top().first == 41);
    CHECK(it.top().offset == 51);
}

TEST_CASE("a text that was taken away leaves the saved snapshot soon, though the room stays open", "[retention]")
{
    one_core it;
    it.start();
    visitor ada;
    it.let_in(ada);
    it.pass(1s);
    const auto posted = ada.post("said in haste");
    it.pass(1s);
    const auto id = ada.answer(posted)["ok"]["id"];
    ada.leave();
    it.pass(2min); // nobody is there: the desk is closed, its snapshot saved
    REQUIRE(it.saved().rows.back().content.text == "said in haste");

    visitor bob; // stays
    it.let_in(bob);
    it.pass(1s);
    it.kill();
    it.start();
    it.let_in(bob);
    it.let_in(ada);
    it.pass(2min);
    ada.send({{"do", "delete"}, {"room", "lobby"}, {"key", "delete-said-in-haste"}, {"target", id}});
    it.pass(2min);
    CHECK(it.saved().rows.back().content.deleted);
    CHECK(it.saved().rows.back().content.text.empty());
}
