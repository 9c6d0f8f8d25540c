// The schedule of a space: what organisers plan, folded. Pure.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// What an event changed, for those who are to be told.
struct timetable_change {
    std::vector<std::string> talks;   // rooms of talks that are new or otherwise than before
    std::vector<std::string> removed; // rooms of talks that are no longer there
    bool is_whole = false;            // more than talks changed
};

/// What of a plan is otherwise than it is already; that may be nothing (changes_nothing()). \returns errc::not_found if a talk's stage is unknown, errc::conflict if a
/// stage that has talks is to be removed, errc::limit_exceeded
outcome<schedule_planned> decide(const timetable& now, const plan& what);

/// \param offset of the event
timetable_change fold(timetable& into, const schedule_planned& what, std::uint64_t offset);

/// Nothing: it lost a race and changed nothing, everywhere alike. \param at of the event
std::optional<timetable_change> fold(timetable& into, const clock_moved& what, std::uint64_t offset, time_point at);

// Null if there is none.
const planned_stage* find_stage(const timetable& in, std::string_view room);
const timetable_talk* find_talk(const timetable& in, std::string_view room);
const planned_lesson* find_lesson(const timetable& in, std::string_view room);

/// Tells one from another in an event; empty if nothing is said.
std::string digest_of(const about& what);

} // namespace hallway
