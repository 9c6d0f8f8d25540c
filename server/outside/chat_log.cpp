#include "outside/chat_log.hpp"

#include "protocol/text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>

namespace hallway {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t unknown_time = -1;

/// A line in parts; views into the recording.
struct parts {
    std::string_view date;              // "2018-05-29" or empty
    std::int64_t second = unknown_time; // of the day
    milliseconds resolution{60'000};    // what the stamp leaves open
    std::string_view nick;
    std::string_view text;
};

std::string_view word(std::string_view& rest)
{
    const auto end = std::min(rest.find(' '), rest.size());
    const auto first = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return first;
}

void skip_spaces(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size())); }

std::optional<std::int64_t> number(std::string_view digits)
{
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (ec != std::errc{} || end != digits.data() + digits.size() || digits.empty() || value < 0)
        return std::nullopt;
    return value;
}

/// "[15:01]", "[21:20:37]" or the same without brackets.
bool read_time(std::string_view stamp, parts& into)
{
    if (stamp.size() > 2 && stamp.front() == '[' && stamp.back() == ']')
        stamp = stamp.substr(1, stamp.size() - 2);
    const bool has_seconds = stamp.size() == 8 && stamp[5] == ':';
    if ((stamp.size() != 5 && !has_seconds) || stamp[2] != ':')
        return false;
    const auto hours = number(stamp.substr(0, 2));
    const auto minutes = number(stamp.substr(3, 2));
    const auto seconds = has_seconds ? number(stamp.substr(6, 2)) : 0;
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
        return false;
    into.second = *hours * 3'600 + *minutes * 60 + *seconds;
    into.resolution = milliseconds(has_seconds ? 1'000 : 60'000);
    return true;
}

bool is_date(std::string_view text)
{
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && number(text.substr(0, 4)) && number(text.substr(5, 2)) &&
           number(text.substr(8, 2));
}

std::int64_t day_of(std::string_view date)
{
    using namespace std::chrono;
    const year_month_day day{
        year(static_cast<int>(*number(date.substr(0, 4)))), month(static_cast<unsigned>(*number(date.substr(5, 2)))),
        std::chrono::day(static_cast<unsigned>(*number(date.substr(8, 2))))};
    return sys_days(day).time_since_epoch().count();
}

enum class kind { message, notice, unknown };

/// "<nick> text", "* nick text", "-nick- text" or "=== …".
kind read_words(std::string_view rest, parts& into)
{
    if (rest.starts_with("==="))
        return kind::notice;
    if (rest.starts_with("* ")) {
        rest.remove_prefix(2);
        into.nick = word(rest);
    } else if (rest.starts_with('<')) {
        const auto end = rest.find('>');
        if (end == std::string_view::npos)
            return kind::unknown;
        into.nick = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
        if (rest.starts_with(' '))
            rest.remove_prefix(1);
    } else if (rest.starts_with('-')) {
        const auto end = rest.find("- ", 1);
        if (end == std::string_view::npos || rest.substr(0, end).find(' ') != std::string_view::npos)
            return kind::unknown;
        into.nick = rest.substr(1, end - 1);
        rest.remove_prefix(end + 2);
    } else {
        return kind::unknown;
    }
    into.text = rest;
    return into.nick.empty() ? kind::unknown : kind::message;
}

kind read_line(std::string_view line, parts& into)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.starts_with("==="))
        return kind::notice;

    auto rest = line;
    if (!read_time(word(rest), into)) { // then the first word is the channel, and a date follows
        into.date = word(rest);
        if (!is_date(into.date))
            return kind::unknown;
        auto behind_time = rest;
        if (read_time(word(behind_time), into))
            rest = behind_time;
    }
    skip_spaces(rest);
    return read_words(rest, into);
}

/// Turns the stamps of successive lines into a time that never falls.
class recorded_clock {
public:
    milliseconds at(const parts& line)
    {
        if (!line.date.empty())
            day_ = std::max(day_, day_of(line.date));
        else if (line.second != unknown_time && line.second < second_)
            ++day_;
        if (line.second != unknown_time)
            second_ = line.second;
        latest_ = std::max(latest_, milliseconds((day_ * 86'400 + std::max<std::int64_t>(second_, 0)) * 1'000));
        return latest_;
    }

private:
    std::int64_t day_ = 0;
    std::int64_t second_ = unknown_time;
    milliseconds latest_{std::numeric_limits<std::int64_t>::min()};
};

/// Spreads messages with one stamp over what it leaves open, and counts time from the first message.
void spread(std::vector<chat_line>& messages, const std::vector<milliseconds>& resolutions)
{
    if (messages.empty())
        return;
    const auto begin = messages.front().at;
    milliseconds latest{0};
    for (std::size_t first = 0; first < messages.size();) {
        auto last = first;
        while (last < messages.size() && messages[last].at == messages[first].at)
            ++last;
        const auto count = static_cast<std::int64_t>(last - first);
        const auto stamp = messages[first].at - begin;
        for (auto i = first; i < last; ++i) {
            const auto place = static_cast<std::int64_t>(i - first);
            latest = std::max(latest, stamp + resolutions[i] * place / count);
            messages[i].at = latest;
        }
        first = last;
    }
}

} // namespace

