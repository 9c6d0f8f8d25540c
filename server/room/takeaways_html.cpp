#include "room/takeaways_pages.hpp"

#include "support/html_text.hpp"
#include "support/utc_text.hpp"

#include <fmt/format.h>

namespace hallway {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --ink: #1d2026; --faint: #565d6b; --paper: #fff; --line: #d5d9e0; --link: #0b57b0; --good: #1c6b3a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --faint: #a9b0bd; --paper: #16181d; --line: #3a3f4a; --link: #8fbcff; --good: #7fd19b; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1, h2, h3, p, dd, blockquote { overflow-wrap: anywhere; }
h1 { line-height: 1.2; margin: 0 0 .5rem; }
h2 { margin: 2.5rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 1.1rem; white-space: pre-line; }
a { color: var(--link); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--faint); }
dd { margin: 0; min-width: 0; }
ul { margin: 0; padding: 0; list-style: none; }
article { margin: 1.5rem 0; break-inside: avoid-page; }
blockquote { margin: .25rem 0; padding-inline-start: .75rem; border-inline-start: .2rem solid var(--line); white-space: pre-line; }
.by { margin: .25rem 0; color: var(--faint); font-size: .9rem; }
.answers li { margin: .75rem 0 0; }
time { white-space: nowrap; }
.mark { color: var(--good); font-weight: 600; }
@media print {
  :root { --ink: #000; --faint: #333; --paper: #fff; --line: #999; --link: #000; --good: #000; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid-page; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; overflow-wrap: anywhere; }
  a.bare::after { content: none; }
}
)css";

std::string as_person(const member_card& who)
{
    auto out = fmt::format("<bdi>{}</bdi>", html_text(who.name));
    if (who.as != role::attendee)
        out += fmt::format(" ({})", name_of(who.as));
    return out;
}

std::string who_asked(const std::optional<member_card>& who)
{
    return who ? as_person(*who) : std::string("somebody, anonymously");
}

std::string as_time(time_point at)
{
    const auto written = as_utc(at); // "2023-11-14 22:13:20 UTC"
    return fmt::format(R"(<time datetime="{}T{}Z">{}</time>)", written.substr(0, 10), written.substr(11, 8), written);
}

/// An address that is none of the web is shown, and leads nowhere.
std::string as_link(std::string_view url, std::string_view title = {})
{
    const auto target = as_link_target(url);
    const auto shown = fmt::format("<bdi>{}</bdi>", html_text(title.empty() ? url : title));
    if (target.empty())
        return shown;
    const std::string_view kind = title.empty() ? R"( class="bare")" : "";
    return fmt::format(R"(<a{} href="{}" rel="noopener noreferrer nofollow">{}</a>)", kind, html_text(target), shown);
}

void write_said(std::string& out, std::string_view head, std::string_view text)
{
    out += fmt::format("<p class=\"by\">{}</p>\n", head);
    if (!text.empty())
        out += fmt::format("<blockquote dir=\"auto\">{}</blockquote>\n", html_text(text));
}

void write_answer(std::string& out, const taken_answer& what)
{
    const std::string_view mark = what.is_endorsed ? R"( · <span class="mark">✓ confirmed</span>)" : "";
    const auto giver = what.from ? as_person(*what.from) : std::string("who asked");
    if (what.message && !what.message->from) {
        write_said(out, fmt::format("A message that is no longer kept, picked by {}{}", giver, mark), {});
    } else if (what.message) {
        const auto& said = *what.message;
        const bool is_own = what.from && what.from->id == said.from->id;
        const auto picked = is_own ? std::string() : fmt::format(" · picked by {}", giver);
        write_said(out, fmt::format("{} answered · {}{}{}", as_person(*said.from), as_time(said.at), picked, mark), said.text);
    } else {
        write_said(out, fmt::format("{} answered · {}{}", giver, as_time(what.at), mark), what.text);
    }
    if (what.message && !what.text.empty())
        write_said(out, fmt::format("{} added:", giver), what.text);
    if (!what.url.empty())
        out += fmt::format("<p>{}</p>\n", as_link(what.url));
    if (what.media_ms)
        out += fmt::format("<p class=\"by\">In the recording at {}</p>\n", as_media_time(*what.media_ms));
}

