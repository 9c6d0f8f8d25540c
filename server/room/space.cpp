#include "room/space.hpp"

#include "room/permissions.hpp"
#include "room/room_code.hpp"
#include "room/stage_clock.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hallway {

space::space(std::string epoch, std::string id) : space(std::move(epoch), space_snapshot{}, std::move(id)) {}

space::space(std::string epoch, space_snapshot saved, std::string id)
    : epoch_(std::move(epoch)), id_(std::move(id)), state_(std::move(saved))
{
    give_code({});
    for (std::size_t i = 0; i < state_.rooms.size(); ++i)
        room_index_.emplace(state_.rooms[i].room, i);
    const auto& schedule = state_.schedule;
    for (const auto& each : state_.rooms)
        give_code(each.room);
    for (const auto& each : schedule.stages)
        give_code(each.room);
    for (const auto& [room, each] : schedule.talks)
        give_code(room);
    for (const auto& each : schedule.lessons)
        give_code(each.room);
    for (const auto& [room, title] : schedule.removed)
        give_code(room);
}

/// The first that nobody has. The snapshot tells of those that are not the first of their room, as who came first is not to be seen any more.
void space::give_code(const std::string& room)
{
    const auto [at, is_new] = codes_.try_emplace(room);
    if (!is_new)
        return;
    const auto known = state_.code_numbers.find(room);
    for (unsigned number = known == state_.code_numbers.end() ? 0 : known->second; number < room_code_numbers; ++number) {
        auto code = room_code(id_, room, number);
        if (!rooms_by_code_.emplace(code, room).second)
            continue;
        if (number != 0)
            state_.code_numbers[room] = number;
        at->second = std::move(code);
        return;
    }
}

outcome<event_body> space::decide(const open_room& what, const author& who) const
{
    if (!may(who.as, action::open_room))
        return refusal{errc::forbidden, "Only organisers and moderators open rooms."};
    if (has_room(what.room))
        return refusal{errc::conflict, "That room is open already."};
    return event_body{room_opened{what.room, what.title.empty() ? what.room : what.title}};
}

outcome<schedule_planned> space::decide(const plan& what, const author& who) const
{
    if (!may(who.as, action::plan))
        return refusal{errc::forbidden, "Only organisers change the schedule."};
    return hallway::decide(state_.schedule, what);
}

outcome<event_body> space::decide(const move_clock& what, const author& who, time_point now) const
{
    if (!may(who.as, action::move_clock))
        return refusal{errc::forbidden, "Only organisers and moderators move the clock."};
    return hallway::decide(state_.schedule, what, now);
}

outcome<event_body> space::decide(const invite_member& what, const author& who, time_point now, member_id made) const
{
    if (auto why = why_no_scope(what.scope))
        return *std::move(why);
    return hallway::decide(state_.standing, what, who, now, made);
}

std::optional<refusal> space::why_no_scope(const std::string& scope) const
{
    if (scope.empty() || has_room(scope))
        return std::nullopt;
    return refusal{errc::not_found, "There is no such room here.", "scope"};
}

std::string space::scope_of(const end_announcement& what) const
{
    const auto& all = state_.standing.announcements;
    const auto at = std::ranges::find(all, what.target, &announcement::id);
    return at == all.end() ? std::string{} : at->what.scope;
}

std::string space::scope_of(const settle_report& what) const
{
    const auto* found = find_report(state_.safety, what.target);
    return found == nullptr ? std::string{} : found->what.room;
}

space::change space::apply(const event& what)
{
    assert(what.offset == state_.offset + 1);
    change made;
    if (const auto* opened = std::get_if<room_opened>(&what.what)) {
        // Two may have opened it at once: the first one's title stands.
        if (room_index_.emplace(opened->room, state_.rooms.size()).second)
            state_.rooms.push_back(*opened);
        give_code(opened->room);
    } else if (const auto* named = std::get_if<member_named>(&what.what)) {
        auto& name = state_.names[what.from.id];
        made.renamed = !name.empty() && name != named->name;
        if (name.empty())
            note_newcomer(state_.safety, what.from.id, what.at);
        name = named->name;
        note_staff(state_.standing, what.from);
    } else if (const auto* moved = std::get_if<clock_moved>(&what.what)) {
        made.schedule = fold(state_.schedule, *moved, what.offset, what.at);
        made.is_void = !made.schedule;
    } else if (const auto* planned = std::get_if<schedule_planned>(&what.what)) {
        made.schedule = fold(state_.schedule, *planned, what.offset);
        for (const auto& each : planned->stages)
            give_code(each.room);
        for (const auto& each : planned->talks)
            give_code(each.room);
        for (const auto& each : planned->lessons)
            give_code(each.room);
    } else {
        const auto fold_standing = [&]<class Body>(const Body& body) {
            if constexpr (requires { fold(state_.standing, body, what); }) {
                made.is_of_standing = fold(state_.standing, body, what);
                made.is_void = std::is_same_v<Body, invite_redeemed> && !made.is_of_standing; // other repeats are harmless
            } else if constexpr (requires { fold(state_.safety, body, what); }) {
                made.is_of_safety = fold(state_.safety, body, what);
            } else {
                state_.has_unknown = true;
            }
        };
        std::visit(fold_standing, what.what);
        if (const auto* invited = std::get_if<member_invited>(&what.what))
            state_.names.try_emplace(invited->member, invited->name);
    }
    state_.offset = what.offset;
    state_.id = what.id;
    return made;
}

space::rooms_page space::rooms_after(const std::optional<std::string>& after, std::size_t most) const
{
    std::span<const room_opened> rooms = state_.rooms;
    if (after) {
        const auto at = room_index_.find(*after);
        if (at == room_index_.end())
            return {};
        rooms = rooms.subspan(at->second + 1);
    }
    return {rooms.first(std::min(most, rooms.size())), rooms.size() > most};
}

const room_opened* space::find_room(std::string_view id) const
{
    const auto at = room_index_.find(std::string{id});
    return at == room_index_.end() ? nullptr : &state_.rooms[at->second];
}

std::optional<room_card> space::card_of(const std::string& id) const
{
    room_card card{.id = id, .title = {}, .code = std::string{code_of(id)}};
    if (const auto* talk = find_talk(state_.schedule, id)) {
        card.kind = room_kind::talk;
        card.title = talk->plan.title;
        card.slot = talk->now;
        card.cancelled = talk->plan.cancelled;
    } else if (const auto* stage = find_stage(state_.schedule, id)) {
        card.kind = room_kind::stage;
        card.title = stage->title;
    } else if (const auto* lesson = find_lesson(state_.schedule, id)) {
        card.kind = room_kind::lesson;
        card.title = lesson->title;
        card.unit = lesson->unit;
    } else if (const auto* opened = find_room(id)) {
        card.title = opened->title;
    } else if (const auto gone = state_.schedule.removed.find(id); gone != state_.schedule.removed.end()) {
        card.title = gone->second;
    } else {
        return std::nullopt;
    }
    return card;
}

std::string_view space::code_of(const std::string& id) const
{
    const auto at = codes_.find(id);
    return at == codes_.end() ? std::string_view{} : std::string_view{at->second};
}

const std::string* space::room_with_code(const std::string& code) const
{
    const auto at = rooms_by_code_.find(code);
    return at == rooms_by_code_.end() ? nullptr : &at->second;
}

std::string_view space::name_of(member_id who) const
{
    const auto at = state_.names.find(who);
    return at == state_.names.end() ? std::string_view{} : std::string_view{at->second};
}

} // namespace hallway
