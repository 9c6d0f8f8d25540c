// What may be done with questions and pins, and by whom.
#include "room/permissions.hpp"
#include "room/questions.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using enum question_state;

refusal no_question(const char* field = "target") { return {errc::not_found, "That question is not in this room.", field}; }

refusal staff_only() { return {errc::forbidden, "Only moderators and organisers can do that."}; }

bool is_seen_by(const question& what, const author& who) { return what.was_public || is_staff(who.as) || what.from.id == who.id; }

/// A question that this author may know of; what was merged stands for what it was merged into.
outcome<const question*> seen(const question_board& in, event_id id, const author& who)
{
    const question* found = find_question(in, id);
    if (found == nullptr || !is_seen_by(*found, who))
        return no_question();
    return standing_question(in, id);
}

std::optional<refusal> too_many(const question_board& in)
{
    if (in.questions.size() >= limits::questions_max)
        return refusal{errc::limit_exceeded, "This room has as many questions as it can keep."};
    return std::nullopt;
}

std::size_t votes_in(const question_board& in)
{
    std::size_t sum = 0;
    for (const auto& each : in.questions)
        sum += each.voters.size();
    return sum;
}

} // namespace

outcome<event_body> decide(const question_board& in, const ask& what, const author& who, const room_policy& policy)
{
    if (!may(who.as, action::ask))
        return errc::forbidden;
    if (what.is_anonymous && !policy.takes_anonymous)
        return refusal{errc::forbidden, "Questions in this room are asked under one's name.", "anonymous"};
    if (auto why = too_many(in))
        return *std::move(why);
    question_asked made{what.text};
    made.is_anonymous = what.is_anonymous;
    made.reads_out = what.reads_out;
    made.is_pending = policy.moderates_questions && !may(who.as, action::tend_questions);
    return event_body{std::move(made)};
}

outcome<event_body> decide(const question_board& in, const promote& what, const author& who, const row* found)
{
    if (!may(who.as, action::tend_questions))
        return staff_only();
    if (found == nullptr)
        return refusal{errc::not_found, "That message is not in this room.", "target"};
    if (found->content.deleted)
        return refusal{errc::gone, "That message was deleted."};
    if (std::ranges::find(in.questions, std::optional{what.target}, &question::source) != in.questions.end())
        return refusal{errc::conflict, "That message is a question already."};
    if (auto why = too_many(in))
        return *std::move(why);
    question_asked made{found->content.text};
    made.source = what.target;
    made.asked_by = found->from;
    return event_body{std::move(made)};
}

outcome<event_body> decide(const question_board& in, const vote& what, const author& who)
{
    if (!may(who.as, action::vote))
        return errc::forbidden;
    const auto target = seen(in, what.target, who);
    if (!target)
        return target.error();
    if ((*target)->state == pending)
        return refusal{errc::locked, "This question waits for a moderator. Votes count once everybody can see it."};
    if ((*target)->state == archived)
        return refusal{errc::gone, "This question was archived."};
    if (what.on && votes_in(in) >= limits::votes_max)
        return refusal{errc::limit_exceeded, "This room has as many votes as it can keep."};
    return event_body{question_voted{what.target, what.on}};
}

outcome<event_body> decide(const question_board& in, const move_question& what, const author& who)
{
    if (!may(who.as, action::tend_questions) && !(who.as == role::speaker && what.to == answering) &&
        !(who.as == role::speaker && what.to == answered))
        return staff_only();
    const question* target = find_question(in, what.target);
    if (target == nullptr || !is_seen_by(*target, who))
        return no_question();
    if (target->merged_into)
        return refusal{errc::conflict, "That question was merged with another."};
    if (target->is_deleted)
        return refusal{errc::gone, "That question was deleted."};
    return event_body{question_moved{what.target, what.to}};
}

outcome<event_body> decide(const question_board& in, const merge_questions& what, const author& who)
{
    if (!may(who.as, action::tend_questions))
        return staff_only();
    const question* target = find_question(in, what.target);
    const question* master = standing_question(in, what.into);
    if (target == nullptr)
        return no_question();
    if (master == nullptr)
        return no_question("into");
    if (target->merged_into)
        return refusal{errc::conflict, "That question was merged already."};
    if (target == master)
        return refusal{errc::bad_request, "A question is merged with another one.", "into"};
    return event_body{questions_merged{what.target, what.into}};
}

