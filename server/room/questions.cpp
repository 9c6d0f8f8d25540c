#include "room/questions.hpp"

#include "room/permissions.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using enum question_state;

question* mutable_question(question_board& in, event_id id) { return const_cast<question*>(find_question(in, id)); }

question* mutable_standing(question_board& in, event_id id) { return const_cast<question*>(standing_question(in, id)); }

/// Everybody may see it, and vote for it.
bool is_public(const question& what) { return !what.merged_into && what.state != pending && what.state != archived; }

void touch(question& what, std::uint64_t offset)
{
    what.version = offset;
    what.was_public |= is_public(what);
}

/// The events as they are to be kept when the words of what they made are others, or none.
std::pair<std::uint64_t, event_body> reworded(const pin& what, std::string text)
{
    pinned kept = what.what;
    kept.text = std::move(text);
    return {what.offset, std::move(kept)};
}

std::pair<std::uint64_t, event_body> reworded(const question& what, std::string text, author asked_by)
{
    question_asked kept{std::move(text)};
    kept.is_anonymous = what.is_anonymous;
    kept.reads_out = what.reads_out;
    kept.is_pending = what.began_pending;
    kept.source = what.source;
    if (what.source)
        kept.asked_by = asked_by;
    return {what.offset, std::move(kept)};
}

std::pair<std::uint64_t, event_body> without_words(const answer& what)
{
    return {what.offset, question_answered{what.given_to, {.message = what.named}}};
}

/// An answer that has nothing left is not shown; it stays, so that a replay of the log as it is kept folds to the same.
/// \returns whether an answer was that message, or named it
bool lose_message(question& of, event_id deleted)
{
    bool is_changed = false;
    for (auto& each : of.answers)
        if (each.what.message == deleted) {
            each.what.message.reset();
            is_changed = true;
        }
    return is_changed;
}

/// Takes pins away, and their words out of the log.
template <class Which>
void take_away(question_board& from, board_change& into, std::uint64_t offset, Which which)
{
    for (const auto& each : from.pins)
        if (which(each))
            into.rewritten.push_back(reworded(each, {}));
    if (std::erase_if(from.pins, which) == 0)
        return;
    from.pins_version = offset;
    into.is_of_pins = true;
}

} // namespace

const question* find_question(const question_board& in, event_id id)
{
    const auto at = std::ranges::find(in.questions, id, &question::id);
    return at == in.questions.end() ? nullptr : &*at;
}

const question* standing_question(const question_board& in, event_id id)
{
    const question* at = find_question(in, id);
    while (at != nullptr && at->merged_into)
        at = find_question(in, *at->merged_into);
    return at;
}

found_answer find_answer(const question_board& in, event_id id)
{
    for (const auto& each : in.questions)
        if (const auto at = std::ranges::find(each.answers, id, &answer::id); at != each.answers.end())
            return {&each, &*at};
    return {};
}

const pin* find_pin(const question_board& in, event_id target)
{
    const auto at = std::ranges::find(in.pins, target, [](const pin& each) { return each.what.target; });
    return at == in.pins.end() ? nullptr : &*at;
}

bool has_vote(const question& in, member_id who) { return std::ranges::binary_search(in.voters, who); }

// --- folding ---

board_change fold(question_board& into, const question_asked& what, const event& e)
{
    question made{.id = e.id, .offset = e.offset, .at = e.at, .from = what.asked_by.value_or(e.from), .text = what.text};
    made.is_anonymous = what.is_anonymous;
    made.reads_out = what.reads_out;
    made.source = what.source;
    made.state = what.is_pending ? pending : visible;
    made.began_pending = what.is_pending;
    touch(made, e.offset);
    into.questions.push_back(std::move(made));
    return {.questions = {e.id}};
}

board_change fold(question_board& into, const question_moved& what, const event& e)
{
    question* target = mutable_question(into, what.target);
    if (target == nullptr || target->merged_into || target->is_deleted)
        return {.is_void = true};
    board_change made{.questions = {target->id}};
    if (what.to == answering)
        for (auto& each : into.questions)
            if (each.state == answering && each.id != target->id) {
                each.state = answered;
                touch(each, e.offset);
                made.questions.push_back(each.id);
            }
    target->state = what.to;
    touch(*target, e.offset);
    return made;
}

board_change fold(question_board& into, const question_voted& what, const event& e)
{
    question* target = mutable_standing(into, what.target);
    if (target == nullptr || !is_public(*target))
        return {};
    const auto at = std::ranges::lower_bound(target->voters, e.from.id);
    const bool is_there = at != target->voters.end() && *at == e.from.id;
    if (is_there == what.on)
        return {};
    if (what.on)
        target->voters.insert(at, e.from.id);
    else
        target->voters.erase(at);
    target->voted = e.offset;
    return {.voted = target->id};
}

