#include "schedule/schedule.hpp"

#include "protocol/text.hpp"
#include "schedule/found_schedule.hpp"
#include "schedule/plain_text.hpp"
#include "schedule/talk_key.hpp"
#include "schedule/wall_time.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

std::string line_of(std::string_view raw) { return tidy_line(raw, schedule_limits::line_code_points_max); }

std::string text_of(std::string_view raw) { return tidy_text(without_markup(raw), schedule_limits::text_code_points_max); }

std::string in_minutes(std::chrono::minutes length) { return std::to_string(length.count()) + " min"; }

/// Where a form has no field for it, organisers write it in front of the title: "[CANCELLED] Kites", "Cancelled: Kites", "CANCELED Kites".
bool is_called_off(std::string_view title)
{
    const bool has_bracket = title.starts_with('[') || title.starts_with('(');
    if (has_bracket)
        title.remove_prefix(1);
    for (const std::string_view word : {"cancelled", "canceled", "abgesagt"}) {
        const auto begins = title.substr(0, word.size());
        if (key_of(begins) != word)
            continue;
        const auto rest = title.substr(word.size());
        const bool is_shouted = std::none_of(begins.begin(), begins.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (has_bracket ? rest.starts_with(']') || rest.starts_with(')')
                        : rest.starts_with(':') || rest.starts_with(" - ") || rest.starts_with(" – ") ||
                              (is_shouted && (rest.empty() || rest.starts_with(' '))))
            return true;
    }
    return false;
}

bool is_called_off(const found_event& event, std::string_view title)
{
    const auto status = key_of(event.status);
    return event.is_cancelled || status == "cancelled" || status == "canceled" || is_called_off(title);
}

/// Makes the model of what was found.
class builder {
public:
    explicit builder(const found_schedule& found) : found_(found) {}

    outcome<schedule> build(const std::optional<std::string>& zone);

private:
    struct day_start {
        std::optional<std::chrono::year_month_day> date;
        std::chrono::minutes change{0}; // wall times before it belong to the night that ends the day
    };

    void tell(std::string place, std::string sentence, bool is_left_out = false);
    std::optional<refusal> choose_zone(const std::optional<std::string>& asked_for);
    std::optional<refusal> name_conference();
    outcome<std::size_t> stage_named(std::string_view name, std::string_view guid);
    void forget_shared_guids();
    day_start add_day(const found_day& day);
    outcome<bool> add_day_with_talks(const found_day& day);
    void add_talk(const found_event& event, const day_start& day, std::size_t stage);
    std::optional<time_point> start_of(const found_event& event, const day_start& day);
    time_point moment_of(const written_moment& written);
    std::chrono::minutes duration_of(const found_event& event, const std::string& place);
    std::vector<schedule_link> links_of(const found_event& event, const std::string& place);
    void tell_overlaps();

    const found_schedule& found_;
    schedule made_;
    std::optional<time_zone> zone_;
    bool has_zone_been_said_ = false; // by the file or by who asks
    bool has_told_zone_ = false;
    bool has_told_offset_ = false;
    std::map<std::string, std::size_t, std::less<>> stage_index_; // by name
    std::map<std::string, std::size_t> guid_uses_;
    std::set<std::string> stage_ids_;
    std::map<std::string, std::string> places_; // of talks, by room id
};

void builder::tell(std::string place, std::string sentence, bool is_left_out)
{
    made_.talks_left_out += is_left_out ? 1 : 0;
    if (made_.oddities.size() < schedule_limits::oddities_told_max)
        made_.oddities.push_back({std::move(place), std::move(sentence), is_left_out});
    else
        ++made_.oddities_untold;
}

std::optional<refusal> builder::choose_zone(const std::optional<std::string>& asked_for)
{
    if (asked_for) {
        zone_ = time_zone::named(*asked_for);
        if (!zone_)
            return refusal{
                errc::bad_request, "There is no time zone \"" + line_of(*asked_for) + "\": write one like Europe/Brussels.",
                "timezone"};
        made_.time_zone = *asked_for;
        has_zone_been_said_ = true;
        return std::nullopt;
    }
    if (const auto said = line_of(found_.time_zone); !said.empty()) {
        zone_ = time_zone::named(said);
        made_.time_zone = said;
        has_zone_been_said_ = zone_.has_value();
        if (!zone_)
            tell({}, "The file names a time zone that does not exist, \"" + said + "\".");
    }
    if (!zone_) {
        made_.time_zone = "UTC";
        zone_ = time_zone::named(made_.time_zone);
    }
    return zone_ ? std::nullopt
                 : std::optional(refusal{errc::unavailable, "The time zones of this machine cannot be read (package tzdata)."});
}

std::optional<refusal> builder::name_conference()
{
    made_.title = line_of(found_.title);
    made_.acronym = line_of(found_.acronym);
    made_.version = line_of(found_.version);
    made_.base_url = tidy_url(found_.base_url, {});
    if (made_.title.empty())
        made_.title = made_.acronym;
    if (made_.title.empty())
        return refusal{errc::bad_request, "The schedule's conference has neither a title nor an acronym."};
    if (!made_.acronym.empty())
        return std::nullopt;
    made_.acronym = slug_of(made_.title);
    if (made_.acronym.empty())
        made_.acronym = "conference";
    tell({}, "The conference has no acronym; \"" + made_.acronym + "\" is made of its title.");
    return std::nullopt;
}

outcome<std::size_t> builder::stage_named(std::string_view raw_name, std::string_view raw_guid)
{
    auto name = line_of(raw_name);
    if (name.empty())
        name = "?";
    const auto guid = key_of(raw_guid);
    if (const auto known = stage_index_.find(name); known != stage_index_.end()) {
        auto& stage = made_.stages[known->second];
        if (stage.guid.empty() && !guid.empty()) {
            stage.guid = guid;
            ++guid_uses_[guid];
        }
        return known->second;
    }
    if (made_.stages.size() == schedule_limits::stages_max)
        return refusal{errc::too_large, "The schedule has more than " + std::to_string(schedule_limits::stages_max) + " stages."};
    const auto slug = slug_of(name);
    const auto base = "s-" + (slug.empty() ? talk_room_id(name).substr(2) : slug);
    auto id = base;
    for (int number = 2; !stage_ids_.insert(id).second; ++number)
        id = base.substr(0, limits::room_id_bytes_max - 5) + "-" + std::to_string(number);
    if (id != base)
        tell("stage " + name, "Another stage's name is written alike; this one's room is " + id + ".");
    if (!guid.empty())
        ++guid_uses_[guid];
    made_.stages.push_back({id, name, guid});
    stage_index_.emplace(name, made_.stages.size() - 1);
    return made_.stages.size() - 1;
}

void builder::forget_shared_guids()
{
    for (const auto& [guid, uses] : guid_uses_)
        if (uses > 1)
            tell({}, std::to_string(uses) + " stages have the same guid, " + guid + ": they are known by their names only.");
    for (auto& stage : made_.stages)
        if (!stage.guid.empty() && guid_uses_[stage.guid] > 1)
            stage.guid.clear();
}

builder::day_start builder::add_day(const found_day& day)
{
    day_start start;
    start.date = parse_date(day.date);
    start.change = parse_time_of_day(found_.day_change).value_or(0min);
    if (const auto begin = parse_moment(day.start)) {
        start.change = begin->wall.of_day;
        if (!start.date)
            start.date = begin->wall.date;
    }
    schedule_day made;
    const auto number = parse_duration(day.index); // the same form: a small number
    made.index = number && number->count() > 0 ? static_cast<std::size_t>(number->count()) : made_.days.size() + 1;
    if (start.date)
        made.date = to_string(*start.date);
    else
        tell("day " + std::to_string(made.index), "The day has no date.");
    made_.days.push_back(std::move(made));
    return start;
}

outcome<bool> builder::add_day_with_talks(const found_day& day)
{
    const auto start = add_day(day);
    for (const auto& room : day.rooms) {
        const auto stage = stage_named(room.name, room.guid);
        if (!stage)
            return stage.error();
        for (const auto& event : room.events)
            add_talk(event, start, *stage);
    }
    return true;
}

time_point builder::moment_of(const written_moment& written)
{
    if (!written.offset) {
        if (!has_zone_been_said_ && !std::exchange(has_told_zone_, true))
            tell({}, "The file says neither offsets nor a time zone; its times are read as UTC. Name the zone with --timezone.");
        return zone_->moment_of(written.wall);
    }
    const auto exact = hallway::moment_of(written.wall, *written.offset);
    if (has_zone_been_said_ && !has_told_offset_ && zone_->moment_of(written.wall) != exact) {
        has_told_offset_ = true;
        const auto hours = static_cast<double>(written.offset->count()) / 60;
        auto text = std::to_string(hours);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.'))
            text.pop_back();
        tell(
            {}, "Times are written with an offset of " + text + " h, which is not " + made_.time_zone + "'s; the offset counts.");
    }
    return exact;
}

std::optional<time_point> builder::start_of(const found_event& event, const day_start& day)
{
    for (const auto& written : {event.date, event.start})
        if (const auto moment = parse_moment(written))
            return moment_of(*moment);
    const auto time = parse_time_of_day(event.start);
    if (!time)
        return std::nullopt;
    if (const auto date = parse_date(event.date))
        return moment_of({{*date, *time}, std::nullopt});
    if (!event.date.empty() || !day.date)
        return std::nullopt;
    auto date = *day.date;
    if (*time < day.change) // after midnight, still the same day's programme
        date = std::chrono::sys_days(date) + std::chrono::days(1);
    return moment_of({{date, *time}, std::nullopt});
}

std::chrono::minutes builder::duration_of(const found_event& event, const std::string& place)
{
    const auto length = parse_duration(event.duration);
    if (!length)
        tell(
            place, event.duration.empty() ? "It has no duration."
                                          : "Its duration \"" + line_of(event.duration) + "\" is none; write \"00:45\".");
    else if (*length > schedule_limits::duration_max)
        tell(place, "It lasts longer than a week; it is cut to that.");
    else if (*length == 0min)
        tell(place, "It lasts 0 minutes.");
    return std::min<std::chrono::minutes>(length.value_or(0min), schedule_limits::duration_max);
}

std::vector<schedule_link> builder::links_of(const found_event& event, const std::string& place)
{
    std::vector<schedule_link> links;
    std::set<std::string> seen;
    std::size_t refused = 0;
    for (const auto& one : event.links) {
        auto url = tidy_url(one.url, made_.base_url);
        if (url.empty() || links.size() == schedule_limits::links_max)
            ++refused;
        else if (seen.insert(url).second)
            links.push_back({std::move(url), line_of(one.title)});
    }
    if (refused == 1 && event.links.size() <= schedule_limits::links_max)
        tell(place, "A link is left out: it is no address that begins with http:, https: or mailto:.");
    else if (refused > 0)
        tell(place, std::to_string(refused) + " links are left out: they are no addresses to link to, or too many.");
    return links;
}

void builder::add_talk(const found_event& event, const day_start& day, std::size_t stage)
{
    schedule_talk talk;
    talk.guid = key_of(event.guid);
    talk.event_id = key_of(event.id);
    talk.title = line_of(event.title);
    const auto called = !talk.event_id.empty() ? talk.event_id : !talk.guid.empty() ? talk.guid : talk.title;
    const auto place = "talk " + (called.empty() ? "" : called + ", ") + line_of(event.place);

    const auto by_id = !talk.event_id.empty() ? talk.event_id : key_of(event.slug);
    if (talk.guid.empty() && by_id.empty())
        return tell(place, "It has no guid, no id and no slug, so it could not be found again; it is left out.", true);
    talk.id = talk_room_id(!talk.guid.empty() ? talk.guid : key_of(made_.acronym) + "/" + by_id);
    const auto leave_out = [&](std::string why) {
        made_.rooms_left_out.push_back(talk.id);
        tell(place, std::move(why) + "; it is left out.", true);
    };
    if (talk.title.empty())
        return leave_out("It has no title");
    const auto start = start_of(event, day);
    if (!start)
        return leave_out(
            "Its start cannot be read (date \"" + line_of(event.date) + "\", start \"" + line_of(event.start) + "\")");
    if (const auto [first, is_new] = places_.emplace(talk.id, place); !is_new)
        return tell(place, "It has the same guid or id as " + first->second + "; it is left out.", true);

    talk.start = *start;
    talk.duration = duration_of(event, place);
    talk.day = made_.days.size() - 1;
    talk.stage = stage;
    if (const auto says = line_of(event.room); !says.empty() && says != made_.stages[stage].name)
        tell(
            place,
            "It stands under the stage \"" + made_.stages[stage].name + "\" but names \"" + says + "\"; the former counts.");
    if (talk.title != tidy_line(event.title, event.title.size() + 1))
        tell(
            place, "Its title is longer than " + std::to_string(schedule_limits::line_code_points_max) +
                       " characters; it is shortened.");
    talk.subtitle = line_of(event.subtitle);
    talk.abstract = text_of(event.abstract);
    talk.description = text_of(event.description);
    talk.track = line_of(event.track);
    talk.type = line_of(event.type);
    talk.language = line_of(event.language);
    talk.license = line_of(event.license);
    talk.do_not_record = event.do_not_record;
    talk.is_cancelled = is_called_off(event, talk.title);
    talk.url = tidy_url(event.url, made_.base_url);
    talk.links = links_of(event, place);
    for (const auto& one : event.persons)
        if (auto name = line_of(one); !name.empty() && talk.persons.size() < schedule_limits::persons_max)
            talk.persons.push_back(std::move(name));
    made_.talks.push_back(std::move(talk));
}

void builder::tell_overlaps()
{
    std::vector<const schedule_talk*> longest(made_.stages.size()); // of each stage, the talk that ends last so far
    for (const auto& talk : made_.talks) {
        const auto*& before = longest[talk.stage];
        if (before != nullptr && before->end() > talk.start && talk.duration > 0min)
            tell(
                places_[talk.id], "It begins " +
                                      in_minutes(std::chrono::duration_cast<std::chrono::minutes>(before->end() - talk.start)) +
                                      " before \"" + before->title + "\" on the same stage ends.");
        if (before == nullptr || talk.end() > before->end())
            before = &talk;
    }
}

outcome<schedule> builder::build(const std::optional<std::string>& zone)
{
    if (auto why = name_conference())
        return *std::move(why);
    if (auto why = choose_zone(zone))
        return *std::move(why);
    for (const auto& room : found_.rooms)
        if (const auto stage = stage_named(room.name, room.guid); !stage)
            return stage.error();
    for (const auto& day : found_.days)
        if (const auto added = add_day_with_talks(day); !added)
            return added.error();
    forget_shared_guids();
    std::sort(made_.talks.begin(), made_.talks.end(), [](const schedule_talk& a, const schedule_talk& b) {
        return std::tie(a.start, a.stage, a.id) < std::tie(b.start, b.stage, b.id);
    });
    tell_overlaps();
    if (made_.talks.empty())
        tell({}, "There is no talk in it.");
    return std::move(made_);
}

} // namespace

