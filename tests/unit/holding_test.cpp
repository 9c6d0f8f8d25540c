// Messages that wait: which do, how they come out, and who reads them.
#include "protocol/look_alike.hpp"
#include "room/permissions.hpp"
#include "tests/unit/busy_room.hpp"
#include "tests/unit/told_room.hpp"

#include <random>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

policy_changed holding_all() { return {.holds_all = true}; }

/// As a desk does it: decided, looked over, appended.
outcome<event_id> post_in(told_room& in, const author& who, std::string text, bool is_newcomer = false)
{
    const auto now = told_room::at(in.it.top());
    auto decided = in.it.decide(post{"lobby", key, std::move(text), std::nullopt}, who, now, nullptr);
    if (decided)
        decided = in.it.look_over(*std::move(decided), who, now, is_newcomer);
    if (!decided)
        return decided.error();
    return in.append(who, *decided);
}

event_id hold_in(told_room& in, const author& who, std::string text)
{
    const auto made = post_in(in, who, std::move(text));
    REQUIRE(made);
    REQUIRE(find_held(in.it.state().held, *made) != nullptr);
    return *made;
}

event_id let_out(told_room& in, event_id which)
{
    const auto decided = in.it.decide(release_held{"lobby", key, which}, mia_moderates, told_room::at(in.it.top()), nullptr);
    REQUIRE(decided);
    return in.append(find_held(in.it.state().held, which)->from, *decided);
}

std::optional<hold_reason> reason_for(told_room& in, const author& who, const std::string& text, bool is_newcomer = false)
{
    const auto made = post_in(in, who, text, is_newcomer);
    REQUIRE(made);
    const auto* held = find_held(in.it.state().held, *made);
    return held == nullptr ? std::nullopt : std::optional{held->what.reason};
}

} // namespace

TEST_CASE("where all messages wait, speakers and staff do not", "[holding]")
{
    told_room here(holding_all());
    CHECK(reason_for(here, ada_asks, "May I?") == hold_reason::approval);
    CHECK(reason_for(here, {bob, role::bot}, "Beep") == hold_reason::approval);
    for (const auto as : {role::speaker, role::moderator, role::safety, role::organiser})
        CHECK_FALSE(reason_for(here, {mia, as}, "Said."));
    CHECK(here.it.newest(10).size() == 4);
    CHECK(here.it.messages() == 4);
}

TEST_CASE("what is let out is its author's message, and its words stand in the log once", "[holding]")
{
    told_room here(holding_all());
    const auto held = hold_in(here, ada_asks, "words-1-");
    const auto out = let_out(here, held);
    const auto rows = here.it.newest(1);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].id == out);
    CHECK(rows[0].from == ada_asks);
    CHECK(rows[0].content.text == "words-1-");
    CHECK(rows[0].content.was == held);
    CHECK(here.it.state().held.empty());
    REQUIRE(here.it.changed().rewritten.size() == 1);
    CHECK(here.it.changed().rewritten[0].first == 2);
    CHECK_FALSE(has(encode_body(here.it.changed().rewritten[0].second), "words-1-"));
    const auto again = here.it.decide(release_held{"lobby", key, held}, mia_moderates, told_room::at(9), nullptr);
    CHECK(again.error().code == errc::gone);
}

TEST_CASE("who wrote it takes it back, staff drop it, nobody else knows of it", "[holding]")
{
    told_room here(holding_all());
    const auto own = hold_in(here, ada_asks, "Mine");
    const auto other = hold_in(here, ada_asks, "Another");
    const auto remove_as = [&](const author& who, event_id which) {
        return here.ask_for(who, hallway::remove{"lobby", key, which});
    };
    CHECK(remove_as(bob_asks, own).error().code == errc::not_found);
    CHECK(remove_as({bob, role::speaker}, own).error().code == errc::not_found);
    CHECK(remove_as(ada_asks, own));
    CHECK(remove_as({bob, role::safety}, other));
    CHECK(here.it.state().held.empty());
    CHECK(here.it.newest(9).empty());
    here.append(mia_moderates, held_dropped{other, ada});
    CHECK(here.last == effect::nothing);
}

TEST_CASE("what others dropped is known for a while, without its words, and what its author took back is not", "[holding]")
{
    told_room here(holding_all());
    std::vector<event_id> lost;
    for (std::size_t i = 0; i < limits::dropped_known + 5; ++i) {
        const auto own = hold_in(here, ada_asks, "words-1-");
        here.append(ada_asks, held_dropped{own, ada});
        lost.push_back(hold_in(here, ada_asks, "words-2-"));
        here.append(mia_moderates, held_dropped{lost.back(), ada});
    }
    const auto& dropped = here.it.state().dropped;
    REQUIRE(dropped.size() == limits::dropped_known);
    CHECK(dropped.front().id == lost[5]);
    CHECK(dropped.back() == dropped_message{lost.back(), here.it.top() - 1, told_room::at(here.it.top() - 1), ada});
    CHECK_FALSE(has(encode_snapshot(here.it.state()), "words-"));
}

