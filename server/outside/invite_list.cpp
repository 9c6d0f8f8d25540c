#include "outside/invite_list.hpp"

#include "protocol/limits.hpp"
#include "protocol/text.hpp"
#include "schedule/csv.hpp"
#include "schedule/wall_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace hallway {

namespace {

constexpr std::array<std::string_view, 4> columns{"name", "role", "scope", "until"};

std::string line_of(const std::string& text) { return tidy_line(text, limits::title_code_points_max); }

std::string in_small_letters(std::string text)
{
    std::ranges::transform(
        text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

refusal wrong(std::string sentence) { return {errc::bad_request, std::move(sentence)}; }

} // namespace

outcome<time_point> read_end(const std::string& text, const std::string& zone)
{
    const auto known = time_zone::named(zone);
    if (!known)
        return wrong("There is no time zone \"" + line_of(zone) + "\": write one like Europe/Brussels.");
    if (const auto day = parse_date(text))
        return known->moment_of({std::chrono::sys_days{*day} + std::chrono::days{1}, std::chrono::minutes{0}});
    const auto moment = parse_moment(text);
    if (!moment)
        return wrong(
            "\"" + line_of(text) + "\" is no end: write one like 2024-02-04, 2024-02-04 18:00 or 2024-02-04T18:00:00+01:00.");
    return moment->offset ? moment_of(moment->wall, *moment->offset) : known->moment_of(moment->wall);
}

outcome<wanted_invite> read_invite(
    const std::string& name, const std::string& as, const std::string& scope, const std::string& until, const std::string& zone)
{
    wanted_invite made;
    auto cleaned = clean_name(line_of(name));
    if (!cleaned)
        return wrong("A person has a name of 1 to 64 characters.");
    made.name = *std::move(cleaned);
    const auto known = role_named(in_small_letters(line_of(as)));
    if (!known)
        return wrong("\"" + line_of(as) + "\" is no role: attendee, speaker, moderator, safety, organiser or bot.");
    made.as = *known;
    made.scope = line_of(scope);
    if (!made.scope.empty() && !is_slug(made.scope))
        return wrong("\"" + made.scope + "\" is not a room's id: leave it out for the whole space.");
    if (const auto end = line_of(until); !end.empty()) {
        const auto moment = read_end(end, zone);
        if (!moment)
            return moment.error();
        made.until = *moment;
    }
    return made;
}

outcome<std::vector<wanted_invite>> read_invites(std::string_view bytes, const std::string& zone)
{
    const auto records = read_csv(bytes);
    if (!records)
        return records.error();
    if (records->size() < 2)
        return wrong("The table names nobody: its first line says name,role,scope,until, and each other line is a person.");
    if (records->size() - 1 > limits::invites_max)
        return wrong(fmt::format("The table has more than {} people.", limits::invites_max));
    std::array<std::optional<std::size_t>, columns.size()> places;
    const auto& head = records->front().fields;
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto known = std::ranges::find(columns, in_small_letters(line_of(head[i])));
        if (known != columns.end())
            places[static_cast<std::size_t>(known - columns.begin())] = i;
    }
    if (!places[0] || !places[1])
        return wrong(
            "The first line of the table names the columns: name and role, and scope and until as far as they are wanted.");
    std::vector<wanted_invite> people;
    for (auto each = records->begin() + 1; each != records->end(); ++each) {
        const auto field = [&](std::size_t column) {
            return places[column] && *places[column] < each->fields.size() ? each->fields[*places[column]] : std::string{};
        };
        auto person = read_invite(field(0), field(1), field(2), field(3), zone);
        if (!person)
            return wrong(fmt::format("Line {}: {}", each->line, person.error().message));
        people.push_back(*std::move(person));
    }
    return people;
}

} // namespace hallway