outcome<event_body> decide(const question_board& in, const answer_question& what, const author& who, const row* found)
{
    const auto target = seen(in, what.target, who);
    if (!target)
        return target.error();
    // "This helped": the asker points at a message.
    const bool is_asker = (*target)->from.id == who.id;
    const bool is_pointing = what.what.message && what.what.text.empty() && what.what.url.empty() && !what.what.media_ms;
    if (!may(who.as, action::answer) && !(is_asker && is_pointing))
        return refusal{errc::forbidden, "Moderators and speakers answer; who asked can say which message helped."};
    if (what.what.message && found == nullptr)
        return refusal{errc::not_found, "That message is not in this room.", "message"};
    if (what.what.message && found->content.deleted)
        return refusal{errc::gone, "That message was deleted.", "message"};
    if ((*target)->answers.size() >= limits::answers_per_question)
        return refusal{errc::limit_exceeded, "This question has as many answers as it can have."};
    return event_body{question_answered{what.target, what.what}};
}

outcome<event_body> decide(const question_board& in, const remove& what, const author& who)
{
    const question* target = find_question(in, what.target);
    if (target == nullptr || !is_seen_by(*target, who))
        return no_question();
    if (target->from.id != who.id && !may(who.as, action::delete_any))
        return refusal{errc::forbidden, "You can delete only what you wrote yourself."};
    if (target->is_deleted)
        return refusal{errc::gone, "That question was deleted already."};
    return event_body{message_deleted{what.target}};
}

outcome<event_body> decide(const question_board& in, const mark_answer& what, const author& who)
{
    const auto found = find_answer(in, what.target);
    if (found.what == nullptr || !is_seen_by(*found.of, who))
        return refusal{errc::not_found, "That answer is not in this room.", "target"};
    const bool is_own = what.is_gone && found.what->from.id == who.id;
    if (!may(who.as, action::answer) && !is_own)
        return staff_only();
    return event_body{answer_marked{what.target, what.is_endorsed, what.is_gone}};
}

outcome<event_body> decide(const question_board& in, const pin_item& what, const author& who, time_point now, const row* found)
{
    if (!may(who.as, action::pin))
        return staff_only();
    if (what.until && *what.until <= now)
        return refusal{errc::bad_request, "A pin ends in the future.", "until"};
    if (what.until && *what.until > now + limits::pin_time_max)
        return refusal{errc::bad_request, "A pin ends within a year.", "until"};
    const pin* known = find_pin(in, what.target);
    if (known == nullptr && in.pins.size() >= limits::pins_max)
        return refusal{errc::limit_exceeded, "Five things can be pinned in a room. Unpin one first."};
    pinned made{.target = what.target, .place = what.place, .until = what.until};
    if (const question* asked = find_question(in, what.target)) {
        if (asked->state == pending || asked->state == archived || asked->merged_into)
            return refusal{errc::conflict, "Only a question that everybody can see can be pinned."};
        made.text = asked->text;
        made.from = asked->from;
        made.is_anonymous = asked->is_anonymous;
    } else if (const auto answered_by = find_answer(in, what.target); answered_by.what != nullptr) {
        made.text = answered_by.what->what.text;
        made.from = answered_by.what->from;
        const question* asked_first = find_question(in, answered_by.what->given_to);
        made.is_anonymous = asked_first != nullptr && asked_first->is_anonymous && asked_first->from.id == made.from.id;
    } else if (known != nullptr) {
        made.text = known->what.text;
        made.from = known->what.from;
    } else if (found == nullptr) {
        return refusal{errc::not_found, "That is not in this room.", "target"};
    } else if (found->content.deleted) {
        return refusal{errc::gone, "That message was deleted."};
    } else {
        made.text = found->content.text;
        made.from = found->from;
    }
    return event_body{std::move(made)};
}

outcome<event_body> decide(const question_board& in, const unpin_item& what, const author& who)
{
    if (!may(who.as, action::pin))
        return staff_only();
    if (find_pin(in, what.target) == nullptr)
        return refusal{errc::not_found, "That is not pinned here.", "target"};
    return event_body{unpinned{what.target}};
}

} // namespace hallway
