// What waits, on a node of two cores and a clock that the test turns: when it is let out, and who hears that nobody looks after it.
#include "tests/support/small_node.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// Two cores, a room with a policy, Ada on the first core and Bob on the second. Nobody of the staff is there any more.
struct watched_room {
    explicit watched_room(const std::string& policy)
    {
        const auto mia = staff(0);
        act(*mia, R"("do":"policy",)" + policy);
        ada = node.enter(0, "Ada");
        bob = node.enter(1, "Bob");
        mia->leave();
        node.turns.advance(10s);
        ada->news();
        bob->news();
    }

    std::unique_ptr<guest> staff(std::size_t core, role as = role::moderator, const std::string& room = "lobby")
    {
        auto made = std::make_unique<guest>(*node.cores[core]);
        made->greet("Mia", node.tokens.staff_link(as, "main"));
        made->join(room);
        node.turns.advance(1s);
        return made;
    }

    void act(guest& who, const std::string& fields)
    {
        who.say(R"({"id":9,"room":"lobby","key":"key-)" + std::to_string(1'000'000'000'000 + ++keys) + "\"," + fields + "}");
        node.turns.advance(100ms);
    }

    void post(guest& who, const std::string& text) { act(who, R"("do":"post","text":")" + text + '"'); }

    small_node node{2};
    std::unique_ptr<guest> ada, bob;
    int keys = 0;
};

std::size_t count_of(guest& who, const std::string& ev)
{
    const auto news = who.news();
    return static_cast<std::size_t>(std::ranges::count(news, ev, &server_document::ev));
}

/// Of what somebody has just written.
event_id answered_id(guest& who)
{
    for (const auto& each : who.news())
        if (each.re && each.id)
            return *each.id;
    FAIL("nothing was answered");
    return {};
}

} // namespace

