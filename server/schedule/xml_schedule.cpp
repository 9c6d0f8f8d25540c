#include "schedule/found_schedule.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

/// The node behind `at` in reading order, within `top`; null at the end. `depth` follows.
pugi::xml_node next_within(const pugi::xml_node& top, pugi::xml_node at, std::size_t& depth)
{
    if (const auto child = at.first_child()) {
        ++depth;
        return child;
    }
    while (at != top) {
        if (const auto sibling = at.next_sibling())
            return sibling;
        at = at.parent();
        --depth;
    }
    return {};
}

/// All text below a node.
std::string text_of(const pugi::xml_node& node)
{
    std::string text;
    std::size_t depth = 0;
    for (auto at = node; at; at = next_within(node, at, depth))
        if (at.type() == pugi::node_pcdata || at.type() == pugi::node_cdata)
            text += at.value();
    return text;
}

std::string text_in(const pugi::xml_node& node, const char* name) { return text_of(node.child(name)); }

std::string first_text_in(const pugi::xml_node& node, std::initializer_list<const char*> names)
{
    for (const auto* const name : names)
        if (auto text = text_in(node, name); !text.empty())
            return text;
    return {};
}

std::string attribute_in(const pugi::xml_node& node, const char* name) { return node.attribute(name).value(); }

void find_links(const pugi::xml_node& list, const char* name, std::vector<schedule_link>& found)
{
    for (const auto one : list.children(name)) {
        auto url = attribute_in(one, "href");
        auto text = text_of(one);
        if (url.empty())
            std::swap(url, text);
        if (!url.empty())
            found.push_back({std::move(url), std::move(text)});
    }
}

bool is_true(const std::string& text) { return text == "true" || text == "1" || text == "yes"; }

found_event event_in(const pugi::xml_node& written, std::string place)
{
    found_event found;
    found.place = std::move(place);
    found.id = attribute_in(written, "id");
    found.guid = attribute_in(written, "guid");
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
    found.url = first_text_in(written, {"url", "full_conf_url", "conf_url"});
    found.license = text_in(written.child("recording"), "license");
    found.status = first_text_in(written, {"status", "state"});
    found.is_cancelled = is_true(first_text_in(written, {"cancelled", "canceled"}));
    found.do_not_record = is_true(text_in(written.child("recording"), "optout"));
    for (const auto one : written.child("persons").children("person"))
        found.persons.push_back(text_of(one));
    find_links(written.child("links"), "link", found.links);
    find_links(written.child("attachments"), "attachment", found.links);
    return found;
}

/// Line numbers of rising offsets, without counting from the start each time.
class line_counter {
public:
    explicit line_counter(std::string_view bytes) : bytes_(bytes) {}

    std::size_t at(std::ptrdiff_t offset)
    {
        const auto end = std::min(bytes_.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
        for (; counted_ < end; ++counted_)
            line_ += bytes_[counted_] == '\n';
        return line_;
    }

private:
    std::string_view bytes_;
    std::size_t counted_ = 0;
    std::size_t line_ = 1;
};

/// No declaration of types (so no entity but the five that XML has), and not too deep.
std::optional<refusal> flaw_of(const pugi::xml_document& file)
{
    for (const auto one : file.children())
        if (one.type() == pugi::node_doctype)
            return refusal{errc::bad_request, "The file begins with a DOCTYPE; a schedule needs none, and none is read."};
    std::size_t depth = 0;
    for (pugi::xml_node at = file; at; at = next_within(file, at, depth))
        if (depth > schedule_limits::depth_max)
            return refusal{
                errc::too_large, "The file's XML is nested more than " + std::to_string(schedule_limits::depth_max) + " deep."};
    return std::nullopt;
}

outcome<found_day> day_in(const pugi::xml_node& written, found_counter& counter, line_counter& lines)
{
    found_day day;
    day.index = attribute_in(written, "index");
    day.date = attribute_in(written, "date");
    day.start = attribute_in(written, "start");
    for (const auto one : written.children("room")) {
        if (const auto too_many = counter.room())
            return *too_many;
        auto& room = day.rooms.emplace_back();
        room.name = attribute_in(one, "name");
        room.guid = attribute_in(one, "guid");
        for (const auto event : one.children("event")) {
            if (const auto too_many = counter.event())
                return *too_many;
            room.events.push_back(event_in(event, "line " + std::to_string(lines.at(event.offset_debug()))));
        }
    }
    return day;
}

} // namespace

outcome<found_schedule> find_in_xml(std::string_view bytes)
{
    // A tag of a few bytes becomes a node of many: counted before anything is built.
    if (static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '<')) > schedule_limits::values_max)
        return refusal{errc::too_large, "The file has more than " + std::to_string(schedule_limits::values_max) + " XML tags."};
    pugi::xml_document file;
    const auto read =
        file.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (!read)
        return refusal{
            errc::bad_request, "The file is not XML: see " + line_and_byte(bytes, static_cast<std::size_t>(read.offset)) + "."};
    if (auto flaw = flaw_of(file))
        return *std::move(flaw);
    const auto root = file.child("schedule");
    const auto conference = root.child("conference");
    if (!conference)
        return refusal{errc::bad_request, "The file is XML, but not a schedule: it has no <schedule> with a <conference>."};

    found_schedule found;
    found.title = text_in(conference, "title");
    found.acronym = text_in(conference, "acronym");
    found.version = text_in(root, "version");
    found.time_zone = text_in(conference, "time_zone_name");
    found.base_url = first_text_in(conference, {"base_url", "baseurl", "url"});
    if (found.base_url.empty())
        found.base_url = first_text_in(root, {"base_url", "url"});
    found.day_change = text_in(conference, "day_change");
    found_counter counter;
    line_counter lines(bytes);
    for (const auto one : root.children("day")) {
        if (const auto too_many = counter.day())
            return *too_many;
        auto day = day_in(one, counter, lines);
        if (!day)
            return day.error();
        found.days.push_back(*std::move(day));
    }
    return found;
}

} // namespace hallway
