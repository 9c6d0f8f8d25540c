#include "room/room.hpp"

#include "room/permissions.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hallway {

namespace {

/// The row that a command refers to: this replica's if it has it, else the one that was looked up, brought up to date.
std::optional<row> referred(const room& here, event_id id, const row* found)
{
    if (const row* known = here.find(id))
        return *known;
    if (found == nullptr)
        return std::nullopt;
    row stands = *found;
    here.bring_up_to_date(stands);
    return stands;
}

} // namespace

event_body body_of(const post& what)
{
    message made;
    made.text = what.text;
    made.reply_to = what.reply_to;
    return made;
}

event_body body_of(const edit& what) { return message_edited{what.target, what.text}; }

event_body body_of(const remove& what) { return message_deleted{what.target}; }

std::optional<event_id> changed_by(const event_body& what)
{
    if (const auto* edited = std::get_if<message_edited>(&what))
        return edited->target;
    if (const auto* deleted = std::get_if<message_deleted>(&what))
        return deleted->target;
    return std::nullopt;
}

bool is_of_board(const event_body& what)
{
    return std::holds_alternative<question_asked>(what) || std::holds_alternative<question_moved>(what) ||
           std::holds_alternative<question_voted>(what) || std::holds_alternative<questions_merged>(what) ||
           std::holds_alternative<question_answered>(what) || std::holds_alternative<answer_marked>(what) ||
           std::holds_alternative<pinned>(what) || std::holds_alternative<unpinned>(what);
}

bool is_told_itself(const event_body& what)
{
    return std::holds_alternative<message>(what) || changed_by(what) || std::holds_alternative<policy_changed>(what) ||
           std::holds_alternative<message_held>(what) || std::holds_alternative<held_dropped>(what) ||
           std::holds_alternative<tended>(what);
}

bool may_amend(const event_body& what)
{
    const bool is_never = std::holds_alternative<question_asked>(what) || std::holds_alternative<question_voted>(what);
    const bool is_of_space = std::holds_alternative<clock_moved>(what) || std::holds_alternative<invite_redeemed>(what);
    const auto* posted = std::get_if<message>(&what);
    const bool ends_holding = (posted != nullptr && posted->was) || std::holds_alternative<held_dropped>(what);
    return changed_by(what) || is_of_space || (is_of_board(what) && !is_never) || ends_holding;
}

room::room(std::string epoch, room_bounds kept) : epoch_(std::move(epoch)), kept_(kept) {}

room::room(std::string epoch, room_snapshot saved, room_bounds kept)
    : epoch_(std::move(epoch)), kept_(kept), state_(std::move(saved))
{
    for (auto& [target, each] : state_.alterations)
        if (each.deleted)
            each.at = {}; // means nothing, and was once kept
    for (const auto& each : state_.rows)
        posts_.note(each.from.id, each.at, state_.policy);
    rules_.follow(state_.policy);
}

// --- deciding ---

std::optional<event_id> room::needs(const post& what) const
{
    if (!what.reply_to || find(*what.reply_to) != nullptr)
        return std::nullopt;
    return what.reply_to;
}

std::optional<event_id> room::needs(const edit& what) const
{
    return find(what.target) != nullptr ? std::nullopt : std::optional{what.target};
}

std::optional<event_id> room::needs(const remove& what) const
{
    const bool is_no_row = find_question(state_.board, what.target) != nullptr || find_held(state_.held, what.target) != nullptr;
    return is_no_row ? std::nullopt : unless_found(what.target);
}

decision room::decide(const post& what, const author& who, time_point now, const row* found) const
{
    if (!may(who.as, action::post))
        return errc::forbidden;
    if (auto why = why_not_posted(state_.policy, who, now, posts_))
        return *std::move(why);
    if (what.reply_to && !referred(*this, *what.reply_to, found))
        return refusal{errc::not_found, "The message you reply to is not in this room.", "reply_to"};
    return body_of(what);
}

decision room::decide(const edit& what, const author& who, time_point now, const row* found) const
{
    if (auto why = why_locked(state_.policy, who))
        return *std::move(why);
    const auto target = referred(*this, what.target, found);
    if (!target)
        return refusal{errc::not_found, "That message is not in this room.", "target"};
    if (target->from.id != who.id || !may(who.as, action::edit_own))
        return refusal{errc::forbidden, "You can edit only what you wrote yourself."};
    if (target->content.deleted)
        return refusal{errc::gone, "That message was deleted."};
    if (now - target->at > limits::edit_window)
        return refusal{errc::expired, "A message can be edited for 5 minutes after it was posted."};
    return body_of(what);
}

