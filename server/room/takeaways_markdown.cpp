#include "room/takeaways_pages.hpp"

#include "protocol/text.hpp"
#include "support/markdown_text.hpp"
#include "support/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hallway {

namespace {

/// As a heading is: one line, which no run of "#" ends.
std::string as_heading(std::string_view text)
{
    std::string line(text);
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    auto escaped = as_markdown(line);
    if (escaped.ends_with('#'))
        escaped.insert(escaped.size() - 1, "\\");
    return escaped;
}

/// "**Ada** (moderator)"
std::string as_person(const member_card& who)
{
    auto out = fmt::format("**{}**", as_heading(who.name));
    if (who.as != role::attendee)
        out += fmt::format(" ({})", name_of(who.as));
    return out;
}

std::string who_asked(const std::optional<member_card>& who) { return who ? as_person(*who) : std::string("*anonymous*"); }

std::string as_link(std::string_view url, std::string_view title = {})
{
    auto target = as_link_target(url);
    // "&copy;" in an address is no character.
    for (std::size_t at = target.find('&'); at != std::string::npos; at = target.find('&', at + 1))
        target.insert(at + 1, "amp;");
    if (target.empty())
        return as_markdown(title.empty() ? url : title);
    return title.empty() ? fmt::format("<{}>", target) : fmt::format("[{}](<{}>)", as_heading(title), target);
}

std::string joined(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& each : names)
        out += (out.empty() ? "" : ", ") + as_heading(each);
    return out;
}

/// Who said it and when, a line of its own; then what, quoted.
void write_said(std::string& out, std::string_view head, std::string_view text)
{
    out += fmt::format("\n{}\n", head);
    if (!text.empty())
        out += fmt::format("\n> {}\n", as_markdown(text, "> "));
}

void write_answer(std::string& out, const taken_answer& what)
{
    const std::string_view mark = what.is_endorsed ? " · confirmed" : "";
    const auto giver = what.from ? as_person(*what.from) : std::string("who asked");
    if (what.message && !what.message->from) {
        write_said(out, fmt::format("A message that is no longer kept, picked by {}{}", giver, mark), {});
    } else if (what.message) {
        const auto& said = *what.message;
        const bool is_own = what.from && what.from->id == said.from->id;
        const auto picked = is_own ? std::string() : fmt::format(" · picked by {}", giver);
        write_said(out, fmt::format("{} answered · {}{}{}", as_person(*said.from), as_utc(said.at), picked, mark), said.text);
    } else {
        write_said(out, fmt::format("{} answered · {}{}", giver, as_utc(what.at), mark), what.text);
    }
    if (what.message && !what.text.empty())
        write_said(out, fmt::format("{} added:", giver), what.text);
    if (!what.url.empty())
        out += fmt::format("\nLink: {}\n", as_link(what.url));
    if (what.media_ms)
        out += fmt::format("\nIn the recording at {}\n", as_media_time(*what.media_ms));
}

void write_pin(std::string& out, const taken_pin& what)
{
    if (what.answer) {
        write_answer(out, *what.answer);
        out += fmt::format("\n*Pinned by* {} · {}\n", as_person(what.by), as_utc(what.at));
        return;
    }
    write_said(out, fmt::format("{} · pinned by {} · {}", who_asked(what.from), as_person(what.by), as_utc(what.at)), what.text);
}

void write_question(std::string& out, const taken_question& what)
{
    out += fmt::format("\n### {}\n", as_heading(what.text));
    out += fmt::format(
        "\nAsked by {} · {} · {} {}\n", who_asked(what.from), as_utc(what.at), what.votes, what.votes == 1 ? "vote" : "votes");
    if (what.answers.empty())
        out += "\n*Answered in the room.*\n";
    for (const auto& each : what.answers)
        write_answer(out, each);
}

void write_head(std::string& out, const takeaways& what)
{
    out += fmt::format("# {}\n", as_heading(what.room.title));
    if (!what.subtitle.empty())
        out += fmt::format("\n{}\n", as_markdown(what.subtitle));
    out += '\n';
    if (what.room.cancelled)
        out += "- Cancelled\n";
    if (!what.room.unit.empty())
        out += fmt::format("- Unit: {}\n", as_heading(what.room.unit));
    if (what.talk) {
        out += fmt::format("- Stage: {}\n", as_heading(what.talk->stage.title));
        out += fmt::format("- Time: {} to {}\n", as_utc(what.talk->starts), as_utc(what.talk->ends));
        if (!what.talk->persons.empty())
            out += fmt::format("- Speakers: {}\n", joined(what.talk->persons));
        if (!what.talk->track.empty())
            out += fmt::format("- Track: {}\n", as_heading(what.talk->track));
    }
    if (!what.url.empty())
        out += fmt::format("- Page: {}\n", as_link(what.url));
    for (const auto& each : what.links)
        out += fmt::format("- Link: {}\n", as_link(each.url, each.title));
    out += fmt::format("- Space: {}\n", as_heading(what.space_title));
}

} // namespace

std::string as_media_time(std::uint64_t milliseconds)
{
    const auto seconds = milliseconds / 1'000;
    if (seconds < 3'600)
        return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
    return fmt::format("{}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

std::string as_link_target(std::string_view url)
{
    if (!is_url(url))
        return {};
    constexpr std::string_view also =
        "-._~:/?#@!$&+,;=%"; // beside letters and digits (RFC 3986, 2); brackets and quotes are left out
    std::string out;
    for (const char c : url) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_plain || also.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string takeaways_as_markdown(const takeaways& what)
{
    std::string out;
    write_head(out, what);
    if (what.is_empty())
        out += "\nNo question has been answered here yet, and nothing is pinned.\n";
    if (!what.pins.empty())
        out += "\n## Pinned\n";
    for (const auto& each : what.pins)
        write_pin(out, each);
    if (!what.questions.empty())
        out += "\n## Questions and answers\n";
    for (const auto& each : what.questions)
        write_question(out, each);
    if (what.has_more)
        out += "\n*There are more questions, with fewer votes.*\n";
    return out;
}

} // namespace hallway
