// The schedule as everybody is told it, whole and in parts.
#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/limits.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t talk_bytes = 400; // roughly

void write_code(json_writer& out, const code_of_room& codes, const std::string& room)
{
    if (const auto code = codes(room); !code.empty())
        out.text("code", code);
}

/// The talk as it takes place; where that is not as planned, the plan beside it.
void write_card(json_writer& out, const timetable_talk& what, const code_of_room& codes)
{
    const auto& planned = what.plan.slot;
    out.open_object();
    write_talk_head(out, what.plan, what.now);
    if (what.now != planned) {
        out.open_object("planned");
        out.time("starts", planned.starts).time("ends", planned.ends).text("stage", planned.stage);
        out.close_object();
    }
    write_talk_rest(out, what.plan);
    write_code(out, codes, what.plan.room);
    out.close_object();
}

/// By start, then in the order of the stages, then by room.
std::vector<const timetable_talk*> in_order(const timetable& all)
{
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < all.stages.size(); ++i)
        places.emplace(all.stages[i].room, i);
    std::vector<std::pair<std::size_t, const timetable_talk*>> talks;
    talks.reserve(all.talks.size());
    for (const auto& [room, talk] : all.talks) {
        const auto place = places.find(talk.now.stage);
        talks.emplace_back(place == places.end() ? all.stages.size() : place->second, &talk);
    }
    std::sort(talks.begin(), talks.end(), [](const auto& a, const auto& b) {
        return std::tie(a.second->now.starts, a.first, a.second->plan.room) <
               std::tie(b.second->now.starts, b.first, b.second->plan.room);
    });
    std::vector<const timetable_talk*> found;
    found.reserve(talks.size());
    for (const auto& each : talks)
        found.push_back(each.second);
    return found;
}

} // namespace

std::string encode_schedule(const std::string& space, const std::string& title, const timetable& what, const code_of_room& codes)
{
    json_writer out(256 + talk_bytes * (what.stages.size() + what.talks.size() + what.lessons.size()));
    out.open_object().text("space", space).text("title", what.title.empty() ? title : what.title).number("version", what.version);
    if (!what.time_zone.empty())
        out.text("time_zone", what.time_zone);
    out.open_array("stages");
    for (const auto& each : what.stages) {
        out.open_object();
        write_stage(out, each);
        write_code(out, codes, each.room);
        out.close_object();
    }
    out.close_array().open_array("talks");
    for (const auto* each : in_order(what))
        write_card(out, *each, codes);
    out.close_array().open_array("lessons");
    for (const auto& each : what.lessons) {
        out.open_object();
        write_lesson(out, each);
        write_code(out, codes, each.room);
        out.close_object();
    }
    return out.close_array().close_object().take();
}

std::string encode_schedule_change(
    const timetable& what, const std::vector<std::string>& changed, const std::vector<std::string>& removed, bool is_whole,
    const code_of_room& codes)
{
    json_writer out;
    out.open_object().text("ev", "schedule").number("version", what.version);
    if (is_whole || changed.size() + removed.size() > limits::schedule_changes_told_max)
        return out.flag("reload", true).close_object().take();
    out.open_array("talks");
    for (const auto& room : changed)
        if (const auto at = what.talks.find(room); at != what.talks.end())
            write_card(out, at->second, codes);
    out.close_array().open_array("removed");
    for (const auto& room : removed)
        out.text({}, room);
    return out.close_array().close_object().take();
}

std::string encode_about_record(const about& what)
{
    json_writer out(256 + what.abstract.size() + what.description.size());
    out.open_object();
    write_about(out, what);
    return out.close_object().take();
}

about decode_about_record(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    return object ? read_about(*object) : about{};
}

} // namespace hallway
