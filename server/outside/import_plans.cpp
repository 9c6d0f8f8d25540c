#include "outside/import_plans.hpp"

#include "protocol/codec.hpp"
#include "protocol/limits.hpp"

#include <fmt/format.h>

#include <utility>

namespace hallway {

namespace {

constexpr std::size_t plan_bytes_max = limits::frame_bytes_max - 1024; // of its entries, each measured as if it were alone

/// Fills plan after plan.
class plan_writer {
public:
    /// The list in which `what` stands, be it in a plan that is begun or in the next one.
    template <class Entry>
    void add(std::vector<Entry> plan::* list, Entry what)
    {
        plan alone;
        (alone.*list).push_back(what);
        const auto bytes = encode(command{0, std::move(alone)}).size();
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

} // namespace

std::vector<plan> plans_for(const import_changes& changes, const wanted_timetable& wanted, std::uint64_t random)
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
    return out.take(random);
}

} // namespace hallway
