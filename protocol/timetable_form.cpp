#include "protocol/timetable_form.hpp"

#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& values)
{
    if (values.empty())
        return;
    out.open_array(name);
    for (const auto& each : values)
        out.text({}, each);
    out.close_array();
}

template <class Part>
void write_list(json_writer& out, std::string_view name, const std::vector<Part>& parts, void (*write)(json_writer&, const Part&))
{
    if (parts.empty())
        return;
    out.open_array(name);
    for (const auto& each : parts) {
        out.open_object();
        write(out, each);
        out.close_object();
    }
    out.close_array();
}

std::vector<std::string> texts_in(const json& object, const char* name)
{
    std::vector<std::string> read;
    if (const auto* const list = member_of(object, name); list && list->is_array())
        for (const auto& each : *list)
            if (each.is_string())
                read.push_back(each.get<std::string>());
    return read;
}

/// \returns false if there is a list and `read` makes nothing of one of its elements.
template <class Part>
bool read_list(const json& object, const char* name, std::optional<Part> (*read)(const json&), std::vector<Part>& into)
{
    const auto* const list = member_of(object, name);
    if (!list)
        return true;
    return list->is_array() && std::all_of(list->begin(), list->end(), [&](const json& element) {
               auto one = read(element);
               if (one)
                   into.push_back(*std::move(one));
               return one.has_value();
           });
}

std::optional<planned_stage> read_stage(const json& object)
{
    auto room = text_in(object, "room");
    auto title = text_in(object, "title");
    if (!room || !title)
        return std::nullopt;
    return planned_stage{*std::move(room), *std::move(title)};
}

std::optional<talk_slot> read_slot(const json& object)
{
    auto stage = text_in(object, "stage");
    const auto starts = time_in(object, "starts");
    const auto ends = time_in(object, "ends");
    if (!stage || !starts || !ends)
        return std::nullopt;
    return talk_slot{*std::move(stage), *starts, *ends};
}

std::optional<planned_talk> read_talk(const json& object)
{
    auto room = text_in(object, "room");
    auto title = text_in(object, "title");
    auto slot = read_slot(object);
    if (!room || !title || !slot)
        return std::nullopt;
    return planned_talk{
        .room = *std::move(room),
        .title = *std::move(title),
        .slot = *std::move(slot),
        .persons = texts_in(object, "persons"),
        .track = text_or_nothing(object, "track"),
        .language = text_or_nothing(object, "language"),
        .url = text_or_nothing(object, "url"),
        .cancelled = flag_in(object, "cancelled").value_or(false),
        .digest = text_or_nothing(object, "digest")};
}

std::optional<planned_lesson> read_lesson(const json& object)
{
    auto room = text_in(object, "room");
    auto title = text_in(object, "title");
    if (!room || !title)
        return std::nullopt;
    return planned_lesson{
        *std::move(room),
        *std::move(title),
        text_or_nothing(object, "unit"),
        text_or_nothing(object, "url"),
        time_in(object, "starts"),
        text_or_nothing(object, "digest")};
}

std::optional<timetable_talk> read_held_talk(const json& object)
{
    auto plan = read_talk(object);
    if (!plan)
        return std::nullopt;
    const auto* const now = member_of(object, "now");
    auto slot = now ? read_slot(*now) : std::optional{plan->slot};
    if (!slot)
        return std::nullopt;
    return timetable_talk{*std::move(plan), *std::move(slot)};
}

void write_held_talk(json_writer& out, const timetable_talk& what)
{
    write_talk(out, what.plan);
    if (what.now == what.plan.slot)
        return;
    out.open_object("now");
    write_slot(out, what.now);
    out.close_object();
}

} // namespace

void write_stage(json_writer& out, const planned_stage& what) { out.text("room", what.room).text("title", what.title); }

void write_slot(json_writer& out, const talk_slot& what)
{
    out.text("stage", what.stage).time("starts", what.starts).time("ends", what.ends);
}

void write_talk_head(json_writer& out, const planned_talk& what, const talk_slot& slot)
{
    out.text("room", what.room).text("title", what.title);
    write_slot(out, slot);
}

void write_talk_rest(json_writer& out, const planned_talk& what)
{
    write_texts(out, "persons", what.persons);
    out.text_if("track", what.track);
    out.text_if("language", what.language);
    out.text_if("url", what.url);
    if (what.cancelled)
        out.flag("cancelled", true);
    out.text_if("digest", what.digest);
}

