// What organisers plan, from a client's document: every entry checked and cleaned, the first fault named with its place ("talks.3.starts").
#include "protocol/commands.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_language(std::string_view text)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    return text.size() <= limits::language_bytes_max && std::all_of(text.begin(), text.end(), fits);
}

bool is_time_zone(std::string_view text)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '_' ||
               c == '/';
    };
    return !text.empty() && text.size() <= limits::time_zone_bytes_max && std::all_of(text.begin(), text.end(), fits);
}

/// The members of one object, each checked as it is read. The first that is not as it must be is kept for all; what is read after it means nothing.
class entry {
public:
    entry(const json& object, std::string place, std::optional<refusal>& fault)
        : object_(object), place_(std::move(place)), fault_(fault)
    {
        if (!object.is_object())
            blame("", "This is an object.");
    }

    bool has(const char* name) const { return member_of(object_, name) != nullptr; }

    std::string line(const char* name) { return has(name) ? required_line(name) : std::string{}; }

    std::string required_line(const char* name)
    {
        auto cleaned = clean_title(text(name));
        if (cleaned)
            return *std::move(cleaned);
        fail({cleaned.error().code, cleaned.error().message, where(name)});
        return {};
    }

    /// A text that follows a rule of its own; absent, it is empty.
    std::string ruled(const char* name, bool (*fits)(std::string_view), const char* sentence)
    {
        if (!has(name))
            return {};
        auto value = text(name);
        if (!fits(value))
            blame(name, sentence);
        return value;
    }

    std::string url() { return ruled("url", is_url, "This is an address that begins with https://, http:// or mailto:."); }

    std::string room(const char* name, bool (*fits)(std::string_view))
    {
        auto id = text(name);
        if (!fits(id))
            fail({errc::bad_room, {}, where(name)});
        return id;
    }

    time_point time(const char* name)
    {
        const auto at = time_in(object_, name);
        if (!at || *at > limits::schedule_end)
            blame(name, "This is a time in milliseconds, before the year 2200.");
        return at.value_or(time_point{});
    }

    bool flag(const char* name)
    {
        const auto value = flag_in(object_, name);
        if (has(name) && !value)
            blame(name, "This is true or false.");
        return value.value_or(false);
    }

    std::vector<std::string> persons()
    {
        std::vector<std::string> read;
        each("persons", limits::persons_max, [&](const json& one, const std::string& at) {
            auto cleaned =
                one.is_string() ? clean_title(one.get_ref<const std::string&>()) : outcome<std::string>{errc::bad_request};
            if (cleaned)
                read.push_back(*std::move(cleaned));
            else
                fail({cleaned.error().code, "This is a name.", at});
        });
        return read;
    }

    /// Tidied, not refused: who plans has it from elsewhere.
    std::optional<about> about_if()
    {
        const auto* const value = member_of(object_, "about");
        if (!value)
            return std::nullopt;
        entry inner(*value, where("about"), fault_);
        about read;
        read.subtitle = inner.tidy("subtitle");
        read.abstract = inner.tidy_lines("abstract");
        read.description = inner.tidy_lines("description");
        inner.each("links", limits::links_max, [&](const json& one, const std::string& at) {
            entry link(one, at, fault_);
            auto url = link.url();
            auto title = link.tidy("title");
            if (url.empty())
                link.blame("url", "This is an address that begins with https://, http:// or mailto:.");
            read.links.push_back({std::move(url), std::move(title)});
        });
        read.license = inner.tidy("license");
        read.type = inner.tidy("type");
        read.do_not_record = inner.flag("do_not_record");
        return read;
    }

    template <class Visit>
    void each(const char* name, std::size_t most, Visit visit)
    {
        const auto* const list = member_of(object_, name);
        if (!list)
            return;
        if (!list->is_array())
            return blame(name, "This is a list.");
        if (list->size() > most)
            return fail({errc::too_large, "There are more of these than this server takes at once.", where(name)});
        for (std::size_t i = 0; i < list->size(); ++i)
            visit((*list)[i], where(name) + "." + std::to_string(i));
    }

    void blame(const char* name, const char* sentence) { fail({errc::bad_request, sentence, where(name)}); }

