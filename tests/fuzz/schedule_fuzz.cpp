// Any bytes as a schedule: a model that holds what its header says, or a sentence.
#include "outside/schedule_report.hpp"
#include "protocol/text.hpp"
#include "schedule/plain_text.hpp"
#include "schedule/schedule.hpp"
#include "schedule/wall_time.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

using namespace hallway;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

bool is_tidy_line(const std::string& text)
{
    return text.empty() ||
           (clean_title(text) && *clean_title(text) == text && tidy_line(text, schedule_limits::line_code_points_max) == text);
}

bool is_tidy_text(const std::string& text) { return tidy_text(text, schedule_limits::text_code_points_max) == text; }

bool is_tidy_url(const std::string& url) { return url.empty() || tidy_url(url, {}) == url; }

void look_at(const schedule& read, const schedule_talk& talk)
{
    demand(is_slug(talk.id) && talk.id.size() == 14 && talk.id.starts_with("t-"));
    demand(talk.day < read.days.size() && talk.stage < read.stages.size());
    demand(!talk.guid.empty() || !talk.event_id.empty() || !talk.id.empty());
    demand(!talk.title.empty() && is_tidy_line(talk.title));
    for (const auto* const line : {&talk.subtitle, &talk.track, &talk.type, &talk.language, &talk.license})
        demand(is_tidy_line(*line));
    demand(is_tidy_text(talk.abstract) && is_tidy_text(talk.description));
    demand(talk.duration.count() >= 0 && talk.duration <= schedule_limits::duration_max);
    demand(
        talk.start.time_since_epoch() >= -std::chrono::hours(24) && talk.start < time_point(std::chrono::hours(24 * 366 * 231)));
    demand(talk.persons.size() <= schedule_limits::persons_max && talk.links.size() <= schedule_limits::links_max);
    for (const auto& person : talk.persons)
        demand(!person.empty() && is_tidy_line(person));
    for (const auto& link : talk.links)
        demand(!link.url.empty() && is_tidy_url(link.url) && is_tidy_line(link.title));
    demand(is_tidy_url(talk.url));
}

void look_at(const schedule& read)
{
    demand(!read.title.empty() && is_tidy_line(read.title) && !read.acronym.empty() && is_tidy_line(read.acronym));
    demand(time_zone::named(read.time_zone).has_value() || !read.oddities.empty());
    demand(read.talks.size() <= schedule_limits::talks_max && read.stages.size() <= schedule_limits::stages_max);
    demand(read.oddities.size() <= schedule_limits::oddities_told_max);
    std::set<std::string> rooms;
    for (const auto& stage : read.stages)
        demand(is_slug(stage.id) && is_tidy_line(stage.name) && rooms.insert(stage.id).second);
    for (const auto& talk : read.talks) {
        look_at(read, talk);
        demand(rooms.insert(talk.id).second);
    }
    for (std::size_t i = 1; i < read.talks.size(); ++i)
        demand(read.talks[i - 1].start <= read.talks[i].start);
    for (const auto& one : read.oddities)
        demand(!one.sentence.empty() && is_utf8(one.sentence) && is_utf8(one.place));
    demand(schedule_as_text(read).find_first_of(std::string_view("\0\x1b\r", 3)) == std::string::npos);
    demand(schedule_as_json(read).find('\n') == std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto read = read_schedule(bytes);
    if (read)
        look_at(*read);
    else
        demand(!read.error().message.empty() && is_utf8(read.error().message));
    const auto plain = without_markup(bytes);
    demand(plain.size() <= 2 * bytes.size()); // "<li>" becomes a line break and a bullet
    const auto line = tidy_line(bytes, 40);
    demand(is_tidy_line(line) && code_points(line) <= 40);
    return 0;
}
