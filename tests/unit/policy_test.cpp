// The policy of a room: who may write when, and what it folds to.
#include "room/permissions.hpp"
#include "tests/unit/told_room.hpp"

#include <string>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

const author sam_speaks{member_id{99}, role::speaker};

outcome<event_body> posting(const told_room& in, const author& who, std::chrono::milliseconds after_top)
{
    return in.it.decide(post{"lobby", key, "Said.", std::nullopt}, who, told_room::at(in.it.top()) + after_top, nullptr);
}

errc why_not(const outcome<event_body>& refused)
{
    REQUIRE_FALSE(refused);
    return refused.error().code;
}

} // namespace

TEST_CASE("slow mode counts from the last post of each member, and tells how long", "[policy]")
{
    told_room here(policy_changed{.slow_mode = 30s});
    here.append(ada_asks, message{.text = "First"});
    const auto refused = posting(here, ada_asks, 12s);
    CHECK(why_not(refused) == errc::slow_mode);
    CHECK(refused.error().retry_after == 18'000ms);
    CHECK(posting(here, ada_asks, 30s));
    CHECK(posting(here, bob_asks, 0s));
    here.append(mia_moderates, message{.text = "Staff"});
    CHECK(posting(here, mia_moderates, 0s));
    here.append(sam_speaks, message{.text = "On stage"});
    CHECK(posting(here, sam_speaks, 0s));
    CHECK(here.ask_for(ada_asks, ask{"lobby", key, "May I?"}));
}

TEST_CASE("slow mode counts posts from before it was set, and from before a snapshot", "[policy]")
{
    told_room here;
    here.append(ada_asks, message{.text = "First"});
    here.append(mia_moderates, policy_changed{.slow_mode = 30s});
    CHECK(why_not(posting(here, ada_asks, 1s)) == errc::slow_mode);
    const room resumed{"k1", decode_room_snapshot(encode_snapshot(here.it.state())).value()};
    const auto again = resumed.decide(post{"lobby", key, "Second", std::nullopt}, ada_asks, told_room::at(3), nullptr);
    CHECK(why_not(again) == errc::slow_mode);
    here.append(mia_moderates, policy_changed{.slow_mode = 0s});
    CHECK(posting(here, ada_asks, 1s));
}

TEST_CASE("what slow mode remembers of members does not grow without end", "[policy]")
{
    last_posts posts;
    const room_policy slow{.slow_mode = 1s};
    const auto begin = told_room::at(0);
    for (std::uint64_t i = 0; i < 100'000; ++i)
        posts.note(member_id{i + 1}, begin + std::chrono::milliseconds{i}, slow);
    CHECK_FALSE(posts.wait(member_id{1}, begin + 100s, slow));
    CHECK(posts.wait(member_id{100'000}, begin + 100s, slow));
    CHECK(posts.members() < 5'000);
}

TEST_CASE("in a locked room only staff write, in one for questions only staff and speakers post", "[policy]")
{
    told_room here;
    const auto question = here.asked(ada_asks, "Before?");
    here.append(mia_moderates, policy_changed{.is_locked = true});
    CHECK(why_not(posting(here, ada_asks, 0s)) == errc::locked);
    CHECK(why_not(posting(here, sam_speaks, 0s)) == errc::locked);
    CHECK(posting(here, mia_moderates, 0s));
    CHECK(posting(here, {bob, role::safety}, 0s));
    CHECK(here.ask_for(ada_asks, ask{"lobby", key, "Now?"}).error().code == errc::locked);
    CHECK(here.ask_for(bob_asks, vote_for(question)).error().code == errc::locked);
    here.append(mia_moderates, policy_changed{.is_locked = false, .takes_only_questions = true});
    CHECK(why_not(posting(here, ada_asks, 0s)) == errc::locked);
    CHECK(posting(here, sam_speaks, 0s));
    CHECK(here.ask_for(ada_asks, ask{"lobby", key, "Now?"}));
}

TEST_CASE("moderators and organisers set a policy, each of its parts by itself", "[policy][permissions]")
{
    told_room here;
    for (const auto as : {role::attendee, role::speaker, role::safety, role::bot})
        CHECK(here.ask_for(author{bob, as}, change_policy{"lobby", key, {.is_locked = true}}).error().code == errc::forbidden);
    REQUIRE(here.ask_for(mia_moderates, change_policy{"lobby", key, {.slow_mode = 10s}}));
    CHECK(here.last == effect::told);
    REQUIRE(here.ask_for(author{bob, role::organiser}, change_policy{"lobby", key, {.moderates_questions = true}}));
    CHECK(here.it.state().policy == room_policy{.slow_mode = 10s, .moderates_questions = true});
    CHECK(here.ask_for(mia_moderates, change_policy{"lobby", key, {.slow_mode = 10s}}).error().code == errc::conflict);
}
