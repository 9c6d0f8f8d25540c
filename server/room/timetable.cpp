#include "room/timetable.hpp"

#include "protocol/codec.hpp"
#include "protocol/limits.hpp"
#include "room/stage_clock.hpp"
#include "support/sha256.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t digest_digits = 16;

template <class Part>
auto found(std::vector<Part>& in, std::string_view room)
{
    return std::find_if(in.begin(), in.end(), [&](const Part& each) { return each.room == room; });
}

template <class Part>
const Part* found(const std::vector<Part>& in, std::string_view room)
{
    const auto at = std::find_if(in.begin(), in.end(), [&](const Part& each) { return each.room == room; });
    return at == in.end() ? nullptr : &*at;
}

const std::string& room_of(const planned_stage& one) { return one.room; }
const std::string& room_of(const planned_lesson& one) { return one.room; }
const std::string& room_of(const planned_entry<planned_lesson>& one) { return one.what.room; }

template <class List>
bool holds(const List& list, std::string_view room)
{
    return std::find(list.begin(), list.end(), room) != list.end();
}

/// The first talk of the plan whose stage is not there, or would not be.
std::optional<refusal> without_stage(const timetable& now, const plan& what)
{
    for (std::size_t i = 0; i < what.talks.size(); ++i) {
        const auto& stage = what.talks[i].what.slot.stage;
        const bool is_there =
            found(what.stages, stage) != nullptr || (find_stage(now, stage) != nullptr && !holds(what.remove, stage));
        if (!is_there)
            return refusal{
                errc::not_found, "There is no such stage; plan it before its talks.", "talks." + std::to_string(i) + ".stage"};
    }
    return std::nullopt;
}

/// A stage that is to go while talks stay on it.
std::optional<refusal> still_used(const timetable& now, const plan& what)
{
    if (std::none_of(what.remove.begin(), what.remove.end(), is_stage_room))
        return std::nullopt;
    for (const auto& [room, talk] : now.talks) {
        const bool goes = holds(what.remove, room);
        const auto planned =
            std::find_if(what.talks.begin(), what.talks.end(), [&id = room](const auto& each) { return each.what.room == id; });
        const bool moves = planned != what.talks.end() && planned->what.slot != talk.plan.slot;
        if (!goes && !moves && (holds(what.remove, talk.plan.slot.stage) || holds(what.remove, talk.now.stage)))
            return refusal{errc::conflict, "A stage on which talks are planned cannot be removed.", "remove"};
    }
    return std::nullopt;
}

std::optional<refusal> too_many(const timetable& now, const schedule_planned& added)
{
    std::size_t stages = now.stages.size();
    for (const auto& each : added.stages)
        stages += find_stage(now, each.room) == nullptr;
    std::size_t talks = now.talks.size() + now.lessons.size();
    for (const auto& each : added.talks)
        talks += find_talk(now, each.room) == nullptr;
    for (const auto& each : added.lessons)
        talks += find_lesson(now, each.room) == nullptr;
    if (stages > limits::schedule_stages_max)
        return refusal{errc::limit_exceeded, "A schedule has at most 500 stages."};
    if (talks > limits::schedule_talks_max)
        return refusal{errc::limit_exceeded, "A schedule has at most 10,000 talks and lessons."};
    if (now.removed.size() + added.removed.size() > limits::schedule_removed_max)
        return refusal{errc::limit_exceeded, "Too many rooms were removed from this schedule already."};
    return std::nullopt;
}

/// The places that the named ones have, in the order of `named`; what is not there yet stands behind all.
template <class Part, class Named>
std::vector<std::size_t> places_of(const std::vector<Part>& in, const std::vector<Named>& named)
{
    std::vector<std::size_t> places;
    auto behind_all = in.size();
    for (const auto& each : named) {
        const auto* const known = found(in, room_of(each));
        places.push_back(known != nullptr ? static_cast<std::size_t>(known - in.data()) : behind_all++);
    }
    return places;
}

/// Whether each of the named ones changes its place when they stand in the order of `named`, on the places that they have together.
template <class Part, class Named>
std::vector<bool> movers(const std::vector<Part>& in, const std::vector<Named>& named)
{
    const auto places = places_of(in, named);
    auto sorted = places;
    std::sort(sorted.begin(), sorted.end());
    std::vector<bool> moves;
    for (std::size_t i = 0; i < places.size(); ++i)
        moves.push_back(places[i] != sorted[i]);
    return moves;
}

/// Writes what is planned over what is known, what is new behind it, and has all of it stand in the order of the plan.
template <class Part>
void set_in_order(std::vector<Part>& in, const std::vector<Part>& planned)
{
    auto places = places_of(in, planned);
    std::sort(places.begin(), places.end());
    in.resize(std::max(in.size(), places.empty() ? 0 : places.back() + 1));
    for (std::size_t i = 0; i < planned.size(); ++i)
        in[places[i]] = planned[i];
}

