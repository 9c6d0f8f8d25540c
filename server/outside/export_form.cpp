#include "outside/export_form.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace hallway {
namespace {

constexpr std::size_t quotables_max = 100'000; // messages whose beginning is kept for quoting
constexpr std::size_t quote_code_points = 120;

constexpr std::string_view always_escaped = "\\`*_[]<>&|~$"; // markup wherever it stands

/// The beginning, on one line.
std::string shortened(std::string_view text)
{
    std::string line;
    std::size_t points = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++points > quote_code_points)
            return line + "…";
        line += c == '\n' || c == '\t' ? ' ' : c;
    }
    return line;
}

/// What would be a heading, a list, a rule, a table or code if a line began with it.
std::string escaped_line_start(std::string_view& line)
{
    std::string out;
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
        out += line.front() == ' ' ? "&nbsp;" : "&nbsp;&nbsp;&nbsp;&nbsp;";
        line.remove_prefix(1);
    }
    if (!line.empty() && std::string_view("#+-=:").find(line.front()) != std::string_view::npos) {
        out += '\\';
        out += line.front();
        line.remove_prefix(1);
        return out;
    }
    const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
        out += fmt::format("{}\\{}", line.substr(0, digits), line[digits]);
        line.remove_prefix(digits + 1);
    }
    return out;
}

std::string escaped_line(std::string_view line)
{
    auto out = escaped_line_start(line);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto rest = line.substr(i);
        // GitHub makes links of bare addresses; a text with "://" or "www." in it stays a text.
        if (rest.starts_with("://") || rest.starts_with("@")) {
            out += rest.front() == ':' ? "&#58;" : "&#64;";
        } else if (rest.size() > 4 && (rest.starts_with("www.") || rest.starts_with("WWW."))) {
            out += rest.substr(0, 3);
            out += "&#46;";
            i += 3;
        } else {
            if (always_escaped.find(line[i]) != std::string_view::npos)
                out += '\\';
            out += line[i];
        }
    }
    return out;
}

std::int64_t milliseconds_of(time_point at) { return at.time_since_epoch().count(); }

} // namespace

std::string as_json_line(const export_row& row)
{
    nlohmann::ordered_json out;
    out["id"] = to_string(row.id);
    out["offset"] = row.offset;
    out["at"] = milliseconds_of(row.at);
    out["from"]["id"] = to_string(row.from.id);
    out["from"]["name"] = row.from.name;
    out["from"]["role"] = name_of(row.from.as);
    if (!row.deleted)
        out["text"] = row.text;
    if (row.reply_to)
        out["reply_to"] = to_string(*row.reply_to);
    if (row.edited_at && !row.deleted)
        out["edited_at"] = milliseconds_of(*row.edited_at);
    if (row.deleted)
        out["deleted"] = true;
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::string as_markdown(std::string_view text, std::string_view indent)
{
    std::string out;
    for (bool is_first = true; is_first || !text.empty(); is_first = false) {
        const auto end = std::min(text.find('\n'), text.size());
        if (!is_first)
            out += fmt::format("\\\n{}", indent);
        const auto line = text.substr(0, end);
        out += line.empty() ? "&nbsp;" : escaped_line(line); // an empty line would end the paragraph
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string as_utc(time_point at)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(seconds.time_since_epoch().count())));
}

std::string markdown_writer::begin(std::string_view room_title) const
{
    return fmt::format("# {}\n", as_markdown(shortened(room_title)));
}

std::string markdown_writer::write(const export_row& row)
{
    auto out = fmt::format("\n**{}**", as_markdown(shortened(row.from.name)));
    if (row.from.as != role::attendee)
        out += fmt::format(" ({})", name_of(row.from.as));
    out += fmt::format(" · {}", as_utc(row.at));
    if (row.edited_at && !row.deleted)
        out += " · edited";
    out += '\n';
    if (row.reply_to)
        out += fmt::format("\n> {}\n", quotation(*row.reply_to));
    out += row.deleted ? std::string("\n*deleted*\n") : fmt::format("\n{}\n", as_markdown(row.text));
    remember(row);
    return out;
}

std::string markdown_writer::quotation(event_id replied_to) const
{
    const auto found = told_.find(replied_to);
    if (found == told_.end())
        return "*an earlier message*";
    const auto& [name, text, deleted] = found->second;
    return fmt::format("**{}**: {}", as_markdown(name), deleted ? "*deleted*" : as_markdown(text));
}

void markdown_writer::remember(const export_row& row)
{
    told_[row.id] = {shortened(row.from.name), row.deleted ? std::string() : shortened(row.text), row.deleted};
    order_.push_back(row.id);
    if (order_.size() > quotables_max) {
        told_.erase(order_.front());
        order_.pop_front();
    }
}

} // namespace hallway