TEST_CASE("moderators, safety and organisers let out what waits, and say that they are on it", "[holding][permissions]")
{
    told_room here(holding_all());
    const auto held = hold_in(here, ada_asks, "May I?");
    for (const auto as : {role::attendee, role::speaker, role::bot}) {
        const author who{bob, as};
        CHECK(here.it.decide(release_held{"lobby", key, held}, who, told_room::at(3), nullptr).error().code == errc::forbidden);
        CHECK(here.it.decide(tend_item{"lobby", key, held}, who, told_room::at(3), nullptr).error().code == errc::forbidden);
    }
    for (const auto as : {role::moderator, role::safety, role::organiser}) {
        CHECK(here.it.decide(release_held{"lobby", key, held}, {bob, as}, told_room::at(3), nullptr));
        CHECK(here.it.decide(tend_item{"lobby", key, held}, {bob, as}, told_room::at(3), nullptr));
    }
    CHECK(here.ask_for(mia_moderates, tend_item{"lobby", key, id_of(999)}).error().code == errc::gone);
}

TEST_CASE("who is on what is known for a minute, the last of each", "[holding]")
{
    told_room here(holding_all());
    const auto held = hold_in(here, ada_asks, "May I?");
    const auto other = hold_in(here, ada_asks, "And I?");
    here.append(mia_moderates, tended{held});
    here.append(mia_moderates, tended{other});
    const author bob_moderates{bob, role::moderator};
    here.append(bob_moderates, tended{held});
    const auto top = here.it.top();
    const auto at = [](std::uint64_t offset) { return told_room::at(offset); };
    const tended_item last{held, bob_moderates, at(top)};
    CHECK(here.it.state().tended == std::deque<tended_item>{{other, mia_moderates, at(top - 1)}, last});
    while (at(here.it.top() + 1) < at(top - 1) + limits::tended_told)
        here.append(ada_asks, message_held{"Another", {}, hold_reason::approval, {}});
    here.append(mia_moderates, tended{id_of(999)});
    CHECK(here.it.state().tended.front() == last);
    for (std::uint64_t i = 0; i < limits::tended_known; ++i)
        here.append(mia_moderates, tended{id_of(1'000 + i)});
    CHECK(here.it.state().tended.size() == limits::tended_known);
}

TEST_CASE("a delay says when it ends, and only a delay does", "[holding]")
{
    told_room here(policy_changed{.delay = 5s, .held_words = std::vector<std::string>{"spam"}});
    const auto delayed = hold_in(here, ada_asks, "Hello");
    CHECK(find_held(here.it.state().held, delayed)->what.until == told_room::at(1) + 5s);
    const auto suspect = hold_in(here, ada_asks, "Spam!");
    CHECK(find_held(here.it.state().held, suspect)->what.reason == hold_reason::words);
    CHECK_FALSE(find_held(here.it.state().held, suspect)->what.until);
    here.append(mia_moderates, holding_all());
    CHECK_FALSE(find_held(here.it.state().held, hold_in(here, bob_asks, "Hello"))->what.until);
}

TEST_CASE("so many wait, and no more", "[holding]")
{
    told_room here(holding_all());
    for (std::size_t i = 0; i < limits::held_per_member; ++i)
        hold_in(here, ada_asks, "Message " + std::to_string(i));
    CHECK(post_in(here, ada_asks, "One more").error().code == errc::held_full);
    for (std::uint64_t i = 0; here.it.state().held.size() < limits::held_max / 2; ++i)
        hold_in(here, {member_id{1'000 + i}, role::attendee}, "Message");
    const author crowd{member_id{999}, role::attendee};
    hold_in(here, crowd, "One");
    hold_in(here, crowd, "Two");
    CHECK(post_in(here, crowd, "Three").error().code == errc::held_full);
    for (std::uint64_t i = 0; here.it.state().held.size() < limits::held_max; ++i)
        hold_in(here, {member_id{2'000 + i}, role::attendee}, "Message");
    CHECK(post_in(here, bob_asks, "One more").error().code == errc::held_full);
    CHECK(post_in(here, mia_moderates, "Staff"));
}

TEST_CASE("delays, which end by themselves, take nobody's place", "[holding]")
{
    told_room here(policy_changed{.delay = 10s, .held_words = std::vector<std::string>{"spam"}});
    for (std::uint64_t i = 0; i < 3 * limits::held_max; ++i)
        hold_in(here, {member_id{1'000 + i}, role::attendee}, "Message");
    CHECK(post_in(here, ada_asks, "spam"));
}

TEST_CASE("what waits counts for slow mode once", "[holding][policy]")
{
    told_room here(policy_changed{.slow_mode = 30s, .holds_all = true});
    const auto held = hold_in(here, ada_asks, "First");
    const auto slow = here.it.decide(post{"lobby", key, "Second", {}}, ada_asks, told_room::at(12), nullptr);
    CHECK(slow.error().code == errc::slow_mode);
    for (int i = 0; i < 40; ++i)
        here.append(mia_moderates, message{.text = "Staff"});
    let_out(here, held);
    CHECK(here.it.decide(post{"lobby", key, "Second", {}}, ada_asks, told_room::at(44), nullptr));
}

TEST_CASE("words are found however they are written", "[holding][filter]")
{
    const word_filter filter({"Spam", "buy this", "casino*", "schön", "***", ""});
    for (const std::string found :
         {"spam", "SPAM!", "so much sp\xd0\xb0m here", "(spam)", "ｓｐａｍ", "s\xe2\x80\x8bpam", "5 spam", "Buy  this now",
          "buy\nTHIS", "casinos", "CASINO", "cas1no", "Schön", "scho\xcc\x88n"})
        CHECK(filter.finds(found));
    for (const std::string not_found :
         {"spammer", "a spa, mind", "this buy", "buy that", "casin", "schon", "", "\xf0\x9f\x98\x80", "*"})
        CHECK_FALSE(filter.finds(not_found));
    CHECK_FALSE(word_filter().finds("anything"));
}

TEST_CASE("links of guests who have just come wait, and theirs alone", "[holding][filter]")
{
    told_room here(policy_changed{.holds_links = true});
    for (const std::string link :
         {"see https://example.org", "HTTP://EXAMPLE.ORG", "www.example.org", "example.com/now", "go to evil.top",
          "mailto:a@b.c"}) {
        CAPTURE(link);
        CHECK(reason_for(here, ada_asks, link, true) == hold_reason::link);
        CHECK_FALSE(reason_for(here, bob_asks, link, false));
        CHECK_FALSE(reason_for(here, {mia, role::speaker}, link, true));
    }
    for (const std::string plain :
         {"Is this node.js?", "main.cpp, line 3", "e.g. this", "At 10.30", "I am a .com person... maybe"})
        CHECK_FALSE(reason_for(here, bob_asks, plain, true));
}

TEST_CASE("what was said a moment ago waits: one's own always, of others what is long", "[holding][filter]")
{
    told_room here(policy_changed{.holds_repeats = true});
    CHECK_FALSE(reason_for(here, ada_asks, "+1"));
    CHECK(reason_for(here, ada_asks, "+1") == hold_reason::repeat);
    CHECK_FALSE(reason_for(here, bob_asks, "+1"));
    CHECK_FALSE(reason_for(here, ada_asks, "Free tickets for everybody, ask me how"));
    CHECK(reason_for(here, bob_asks, "FREE tickets for everybody... ask me how!") == hold_reason::repeat);
    for (int i = 0; i < 61; ++i)
        here.append(mia_moderates, tended{id_of(1)});
    CHECK_FALSE(reason_for(here, bob_asks, "Free tickets for everybody, ask me how"));
}

TEST_CASE("a question that would have to wait is pending", "[holding][questions]")
{
    told_room here(policy_changed{.held_words = std::vector<std::string>{"spam"}});
    const auto looked_over = [&](const std::string& text) {
        const auto decided = here.ask_for(ada_asks, ask{"lobby", key, text});
        REQUIRE(decided);
        return std::get<question_asked>(*here.it.look_over(question_asked{.text = text}, ada_asks, told_room::at(9), false));
    };
    CHECK(looked_over("Why spam?").is_pending);
    CHECK_FALSE(looked_over("Why not?").is_pending);
}

TEST_CASE("an edit does not go round what holds messages", "[holding]")
{
    told_room here(policy_changed{.held_words = std::vector<std::string>{"spam"}});
    const auto why = [&](const author& who, const std::string& text) {
        const auto found = here.it.why_not_reworded(edit{"lobby", key, id_of(1), text}, who, told_room::at(9), false);
        return found ? std::optional{found->code} : std::nullopt;
    };
    CHECK(why(ada_asks, "No more spam") == errc::forbidden);
    CHECK_FALSE(why(ada_asks, "Better"));
    CHECK_FALSE(why({mia, role::speaker}, "spam"));
    here.append(mia_moderates, policy_changed{.delay = 3s});
    CHECK(why(ada_asks, "Better") == errc::locked);
}

TEST_CASE("in random rooms what waits is read by staff and its author alone", "[holding][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    const auto nobody = [](member_id) -> std::string_view { return "x"; };
    std::size_t held = 0;
    for (int round = 0; round < 60; ++round) {
        const busy_room there(random, 60 + random() % 200);
        const auto& state = there.replicas[0].state();
        const auto written = encode_snapshot(state);
        held += state.held.size();
        for (const auto& each : state.held) {
            for (std::uint64_t reader = 0; reader <= 9; ++reader) {
                const bool is_own = each.from.id == member_id{reader};
                CHECK(is_for(each.what, each.from, {member_id{reader}, false}) == is_own);
                CHECK(is_for(each.what, each.from, {member_id{reader}, true}));
            }
            const auto body = encode_fresh_join_body(
                {"lobby", "Lobby"}, there.replicas[0].at(), 0, there.replicas[0].newest(50), std::nullopt, nobody, {}, {},
                state.policy);
            CHECK_FALSE(has(body, each.what.text));
        }
    }
    CHECK(held > 0);
}