board_change fold(question_board& into, const questions_merged& what, const event& e)
{
    question* target = mutable_question(into, what.target);
    question* master = mutable_standing(into, what.into);
    if (target == nullptr || master == nullptr || target->merged_into || target == master)
        return {.is_void = true};
    std::vector<member_id> both;
    std::ranges::set_union(target->voters, master->voters, std::back_inserter(both));
    master->voters = std::move(both);
    target->voters.clear();
    std::ranges::move(target->answers, std::back_inserter(master->answers));
    target->answers.clear();
    // What everybody could see stays in sight.
    if (is_public(*target) && (!master->was_public || target->state == answering))
        master->state = target->state;
    target->merged_into = master->id;
    if (target->state == answering)
        target->state = visible;
    master->voted = e.offset;
    touch(*target, e.offset);
    touch(*master, e.offset);
    return {.questions = {target->id, master->id}};
}

board_change fold(question_board& into, const question_answered& what, const event& e)
{
    question* target = mutable_standing(into, what.target);
    if (target == nullptr)
        return {.is_void = true};
    target->answers.push_back(
        {.id = e.id,
         .offset = e.offset,
         .given_to = what.target,
         .named = what.what.message,
         .at = e.at,
         .from = e.from,
         .what = what.what});
    touch(*target, e.offset);
    return {.questions = {target->id}};
}

board_change fold(question_board& into, const answer_marked& what, const event& e)
{
    const auto found = find_answer(into, what.target);
    if (found.what == nullptr)
        return {.is_void = true};
    question& of = *mutable_question(into, found.of->id);
    board_change made{.questions = {of.id}};
    if (what.is_gone) {
        made.rewritten.push_back(without_words(*found.what));
        std::erase_if(of.answers, [&](const answer& each) { return each.id == what.target; });
        take_away(into, made, e.offset, [&](const pin& each) { return each.what.target == what.target; });
    } else {
        std::ranges::find(of.answers, what.target, &answer::id)->is_endorsed = what.is_endorsed;
    }
    touch(of, e.offset);
    return made;
}

board_change fold(question_board& into, const pinned& what, const event& e)
{
    board_change made{.is_of_pins = true};
    take_away(into, made, e.offset, [&](const pin& each) { return each.what.target == what.target; });
    const auto place = std::min<std::uint64_t>(what.place, into.pins.size());
    into.pins.insert(into.pins.begin() + static_cast<std::ptrdiff_t>(place), pin{e.id, e.offset, what, e.from, e.at});
    into.pins_version = e.offset;
    return made;
}

board_change fold(question_board& into, const unpinned& what, const event& e)
{
    board_change made;
    take_away(into, made, e.offset, [&](const pin& each) { return each.what.target == what.target; });
    made.is_void = !made.is_of_pins;
    return made;
}

board_change forget(question_board& in, event_id deleted, std::uint64_t offset)
{
    board_change made;
    std::vector<event_id> gone{deleted};
    for (auto& each : in.questions) {
        bool is_changed = lose_message(each, deleted);
        if ((each.source == deleted || each.id == deleted) && !each.is_deleted) {
            made.rewritten.push_back(reworded(each, {}, each.from));
            gone.push_back(each.id);
            each.text.clear();
            each.is_deleted = true;
            each.state = archived;
            is_changed = true;
        }
        if (is_changed) {
            touch(each, offset);
            made.questions.push_back(each.id);
        }
    }
    take_away(in, made, offset, [&](const pin& each) { return std::ranges::find(gone, each.what.target) != gone.end(); });
    return made;
}

board_change reword(question_board& in, event_id message, const std::string& text, std::uint64_t offset)
{
    board_change made;
    if (text.empty())
        return made;
    for (auto& each : in.questions)
        if (each.source == message && !each.is_deleted) {
            made.rewritten.push_back(reworded(each, text, each.from));
            each.text = text;
            touch(each, offset);
            made.questions.push_back(each.id);
        }
    for (auto& each : in.pins) {
        const question* asked = find_question(in, each.what.target);
        if (each.what.target != message && (asked == nullptr || asked->source != message))
            continue;
        made.rewritten.push_back(reworded(each, text));
        each.what.text = text;
        in.pins_version = offset;
        made.is_of_pins = true;
    }
    return made;
}

} // namespace hallway
