// The clock of the stages: what staff does when a talk begins late, ends early or takes longer, and what of that moves the talks behind it. Pure.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

/// A pause of so long on a stage separates its days: nothing is moved across it.
inline constexpr std::chrono::hours day_break{5};

/// Talks that move, with their new slots. None: the clock was moved meanwhile, and this changes nothing any more.
using moved_talks = std::vector<std::pair<std::string, talk_slot>>;

/// \returns what may not be done, with a sentence: errc::not_found, errc::conflict, errc::bad_request
outcome<event_body> decide(const timetable& now, const move_clock& what, time_point at);

/// What an event moves; the same on every replica. \param at of the event
moved_talks moved_by(const timetable& now, const clock_moved& what, time_point at);

} // namespace hallway
