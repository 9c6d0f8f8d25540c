// What a room decides about questions, votes, answers and pins, what they fold to, and who reads what of them.
#include "room/permissions.hpp"
#include "tests/unit/told_room.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using enum question_state;

namespace {

std::string_view name(member_id who) { return who == ada ? "Ada" : who == bob ? "Bob" : "Mia"; }

std::string read_by(const told_room& in, const viewer& who)
{
    board_part part{.pins = &in.it.state().board, .now = told_room::at(0)};
    for (const auto& each : in.it.state().board.questions) {
        part.questions.push_back(&each);
        part.votes.push_back(&each);
    }
    return encode_board("lobby", in.it.top(), id_of(1'000'000), part, who, name);
}

} // namespace

TEST_CASE("who may do what about questions and pins", "[questions][permissions]")
{
    struct line {
        action what;
        std::vector<role> may_do;
    };
    using enum role;
    const std::array<line, 5> table{{
        {action::ask, {attendee, speaker, moderator, safety, organiser, bot}},
        {action::vote, {attendee, speaker, moderator, safety, organiser}},
        {action::tend_questions, {moderator, organiser}},
        {action::answer, {speaker, moderator, organiser}},
        {action::pin, {moderator, organiser}},
    }};
    for (const auto& each : table)
        for (const auto who : {attendee, speaker, moderator, safety, organiser, bot}) {
            INFO(name_of(who) << " and action " << static_cast<int>(each.what));
            CHECK(may(who, each.what) == (std::ranges::find(each.may_do, who) != each.may_do.end()));
        }
}

TEST_CASE("a question is there for everybody in an open room, and for staff and its asker in a moderated one", "[questions]")
{
    told_room open;
    const auto asked = open.asked(ada_asks, "Is there a recording?");
    CHECK(open.shown(asked).state == visible);
    CHECK(has(read_by(open, {bob}), "recording"));

    told_room moderated(policy_changed{.moderates_questions = true});
    const auto held = moderated.asked(ada_asks, "Is there a recording?");
    CHECK(moderated.shown(held).state == pending);
    CHECK(read_by(moderated, {bob}).empty() != has(read_by(moderated, {bob}), "pins"));
    CHECK_FALSE(has(read_by(moderated, {bob}), to_string(held)));
    CHECK(has(read_by(moderated, {ada}), "recording"));
    CHECK(has(read_by(moderated, {mia, true}), "recording"));
    CHECK(why(moderated.ask_for(bob_asks, vote_for(held))) == errc::not_found);
    CHECK(why(moderated.ask_for(ada_asks, vote_for(held))) == errc::locked);
    CHECK(moderated.shown(moderated.asked(mia_moderates, "From staff")).state == visible);

    REQUIRE(moderated.ask_for(mia_moderates, to(held, visible)));
    CHECK(has(read_by(moderated, {bob}), "recording"));
    // What everybody could see once, and cannot any more, they are told to take away; not why.
    REQUIRE(moderated.ask_for(mia_moderates, to(held, pending)));
    CHECK_FALSE(has(read_by(moderated, {bob}), "recording"));
    CHECK(has(read_by(moderated, {bob}), R"("state":"archived")"));
    CHECK(has(read_by(moderated, {ada}), R"("state":"pending")"));
}

TEST_CASE("an anonymous question shows its asker to staff alone", "[questions]")
{
    told_room here;
    here.asked(ada_asks, "A shy question", true);
    CHECK_FALSE(has(read_by(here, {bob}), "Ada"));
    CHECK_FALSE(has(read_by(here, {bob}), to_string(ada)));
    CHECK(has(read_by(here, {mia, true}), "Ada"));
    CHECK(has(read_by(here, {ada}), R"("mine":true)"));
    told_room named(policy_changed{.takes_anonymous = false});
    CHECK(why(named.ask_for(ada_asks, ask{"lobby", key, "A shy question", true})) == errc::forbidden);
}

TEST_CASE("a vote is one a member, however often it is given, and can be taken back", "[questions]")
{
    told_room here;
    const auto asked = here.asked(ada_asks, "Is there a recording?");
    for (int i = 0; i < 3; ++i)
        REQUIRE(here.ask_for(bob_asks, vote_for(asked)));
    CHECK(here.shown(asked).voters == std::vector{bob});
    CHECK(here.last == effect::counted);
    REQUIRE(here.ask_for(bob_asks, vote_for(asked, false)));
    REQUIRE(here.ask_for(bob_asks, vote_for(asked, false)));
    CHECK(here.shown(asked).voters.empty());
    REQUIRE(here.ask_for(mia_moderates, to(asked, archived)));
    CHECK(why(here.ask_for(bob_asks, vote_for(asked))) == errc::gone);
}

