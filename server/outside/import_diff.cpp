#include "outside/import_diff.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace hallway {

namespace {

entry_change difference(const planned_talk& before, const planned_talk& after)
{
    entry_change what;
    what.is_renamed = before.title != after.title;
    what.is_moved = before.slot != after.slot;
    what.is_cancelled = after.cancelled && !before.cancelled;
    what.is_reinstated = before.cancelled && !after.cancelled;
    what.is_revised = before.persons != after.persons || before.track != after.track || before.language != after.language ||
                      before.url != after.url || before.digest != after.digest;
    return what;
}

entry_change difference(const planned_lesson& before, const planned_lesson& after)
{
    entry_change what;
    what.is_renamed = before.title != after.title || before.unit != after.unit;
    what.is_moved = before.starts != after.starts;
    what.is_revised = before.url != after.url; // a table says nothing about texts
    return what;
}

/// Whether those that are wanted and there already stand in another order than is wanted.
template <class Entry>
bool is_other_order(const std::vector<Entry>& present, const std::vector<Entry>& wanted)
{
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < present.size(); ++i)
        places.emplace(present[i].room, i);
    std::size_t behind = 0;
    for (const auto& one : wanted) {
        const auto found = places.find(one.room);
        if (found == places.end())
            continue;
        if (found->second < behind)
            return true;
        behind = found->second;
    }
    return false;
}

/// Those that are not in `present`, those that differ, then those that are not in `wanted` nor among the rooms that are kept.
template <class Entry, class Change>
void compare(
    const std::vector<Entry>& present, const std::vector<Entry>& wanted, const std::vector<std::string>& kept,
    import_changes& out, std::vector<Change>& changes)
{
    out.talks_before += present.size();
    std::unordered_map<std::string_view, const Entry*> there;
    for (const auto& one : present)
        there.emplace(one.room, &one);
    std::set<std::string_view> stays(kept.begin(), kept.end());
    for (const auto& one : wanted) {
        stays.insert(one.room);
        const auto found = there.find(one.room);
        if (found == there.end()) {
            ++out.added;
            changes.push_back({{.is_added = true}, {}, one});
        } else if (const auto what = difference(*found->second, one); what.is_changed()) {
            ++out.changed;
            changes.push_back({what, *found->second, one});
        }
    }
    for (const auto& one : present) {
        if (stays.count(one.room) > 0)
            continue;
        ++out.removed;
        changes.push_back({{.is_removed = true}, one, {}});
    }
}

std::vector<planned_talk> talks_of(const timetable& present)
{
    std::vector<planned_talk> talks;
    for (const auto& [room, talk] : present.talks)
        talks.push_back(talk.plan);
    std::sort(talks.begin(), talks.end(), [](const auto& a, const auto& b) {
        return std::tie(a.slot.starts, a.room) < std::tie(b.slot.starts, b.room);
    });
    return talks;
}

/// A stage goes when no talk is left on it, those included that are kept as they are.
void compare_stages(const timetable& present, const wanted_timetable& wanted, import_changes& out)
{
    std::set<std::string_view> stays;
    for (const auto& stage : wanted.stages) {
        stays.insert(stage.room);
        const auto before =
            std::find_if(present.stages.begin(), present.stages.end(), [&](const auto& one) { return one.room == stage.room; });
        if (before != present.stages.end() && *before == stage)
            continue;
        out.stages.push_back(stage);
        if (before != present.stages.end())
            out.stages_before.push_back(*before);
    }
    // Talks that are kept as they are stay where they are, and those whom staff moved where they really are.
    std::set<std::string_view> gone;
    for (const auto& change : out.talks)
        if (change.what.is_removed)
            gone.insert(change.before.room);
    std::set<std::string_view> replanned;
    for (const auto& change : out.talks)
        if (change.what.is_moved)
            replanned.insert(change.after.room);
    for (const auto& [room, talk] : present.talks)
        if (gone.count(room) == 0 && replanned.count(room) == 0)
            stays.insert({talk.plan.slot.stage, talk.now.stage});
    for (const auto& stage : present.stages)
        if (stays.count(stage.room) == 0)
            out.stages_gone.push_back(stage);
}

} // namespace

import_changes changes_between(const timetable& present, const wanted_timetable& wanted)
{
    import_changes out;
    out.is_retitled = !wanted.title.empty() && wanted.title != present.title;
    out.has_other_zone = !wanted.time_zone.empty() && wanted.time_zone != present.time_zone;
    if (wanted.has_lessons) {
        compare(present.lessons, wanted.lessons, wanted.kept, out, out.lessons);
        out.is_reordered = is_other_order(present.lessons, wanted.lessons);
        return out;
    }
    compare(talks_of(present), wanted.talks, wanted.kept, out, out.talks);
    compare_stages(present, wanted, out);
    out.is_reordered = is_other_order(present.stages, wanted.stages);
    return out;
}

} // namespace hallway
