#include "schedule/found_schedule.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using json = nlohmann::ordered_json; // stages stay in the order of the file

/// Looks at the whole document before anything is built of it: well-formed, not too deep, not too much, no key twice. nlohmann's SAX interface.
class bounds_checker {
public:
    explicit bounds_checker(std::string_view bytes) : bytes_(bytes) {}

    std::optional<refusal> fault;

    bool null() { return value(); }
    bool boolean(bool) { return value(); }
    bool number_integer(json::number_integer_t) { return value(); }
    bool number_unsigned(json::number_unsigned_t) { return value(); }
    bool number_float(json::number_float_t, const std::string&) { return value(); }
    bool string(std::string&) { return value(); }
    bool binary(json::binary_t&) { return value(); }
    bool start_object(std::size_t) { return open(); }
    bool start_array(std::size_t) { return open(); }

    bool key(std::string& name)
    {
        keys_.push_back(std::move(name));
        if (keys_.size() - first_key_.back() > schedule_limits::keys_max)
            return refuse(errc::too_large, "An object has more than " + std::to_string(schedule_limits::keys_max) + " keys.");
        return value();
    }

    bool end_object()
    {
        const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(first_key_.back());
        std::sort(begin, keys_.end());
        if (const auto twin = std::adjacent_find(begin, keys_.end()); twin != keys_.end())
            return refuse(errc::bad_request, "The key \"" + twin->substr(0, shown_bytes_max) + "\" stands twice in one object.");
        keys_.erase(begin, keys_.end());
        first_key_.pop_back();
        return true;
    }

    bool end_array()
    {
        first_key_.pop_back();
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&)
    {
        return refuse(
            errc::bad_request, "The file is not JSON: see " + line_and_byte(bytes_, position > 0 ? position - 1 : 0) + ".");
    }

private:
    static constexpr std::size_t shown_bytes_max = 60;

    bool value()
    {
        return ++values_ <= schedule_limits::values_max ||
               refuse(errc::too_large, "The file has more than " + std::to_string(schedule_limits::values_max) + " JSON values.");
    }

    bool open()
    {
        first_key_.push_back(keys_.size());
        if (first_key_.size() > schedule_limits::depth_max)
            return refuse(
                errc::too_large, "The file's JSON is nested more than " + std::to_string(schedule_limits::depth_max) + " deep.");
        return value();
    }

    bool refuse(errc code, std::string sentence)
    {
        fault = refusal{code, std::move(sentence)};
        return false;
    }

    std::string_view bytes_;
    std::size_t values_ = 0;
    std::vector<std::size_t> first_key_; // in keys_, of each open object or array
    std::vector<std::string> keys_;
};

/// A member as text: strings and integers; what is absent or of another kind is empty.
std::string text_in(const json& object, const char* name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end())
        return {};
    if (found->is_string())
        return found->get<std::string>();
    if (found->is_number_unsigned())
        return std::to_string(found->get<std::uint64_t>());
    if (found->is_number_integer())
        return std::to_string(found->get<std::int64_t>());
    return {};
}

std::string first_text_in(const json& object, std::initializer_list<const char*> names)
{
    for (const auto* const name : names)
        if (auto text = text_in(object, name); !text.empty())
            return text;
    return {};
}

const json& member_in(const json& object, const char* name)
{
    static const json nothing;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? nothing : *found;
}

/// Some exporters write a sentence or "true" where others write a flag.
bool flag_in(const json& object, const char* name)
{
    const auto& value = member_in(object, name);
    if (value.is_boolean())
        return value.get<bool>();
    const auto text = text_in(object, name);
    return !text.empty() && text != "false" && text != "0" && text != "no";
}

std::vector<schedule_link> links_in(const json& object, const char* name)
{
    std::vector<schedule_link> found;
    const auto& list = member_in(object, name);
    if (!list.is_array())
        return found;
    for (const auto& one : list) {
        if (one.is_string())
            found.push_back({one.get<std::string>(), {}});
        else if (auto url = text_in(one, "url"); !url.empty())
            found.push_back({std::move(url), text_in(one, "title")});
    }
    return found;
}