TEST_CASE("a delay ends at its time, once for everybody", "[holding][hub]")
{
    watched_room here(R"("delay_s":10)");
    here.post(*here.ada, "Hello");
    CHECK(count_of(*here.ada, "held") == 1);
    here.node.turns.advance(9'800ms);
    CHECK(count_of(*here.bob, "message") == 0);
    here.node.turns.advance(300ms);
    CHECK(count_of(*here.bob, "message") == 1);
    CHECK(count_of(*here.ada, "message") == 1);
    here.node.turns.advance(60s);
    CHECK(count_of(*here.bob, "message") == 0);
}

TEST_CASE("staff elsewhere hear once of what has waited for 90 seconds, and again if nobody comes", "[holding][hub]")
{
    watched_room here(R"("approval":true)");
    const auto mia = here.staff(1, role::moderator, "hall");
    here.post(*here.ada, "Is anybody here?");
    here.node.turns.advance(89s);
    CHECK(count_of(*mia, "waiting") == 0);
    here.node.turns.advance(2s);
    CHECK(count_of(*mia, "waiting") == 1);
    CHECK(count_of(*here.ada, "unattended") == 0);
    here.node.turns.advance(85s);
    CHECK(count_of(*mia, "waiting") == 0);
    here.node.turns.advance(10s);
    CHECK(count_of(*mia, "waiting") == 1);
    CHECK(count_of(*here.bob, "waiting") == 0);
}

TEST_CASE("while a moderator is in the room nobody else is alarmed", "[holding][hub]")
{
    watched_room here(R"("approval":true)");
    const auto away = here.staff(0, role::organiser, "hall");
    const auto mia = here.staff(1);
    here.post(*here.ada, "Is anybody here?");
    here.node.turns.advance(10min);
    CHECK(count_of(*away, "waiting") == 0);
    CHECK(count_of(*mia, "waiting") == 0);
    mia->leave();
    here.node.turns.advance(40s);
    CHECK(count_of(*away, "waiting") == 1);
}

TEST_CASE("without any staff the author reads so, once; who comes later is alarmed", "[holding][hub]")
{
    watched_room here(R"("approval":true)");
    here.post(*here.ada, "Is anybody here?");
    here.node.turns.advance(5min);
    CHECK(count_of(*here.ada, "unattended") == 1);
    CHECK(count_of(*here.bob, "unattended") == 0);
    const auto mia = here.staff(1, role::safety, "hall");
    here.node.turns.advance(40s);
    CHECK(count_of(*mia, "waiting") == 1);
    CHECK(count_of(*here.ada, "unattended") == 1); // it is over
    here.node.turns.advance(40s);
    CHECK(count_of(*here.ada, "unattended") == 0);
}

TEST_CASE(
    "a member's messages are wiped and the queue is listed by moderators, safety and organisers alone",
    "[holding][hub][permissions]")
{
    watched_room here(R"("approval":true)");
    here.post(*here.ada, "Waits");
    for (const auto as : {role::attendee, role::speaker, role::bot, role::moderator, role::safety, role::organiser}) {
        const auto who = here.staff(1, as);
        who->news();
        here.act(*who, R"("do":"held")");
        here.act(*who, R"("do":"wipe","member":"u-2k2m4s81qx7da")");
        std::vector<bool> refused;
        for (const auto& each : who->news())
            if (each.re)
                refused.push_back(each.is_error && each.error.code == errc::forbidden);
        CAPTURE(name_of(as));
        CHECK(refused == std::vector<bool>(2, !is_staff(as)));
    }
}

TEST_CASE("reports and what was deleted are for the safety team alone, whatever else one may", "[holding][hub][permissions]")
{
    watched_room here(R"("approval":false)");
    here.post(*here.bob, "Rude");
    const auto rude = to_string(answered_id(*here.bob));
    here.act(*here.ada, R"("do":"report","kind":"abuse","target":")" + rude + '"');
    here.act(*here.bob, R"("do":"delete","target":")" + rude + '"');
    for (const auto as : {role::attendee, role::speaker, role::bot, role::moderator, role::organiser, role::safety}) {
        const auto who = here.staff(1, as);
        who->news();
        here.act(*who, R"("do":"reports")");
        here.act(*who, R"("do":"kept","target":")" + rude + '"');
        here.act(*who, R"("do":"settle","target":"e-0000000000001")");
        std::vector<errc> refusals;
        std::size_t answers = 0;
        for (const auto& each : who->news()) {
            answers += each.re ? 1 : 0;
            if (each.re && each.is_error)
                refusals.push_back(each.error.code);
        }
        CAPTURE(name_of(as));
        CHECK(answers == 3);
        if (as == role::safety)
            CHECK(refusals == std::vector{errc::not_found}); // there is no such report to close
        else
            CHECK(refusals == std::vector{errc::forbidden, errc::forbidden, errc::not_found});
    }
}

TEST_CASE("staff who come within a minute are told who is on what, and nobody else is", "[holding][hub]")
{
    watched_room here(R"("approval":true)");
    here.post(*here.ada, "Waits");
    const auto held = to_string(answered_id(*here.ada));
    const auto mia = here.staff(1);
    here.act(*mia, R"("do":"tend","target":")" + held + '"');
    const auto is_told = [&](role as) { return here.staff(0, as)->has_heard(R"("tended":[{"target":")" + held); };
    CHECK(is_told(role::moderator));
    CHECK_FALSE(is_told(role::attendee));
    here.node.turns.advance(60s);
    CHECK_FALSE(is_told(role::moderator));
}

TEST_CASE("who reads too slowly still sees their own come out", "[holding][hub]")
{
    watched_room here(R"("delay_s":5)");
    here.post(*here.ada, "Mine");
    here.ada->waiting = 100'000'000;
    const auto speaker = here.staff(1, role::speaker);
    for (int i = 0; i < 400; ++i)
        here.post(*speaker, "Another");
    here.node.turns.advance(10s);
    here.ada->news();
    here.ada->read_all();
    std::vector<std::string> seen;
    bool has_gap = false;
    for (const auto& each : here.ada->news()) {
        has_gap |= each.ev == "gap";
        if (each.ev == "message")
            seen.push_back(each.text);
    }
    CHECK(has_gap);
    CHECK(seen == std::vector<std::string>{"Mine"});
}

TEST_CASE("a question that is pending is heard of, too; one that is shown no more", "[holding][hub]")
{
    watched_room here(R"("moderated":true)");
    const auto mia = here.staff(1, role::moderator, "hall");
    here.act(*here.ada, R"("do":"ask","text":"May I?")");
    const auto asked = answered_id(*here.ada);
    here.node.turns.advance(91s);
    CHECK(count_of(*mia, "waiting") == 1);
    mia->join();
    here.node.turns.advance(1s);
    here.act(*mia, R"("do":"question","to":"visible","target":")" + to_string(asked) + '"');
    mia->leave();
    const auto late = here.staff(1, role::moderator, "hall");
    here.node.turns.advance(10min);
    CHECK(count_of(*late, "waiting") == 0);
}

TEST_CASE("what waits is not forgotten when everybody has left", "[holding][hub]")
{
    watched_room here(R"("approval":true)");
    here.post(*here.ada, "Is anybody here?");
    here.ada->leave();
    here.bob->leave();
    const auto mia = here.staff(1, role::moderator, "hall");
    here.node.turns.advance(100s);
    CHECK(count_of(*mia, "waiting") == 1);
}
