// Any bytes as a schedule: a model that holds what its header says, or a sentence.
#include "outside/schedule_report.hpp"
#include "protocol/text.hpp"
#include "schedule/plain_text.hpp"
#include "schedule/schedule.hpp"
#include "schedule/wall_time.hpp"
#include "tests/fuzz/demand.hpp"

#include <cstddef>
#include <cstdint>
#include <set>

using namespace hallway;
using fuzz::demand;

namespace {

bool is_tidy_line(const std::string& text)
{
    return text.empty() ||
           (clean_title(text) && *clean_title(text) == text && tidy_line(text, schedule_limits::line_code_points_max) == text);
}

bool is_tidy_text(const std::string& text) { return tidy_text(text, schedule_limits::text_code_points_max) == text; }

bool is_tidy_url(const std::string& url) { return url.empty() || tidy_url(url, {}) == url; }

void look_at(const schedule& read, const schedule_talk& talk)
{
    demand(is_slug(talk.id) && talk.id.size() == 14 && talk.id.starts_with("t-"), "a talk has a room id");
    demand(talk.day < read.days.size() && talk.stage < read.stages.size(), "a talk has a day and a stage");
    demand(!talk.guid.empty() || !talk.event_id.empty() || !talk.id.empty(), "a talk is known by something");
    demand(!talk.title.empty() && is_tidy_line(talk.title), "a title could have been typed here");
    for (const auto* const line : {&talk.subtitle, &talk.track, &talk.type, &talk.language, &talk.license})
        demand(is_tidy_line(*line), "lines are tidy");
    demand(is_tidy_text(talk.abstract) && is_tidy_text(talk.description), "texts are tidy");
    demand(talk.duration.count() >= 0 && talk.duration <= schedule_limits::duration_max, "durations are bounded");
    demand(
        talk.start.time_since_epoch() >= -std::chrono::hours(24) && talk.start < time_point(std::chrono::hours(24 * 366 * 231)),
        "talks are in our time");
    demand(
        talk.persons.size() <= schedule_limits::persons_max && talk.links.size() <= schedule_limits::links_max,
        "lists are bounded");
    for (const auto& person : talk.persons)
        demand(!person.empty() && is_tidy_line(person), "names are tidy");
    for (const auto& link : talk.links)
        demand(!link.url.empty() && is_tidy_url(link.url) && is_tidy_line(link.title), "links are addresses");
    demand(is_tidy_url(talk.url), "links are addresses");
}

void look_at(const schedule& read)
{
    demand(
        !read.title.empty() && is_tidy_line(read.title) && !read.acronym.empty() && is_tidy_line(read.acronym),
        "a conference has a name");
    demand(time_zone::named(read.time_zone).has_value() || !read.oddities.empty(), "an unknown zone is told");
    demand(
        read.talks.size() <= schedule_limits::talks_max && read.stages.size() <= schedule_limits::stages_max,
        "talks and stages are bounded");
    demand(read.oddities.size() <= schedule_limits::oddities_told_max, "oddities are bounded");
    std::set<std::string> rooms;
    for (const auto& stage : read.stages)
        demand(is_slug(stage.id) && is_tidy_line(stage.name) && rooms.insert(stage.id).second, "a stage has an id of its own");
    for (const auto& talk : read.talks) {
        look_at(read, talk);
        demand(rooms.insert(talk.id).second, "a talk has a room of its own");
    }
    for (std::size_t i = 1; i < read.talks.size(); ++i)
        demand(read.talks[i - 1].start <= read.talks[i].start, "talks are in order");
    for (const auto& one : read.oddities)
        demand(!one.sentence.empty() && is_utf8(one.sentence) && is_utf8(one.place), "an oddity is a sentence");
    demand(
        schedule_as_text(read).find_first_of(std::string_view("\0\x1b\r", 3)) == std::string::npos,
        "a report cannot control a terminal");
    demand(schedule_as_json(read).find('\n') == std::string::npos, "JSON is one line");
}

} // namespace

extern "C" int schedule_fuzz(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto read = read_schedule(bytes);
    if (read)
        look_at(*read);
    else
        demand(!read.error().message.empty() && is_utf8(read.error().message), "a refusal is a sentence");
    const auto plain = without_markup(bytes);
    demand(plain.size() <= 2 * bytes.size(), "text does not grow"); // "<li>" becomes a line break and a bullet
    const auto line = tidy_line(bytes, 40);
    demand(is_tidy_line(line) && code_points(line) <= 40, "any bytes become a tidy line");
    return 0;
}
