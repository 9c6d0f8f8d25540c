// What waits in a room.
#include "protocol/limits.hpp"
#include "room/permissions.hpp"
#include "room/room.hpp"

#include <algorithm>

namespace hallway {

decision room::decide(const release_held& what, const author& who, time_point, const row*) const
{
    if (!may(who.as, action::tend_held))
        return refusal{errc::forbidden, "Only moderators, safety staff and organisers can do that."};
    const auto* held = find_held(state_.held, what.target);
    if (held == nullptr)
        return refusal{errc::gone, "That does not wait any more: it is out already, or was dropped.", "target"};
    return event_body{released(*held)};
}

decision room::decide(const tend_item& what, const author& who, time_point, const row*) const
{
    if (!may(who.as, action::tend_held))
        return refusal{errc::forbidden, "Only moderators, safety staff and organisers can do that."};
    if (find_held(state_.held, what.target) == nullptr && find_question(state_.board, what.target) == nullptr)
        return refusal{errc::gone, "That does not wait any more.", "target"};
    return event_body{tended{what.target}};
}

/// A delay ends by itself, so more of them have room. When half of the places are taken, nobody takes many of the rest.
std::optional<refusal> room::why_no_more(bool is_delay, member_id who) const
{
    std::size_t all = 0;
    std::size_t own = 0;
    for (const auto& each : state_.held)
        if (each.what.until.has_value() == is_delay) {
            ++all;
            own += each.from.id == who ? 1 : 0;
        }
    if (all >= (is_delay ? limits::delayed_max : limits::held_max))
        return errc::held_full;
    const bool is_crowded = !is_delay && all >= limits::held_max / 2;
    if (own >= (is_crowded ? limits::held_per_member_crowded : limits::held_per_member))
        return refusal{errc::held_full, "Several messages of yours wait for the moderators already. Give them a moment."};
    return std::nullopt;
}

decision room::look_over(event_body decided, const author& who, time_point now, bool is_newcomer) const
{
    if (auto* asked = std::get_if<question_asked>(&decided)) {
        const bool is_suspect = !may(who.as, action::write_unslowed) && rules_.why_held(asked->text, who.id, now, is_newcomer);
        asked->is_pending = asked->is_pending || is_suspect;
        return decided;
    }
    const auto* posted = std::get_if<message>(&decided);
    auto held = posted != nullptr ? rules_.hold(*posted, who, now, is_newcomer) : std::nullopt;
    if (!held)
        return decided;
    if (auto why = why_no_more(held->until.has_value(), who.id))
        return *std::move(why);
    return event_body{*std::move(held)};
}

std::optional<refusal> room::why_not_reworded(const edit& what, const author& who, time_point now, bool is_newcomer) const
{
    if (may(who.as, action::write_unslowed))
        return std::nullopt;
    if (state_.policy.holds_all || state_.policy.delay.count() > 0)
        return refusal{
            errc::locked, "Messages are looked at before they show here, so they cannot be edited. Delete it and write anew."};
    const auto reason = rules_.why_held(what.text, who.id, now, is_newcomer);
    if (reason && reason != hold_reason::repeat)
        return refusal{errc::forbidden, "Written like that the message would have to wait for the moderators. Write a new one."};
    return std::nullopt;
}

effect room::fold(const message_held& what, const event& e)
{
    state_.held.push_back({e.id, e.offset, e.at, e.from, what});
    posts_.note(e.from.id, e.at, state_.policy);
    rules_.note(e.from.id, what.text, e.at);
    return effect::told;
}

/// Who lets it out a moment after another has dropped it is first no more: what is out is out.
effect room::fold(const held_dropped& what, const event& e)
{
    if (const auto* held = find_held(state_.held, what.target); held != nullptr && held->from.id != e.from.id) {
        state_.dropped.push_back({held->id, held->offset, held->at, held->from.id});
        if (state_.dropped.size() > limits::dropped_known)
            state_.dropped.pop_front();
    }
    return end_holding(what.target) ? effect::told : effect::nothing;
}

effect room::fold(const tended& what, const event& e)
{
    auto& all = state_.tended;
    std::erase_if(
        all, [&](const tended_item& each) { return each.target == what.target || each.at + limits::tended_told <= e.at; });
    if (all.size() == limits::tended_known)
        all.pop_front();
    all.push_back({what.target, e.from, e.at});
    return effect::told;
}

/// It waits no more, and its words are written out of the log. \returns whether it waited
bool room::end_holding(event_id which)
{
    const auto at = std::ranges::find(state_.held, which, &held_message::id);
    if (at == state_.held.end())
        return false;
    auto emptied = at->what;
    emptied.text.clear();
    changed_.rewritten.emplace_back(at->offset, std::move(emptied));
    state_.held.erase(at);
    return true;
}

} // namespace hallway
