#include "log/redis_answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace hallway::redis_answers {
namespace {

constexpr std::uint64_t exact_max = (std::uint64_t{1} << 53U) - 1; // Lua's numbers are doubles
constexpr std::size_t event_fields = 7;

std::optional<std::uint64_t> number_in(std::string_view text, int base = 10)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<time_point> moment_in(std::string_view text)
{
    const auto value = number_in(text);
    if (!value)
        return std::nullopt;
    return time_point{std::chrono::milliseconds{*value}};
}

/// The words of an answer that begins with `ok`; otherwise the code that its first word stands for.
outcome<const std::vector<redis_reply>*> words_of(const redis_answer& answer, std::string_view ok = "ok")
{
    if (answer.failure)
        return code_of(*answer.failure);
    const auto& words = answer.reply.elements;
    if (words.empty())
        return errc::unavailable;
    const auto& first = words.front().text;
    if (first == ok)
        return &words;
    if (first == "none")
        return errc::not_found;
    if (first == "gone" || first == "forked")
        return errc::gone;
    if (first == "conflict")
        return errc::conflict;
    return errc::unavailable;
}

/// The event whose fields begin at `at`.
std::optional<stored_event> event_at(const std::vector<redis_reply>& words, std::size_t at)
{
    if (words.size() < at + event_fields)
        return std::nullopt;
    const auto offset = number_in(words[at].text);
    const auto id = number_in(words[at + 1].text, 16);
    const auto when = moment_in(words[at + 2].text);
    const auto member = number_in(words[at + 3].text, 16);
    if (!offset || !id || !when || !member)
        return std::nullopt;
    return stored_event{*offset,           event_id{*id}, *when, member_id{*member}, words[at + 4].text, words[at + 5].text,
                        words[at + 6].text};
}

outcome<std::vector<stored_event>> events_from(const std::vector<redis_reply>& words, std::size_t at)
{
    std::vector<stored_event> found;
    found.reserve((words.size() - at) / event_fields);
    for (; at < words.size(); at += event_fields) {
        auto one = event_at(words, at);
        if (!one)
            return errc::unavailable;
        found.push_back(std::move(*one));
    }
    return found;
}

/// "ok", offset, id, at, previous; or "known", offset, id, at, verdict.
std::optional<append_outcome> outcome_in(const std::vector<redis_reply>& words)
{
    if (words.size() < 5)
        return std::nullopt;
    const auto offset = number_in(words[1].text);
    const auto id = number_in(words[2].text, 16);
    const auto when = moment_in(words[3].text);
    if (!offset || !id || !when)
        return std::nullopt;
    append_outcome made;
    made.offset = *offset;
    made.id = event_id{*id};
    made.at = *when;
    made.duplicate = words.front().text == "known";
    if (made.duplicate)
        made.verdict = errc_named(words[4].text);
    else if (const auto previous = number_in(words[4].text, 16))
        made.previous = event_id{*previous};
    return made;
}

append_outcome refused(errc why)
{
    append_outcome made;
    made.code = why;
    return made;
}

/// "version end value"; nothing if it has expired.
std::optional<record> record_in(std::string_view text, time_point now)
{
    const auto first = text.find(' ');
    const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto version = number_in(text.substr(0, first));
    const auto end = text.substr(first + 1, second - first - 1);
    const auto expires = moment_in(end);
    if (!version || (!end.empty() && (!expires || *expires <= now)))
        return std::nullopt;
    return record{std::string(text.substr(second + 1)), *version};
}

} // namespace

errc code_of(const redis_failure& failure)
{
    return failure.code == redis_errc::cannot_persist ? errc::storage_full : errc::unavailable;
}

std::string hex_of(std::uint64_t id)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string written(16, '0');
    for (auto it = written.rbegin(); it != written.rend(); ++it, id >>= 4U)
        *it = digits[id & 0x0fU];
    return written;
}

std::string number_of(std::uint64_t value) { return std::to_string(std::min(value, exact_max)); }

std::string milliseconds_of(time_point when)
{
    return std::to_string(std::max<std::int64_t>(when.time_since_epoch().count(), 0));
}

outcome<log_top> top_of(const redis_answer& answer)
{
    if (answer.failure)
        return code_of(*answer.failure);
    const auto& words = answer.reply.elements;
    if (words.size() != 5)
        return errc::unavailable;
    const auto offset = number_in(words[1].text);
    const auto id = number_in(words[2].text, 16);
    const auto first = number_in(words[3].text);
    const auto at = moment_in(words[4].text);
    if (!is_epoch(words[0].text) || !offset || !first || !at || (!id && !words[2].text.empty()))
        return errc::unavailable;
    log_top top;
    top.epoch = words[0].text;
    top.offset = *offset;
    if (id)
        top.id = event_id{*id};
    top.first = *first;
    top.at = *at;
    return top;
}

outcome<std::optional<log_top>> known_top_of(const redis_answer& answer)
{
    const auto& words = answer.reply.elements;
    if (!answer.failure && words.size() == 5 && words.front().is == redis_reply::kind::nil)
        return std::optional<log_top>{};
    auto top = top_of(answer);
    if (!top)
        return top.error();
    return std::optional{std::move(*top)};
}