found_event event_in(const json& written, std::string place)
{
    found_event found;
    found.place = std::move(place);
    found.id = text_in(written, "id");
    found.guid = text_in(written, "guid");
    found.slug = text_in(written, "slug");
    found.date = text_in(written, "date");
    found.start = text_in(written, "start");
    found.duration = text_in(written, "duration");
    found.room = text_in(written, "room");
    found.title = text_in(written, "title");
    found.subtitle = text_in(written, "subtitle");
    found.abstract = text_in(written, "abstract");
    found.description = text_in(written, "description");
    found.track = text_in(written, "track");
    found.type = text_in(written, "type");
    found.language = text_in(written, "language");
    found.url = text_in(written, "url");
    found.license = text_in(written, "recording_license");
    found.status = first_text_in(written, {"status", "state"});
    found.is_cancelled = flag_in(written, "cancelled") || flag_in(written, "canceled");
    found.do_not_record = flag_in(written, "do_not_record");
    if (const auto& persons = member_in(written, "persons"); persons.is_array())
        for (const auto& one : persons)
            found.persons.push_back(one.is_string() ? one.get<std::string>() : first_text_in(one, {"public_name", "name"}));
    found.links = links_in(written, "links");
    auto attached = links_in(written, "attachments");
    std::move(attached.begin(), attached.end(), std::back_inserter(found.links));
    return found;
}

outcome<found_day> day_in(const json& written, found_counter& counter)
{
    found_day day;
    day.index = text_in(written, "index");
    day.date = text_in(written, "date");
    day.start = text_in(written, "day_start");
    const auto& rooms = member_in(written, "rooms");
    if (!rooms.is_object())
        return day;
    for (const auto& [name, events] : rooms.items()) {
        if (const auto too_many = counter.room())
            return *too_many;
        auto& room = day.rooms.emplace_back();
        room.name = name;
        if (!events.is_array())
            continue;
        std::size_t number = 0;
        for (const auto& one : events) {
            if (const auto too_many = counter.event())
                return *too_many;
            const auto place =
                "day " + (day.index.empty() ? day.date : day.index) + ", " + name + ", number " + std::to_string(++number);
            room.events.push_back(event_in(one, place));
        }
    }
    return day;
}

} // namespace

outcome<found_schedule> find_in_json(std::string_view bytes)
{
    bounds_checker checked(bytes);
    json::sax_parse(bytes.begin(), bytes.end(), &checked);
    if (checked.fault)
        return *checked.fault;
    const auto file = json::parse(bytes.begin(), bytes.end(), nullptr, false);
    const auto& root = member_in(file, "schedule");
    const auto& conference = member_in(root, "conference");
    if (!conference.is_object())
        return refusal{errc::bad_request, "The file is JSON, but not a schedule: it has no \"schedule\" with a \"conference\"."};

    found_schedule found;
    found.title = text_in(conference, "title");
    found.acronym = text_in(conference, "acronym");
    found.version = text_in(root, "version");
    found.time_zone = text_in(conference, "time_zone_name");
    found.base_url = first_text_in(root, {"base_url", "url"});
    found.day_change = text_in(conference, "day_change");
    found_counter counter;
    if (const auto& rooms = member_in(conference, "rooms"); rooms.is_array()) {
        for (const auto& one : rooms) {
            if (const auto too_many = counter.room())
                return *too_many;
            found.rooms.push_back({text_in(one, "name"), text_in(one, "guid"), {}});
        }
    }
    const auto& days = member_in(conference, "days");
    if (!days.is_array())
        return refusal{errc::bad_request, "The schedule's \"conference\" has no list of \"days\"."};
    for (const auto& one : days) {
        if (const auto too_many = counter.day())
            return *too_many;
        auto day = day_in(one, counter);
        if (!day)
            return day.error();
        found.days.push_back(*std::move(day));
    }
    return found;
}

} // namespace hallway
