#include "outside/schedule_report.hpp"

#include "outside/counted.hpp"
#include "schedule/wall_time.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace hallway {

namespace {

/// "10:30" on the schedule's own clocks.
std::string on_the_clock(const std::optional<time_zone>& zone, time_point moment)
{
    const auto of_day = zone ? zone->wall_of(moment).of_day
                             : std::chrono::floor<std::chrono::minutes>(moment - std::chrono::floor<std::chrono::days>(moment));
    return fmt::format("{:02}:{:02}", of_day.count() / 60, of_day.count() % 60);
}

void tell_stages(const schedule& read, std::string& out)
{
    std::vector<std::size_t> talks(read.stages.size());
    for (const auto& talk : read.talks)
        ++talks[talk.stage];
    out += "\nStages\n";
    for (std::size_t i = 0; i < read.stages.size(); ++i)
        out += fmt::format("  {:<32} {:<40} {}\n", read.stages[i].id, read.stages[i].name, counted(talks[i], "talk", "talks"));
}

void tell_days(const schedule& read, std::string& out)
{
    const auto zone = time_zone::named(read.time_zone);
    for (std::size_t day = 0; day < read.days.size(); ++day) {
        out += fmt::format("\nDay {}{}{}\n", read.days[day].index, read.days[day].date.empty() ? "" : ", ", read.days[day].date);
        for (const auto& talk : read.talks)
            if (talk.day == day)
                out += fmt::format(
                    "  {}-{}  {}  {}: {}{}\n", on_the_clock(zone, talk.start), on_the_clock(zone, talk.end()), talk.id,
                    read.stages[talk.stage].name, talk.title, talk.is_cancelled ? " (cancelled)" : "");
    }
}

void tell_oddities(const schedule& read, std::string& out)
{
    if (read.oddities.empty())
        return;
    out += "\nWhat is odd\n";
    for (const auto& one : read.oddities)
        out += fmt::format("  {}{}{}\n", one.place, one.place.empty() ? "" : ": ", one.sentence);
    if (read.oddities_untold > 0)
        out += fmt::format("  … and {} more\n", read.oddities_untold);
}

using nlohmann::ordered_json;

ordered_json as_json(const schedule& read, const schedule_talk& talk)
{
    ordered_json out;
    out["room"] = talk.id;
    if (!talk.guid.empty())
        out["guid"] = talk.guid;
    if (!talk.event_id.empty())
        out["event"] = talk.event_id;
    out["day"] = read.days[talk.day].index;
    out["stage"] = read.stages[talk.stage].id;
    out["start"] = talk.start.time_since_epoch().count();
    out["minutes"] = talk.duration.count();
    out["title"] = talk.title;
    const auto add = [&](const char* name, const std::string& text) {
        if (!text.empty())
            out[name] = text;
    };
    add("subtitle", talk.subtitle);
    add("abstract", talk.abstract);
    add("description", talk.description);
    add("track", talk.track);
    add("type", talk.type);
    add("language", talk.language);
    out["persons"] = talk.persons;
    add("url", talk.url);
    out["links"] = ordered_json::array();
    for (const auto& link : talk.links)
        out["links"].push_back({{"url", link.url}, {"title", link.title}});
    add("license", talk.license);
    out["do_not_record"] = talk.do_not_record;
    if (talk.is_cancelled)
        out["cancelled"] = true;
    return out;
}

} // namespace

std::string schedule_in_numbers(const schedule& read)
{
    return fmt::format(
        "{}, {}, {}{}", counted(read.days.size(), "day", "days"), counted(read.stages.size(), "stage", "stages"),
        counted(read.talks.size(), "talk", "talks"),
        read.talks_left_out > 0 ? fmt::format(" ({} left out)", read.talks_left_out) : "");
}

std::string schedule_as_text(const schedule& read)
{
    auto out = fmt::format("{} ({})", read.title, read.acronym);
    if (!read.version.empty())
        out += ", version " + read.version;
    out += fmt::format("\n{}; times in {}\n", schedule_in_numbers(read), read.time_zone);
    if (!read.base_url.empty())
        out += read.base_url + "\n";
    tell_stages(read, out);
    tell_days(read, out);
    tell_oddities(read, out);
    return out;
}

std::string schedule_as_json(const schedule& read)
{
    ordered_json out;
    out["title"] = read.title;
    out["acronym"] = read.acronym;
    out["version"] = read.version;
    out["time_zone"] = read.time_zone;
    out["base_url"] = read.base_url;
    out["days"] = ordered_json::array();
    for (const auto& day : read.days)
        out["days"].push_back({{"index", day.index}, {"date", day.date}});
    out["stages"] = ordered_json::array();
    for (const auto& stage : read.stages)
        out["stages"].push_back({{"room", stage.id}, {"name", stage.name}, {"guid", stage.guid}});
    out["talks"] = ordered_json::array();
    for (const auto& talk : read.talks)
        out["talks"].push_back(as_json(read, talk));
    out["left_out"] = read.talks_left_out;
    out["odd"] = ordered_json::array();
    for (const auto& one : read.oddities)
        out["odd"].push_back({{"place", one.place}, {"sentence", one.sentence}, {"left_out", one.is_left_out}});
    out["odd_untold"] = read.oddities_untold;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace hallway