std::string line_and_byte(std::string_view bytes, std::size_t offset)
{
    offset = std::min(offset, bytes.size());
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    return "line " + std::to_string(line) + ", byte " + std::to_string(offset + 1) + " of the file";
}

std::optional<refusal> flaw_of_text(std::string_view bytes)
{
    if (bytes.size() > schedule_limits::file_bytes_max)
        return refusal{
            errc::too_large, "The file is larger than " + std::to_string(schedule_limits::file_bytes_max >> 20) + " MiB."};
    if (const auto nul = bytes.find('\0'); nul != std::string_view::npos)
        return refusal{errc::bad_request, "The file is not text: a NUL stands at " + line_and_byte(bytes, nul) + "."};
    if (const auto broken = first_not_utf8(bytes))
        return refusal{errc::bad_request, "The file is not UTF-8: see " + line_and_byte(bytes, *broken) + "."};
    return std::nullopt;
}

outcome<schedule> read_schedule(std::string_view bytes, const std::optional<std::string>& time_zone)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(byte_order_mark))
        bytes.remove_prefix(byte_order_mark.size());
    if (auto flaw = flaw_of_text(bytes))
        return *std::move(flaw);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return refusal{errc::bad_request, "The file is empty."};
    const auto found = bytes[first] == '<' ? find_in_xml(bytes) : find_in_json(bytes);
    if (!found)
        return found.error();
    return builder(*found).build(time_zone);
}

} // namespace hallway