decision room::decide(const remove& what, const author& who, time_point, const row* found) const
{
    if (find_question(state_.board, what.target) != nullptr)
        return hallway::decide(state_.board, what, who);
    if (const auto* held = find_held(state_.held, what.target)) {
        if (held->from.id != who.id && !may(who.as, action::tend_held))
            return refusal{errc::not_found, "That message is not in this room.", "target"}; // it is nobody else's to know
        return event_body{held_dropped{held->id, held->from.id}};
    }
    const auto target = referred(*this, what.target, found);
    if (!target)
        return refusal{errc::not_found, "That message is not in this room.", "target"};
    const bool is_own = target->from.id == who.id && may(who.as, action::delete_own);
    if (!is_own && !may(who.as, action::delete_any))
        return refusal{errc::forbidden, "You can delete only what you wrote yourself."};
    if (target->content.deleted)
        return refusal{errc::gone, "That message was deleted already."};
    return body_of(what);
}

std::optional<event_id> room::needs(const answer_question& what) const
{
    return what.what.message ? unless_found(*what.what.message) : std::nullopt;
}

std::optional<event_id> room::needs(const pin_item& what) const
{
    const auto& board = state_.board;
    const bool is_known =
        find_question(board, what.target) || find_answer(board, what.target).what || find_pin(board, what.target);
    return is_known ? std::nullopt : unless_found(what.target);
}

decision room::decide(const ask& what, const author& who, time_point, const row*) const
{
    if (auto why = why_locked(state_.policy, who))
        return *std::move(why);
    return hallway::decide(state_.board, what, who, state_.policy);
}

decision room::decide(const change_policy& what, const author& who, time_point, const row*) const
{
    return hallway::decide(state_.policy, what, who);
}

decision room::decide(const promote& what, const author& who, time_point, const row* found) const
{
    const auto target = referred(*this, what.target, found);
    return hallway::decide(state_.board, what, who, target ? &*target : nullptr);
}

decision room::decide(const vote& what, const author& who, time_point, const row*) const
{
    if (auto why = why_locked(state_.policy, who))
        return *std::move(why);
    return hallway::decide(state_.board, what, who);
}

decision room::decide(const move_question& what, const author& who, time_point, const row*) const
{
    return hallway::decide(state_.board, what, who);
}

decision room::decide(const merge_questions& what, const author& who, time_point, const row*) const
{
    return hallway::decide(state_.board, what, who);
}

decision room::decide(const answer_question& what, const author& who, time_point, const row* found) const
{
    const auto message = what.what.message ? referred(*this, *what.what.message, found) : std::nullopt;
    return hallway::decide(state_.board, what, who, message ? &*message : nullptr);
}

decision room::decide(const mark_answer& what, const author& who, time_point, const row*) const
{
    return hallway::decide(state_.board, what, who);
}

decision room::decide(const pin_item& what, const author& who, time_point now, const row* found) const
{
    const auto target = referred(*this, what.target, found);
    return hallway::decide(state_.board, what, who, now, target ? &*target : nullptr);
}

decision room::decide(const unpin_item& what, const author& who, time_point, const row*) const
{
    return hallway::decide(state_.board, what, who);
}

// --- folding ---

effect room::apply(const event& what)
{
    assert(what.offset == state_.offset + 1);
    changed_ = {};
    const effect made = std::visit([&](const auto& body) { return fold(body, what); }, what.what);
    state_.offset = what.offset;
    state_.id = what.id;
    return made;
}

effect room::fold(const message& what, const event& e)
{
    // A replay meets rows as they were amended since. They count until the event that deleted them has its turn.
    state_.rows.push_back(row_of(e));
    if (what.was) { // it counted for slow mode and as said when it was held
        end_holding(*what.was);
    } else {
        posts_.note(e.from.id, e.at, state_.policy);
        rules_.note(e.from.id, what.text, e.at);
    }
    ++state_.messages;
    if (state_.rows.size() > kept_.rows) {
        // What was changed stays changed: a late edit must not bring a deleted message back, nor a late reader see it as it was.
        const auto& oldest = state_.rows.front();
        const auto& content = oldest.content;
        if (content.version != 0)
            remember(
                oldest.id, {content.version, content.deleted, content.text,
                            content.deleted ? time_point{} : content.edited_at.value_or(e.at)});
        state_.rows.pop_front();
    }
    return effect::told;
}

effect room::fold(const policy_changed& what, const event&)
{
    hallway::fold(state_.policy, what);
    rules_.follow(state_.policy);
    for (const auto& each : state_.rows)
        posts_.note(each.from.id, each.at, state_.policy);
    return effect::told;
}

effect room::fold(const message_edited& what, const event& e)
{
    const auto made = fold_edit(what, e);
    if (made == effect::told)
        changed_ = reword(state_.board, what.target, what.text, e.offset);
    return made;
}

effect room::fold_edit(const message_edited& what, const event& e)
{
    const alteration change{.version = e.offset, .deleted = false, .text = what.text, .at = e.at};
    if (row* target = mutable_row(what.target)) {
        // A replay meets a row that was amended by a later deletion: this edit came before it.
        if (target->content.deleted)
            return target->content.version < e.offset ? effect::nothing : effect::told;
        alter(*target, change);
        return effect::told;
    }
    const auto known = state_.alterations.find(what.target);
    if (known != state_.alterations.end() && known->second.deleted)
        return known->second.version < e.offset ? effect::nothing : effect::told;
    if (known == state_.alterations.end() || known->second.version < e.offset)
        remember(what.target, change);
    return effect::told;
}

