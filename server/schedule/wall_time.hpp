// Dates, wall times and durations as schedules write them, and the time zones that turn them into moments (ICU).
#pragma once

#include "protocol/ids.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// A wall time of a day, without a zone; seconds are dropped.
struct wall_time {
    std::chrono::year_month_day date;
    std::chrono::minutes of_day{0}; // below 24 h
};

/// "2024-02-03"; nothing if it is no day between 1970 and 2199.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

/// "9:30", "09:30", "09:30:15".
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

/// "00:30", "1:30:00", "30" (minutes); nothing if it is none or longer than 100 days.
std::optional<std::chrono::minutes> parse_duration(std::string_view text);

/// "2024-02-03T10:30:00+01:00", and the like of ISO 8601: a space for the T, no seconds or a fraction of them, "Z", "+0100", or no offset.
struct written_moment {
    wall_time wall;
    std::optional<std::chrono::minutes> offset; // east of UTC
};
std::optional<written_moment> parse_moment(std::string_view text);

/// The moment, if an offset stands with it.
time_point moment_of(const wall_time& wall, std::chrono::minutes offset);

std::string to_string(const std::chrono::year_month_day& date); // "2024-02-03"

/// A zone of the IANA data base.
class time_zone {
public:
    /// Nothing if there is none of that name. Only names of 64 ASCII characters at most are looked up.
    static std::optional<time_zone> named(const std::string& name);

    time_zone(time_zone&&) noexcept;
    time_zone& operator=(time_zone&&) noexcept;
    ~time_zone();

    /// Of a wall time that comes twice the first; one that is skipped counts as if the clock had not been put forward.
    time_point moment_of(const wall_time& wall) const;

    wall_time wall_of(time_point moment) const;

private:
    struct held;
    explicit time_zone(std::unique_ptr<held> zone);

    std::unique_ptr<held> zone_;
};

/// "3 February 2024, 10:30 (Europe/Brussels)", for a sentence; in UTC if there is no zone of that name.
std::string written_moment_in(const std::string& zone, time_point moment);

} // namespace hallway
