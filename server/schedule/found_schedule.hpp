// A schedule as it stands in a file: the same fields from JSON and XML, nothing judged yet. Private to the readers.
#pragma once

#include "protocol/errors.hpp"
#include "schedule/schedule.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

struct found_event {
    std::string place; // where it stands: "line 86", or "day 1, Curie, number 3"
    std::string id, guid, slug, date, start, duration, room;
    std::string title, subtitle, abstract, description, track, type, language, url, license;
    std::string status; // "confirmed", "cancelled"
    bool is_cancelled = false;
    bool do_not_record = false;
    std::vector<std::string> persons;
    std::vector<schedule_link> links;
};

struct found_room {
    std::string name, guid;
    std::vector<found_event> events;
};

struct found_day {
    std::string index, date;
    std::string start; // when the day begins, with an offset if the file is exact
    std::vector<found_room> rooms;
};

struct found_schedule {
    std::string title, acronym, version, time_zone, base_url;
    std::string day_change;        // the wall time at which a day begins
    std::vector<found_room> rooms; // listed for the whole conference, without events
    std::vector<found_day> days;
};

// Both expect well-formed UTF-8 without NUL, at most schedule_limits::file_bytes_max.
outcome<found_schedule> find_in_json(std::string_view bytes);
outcome<found_schedule> find_in_xml(std::string_view bytes);

/// Counts what is found and refuses what is too much: errc::too_large.
class found_counter {
public:
    std::optional<refusal> day() { return count(days_, schedule_limits::days_max, "days"); }
    std::optional<refusal> room() { return count(rooms_, schedule_limits::days_max * schedule_limits::stages_max, "rooms"); }
    std::optional<refusal> event() { return count(events_, schedule_limits::talks_max, "talks"); }

private:
    static std::optional<refusal> count(std::size_t& seen, std::size_t most, const char* what)
    {
        if (++seen <= most)
            return std::nullopt;
        return refusal{errc::too_large, "The schedule has more than " + std::to_string(most) + " " + what + "."};
    }

    std::size_t days_ = 0, rooms_ = 0, events_ = 0;
};

/// Too large, not UTF-8, or with a NUL: refused before anything is read.
std::optional<refusal> flaw_of_text(std::string_view bytes);

/// "line 12, byte 345 of the file", from an offset into it.
std::string line_and_byte(std::string_view bytes, std::size_t offset);

} // namespace hallway
