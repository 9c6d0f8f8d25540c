#include "log/trim_news.hpp"

#include <charconv>
#include <string_view>
#include <utility>

namespace hallway {

namespace {

constexpr auto topic = "trimmed"; // "<oldest offset> <id of the event before> <log>"

} // namespace

trim_news::trim_news(
    signals& others, std::function<void(const std::string& log, std::uint64_t first, event_id before_first)> trimmed,
    std::function<void()> missed)
    : others_(others), trimmed_(std::move(trimmed)), missed_(std::move(missed))
{
    others_.hear(topic, this);
}

trim_news::~trim_news() { others_.hear(topic, nullptr); }

void trim_news::tell(const std::string& log, std::uint64_t first, event_id before_first)
{
    others_.signal(topic, std::to_string(first) + ' ' + to_string(before_first) + ' ' + log);
}

void trim_news::connected() { missed_(); }

void trim_news::heard(const std::string&, const std::string& text)
{
    std::uint64_t first = 0;
    const auto [after_first, failure] = std::from_chars(text.data(), text.data() + text.size(), first);
    const std::string_view rest(after_first, text.data() + text.size());
    const auto space = rest.find(' ', 1);
    if (failure != std::errc{} || !rest.starts_with(' ') || space == std::string_view::npos)
        return;
    if (const auto before_first = parse_event_id(rest.substr(1, space - 1)))
        trimmed_(std::string{rest.substr(space + 1)}, first, *before_first);
}

} // namespace hallway