TEST_CASE("one question is being answered at a time; the one before it is answered by that", "[questions]")
{
    told_room here;
    const auto one = here.asked(ada_asks, "One?");
    const auto other = here.asked(bob_asks, "Other?");
    CHECK(why(here.ask_for(ada_asks, to(one, answering))) == errc::forbidden);
    REQUIRE(here.ask_for({ada, role::speaker}, to(one, answering)));
    CHECK(why(here.ask_for({ada, role::speaker}, to(one, archived))) == errc::forbidden);
    REQUIRE(here.ask_for(mia_moderates, to(other, answering)));
    CHECK(here.shown(one).state == answered);
    CHECK(here.shown(other).state == answering);
    CHECK(here.it.changed().questions == std::vector{other, one});
    REQUIRE(here.ask_for(mia_moderates, to(one, visible))); // restored
    CHECK(here.shown(one).state == visible);
}

TEST_CASE("merged questions have the voters and the answers of both, and later votes find the one that stands", "[questions]")
{
    told_room here;
    const auto one = here.asked(ada_asks, "Is there a recording?");
    const auto same = here.asked(bob_asks, "Will it be recorded?");
    const member_id cleo{77};
    REQUIRE(here.ask_for(bob_asks, vote_for(one)));
    REQUIRE(here.ask_for(bob_asks, vote_for(same)));
    REQUIRE(here.ask_for({cleo, role::attendee}, vote_for(same)));
    REQUIRE(here.ask_for(mia_moderates, answering_with(same, "Tomorrow.")));
    REQUIRE(here.ask_for(mia_moderates, merge(same, one)));
    CHECK(here.shown(one).voters.size() == 2);
    CHECK(here.shown(one).answers.size() == 1);
    CHECK(here.shown(same).merged_into == one);
    REQUIRE(here.ask_for(ada_asks, vote_for(same)));
    CHECK(here.shown(one).voters.size() == 3);

    CHECK(why(here.ask_for(mia_moderates, merge(same, one))) == errc::conflict);
    CHECK(why(here.ask_for(mia_moderates, merge(one, same))) == errc::bad_request);
    CHECK(why(here.ask_for(mia_moderates, to(same, visible))) == errc::conflict);
    // Two moderators at once: what was decided before the other's was applied changes nothing.
    here.append(mia_moderates, questions_merged{one, same});
    CHECK(here.last == effect::nothing);
    CHECK_FALSE(here.shown(one).merged_into);
}

TEST_CASE("who asked may say which message helped; answers are staff's and speakers' otherwise", "[questions]")
{
    told_room here;
    const auto asked = here.asked(ada_asks, "Is there a recording?");
    const auto said = here.append(bob_asks, message{.text = "Tomorrow, says the page."});
    answer_question helped{"lobby", key, asked, {.message = said}};
    CHECK(why(here.ask_for(bob_asks, helped)) == errc::forbidden);
    REQUIRE(here.ask_for(ada_asks, helped));
    CHECK(why(here.ask_for(ada_asks, answering_with(asked, "I found out."))) == errc::forbidden);
    const auto answer = here.ask_for({bob, role::speaker}, answering_with(asked, "On the site, tomorrow."));
    REQUIRE(answer);
    CHECK(why(here.ask_for(ada_asks, mark_answer{"lobby", key, *answer, true})) == errc::forbidden);
    REQUIRE(here.ask_for(mia_moderates, mark_answer{"lobby", key, *answer, true}));
    CHECK(here.shown(asked).answers.back().is_endorsed);
    REQUIRE(here.ask_for(bob_asks, mark_answer{"lobby", key, *answer, false, true})); // one's own
    CHECK(here.shown(asked).answers.size() == 1);
    CHECK(has(read_by(here, {ada}), "answers"));
    here.append(bob_asks, message_deleted{said});
    CHECK_FALSE(has(read_by(here, {ada}), "answers"));
}

