// A schedule that was read, for a person or for a program.
#pragma once

#include "schedule/schedule.hpp"

#include <string>

namespace hallway {

/// Conference, stages, talks by day, and what is odd: lines of text.
std::string schedule_as_text(const schedule& read);

/// All of it as one line of JSON, without a line break.
std::string schedule_as_json(const schedule& read);

/// "2 days, 35 stages, 674 talks"
std::string schedule_in_numbers(const schedule& read);

} // namespace hallway