effect room::fold(const message_deleted& what, const event& e)
{
    const question* asked = find_question(state_.board, what.target);
    if (asked != nullptr && asked->is_deleted)
        return effect::nothing;
    const auto made = asked != nullptr ? effect::told : fold_deletion(what, e); // a question is no row
    if (made == effect::told)
        changed_ = forget(state_.board, what.target, e.offset);
    return made;
}

effect room::fold_deletion(const message_deleted& what, const event& e)
{
    const alteration change{.version = e.offset, .deleted = true, .text = {}, .at = {}};
    if (row* target = mutable_row(what.target)) {
        if (target->content.deleted && target->content.version != e.offset)
            return effect::nothing;
        --state_.messages;
        alter(*target, change);
        return effect::told;
    }
    const auto known = state_.alterations.find(what.target);
    if (known != state_.alterations.end() && known->second.deleted && known->second.version != e.offset)
        return effect::nothing;
    if (state_.messages > 0)
        --state_.messages;
    remember(what.target, change);
    return effect::told;
}

// Not of a room's log; a later version might write them there.
void room::remember(event_id target, alteration what)
{
    state_.alterations[target] = std::move(what);
    if (state_.alterations.size() <= kept_.alterations)
        return;
    // The oldest change has long been written over its row in the store.
    const auto oldest = std::min_element(state_.alterations.begin(), state_.alterations.end(), [](const auto& a, const auto& b) {
        return a.second.version < b.second.version;
    });
    state_.alterations.erase(oldest);
}

bool room::forget_below(std::uint64_t first)
{
    const auto kept = std::find_if(state_.rows.begin(), state_.rows.end(), [&](const row& r) { return r.offset >= first; });
    bool has_forgotten = kept != state_.rows.begin();
    // That a message was deleted is still known: an edit that came too late is not to be told, whatever became of its message.
    for (auto each = state_.rows.begin(); each != kept; ++each)
        if (each->content.deleted)
            remember(each->id, {.version = each->content.version, .deleted = true, .text = {}, .at = {}});
    state_.rows.erase(state_.rows.begin(), kept);
    has_forgotten |= std::erase_if(state_.held, [&](const held_message& each) { return each.offset < first; }) != 0;
    has_forgotten |= std::erase_if(state_.alterations, [&](const auto& each) {
                         return !each.second.deleted && each.second.version < first;
                     }) != 0;
    return has_forgotten;
}

// --- looking ---

std::vector<row> room::newest(std::size_t most) const
{
    const auto count = std::min(most, state_.rows.size());
    return {state_.rows.end() - static_cast<std::ptrdiff_t>(count), state_.rows.end()};
}

bool room::has_older_than_memory() const { return state_.rows.size() == kept_.rows; }

const row* room::find(event_id id) const
{
    const auto at = std::find_if(state_.rows.rbegin(), state_.rows.rend(), [&](const row& r) { return r.id == id; });
    return at == state_.rows.rend() ? nullptr : &*at;
}

row* room::mutable_row(event_id id) { return const_cast<row*>(std::as_const(*this).find(id)); }

void room::bring_up_to_date(row& stored) const
{
    if (const row* known = find(stored.id)) {
        if (known->content.version >= stored.content.version)
            stored = *known;
        return;
    }
    if (const auto change = state_.alterations.find(stored.id); change != state_.alterations.end())
        alter(stored, change->second);
}

std::uint64_t room::last_change(event_id target) const
{
    if (const row* known = find(target))
        return known->content.version;
    const auto change = state_.alterations.find(target);
    return change == state_.alterations.end() ? 0 : change->second.version;
}

event room::as_it_stands(const event& past) const
{
    event stands = past;
    if (auto* content = std::get_if<message>(&stands.what)) {
        row shown = row_of(past);
        bring_up_to_date(shown);
        *content = std::move(shown.content);
    } else if (auto* edited = std::get_if<message_edited>(&stands.what)) {
        const auto standing = last_change(edited->target); // before it: the message was deleted when this edit came
        if (standing != 0 && standing != past.offset)
            edited->text.clear();
    }
    return stands;
}

bool is_superseded(const event_body& what)
{
    const auto* edited = std::get_if<message_edited>(&what);
    return edited != nullptr && edited->text.empty();
}

row row_of(const event& what) { return {what.id, what.offset, what.at, what.from, std::get<message>(what.what)}; }

void alter(row& what, const alteration& change)
{
    if (change.version <= what.content.version || what.content.deleted)
        return;
    what.content.version = change.version;
    if (change.deleted) {
        what.content.deleted = true;
        what.content.text.clear();
        what.content.edited_at.reset();
        return;
    }
    what.content.text = change.text;
    what.content.edited_at = change.at;
}

} // namespace hallway
