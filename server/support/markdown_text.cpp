#include "support/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hallway {

namespace {

constexpr std::string_view always_escaped = "\\`*_[]<>&|~$"; // markup wherever it stands

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

} // namespace

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

} // namespace hallway
