// The lessons of a course, from a table that somebody keeps in a spreadsheet.
#pragma once

#include "protocol/errors.hpp"
#include "protocol/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

namespace lesson_limits {
inline constexpr std::size_t lessons_max = 10'000; // refused
} // namespace lesson_limits

struct lesson {
    std::string room;  // "t-" and 12 hex digits of the SHA-256 of "acronym/id", or without an id of "acronym/unit/lesson"
    std::string unit;  // may be empty
    std::string title; // never empty; what clean_title takes
    std::string url;   // http, https or mailto; may be empty
    std::optional<time_point> starts;
    bool operator==(const lesson&) const = default;
};

struct lesson_list {
    std::vector<lesson> lessons; // as they stand in the file
    std::string time_zone;       // in which times without an offset were read; empty: there was none to read
    std::vector<std::string> doubts;
    bool operator==(const lesson_list&) const = default;
};

/// Reads CSV (csv.hpp) whose first record names the columns: `lesson`, and perhaps `unit`, `url`, `start`, `id`, in any order and any case; others are
/// passed over. `start` is a date or a moment of ISO 8601, in `time_zone` (else UTC, which is told as a doubt) unless its offset stands there.
/// A lesson that is renamed keeps its room only if it has an `id`.
/// \param acronym of the course: two courses' lessons have different rooms
/// \returns errc::bad_request (field "timezone" if the zone is unknown) or errc::too_large, with a sentence that names the line. Never throws on input.
outcome<lesson_list> read_lessons(
    std::string_view bytes, const std::string& acronym, const std::optional<std::string>& time_zone = {});

} // namespace hallway