TEST_CASE("who asked anonymously and says which message helped stays unnamed, also when merged, and on a pin", "[questions]")
{
    told_room here;
    const auto asked = here.asked(ada_asks, "May I ask?", true);
    const auto other = here.asked(mia_moderates, "May one ask?");
    const auto said = here.append(bob_asks, message{.text = "One may."});
    const auto helped = here.ask_for(ada_asks, answer_question{"lobby", key, asked, {.message = said}});
    REQUIRE(helped);
    REQUIRE(here.ask_for(mia_moderates, pinning(*helped)));
    for (const bool is_merged : {false, true}) {
        if (is_merged)
            REQUIRE(here.ask_for(mia_moderates, merge(asked, other)));
        CHECK(has(read_by(here, {bob}), to_string(*helped)));
        CHECK_FALSE(has(read_by(here, {bob}), to_string(ada)));
        CHECK(has(read_by(here, {ada}), to_string(ada)));
        CHECK(has(read_by(here, {.me = mia, .is_staff = true}), to_string(ada)));
    }
}

TEST_CASE("a message becomes a question of its author, once", "[questions]")
{
    told_room here;
    const auto said = here.append(ada_asks, message{.text = "Is there a recording?"});
    const promote wanted{"lobby", key, said};
    CHECK(why(here.ask_for(ada_asks, wanted)) == errc::forbidden);
    const auto made = here.ask_for(mia_moderates, wanted);
    REQUIRE(made);
    CHECK(here.shown(*made).from.id == ada);
    CHECK(here.shown(*made).source == said);
    CHECK(why(here.ask_for(mia_moderates, wanted)) == errc::conflict);
    CHECK(why(here.ask_for(mia_moderates, promote{"lobby", key, id_of(99)})) == errc::not_found);
    here.append(ada_asks, message_edited{said, "Is there a video?"});
    CHECK(here.shown(*made).text == "Is there a video?");
    here.append(ada_asks, message_deleted{said});
    CHECK(here.shown(*made).is_deleted);
    CHECK(here.shown(*made).text.empty());
}

TEST_CASE("five things are pinned in an order; a sixth is refused, and what is deleted is no pin", "[questions][pins]")
{
    told_room here;
    std::vector<event_id> said;
    for (int i = 0; i < 6; ++i)
        said.push_back(here.append(ada_asks, message{.text = "Message " + std::to_string(i)}));
    CHECK(why(here.ask_for(ada_asks, pinning(said[0]))) == errc::forbidden);
    for (int i = 0; i < 5; ++i)
        REQUIRE(here.ask_for(mia_moderates, pinning(said[static_cast<std::size_t>(i)], 99)));
    CHECK(why(here.ask_for(mia_moderates, pinning(said[5]))) == errc::limit_exceeded);
    REQUIRE(here.ask_for(mia_moderates, pinning(said[4], 0))); // moved to the front
    const auto order = [&] {
        std::vector<event_id> targets;
        for (const auto& each : here.it.state().board.pins)
            targets.push_back(each.what.target);
        return targets;
    };
    CHECK(order() == std::vector{said[4], said[0], said[1], said[2], said[3]});
    here.append(ada_asks, message_edited{said[0], "Better words"});
    CHECK(here.it.state().board.pins[1].what.text == "Better words");
    here.append(ada_asks, message_deleted{said[0]});
    CHECK(order() == std::vector{said[4], said[1], said[2], said[3]});
    REQUIRE(here.ask_for(mia_moderates, unpin_item{"lobby", key, said[4]}));
    CHECK(why(here.ask_for(mia_moderates, unpin_item{"lobby", key, said[4]})) == errc::not_found);
    // Pins outlive what they show.
    here.it.forget_below(here.it.top() + 1);
    CHECK(order() == std::vector{said[1], said[2], said[3]});
}

TEST_CASE("a question is deleted by its asker or by staff, and leaves no words", "[questions]")
{
    told_room here;
    const auto asked = here.asked(ada_asks, "Words to regret");
    CHECK(why(here.ask_for(bob_asks, hallway::remove{"lobby", key, asked})) == errc::forbidden);
    REQUIRE(here.ask_for(mia_moderates, pinning(asked)));
    REQUIRE(here.ask_for(ada_asks, hallway::remove{"lobby", key, asked}));
    CHECK(here.shown(asked).is_deleted);
    CHECK(here.it.state().board.pins.empty());
    CHECK_FALSE(has(encode_snapshot(here.it.state()), "regret"));
    CHECK(here.it.changed().rewritten.size() == 2); // the question, and the pin
    CHECK(why(here.ask_for(ada_asks, hallway::remove{"lobby", key, asked})) == errc::gone);
    CHECK(has(read_by(here, {bob}), R"("deleted":true)"));
}