std::string as_utf8(std::string_view bytes, bool& repaired)
{
    repaired = !is_utf8(bytes);
    if (!repaired)
        return std::string(bytes);
    std::string clean;
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t length = 1;
        while (length <= 4 && i + length <= bytes.size() && !is_utf8(bytes.substr(i, length)))
            ++length;
        if (length > 4 || i + length > bytes.size()) {
            clean += "\xEF\xBF\xBD";
            ++i;
        } else {
            clean += bytes.substr(i, length);
            i += length;
        }
    }
    return clean;
}

chat_log read_chat_log(std::string_view recording)
{
    chat_log log;
    recorded_clock clock;
    std::vector<milliseconds> resolutions;
    for (std::size_t number_of_line = 0; !recording.empty(); ++number_of_line) {
        const auto end = std::min(recording.find('\n'), recording.size());
        const auto line = recording.substr(0, end);
        recording.remove_prefix(std::min(end + 1, recording.size()));
        ++log.figures.lines;

        parts read;
        switch (read_line(line, read)) {
        case kind::notice: ++log.figures.notices; continue;
        case kind::unknown: ++log.figures.unknown; continue;
        case kind::message: break;
        }
        const auto at = clock.at(read);
        bool is_repaired = false;
        const auto text = clean_text(as_utf8(read.text, is_repaired));
        if (!text) {
            ++(text.error().code == errc::too_large ? log.figures.too_long : log.figures.empty);
            continue;
        }
        log.figures.repaired += is_repaired ? 1 : 0;
        log.messages.push_back({number_of_line, as_utf8(read.nick, is_repaired), *text, at, std::nullopt});
        resolutions.push_back(read.resolution);
    }
    log.figures.messages = log.messages.size();
    spread(log.messages, resolutions);
    return log;
}

std::size_t link_replies(chat_log& log, std::string_view annotation)
{
    std::unordered_map<std::size_t, std::size_t> index_of_line;
    for (std::size_t i = 0; i < log.messages.size(); ++i)
        index_of_line.emplace(log.messages[i].line, i);

    std::size_t unreadable = 0;
    while (!annotation.empty()) {
        const auto end = std::min(annotation.find('\n'), annotation.size());
        auto line = annotation.substr(0, end);
        annotation.remove_prefix(std::min(end + 1, annotation.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.find_first_not_of(' ') == std::string_view::npos)
            continue;
        const auto answered = number(word(line));
        const auto answering = number(word(line));
        if (!answered || !answering || !line.starts_with('-')) {
            ++unreadable;
            continue;
        }
        if (*answered == *answering) {
            ++log.figures.starts;
            if (const auto start = index_of_line.find(static_cast<std::size_t>(*answered)); start != index_of_line.end())
                log.messages[start->second].is_start = true;
            continue;
        }
        ++log.figures.links;
        const auto parent = index_of_line.find(static_cast<std::size_t>(*answered));
        const auto child = index_of_line.find(static_cast<std::size_t>(*answering));
        if (parent == index_of_line.end() || child == index_of_line.end() || *answered > *answering) {
            ++log.figures.links_skipped;
            continue;
        }
        log.messages[parent->second].replies.push_back(child->second);
        auto& reply_to = log.messages[child->second].reply_to;
        ++(reply_to ? log.figures.links_superseded : log.figures.linked);
        reply_to = std::max(reply_to.value_or(0), parent->second);
    }
    return unreadable;
}

std::optional<std::string> annotation_path(std::string_view recording_path)
{
    for (const std::string_view ending : {".raw.txt", ".ascii.txt"})
        if (recording_path.ends_with(ending))
            return std::string(recording_path.substr(0, recording_path.size() - ending.size())) + ".annotation.txt";
    return std::nullopt;
}

} // namespace hallway