std::string digest_in(const std::optional<about>& told, const std::string* known)
{
    if (told)
        return digest_of(*told);
    return known != nullptr ? *known : std::string{};
}

} // namespace

const planned_stage* find_stage(const timetable& in, std::string_view room) { return found(in.stages, room); }

const timetable_talk* find_talk(const timetable& in, std::string_view room)
{
    const auto at = in.talks.find(std::string{room});
    return at == in.talks.end() ? nullptr : &at->second;
}

const planned_lesson* find_lesson(const timetable& in, std::string_view room) { return found(in.lessons, room); }

std::string digest_of(const about& what)
{
    return what == about{} ? std::string{} : sha256_hex(encode_about_record(what), digest_digits);
}

outcome<schedule_planned> decide(const timetable& now, const plan& what)
{
    if (auto why = without_stage(now, what))
        return *std::move(why);
    if (auto why = still_used(now, what))
        return *std::move(why);
    schedule_planned differs;
    if (what.title && *what.title != now.title)
        differs.title = what.title;
    if (what.time_zone && *what.time_zone != now.time_zone)
        differs.time_zone = what.time_zone;
    const auto stages_move = movers(now.stages, what.stages);
    for (std::size_t i = 0; i < what.stages.size(); ++i)
        if (const auto* known = find_stage(now, what.stages[i].room);
            known == nullptr || *known != what.stages[i] || stages_move[i])
            differs.stages.push_back(what.stages[i]);
    for (const auto& each : what.talks) {
        const auto* known = find_talk(now, each.what.room);
        auto planned = each.what;
        planned.digest = digest_in(each.more, known != nullptr ? &known->plan.digest : nullptr);
        if (known == nullptr || known->plan != planned)
            differs.talks.push_back(std::move(planned));
    }
    const auto lessons_move = movers(now.lessons, what.lessons);
    for (std::size_t i = 0; i < what.lessons.size(); ++i) {
        const auto& each = what.lessons[i];
        const auto* known = find_lesson(now, each.what.room);
        auto planned = each.what;
        planned.digest = digest_in(each.more, known != nullptr ? &known->digest : nullptr);
        if (known == nullptr || *known != planned || lessons_move[i])
            differs.lessons.push_back(std::move(planned));
    }
    for (const auto& room : what.remove)
        if (find_stage(now, room) != nullptr || find_talk(now, room) != nullptr || find_lesson(now, room) != nullptr)
            differs.removed.push_back(room);
    if (auto why = too_many(now, differs))
        return *std::move(why);
    return differs;
}

timetable_change fold(timetable& into, const schedule_planned& what, std::uint64_t offset)
{
    timetable_change made;
    into.version = offset;
    made.is_whole = what.title || what.time_zone || !what.stages.empty() || !what.lessons.empty();
    if (what.title)
        into.title = *what.title;
    if (what.time_zone)
        into.time_zone = *what.time_zone;
    for (const auto& room : what.removed) { // first: what is planned anew in the same event stands
        if (const auto talk = into.talks.find(room); talk != into.talks.end()) {
            into.removed.insert_or_assign(room, talk->second.plan.title);
            into.talks.erase(talk);
            made.removed.push_back(room);
        } else if (const auto lesson = found(into.lessons, room); lesson != into.lessons.end()) {
            into.removed.insert_or_assign(room, lesson->title);
            into.lessons.erase(lesson);
            made.is_whole = true;
        } else if (const auto stage = found(into.stages, room); stage != into.stages.end()) {
            into.removed.insert_or_assign(room, stage->title);
            into.stages.erase(stage);
            made.is_whole = true;
        }
    }
    for (const auto& each : what.stages)
        into.removed.erase(each.room);
    set_in_order(into.stages, what.stages);
    for (const auto& each : what.talks) {
        into.removed.erase(each.room);
        if (const auto lesson = found(into.lessons, each.room); lesson != into.lessons.end()) {
            into.lessons.erase(lesson);
            made.is_whole = true;
        }
        const auto [at, is_new] = into.talks.try_emplace(each.room, timetable_talk{each, each.slot});
        // What staff changed stays, unless the plan itself did.
        if (!is_new && at->second.plan.slot != each.slot)
            at->second.now = each.slot;
        at->second.plan = each;
        made.talks.push_back(each.room);
    }
    for (const auto& each : what.lessons) {
        into.removed.erase(each.room);
        into.talks.erase(each.room);
    }
    set_in_order(into.lessons, what.lessons);
    return made;
}

std::optional<timetable_change> fold(timetable& into, const clock_moved& what, std::uint64_t offset, time_point at)
{
    const auto moved = moved_by(into, what, at);
    if (moved.empty())
        return std::nullopt;
    into.version = offset;
    timetable_change made;
    for (const auto& [room, slot] : moved) {
        into.talks.at(room).now = slot;
        made.talks.push_back(room);
    }
    return made;
}

} // namespace hallway