append_outcome appended(const redis_answer& answer)
{
    const bool is_known = !answer.reply.elements.empty() && answer.reply.elements.front().text == "known";
    const auto words = words_of(answer, is_known ? "known" : "ok");
    if (!words)
        return refused(words.error().code);
    const auto made = outcome_in(**words);
    return made ? *made : refused(errc::unavailable);
}

outcome<append_outcome> known_of(const redis_answer& answer)
{
    const auto words = words_of(answer, "known");
    if (!words && words.error().code == errc::conflict)
        return refused(errc::conflict);
    if (!words)
        return words.error();
    const auto made = outcome_in(**words);
    if (!made)
        return errc::unavailable;
    return *made;
}

outcome<std::vector<stored_event>> events_of(const redis_answer& answer)
{
    const auto words = words_of(answer);
    if (!words)
        return words.error();
    return events_from(**words, 1);
}

outcome<row_page> page_of(const redis_answer& answer)
{
    const auto words = words_of(answer);
    if (!words)
        return words.error();
    if ((*words)->size() < 2)
        return errc::unavailable;
    auto rows = events_from(**words, 2);
    if (!rows)
        return rows.error();
    std::ranges::sort(*rows, {}, &stored_event::offset);
    return row_page{std::move(*rows), (**words)[1].text == "1"};
}

outcome<stored_event> event_of(const redis_answer& answer)
{
    auto found = events_of(answer);
    if (!found)
        return found.error();
    if (found->size() != 1)
        return errc::unavailable;
    return std::move(found->front());
}

outcome<done> done_of(const redis_answer& answer)
{
    const auto words = words_of(answer);
    if (!words)
        return words.error();
    return done{};
}

bool has_more(const redis_answer& answer)
{
    const auto words = words_of(answer);
    return words && (*words)->size() > 1 && (**words)[1].text == "1";
}

outcome<std::uint64_t> version_of(const redis_answer& answer)
{
    const auto words = words_of(answer);
    if (!words)
        return words.error();
    const auto version = (*words)->size() > 1 ? number_in((**words)[1].text) : std::nullopt;
    if (!version)
        return errc::unavailable;
    return *version;
}

outcome<stored_snapshot> snapshot_of(const redis_answer& answer)
{
    if (answer.failure)
        return code_of(*answer.failure);
    const auto& words = answer.reply.elements;
    if (words.size() != 4)
        return errc::unavailable;
    if (words[0].is == redis_reply::kind::nil)
        return errc::not_found;
    const auto offset = number_in(words[0].text);
    const auto id = number_in(words[1].text, 16);
    const auto fold = number_in(words[2].text);
    if (!offset || !id || !fold)
        return errc::unavailable;
    return stored_snapshot{*offset, event_id{*id}, static_cast<int>(*fold), words[3].text};
}

outcome<record> record_of(const redis_answer& answer, time_point now)
{
    if (answer.failure)
        return code_of(*answer.failure);
    auto found = answer.reply.is == redis_reply::kind::text ? record_in(answer.reply.text, now) : std::nullopt;
    if (!found)
        return errc::not_found;
    return std::move(*found);
}

outcome<std::vector<std::pair<std::string, record>>> records_of(const redis_answer& answer, time_point now)
{
    const auto words = words_of(answer);
    if (!words)
        return words.error();
    std::vector<std::pair<std::string, record>> found;
    for (std::size_t at = 1; at + 1 < (*words)->size(); at += 2) {
        auto one = record_in((**words)[at + 1].text, now);
        if (!one)
            return errc::unavailable;
        found.emplace_back((**words)[at].text, std::move(*one));
    }
    return found;
}

std::optional<heard_event> heard_in(std::string_view payload)
{
    constexpr std::size_t fields = 9; // epoch offset id previous at member is_row role key
    const auto end = payload.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    std::array<std::string_view, fields> told;
    auto line = payload.substr(0, end);
    for (std::size_t i = 0; i < fields; ++i) {
        const auto space = i + 1 < fields ? line.find(' ') : line.size();
        if (space == std::string_view::npos)
            return std::nullopt;
        told[i] = line.substr(0, space);
        line.remove_prefix(std::min(space + 1, line.size()));
    }
    const auto offset = number_in(told[1]);
    const auto id = number_in(told[2], 16);
    const auto previous = number_in(told[3], 16);
    const auto at = moment_in(told[4]);
    const auto member = number_in(told[5], 16);
    if (!is_epoch(told[0]) || !offset || !id || (!previous && told[3] != "-") || !at || !member)
        return std::nullopt;
    heard_event made;
    made.epoch = told[0];
    made.event = {
        *offset,
        event_id{*id},
        *at,
        member_id{*member},
        std::string(told[7]),
        std::string(told[8]),
        std::string(payload.substr(end + 1))};
    if (previous)
        made.previous = event_id{*previous};
    return made;
}

outcome<std::vector<std::string>> names_of(const redis_answer& answer)
{
    if (answer.failure)
        return code_of(*answer.failure);
    std::vector<std::string> found;
    for (const auto& each : answer.reply.elements)
        found.push_back(each.text);
    return found;
}

} // namespace hallway::redis_answers