void write_talk(json_writer& out, const planned_talk& what)
{
    write_talk_head(out, what, what.slot);
    write_talk_rest(out, what);
}

void write_lesson(json_writer& out, const planned_lesson& what)
{
    out.text("room", what.room).text("title", what.title);
    out.text_if("unit", what.unit);
    out.text_if("url", what.url);
    if (what.starts)
        out.time("starts", *what.starts);
    out.text_if("digest", what.digest);
}

void write_about(json_writer& out, const about& what)
{
    out.text_if("subtitle", what.subtitle);
    out.text_if("abstract", what.abstract);
    out.text_if("description", what.description);
    const auto write_link = [](json_writer& into, const about_link& link) {
        into.text("url", link.url).text("title", link.title);
    };
    write_list<about_link>(out, "links", what.links, write_link);
    out.text_if("license", what.license);
    out.text_if("type", what.type);
    if (what.do_not_record)
        out.flag("do_not_record", true);
}

void write_planned(json_writer& out, const schedule_planned& what)
{
    if (what.title)
        out.text("title", *what.title);
    if (what.time_zone)
        out.text("time_zone", *what.time_zone);
    write_list(out, "stages", what.stages, write_stage);
    write_list(out, "talks", what.talks, write_talk);
    write_list(out, "lessons", what.lessons, write_lesson);
    write_texts(out, "removed", what.removed);
}

std::optional<schedule_planned> read_planned(const json& object)
{
    schedule_planned read;
    read.title = text_in(object, "title");
    read.time_zone = text_in(object, "time_zone");
    read.removed = texts_in(object, "removed");
    const bool is_whole = read_list(object, "stages", read_stage, read.stages) &&
                          read_list(object, "talks", read_talk, read.talks) &&
                          read_list(object, "lessons", read_lesson, read.lessons);
    return is_whole ? std::optional{std::move(read)} : std::nullopt;
}

void write_timetable(json_writer& out, std::string_view name, const timetable& what)
{
    out.open_object(name).number("version", what.version);
    out.text_if("title", what.title);
    out.text_if("time_zone", what.time_zone);
    write_list(out, "stages", what.stages, write_stage);
    if (!what.talks.empty()) {
        out.open_array("talks");
        for (const auto& [room, talk] : what.talks) {
            out.open_object();
            write_held_talk(out, talk);
            out.close_object();
        }
        out.close_array();
    }
    write_list(out, "lessons", what.lessons, write_lesson);
    if (!what.removed.empty()) {
        out.open_array("removed");
        for (const auto& [room, title] : what.removed)
            out.open_object().text("room", room).text("title", title).close_object();
        out.close_array();
    }
    out.close_object();
}

std::optional<timetable> read_timetable(const json& object)
{
    const auto version = integer_in(object, "version");
    timetable read{
        .version = version.value_or(0),
        .title = text_or_nothing(object, "title"),
        .time_zone = text_or_nothing(object, "time_zone")};
    std::vector<timetable_talk> talks;
    std::vector<planned_stage> removed; // they have the same members
    const bool is_whole =
        version && read_list(object, "stages", read_stage, read.stages) && read_list(object, "talks", read_held_talk, talks) &&
        read_list(object, "lessons", read_lesson, read.lessons) && read_list(object, "removed", read_stage, removed);
    if (!is_whole)
        return std::nullopt;
    for (auto& each : talks) {
        auto room = each.plan.room;
        read.talks.insert_or_assign(std::move(room), std::move(each));
    }
    for (auto& each : removed)
        read.removed.insert_or_assign(std::move(each.room), std::move(each.title));
    return read;
}

about read_about(const json& object)
{
    about read{
        .subtitle = text_or_nothing(object, "subtitle"),
        .abstract = text_or_nothing(object, "abstract"),
        .description = text_or_nothing(object, "description"),
        .license = text_or_nothing(object, "license"),
        .type = text_or_nothing(object, "type"),
        .do_not_record = flag_in(object, "do_not_record").value_or(false)};
    if (const auto* const links = member_of(object, "links"); links && links->is_array())
        for (const auto& each : *links)
            if (auto url = text_in(each, "url"))
                read.links.push_back({*std::move(url), text_or_nothing(each, "title")});
    return read;
}

} // namespace hallway
