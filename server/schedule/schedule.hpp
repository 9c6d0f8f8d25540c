// A conference's schedule as one model, whichever form it was published in, and the way from a file's bytes to it.
#pragma once

#include "protocol/errors.hpp"
#include "protocol/ids.hpp"
#include "protocol/limits.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// What a schedule may hold; above it the file is refused or the text shortened, as said. The greatest published ones stay below a third of each.
namespace schedule_limits {
inline constexpr std::size_t file_bytes_max = 16 * 1024 * 1024;                    // refused
inline constexpr std::size_t values_max = 1'000'000;                               // JSON values, or XML tags: refused
inline constexpr std::size_t depth_max = 16;                                       // nested objects, arrays, elements: refused
inline constexpr std::size_t keys_max = 512;                                       // of one JSON object: refused
inline constexpr std::size_t days_max = 366;                                       // refused
inline constexpr std::size_t stages_max = 500;                                     // refused
inline constexpr std::size_t talks_max = 10'000;                                   // refused
inline constexpr std::size_t persons_max = 50;                                     // of one talk; the others are left out
inline constexpr std::size_t links_max = 50;                                       // of one talk; the others are left out
inline constexpr std::size_t line_code_points_max = limits::title_code_points_max; // titles, names, tracks …: shortened
inline constexpr std::size_t text_code_points_max = 20'000;                        // abstract, description: shortened
inline constexpr std::size_t url_bytes_max = 2'000;                                // left out
inline constexpr std::size_t key_bytes_max = 200;                                  // a guid or an event's id: left out
inline constexpr std::size_t oddities_told_max = 200;                              // the others are counted
inline constexpr auto duration_max = std::chrono::hours(7 * 24);                   // of one talk: cut
} // namespace schedule_limits

struct schedule_link {
    std::string url; // http, https or mailto
    std::string title;
    bool operator==(const schedule_link&) const = default;
};

struct schedule_stage {
    std::string id; // of its room, "s-<slug>"
    std::string name;
    std::string guid; // empty: none, or one that other stages have too
    bool operator==(const schedule_stage&) const = default;
};

struct schedule_day {
    std::size_t index = 0; // as published, else counted from 1
    std::string date;      // "2024-02-03"; empty: the file does not say
    bool operator==(const schedule_day&) const = default;
};

/// All texts are plain: no markup, no control characters, NFC.
struct schedule_talk {
    std::string id; // of its room: "t-" and 12 hex digits of the SHA-256 of its guid, or of acronym and event id
    std::string guid, event_id;
    std::size_t day = 0;   // in schedule::days
    std::size_t stage = 0; // in schedule::stages
    std::string title;     // never empty; what clean_title takes
    std::string subtitle, abstract, description, track, type, language;
    std::vector<std::string> persons;
    time_point start;
    std::chrono::minutes duration{0};
    std::string url;
    std::vector<schedule_link> links;
    std::string license; // of the recording
    bool do_not_record = false;
    bool is_cancelled = false; // the file marks it so; it keeps its place

    time_point end() const { return start + duration; }
    bool operator==(const schedule_talk&) const = default;
};

/// What is not as it should be, for the person who has to mend it.
struct schedule_oddity {
    std::string place; // "talk 10386, line 86"; empty: the file as a whole
    std::string sentence;
    bool is_left_out = false; // the talk is not in the model
    bool operator==(const schedule_oddity&) const = default;
};

struct schedule {
    std::string title;   // never empty
    std::string acronym; // never empty; from the title if the file names none
    std::string version;
    std::string time_zone; // in which wall times were read: the one that was asked for, else the file's, else "UTC"
    std::string base_url;
    std::vector<schedule_day> days;
    std::vector<schedule_stage> stages;
    std::vector<schedule_talk> talks; // in order of start, stage, id
    std::vector<schedule_oddity> oddities;
    std::size_t oddities_untold = 0;
    std::size_t talks_left_out = 0;
    std::vector<std::string> rooms_left_out; // of those, where they are known: not in `talks`, but not gone either
};

/// Reads frab's, pretalx's and pentabarf's `schedule.json` and `schedule.xml` (UTF-8). One conference gives the same days, stages and talks in both forms.
/// A talk that cannot be placed is left out and told among the oddities; everything else is read.
/// An offset that stands with a time always counts. Wall times without one are read in `time_zone` (a name of the IANA data base), else in the
/// file's own zone, else in UTC, which is told as an oddity; of a wall time that comes twice in a night the first is meant.
/// \returns errc::bad_request if it is no schedule at all or the zone is unknown, errc::too_large beyond schedule_limits: a sentence that names
///          the line, the talk or the limit. Never throws on input.
outcome<schedule> read_schedule(std::string_view bytes, const std::optional<std::string>& time_zone = {});

} // namespace hallway
