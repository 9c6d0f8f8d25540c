#include "schedule/lessons.hpp"

#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "schedule/csv.hpp"
#include "schedule/found_schedule.hpp"
#include "schedule/plain_text.hpp"
#include "schedule/schedule.hpp"
#include "schedule/talk_key.hpp"
#include "schedule/wall_time.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 5> columns{"lesson", "unit", "url", "start", "id"};
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// Where each of `columns` stands in a record.
using column_places = std::array<std::size_t, columns.size()>;

std::string line_of_lesson(std::string_view raw) { return tidy_line(raw, limits::title_code_points_max); }

outcome<column_places> places_in(const csv_record& head)
{
    column_places places;
    places.fill(nowhere);
    std::string names;
    for (std::size_t i = 0; i < head.fields.size(); ++i) {
        const auto name = key_of(head.fields[i]);
        if (!name.empty())
            names += (names.empty() ? "" : ", ") + line_of_lesson(name);
        const auto known = std::find(columns.begin(), columns.end(), name);
        if (known == columns.end())
            continue;
        auto& place = places[static_cast<std::size_t>(known - columns.begin())];
        if (place != nowhere)
            return refusal{errc::bad_request, "The first line names the column \"" + name + "\" twice."};
        place = i;
    }
    if (places[0] == nowhere)
        return refusal{
            errc::bad_request, "This is no schedule in JSON or XML, and no table of lessons: its first line names no column "
                               "\"lesson\"" +
                                   (names.empty() ? "." : " but " + line_of_lesson(names) + ".")};
    return places;
}

class lessons_reading {
public:
    lessons_reading(const std::string& acronym, const std::optional<std::string>& zone) : acronym_(acronym)
    {
        is_zone_said_ = zone.has_value();
        zone_name_ = zone.value_or("UTC");
        zone_ = time_zone::named(zone_name_);
    }

    outcome<lesson_list> run(std::string_view bytes)
    {
        if (!zone_)
            return refusal{
                errc::bad_request,
                "There is no time zone \"" + line_of_lesson(zone_name_) + "\": write one like Europe/Brussels.", "timezone"};
        const auto records = read_csv(bytes);
        if (!records)
            return records.error();
        if (records->empty())
            return refusal{errc::bad_request, "The file is empty."};
        if (records->size() - 1 > lesson_limits::lessons_max)
            return refusal{
                errc::too_large, "The table has more than " + std::to_string(lesson_limits::lessons_max) + " lessons."};
        const auto places = places_in(records->front());
        if (!places)
            return places.error();
        places_ = *places;
        width_ = records->front().fields.size();
        for (std::size_t i = 1; i < records->size(); ++i)
            if (const auto& record = (*records)[i]; !is_blank(record))
                add(record);
        if (wrong_lines_ == 2)
            wrong_ += " One further line is wrong, too.";
        else if (wrong_lines_ > 2)
            wrong_ += " " + std::to_string(wrong_lines_ - 1) + " further lines are wrong, too.";
        if (!wrong_.empty())
            return refusal{errc::bad_request, wrong_};
        if (made_.lessons.empty())
            return refusal{errc::bad_request, "There is no lesson in the table."};
        return std::move(made_);
    }

private:
    static bool is_blank(const csv_record& record)
    {
        return std::all_of(
            record.fields.begin(), record.fields.end(), [](const auto& one) { return line_of_lesson(one).empty(); });
    }

    std::string_view field(const csv_record& record, std::size_t column) const
    {
        const auto place = places_[column];
        return place < record.fields.size() ? std::string_view(record.fields[place]) : std::string_view();
    }

    void blame(const csv_record& record, const std::string& sentence)
    {
        if (wrong_lines_++ == 0)
            wrong_ = "Line " + std::to_string(record.line) + ": " + sentence;
    }

    std::optional<time_point> moment_of(std::string_view written)
    {
        const auto on_the_wall = [&](const wall_time& wall) {
            if (!is_zone_said_ && made_.time_zone.empty())
                made_.doubts.emplace_back(
                    "The times stand there without a zone and are read as UTC. Name the zone with --timezone.");
            made_.time_zone = zone_name_;
            return zone_->moment_of(wall);
        };
        if (const auto moment = parse_moment(written))
            return moment->offset ? hallway::moment_of(moment->wall, *moment->offset) : on_the_wall(moment->wall);
        if (const auto date = parse_date(written))
            return on_the_wall({*date, 0min});
        return std::nullopt;
    }

    void add(const csv_record& record)
    {
        lesson made;
        made.title = line_of_lesson(field(record, 0));
        made.unit = line_of_lesson(field(record, 1));
        if (record.fields.size() > width_ &&
            std::any_of(record.fields.begin() + static_cast<std::ptrdiff_t>(width_), record.fields.end(), [](const auto& one) {
                return !line_of_lesson(one).empty();
            }))
            return blame(
                record, "it has more columns than the first line names. A text that holds the separator is written in quotes.");
        if (made.title.empty())
            return blame(record, "the lesson has no name.");
        for (const auto column : {std::size_t{0}, std::size_t{1}})
            if (const auto whole = field(record, column); line_of_lesson(whole) != tidy_line(whole, whole.size() + 1))
                return blame(
                    record, std::string("the ") + (column == 0 ? "lesson" : "unit") + " is longer than " +
                                std::to_string(limits::title_code_points_max) + " characters.");
        if (const auto url = field(record, 2); !line_of_lesson(url).empty()) {
            made.url = tidy_url(url, {});
            if (made.url.empty())
                return blame(record, "\"" + line_of_lesson(url) + "\" is no address that begins with http:, https: or mailto:.");
        }
        if (const auto start = field(record, 3); !line_of_lesson(start).empty()) {
            made.starts = moment_of(start);
            if (!made.starts)
                return blame(
                    record, "\"" + line_of_lesson(start) + "\" is no date and no time; write 2024-02-03 or 2024-02-03T09:30.");
        }
        const auto id = key_of(field(record, 4));
        if (id.empty() && !line_of_lesson(field(record, 4)).empty())
            return blame(record, "the id is longer than " + std::to_string(schedule_limits::key_bytes_max) + " bytes.");
        made.room = talk_room_id(acronym_ + "/" + (id.empty() ? made.unit + "/" + made.title : id));
        if (const auto [first, is_new] = lines_.emplace(made.room, record.line); !is_new)
            return blame(
                record, (id.empty() ? "the same unit and lesson stand in line " : "the same id stands in line ") +
                            std::to_string(first->second) + ".");
        made_.lessons.push_back(std::move(made));
    }

    std::string acronym_;
    bool is_zone_said_ = false;
    std::string zone_name_;
    std::optional<time_zone> zone_;
    column_places places_{};
    std::size_t width_ = 0;
    std::map<std::string, std::size_t> lines_; // of the rooms so far
    std::string wrong_;                        // the first line that is
    std::size_t wrong_lines_ = 0;
    lesson_list made_;
};

} // namespace

outcome<lesson_list> read_lessons(std::string_view bytes, const std::string& acronym, const std::optional<std::string>& time_zone)
{
    if (auto flaw = flaw_of_text(bytes))
        return *std::move(flaw);
    return lessons_reading(acronym, time_zone).run(bytes);
}

} // namespace hallway
