#include "outside/demo_programme.hpp"

#include "support/local_time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;

constexpr std::size_t entries_of_a_plan = 20;

/// How long a talk of each stage takes, and how long after the beginning the first of them ends.
struct rhythm {
    minutes length, first_end;
};
constexpr std::array<rhythm, 3> rhythms{rhythm{30min, 10min}, rhythm{25min, 20min}, rhythm{45min, 35min}};

/// Rounded down, also below 0.
std::int64_t quotient(std::chrono::milliseconds a, minutes b)
{
    const auto whole = a / b;
    return whole - (a % b < 0ms ? 1 : 0);
}

std::vector<std::string> names_of(std::string_view listed)
{
    std::vector<std::string> names;
    while (!listed.empty()) {
        const auto end = std::min(listed.find(", "), listed.size());
        names.emplace_back(listed.substr(0, end));
        listed.remove_prefix(std::min(end + 2, listed.size()));
    }
    return names;
}

planned_entry<planned_talk> entry_of(const demo_slot& one)
{
    planned_entry<planned_talk> out;
    out.what.room = one.room;
    out.what.title = one.talk->title;
    out.what.slot = {demo_stage_room(one.stage), one.starts, one.ends};
    out.what.persons = names_of(one.talk->persons);
    out.what.track = one.talk->track;
    out.what.language = "en";
    out.more.emplace();
    out.more->abstract = one.talk->abstract;
    return out;
}

} // namespace

std::string demo_stage_room(std::size_t stage) { return fmt::format("s-{}", demo_stages()[stage].slug); }

demo_programme::demo_programme(time_point begun) : base_(std::chrono::floor<std::chrono::duration<int, std::ratio<300>>>(begun))
{
}

demo_slot demo_programme::slot(std::size_t stage, std::int64_t number) const
{
    const auto& its = demo_stages()[stage];
    const auto [length, first_end] = rhythms[stage];
    const auto talks = static_cast<std::int64_t>(its.talks.size());
    const auto ends = base_ + first_end + number * length;
    // Every talk has a room of its own, also when the same is given again.
    const auto room = static_cast<std::uint64_t>(ends.time_since_epoch() / 5min) * 16 + stage;
    return {
        stage, &its.talks[static_cast<std::size_t>(((number % talks) + talks) % talks)], fmt::format("t-{:012x}", room),
        ends - length, ends};
}

demo_slot demo_programme::on(std::size_t stage, time_point now) const
{
    const auto [length, first_end] = rhythms[stage];
    return slot(stage, quotient(now - base_ - first_end, length) + 1);
}

std::vector<demo_slot> demo_programme::between(time_point from, time_point until) const
{
    std::vector<demo_slot> found;
    for (std::size_t stage = 0; stage < demo_stages().size(); ++stage) {
        const auto [length, first_end] = rhythms[stage];
        auto number = quotient(from - base_ - first_end, length);
        for (auto one = slot(stage, number); one.starts < until; one = slot(stage, ++number))
            if (one.starts >= from)
                found.push_back(one);
    }
    return found;
}

std::vector<plan> demo_programme::plans(
    time_point from, time_point until, const std::string& title, const std::string& key_prefix) const
{
    plan first;
    first.title = title;
    first.time_zone = local_time_zone();
    for (std::size_t stage = 0; stage < demo_stages().size(); ++stage)
        first.stages.push_back({demo_stage_room(stage), std::string{demo_stages()[stage].title} + " (demo)"});
    std::vector<plan> all{std::move(first)};
    for (const auto& one : between(from, until)) {
        if (all.back().entries() >= entries_of_a_plan)
            all.emplace_back();
        all.back().talks.push_back(entry_of(one));
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].key = fmt::format("{}-{}", key_prefix, i);
    return all;
}

} // namespace hallway
