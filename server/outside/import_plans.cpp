#include "outside/import_plans.hpp"

#include "protocol/codec.hpp"
#include "protocol/limits.hpp"
#include "room/timetable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t plan_bytes_max = limits::frame_bytes_max - 1024; // of its entries, each measured as if it were alone

template <class Entry>
std::size_t bytes_alone(std::vector<Entry> plan::* list, const Entry& what)
{
    plan alone;
    (alone.*list).push_back(what);
    return encode(command{0, std::move(alone)}).size();
}

/// Fills plan after plan.
class plan_writer {
public:
    /// The list in which `what` stands, be it in a plan that is begun or in the next one.
    template <class Entry>
    void add(std::vector<Entry> plan::* list, Entry what)
    {
        const auto bytes = bytes_alone(list, what);
        if (plans_.empty() || plans_.back().entries() == limits::plan_entries_max || bytes_ + bytes > plan_bytes_max)
            begin();
        bytes_ += bytes;
        (plans_.back().*list).push_back(std::move(what));
    }

    /// What comes now needs that all before it has been done.
    void begin()
    {
        plans_.emplace_back();
        bytes_ = 0;
    }

    plan& first()
    {
        if (plans_.empty())
            begin();
        return plans_.front();
    }

    /// How a server's stages and lessons stand once it has done all of it.
    timetable done_to(const timetable& present) const
    {
        timetable after;
        after.stages = present.stages;
        after.lessons = present.lessons;
        for (const auto& one : plans_) {
            schedule_planned what;
            what.stages = one.stages;
            for (const auto& lesson : one.lessons)
                what.lessons.push_back(lesson.what);
            what.removed = one.remove;
            fold(after, what, 0);
        }
        return after;
    }

    std::vector<plan> take(std::uint64_t random)
    {
        std::erase_if(plans_, [](const plan& one) { return one.entries() == 0 && !one.title && !one.time_zone; });
        for (std::size_t i = 0; i < plans_.size(); ++i)
            plans_[i].key = fmt::format("import-{:016x}-{}", random, i);
        return std::move(plans_);
    }

private:
    std::vector<plan> plans_;
    std::size_t bytes_ = 0;
};

planned_stage in_plan(const planned_stage& one) { return one; }
planned_entry<planned_lesson> in_plan(const planned_lesson& one) { return {one, std::nullopt}; }

/// `present` with what is wanted in the order that is wanted; what is not keeps its place.
template <class Part>
std::vector<Part> in_order(const std::vector<Part>& present, const std::vector<Part>& wanted)
{
    std::map<std::string_view, const Part*> there;
    for (const auto& one : present)
        there.emplace(one.room, &one);
    std::vector<const Part*> order;
    std::set<std::string_view> moves;
    for (const auto& one : wanted)
        if (const auto found = there.find(one.room); found != there.end() && moves.insert(one.room).second)
            order.push_back(found->second);
    std::vector<Part> made;
    std::size_t next = 0;
    for (const auto& one : present)
        made.push_back(moves.count(one.room) > 0 ? *order[next++] : one);
    return made;
}

/// A plan has what it names stand in its order, on the places that these have together: so each of ours brings as many as it can hold to where they belong,
/// and puts those whose places they take where they came from.
template <class Part, class Entry>
void add_order(plan_writer& out, std::vector<Entry> plan::* list, std::vector<Part> present, const std::vector<Part>& wanted)
{
    const auto target = in_order(present, wanted);
    for (std::size_t settled = 0; settled < target.size();) {
        std::map<std::size_t, std::size_t> takes; // place: from which place it is filled
        std::set<std::size_t> places;
        std::size_t bytes = 0;
        for (; settled < target.size(); ++settled) {
            if (present[settled].room == target[settled].room)
                continue;
            const auto from =
                std::find_if(present.begin(), present.end(), [&](const auto& one) { return one.room == target[settled].room; });
            const auto at = static_cast<std::size_t>(from - present.begin());
            auto with = places;
            with.insert({settled, at});
            std::size_t more = bytes;
            for (const auto place : with)
                more += places.count(place) > 0 ? 0 : bytes_alone(list, Entry(in_plan(present[place])));
            if (with.size() > limits::plan_entries_max || (!places.empty() && more > plan_bytes_max))
                break;
            places = std::move(with);
            bytes = more;
            takes.emplace(settled, at);
        }
        if (places.empty())
            return;
        auto left = places;
        for (const auto& [place, at] : takes)
            left.erase(at);
        auto after = present;
        out.begin();
        for (const auto place : places) {
            const auto found = takes.find(place);
            const auto at = found != takes.end() ? found->second : *left.begin();
            if (found == takes.end())
                left.erase(left.begin());
            after[place] = present[at];
            out.add(list, Entry(in_plan(present[at])));
        }
        present = std::move(after);
    }
}

} // namespace

std::vector<plan> plans_for(
    const import_changes& changes, const timetable& present, const wanted_timetable& wanted, std::uint64_t random)
{
    plan_writer out;
    if (changes.is_retitled)
        out.first().title = wanted.title;
    if (changes.has_other_zone)
        out.first().time_zone = wanted.time_zone;
    for (const auto& stage : changes.stages)
        out.add(&plan::stages, stage);
    out.begin();
    for (const auto& change : changes.talks) {
        if (change.what.is_removed)
            continue;
        planned_entry<planned_talk> entry{change.after, std::nullopt};
        if (change.before.digest != change.after.digest)
            entry.more = wanted.texts.at(change.after.room);
        out.add(&plan::talks, std::move(entry));
    }
    for (const auto& change : changes.lessons)
        if (!change.what.is_removed)
            out.add(&plan::lessons, planned_entry<planned_lesson>{change.after, std::nullopt});
    out.begin();
    for (const auto& change : changes.talks)
        if (change.what.is_removed)
            out.add(&plan::remove, change.before.room);
    for (const auto& change : changes.lessons)
        if (change.what.is_removed)
            out.add(&plan::remove, change.before.room);
    out.begin();
    for (const auto& stage : changes.stages_gone)
        out.add(&plan::remove, stage.room);
    const auto after = out.done_to(present);
    if (wanted.has_lessons)
        add_order(out, &plan::lessons, after.lessons, wanted.lessons);
    else
        add_order(out, &plan::stages, after.stages, wanted.stages);
    return out.take(random);
}

} // namespace hallway