void write_pin(std::string& out, const taken_pin& what)
{
    out += fmt::format("<li><article id=\"{}\">\n", to_string(what.id));
    const auto pinned_by = fmt::format("pinned by {} · {}", as_person(what.by), as_time(what.at));
    if (what.answer) {
        write_answer(out, *what.answer);
        out += fmt::format("<p class=\"by\">{}</p>\n", pinned_by);
    } else {
        write_said(out, fmt::format("{} · {}", who_asked(what.from), pinned_by), what.text);
    }
    out += "</article></li>\n";
}

void write_question(std::string& out, const taken_question& what)
{
    out += fmt::format("<li><article id=\"{}\">\n<h3 dir=\"auto\">{}</h3>\n", to_string(what.id), html_text(what.text));
    out += fmt::format(
        "<p class=\"by\">Asked by {} · {} · {} {}</p>\n", who_asked(what.from), as_time(what.at), what.votes,
        what.votes == 1 ? "vote" : "votes");
    if (what.answers.empty())
        out += "<p class=\"by\">Answered in the room.</p>\n";
    else
        out += "<ul class=\"answers\">\n";
    for (const auto& each : what.answers) {
        out += "<li>\n";
        write_answer(out, each);
        out += "</li>\n";
    }
    out += what.answers.empty() ? "</article></li>\n" : "</ul>\n</article></li>\n";
}

void write_fact(std::string& out, std::string_view name, std::string_view value)
{
    if (!value.empty())
        out += fmt::format("<dt>{}</dt><dd dir=\"auto\">{}</dd>\n", name, value);
}

void write_facts(std::string& out, const takeaways& what)
{
    out += "<dl>\n";
    if (what.room.cancelled)
        write_fact(out, "State", "cancelled");
    write_fact(out, "Unit", html_text(what.room.unit));
    if (what.talk) {
        write_fact(out, "Stage", html_text(what.talk->stage.title));
        write_fact(out, "Time", fmt::format("{} to {}", as_time(what.talk->starts), as_time(what.talk->ends)));
        std::string persons;
        for (const auto& each : what.talk->persons)
            persons += fmt::format("{}<bdi>{}</bdi>", persons.empty() ? "" : ", ", html_text(each));
        write_fact(out, "Speakers", persons);
        write_fact(out, "Track", html_text(what.talk->track));
    }
    if (!what.url.empty())
        write_fact(out, "Page", as_link(what.url));
    for (const auto& each : what.links)
        write_fact(out, "Link", as_link(each.url, each.title));
    write_fact(out, "Space", html_text(what.space_title));
    out += "</dl>\n";
}

template <class Entry>
void write_section(
    std::string& out, std::string_view id, std::string_view title, const std::vector<Entry>& entries,
    void (*write)(std::string&, const Entry&))
{
    if (entries.empty())
        return;
    out += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n<ul>\n", id, title);
    for (const auto& each : entries)
        write(out, each);
    out += "</ul>\n</section>\n";
}

} // namespace

std::string_view takeaways_style() { return style; }

std::string takeaways_as_html(const takeaways& what)
{
    const auto title = html_text(what.room.title);
    auto out = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{} · takeaways</title>\n<style>{}</style>\n</head>\n"
        "<body>\n<main>\n<header>\n<h1 dir=\"auto\">{}</h1>\n",
        title, style, title);
    if (!what.subtitle.empty())
        out += fmt::format("<p dir=\"auto\">{}</p>\n", html_text(what.subtitle));
    write_facts(out, what);
    out += "</header>\n";
    if (what.is_empty())
        out += "<p>No question has been answered here yet, and nothing is pinned.</p>\n";
    write_section(out, "pinned", "Pinned", what.pins, write_pin);
    write_section(out, "questions", "Questions and answers", what.questions, write_question);
    if (what.has_more)
        out += "<p>There are more questions, with fewer votes.</p>\n";
    out += "</main>\n</body>\n</html>\n";
    return out;
}

} // namespace hallway
