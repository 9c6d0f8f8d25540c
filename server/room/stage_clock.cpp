#include "room/stage_clock.hpp"

#include "protocol/limits.hpp"
#include "room/timetable.hpp"

#include <algorithm>
#include <tuple>

namespace hallway {

namespace {

using minutes = std::chrono::minutes;

struct slotted {
    const std::string* room = nullptr;
    talk_slot at;
};

bool is_past(const talk_slot& slot, time_point at) { return slot.ends <= at; }
bool has_begun(const talk_slot& slot, time_point at) { return slot.starts <= at; }
bool is_on(const talk_slot& slot, time_point at) { return has_begun(slot, at) && !is_past(slot, at); }

/// What takes place on a stage, in order. What was cancelled takes no time.
std::vector<slotted> on_stage(const timetable& all, const std::string& stage)
{
    std::vector<slotted> found;
    for (const auto& [room, talk] : all.talks)
        if (talk.now.stage == stage && !talk.plan.cancelled)
            found.push_back({&room, talk.now});
    std::sort(found.begin(), found.end(), [](const slotted& a, const slotted& b) {
        return std::tie(a.at.starts, a.at.ends, *a.room) < std::tie(b.at.starts, b.at.ends, *b.room);
    });
    return found;
}

/// Those that follow one another from `from` on without a night between them. `until`: when what is before them ends.
std::vector<slotted> same_day(const std::vector<slotted>& all, std::size_t from, time_point until)
{
    std::vector<slotted> found;
    for (auto i = from; i < all.size() && all[i].at.starts - until < day_break; ++i) {
        until = std::max(until, all[i].at.ends);
        found.push_back(all[i]);
    }
    return found;
}

talk_slot later(talk_slot slot, std::chrono::milliseconds by)
{
    slot.starts += by;
    slot.ends += by;
    return slot;
}

bool is_possible(const talk_slot& slot)
{
    return slot.starts < slot.ends && slot.ends - slot.starts <= limits::talk_duration_max &&
           slot.starts.time_since_epoch().count() >= 0 && slot.ends <= limits::schedule_end;
}

moved_talks start(const timetable& all, const timetable_talk& talk, time_point at)
{
    moved_talks moved{{talk.plan.room, later(talk.now, at - talk.now.starts)}};
    for (const auto& other : on_stage(all, talk.now.stage)) {
        if (*other.room == talk.plan.room || !is_on(other.at, at) || other.at.starts == at)
            continue;
        auto cut = other.at;
        cut.ends = at;
        moved.emplace_back(*other.room, cut);
    }
    return moved;
}

moved_talks end(const timetable_talk& talk, time_point at)
{
    if (!is_on(talk.now, at) || talk.now.starts == at)
        return {};
    auto cut = talk.now;
    cut.ends = at;
    return {{talk.plan.room, cut}};
}

/// Those behind it give way as far as they have to: a pause between two takes up what it can.
moved_talks extend(const timetable& all, const timetable_talk& talk, minutes by)
{
    auto longer = talk.now;
    longer.ends += by;
    moved_talks moved{{talk.plan.room, longer}};
    const auto stage = on_stage(all, talk.now.stage);
    const auto first = std::find_if(stage.begin(), stage.end(), [&](const slotted& each) {
        return *each.room != talk.plan.room && each.at.starts >= talk.now.ends;
    });
    auto free_from = longer.ends;
    std::chrono::milliseconds push = by;
    for (const auto& next : same_day(stage, static_cast<std::size_t>(first - stage.begin()), talk.now.ends)) {
        push = std::min(push, free_from - next.at.starts); // what overlapped before may go on doing so
        if (push <= push.zero())
            break;
        moved.emplace_back(*next.room, later(next.at, push));
        free_from = std::max(free_from, next.at.ends + push);
    }
    return moved;
}

/// From what is on (whose end moves) or what is next, to the end of that day.
moved_talks shift(const timetable& all, const std::string& stage_room, minutes by, time_point at)
{
    const auto stage = on_stage(all, stage_room);
    const auto first = std::find_if(stage.begin(), stage.end(), [&](const slotted& each) { return !is_past(each.at, at); });
    if (first == stage.end())
        return {};
    moved_talks moved;
    for (const auto& each : same_day(stage, static_cast<std::size_t>(first - stage.begin()), first->at.starts)) {
        if (is_past(each.at, at))
            continue;
        auto slot = later(each.at, by);
        if (has_begun(each.at, at))
            slot.starts = each.at.starts;
        else if (slot.starts < at)
            return {}; // it cannot have begun already
        if (slot.ends <= at)
            return {};
        moved.emplace_back(*each.room, slot);
    }
    return moved;
}

moved_talks swap(const timetable_talk& one, const timetable_talk& other, time_point at)
{
    if (has_begun(one.now, at) || has_begun(other.now, at))
        return {};
    const auto placed = [](const timetable_talk& talk, const timetable_talk& at_place_of) {
        return talk_slot{
            at_place_of.now.stage, at_place_of.now.starts, at_place_of.now.starts + (talk.now.ends - talk.now.starts)};
    };
    return {{one.plan.room, placed(one, other)}, {other.plan.room, placed(other, one)}};
}

/// In words, why nothing moves.
refusal why_not(const timetable& now, const clock_moved& what, const timetable_talk& talk, time_point at)
{
    switch (what.act) {
    case clock_act::start: return {errc::conflict, "That talk cannot be moved so far."};
    case clock_act::end:
        if (is_past(talk.now, at))
            return {errc::conflict, "That talk is over already."};
        return {errc::conflict, "That talk has not begun yet."};
    case clock_act::extend: return {errc::conflict, "That talk cannot be made so long."};
    case clock_act::shift: {
        const auto stage = on_stage(now, talk.now.stage);
        if (std::all_of(stage.begin(), stage.end(), [&](const slotted& each) { return is_past(each.at, at); }))
            return {errc::conflict, "Nothing follows on that stage."};
        return {errc::conflict, "What comes next cannot begin in the past, and what is on cannot have ended."};
    }
    case clock_act::swap: return {errc::conflict, "Only talks that have not begun can be swapped."};
    }
    return errc::conflict;
}

moved_talks all_moved_by(const timetable& now, const clock_moved& what, const timetable_talk& talk, time_point at)
{
    switch (what.act) {
    case clock_act::start: return start(now, talk, at);
    case clock_act::end: return end(talk, at);
    case clock_act::extend: return extend(now, talk, minutes{what.minutes});
    case clock_act::shift: return shift(now, talk.now.stage, minutes{what.minutes}, at);
    case clock_act::swap: {
        const auto* other = find_talk(now, what.with);
        return other == nullptr ? moved_talks{} : swap(talk, *other, at);
    }
    }
    return {};
}

} // namespace

outcome<event_body> decide(const timetable& now, const move_clock& what, time_point at)
{
    const auto* talk = find_talk(now, what.talk);
    if (talk == nullptr)
        return refusal{errc::not_found, "There is no such talk in the schedule.", "talk"};
    const auto* other = what.act == clock_act::swap ? find_talk(now, what.with) : talk;
    if (other == nullptr)
        return refusal{errc::not_found, "There is no such talk in the schedule.", "with"};
    if (what.act != clock_act::shift && (talk->plan.cancelled || other->plan.cancelled))
        return refusal{errc::conflict, "That talk was cancelled."};
    const clock_moved made{what.act, what.talk, what.minutes, what.with};
    if (moved_by(now, made, at).empty())
        return why_not(now, made, *talk, at);
    return event_body{made};
}

moved_talks moved_by(const timetable& now, const clock_moved& what, time_point at)
{
    const auto* talk = find_talk(now, what.talk);
    if (talk == nullptr || (talk->plan.cancelled && what.act != clock_act::shift))
        return {};
    auto moved = all_moved_by(now, what, *talk, at);
    const bool is_good = std::all_of(moved.begin(), moved.end(), [](const auto& each) { return is_possible(each.second); });
    return is_good ? moved : moved_talks{};
}

} // namespace hallway
