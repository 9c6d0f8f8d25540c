#include "schedule/wall_time.hpp"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace hallway {

using namespace std::chrono_literals;

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a number of `least` to `most` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most)
{
    std::size_t digits = 0;
    int value = 0;
    while (digits < most && digits < text.size() && is_digit(text[digits]))
        value = value * 10 + (text[digits++] - '0');
    if (digits < least)
        return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, char wanted)
{
    if (!text.starts_with(wanted))
        return false;
    text.remove_prefix(1);
    return true;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text)
{
    constexpr int first_year = 1970;
    constexpr int last_year = 2199;
    const auto year = take_number(text, 4, 4);
    if (!year || !take_char(text, '-'))
        return std::nullopt;
    const auto month = take_number(text, 1, 2);
    if (!month || !take_char(text, '-'))
        return std::nullopt;
    const auto day = take_number(text, 1, 2);
    if (!day)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() && *year >= first_year && *year <= last_year ? std::optional(date) : std::nullopt;
}

/// Hours and minutes; seconds and their fraction are passed over.
std::optional<std::chrono::minutes> take_time_of_day(std::string_view& text)
{
    const auto hour = take_number(text, 1, 2);
    if (!hour || *hour > 23 || !take_char(text, ':'))
        return std::nullopt;
    const auto minute = take_number(text, 2, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    if (take_char(text, ':')) {
        const auto second = take_number(text, 2, 2);
        if (!second || *second > 60)
            return std::nullopt;
        if (take_char(text, '.') && !take_number(text, 1, 9))
            return std::nullopt;
    }
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

/// "Z", "+01:00", "+0100", "+01"; nothing behind it.
std::optional<std::chrono::minutes> read_offset(std::string_view text)
{
    if (text == "Z" || text == "z")
        return 0min;
    const auto is_west = text.starts_with('-');
    if (!is_west && !text.starts_with('+'))
        return std::nullopt;
    text.remove_prefix(1);
    const auto hours = take_number(text, 2, 2);
    if (!hours)
        return std::nullopt;
    take_char(text, ':');
    const auto minutes = text.empty() ? std::optional(0) : take_number(text, 2, 2);
    if (!minutes || !text.empty() || *hours > 18 || *minutes > 59)
        return std::nullopt;
    const auto east = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return is_west ? -east : east;
}

} // namespace

std::optional<std::chrono::year_month_day> parse_date(std::string_view text)
{
    text = trimmed(text);
    const auto date = take_date(text);
    return text.empty() ? date : std::nullopt;
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text)
{
    text = trimmed(text);
    const auto time = take_time_of_day(text);
    return text.empty() ? time : std::nullopt;
}

std::optional<std::chrono::minutes> parse_duration(std::string_view text)
{
    constexpr auto longest = 100 * 24h;
    text = trimmed(text);
    const auto first = take_number(text, 1, 5);
    if (!first)
        return std::nullopt;
    std::chrono::minutes length(*first);
    if (take_char(text, ':')) {
        const auto minutes = take_number(text, 2, 2);
        if (!minutes || *minutes > 59)
            return std::nullopt;
        length = std::chrono::hours(*first) + std::chrono::minutes(*minutes);
        if (take_char(text, ':') && !take_number(text, 1, 2))
            return std::nullopt;
    }
    return text.empty() && length <= longest ? std::optional(length) : std::nullopt;
}

std::optional<written_moment> parse_moment(std::string_view text)
{
    text = trimmed(text);
    const auto date = take_date(text);
    if (!date || !(take_char(text, 'T') || take_char(text, ' ')))
        return std::nullopt;
    const auto time = take_time_of_day(text);
    if (!time)
        return std::nullopt;
    written_moment read{{*date, *time}, std::nullopt};
    if (text.empty())
        return read;
    read.offset = read_offset(trimmed(text));
    return read.offset ? std::optional(read) : std::nullopt;
}

time_point moment_of(const wall_time& wall, std::chrono::minutes offset)
{
    return time_point(std::chrono::sys_days(wall.date).time_since_epoch() + wall.of_day - offset);
}

std::string to_string(const std::chrono::year_month_day& date)
{
    std::array<char, 32> text{};
    std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()));
    return text.data();
}

struct time_zone::held {
    std::unique_ptr<icu::BasicTimeZone> zone;
};

time_zone::time_zone(std::unique_ptr<held> zone) : zone_(std::move(zone)) {}
time_zone::time_zone(time_zone&&) noexcept = default;
time_zone& time_zone::operator=(time_zone&&) noexcept = default;
time_zone::~time_zone() = default;

std::optional<time_zone> time_zone::named(const std::string& name)
{
    constexpr std::size_t name_bytes_max = 64;
    const auto is_plain = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (name.empty() || name.size() > name_bytes_max || !is_plain)
        return std::nullopt;
    std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
    auto* const basic = dynamic_cast<icu::BasicTimeZone*>(found.get());
    if (basic == nullptr || *found == icu::TimeZone::getUnknown())
        return std::nullopt;
    found.release();
    return time_zone(std::make_unique<held>(held{std::unique_ptr<icu::BasicTimeZone>(basic)}));
}

time_point time_zone::moment_of(const wall_time& wall) const
{
    const auto as_if_utc = hallway::moment_of(wall, 0min);
    std::int32_t raw = 0;
    std::int32_t daylight = 0;
    UErrorCode ec = U_ZERO_ERROR;
    const auto local = static_cast<UDate>(as_if_utc.time_since_epoch().count());
    zone_->zone->getOffsetFromLocal(local, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, daylight, ec);
    return U_SUCCESS(ec) ? as_if_utc - std::chrono::milliseconds(raw + daylight) : as_if_utc;
}

wall_time time_zone::wall_of(time_point moment) const
{
    std::int32_t raw = 0;
    std::int32_t daylight = 0;
    UErrorCode ec = U_ZERO_ERROR;
    zone_->zone->getOffset(static_cast<UDate>(moment.time_since_epoch().count()), false, raw, daylight, ec);
    const auto local = moment + std::chrono::milliseconds(U_SUCCESS(ec) ? raw + daylight : 0);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {std::chrono::year_month_day(day), std::chrono::duration_cast<std::chrono::minutes>(local - day)};
}

std::string written_moment_in(const std::string& zone, time_point moment)
{
    constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
    const auto named = time_zone::named(zone);
    wall_time wall;
    if (named) {
        wall = named->wall_of(moment);
    } else {
        const auto day = std::chrono::floor<std::chrono::days>(moment);
        wall = {std::chrono::year_month_day{day}, std::chrono::floor<std::chrono::minutes>(moment - day)};
    }
    const auto minutes = wall.of_day.count();
    return fmt::format(
        "{} {} {}, {:02}:{:02} ({})", unsigned{wall.date.day()}, months[unsigned{wall.date.month()} - 1], int{wall.date.year()},
        minutes / 60, minutes % 60, named ? zone : "UTC");
}

} // namespace hallway