    void fail(refusal why)
    {
        if (!fault_)
            fault_ = std::move(why);
    }

private:
    std::string where(const char* name) const
    {
        if (place_.empty() || *name == '\0')
            return place_ + name;
        return place_ + "." + name;
    }

    std::string text(const char* name)
    {
        auto value = text_in(object_, name);
        if (!value)
            blame(name, has(name) ? "This is a string." : "This field is missing.");
        return std::move(value).value_or(std::string{});
    }

    std::string tidy(const char* name)
    {
        return has(name) ? tidy_line(text(name), limits::title_code_points_max) : std::string{};
    }

    std::string tidy_lines(const char* name)
    {
        return has(name) ? tidy_text(text(name), limits::about_code_points_max) : std::string{};
    }

    const json& object_;
    std::string place_;
    std::optional<refusal>& fault_;
};

talk_slot read_slot(entry& in)
{
    talk_slot slot{in.room("stage", is_stage_room), in.time("starts"), in.time("ends")};
    if (slot.ends <= slot.starts || slot.ends - slot.starts > limits::talk_duration_max)
        in.blame("ends", "A talk ends after it starts, and within a week.");
    return slot;
}

planned_entry<planned_talk> read_talk(entry in)
{
    // Braces read from left to right.
    planned_talk talk{in.room("room", is_talk_room), in.required_line("title"), read_slot(in), in.persons(), in.line("track")};
    talk.language = in.ruled("language", is_language, "This is a language such as en or pt-BR.");
    talk.url = in.url();
    talk.cancelled = in.flag("cancelled");
    return {std::move(talk), in.about_if()};
}

planned_entry<planned_lesson> read_lesson(entry in)
{
    planned_lesson lesson{in.room("room", is_talk_room), in.required_line("title"), in.line("unit"), in.url()};
    if (in.has("starts"))
        lesson.starts = in.time("starts");
    return {std::move(lesson), in.about_if()};
}

/// Whether no room stands twice, wherever.
bool has_twins(const plan& what)
{
    std::vector<std::string_view> rooms(what.remove.begin(), what.remove.end());
    for (const auto& each : what.stages)
        rooms.push_back(each.room);
    for (const auto& each : what.talks)
        rooms.push_back(each.what.room);
    for (const auto& each : what.lessons)
        rooms.push_back(each.what.room);
    std::sort(rooms.begin(), rooms.end());
    return std::adjacent_find(rooms.begin(), rooms.end()) != rooms.end();
}

} // namespace

bool is_stage_room(std::string_view id) { return id.size() > 2 && id.starts_with("s-") && is_slug(id); }

bool is_talk_room(std::string_view id)
{
    constexpr std::size_t digits = 12;
    return id.size() == 2 + digits && id.starts_with("t-") && std::all_of(id.begin() + 2, id.end(), is_hex);
}

std::optional<refusal> read_plan(const json& object, plan& into)
{
    std::optional<refusal> fault;
    entry in(object, {}, fault);
    if (in.has("title"))
        into.title = in.required_line("title");
    if (in.has("time_zone"))
        into.time_zone = in.ruled("time_zone", is_time_zone, "This is the name of a time zone such as Europe/Brussels.");
    in.each("stages", limits::plan_entries_max, [&](const json& one, const std::string& at) {
        entry stage(one, at, fault);
        into.stages.push_back({stage.room("room", is_stage_room), stage.required_line("title")});
    });
    in.each("talks", limits::plan_entries_max, [&](const json& one, const std::string& at) {
        into.talks.push_back(read_talk(entry(one, at, fault)));
    });
    in.each("lessons", limits::plan_entries_max, [&](const json& one, const std::string& at) {
        into.lessons.push_back(read_lesson(entry(one, at, fault)));
    });
    in.each("remove", limits::plan_entries_max, [&](const json& one, const std::string& at) {
        auto room = one.is_string() ? one.get<std::string>() : std::string{};
        if (!is_stage_room(room) && !is_talk_room(room))
            in.fail({errc::bad_room, {}, at});
        into.remove.push_back(std::move(room));
    });
    if (!fault && into.entries() > limits::plan_entries_max)
        fault = refusal{errc::too_large, "A plan has at most 50 entries at once; send the others in another."};
    if (!fault && has_twins(into))
        fault = refusal{errc::bad_request, "A room stands twice in this plan."};
    return fault;
}

} // namespace hallway
