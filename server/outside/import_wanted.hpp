// What a file wants a space's timetable to be, in the forms that a plan has; and what its organiser should hear about it.
#pragma once

#include "protocol/timetable.hpp"
#include "schedule/lessons.hpp"
#include "schedule/schedule.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace hallway {

/// Every entry is what a server takes: lengths, addresses, languages as protocol/limits.hpp and the plan command have them.
struct wanted_timetable {
    std::string title;     // empty: nothing is said of it
    std::string time_zone; // likewise
    std::vector<planned_stage> stages;
    std::vector<planned_talk> talks; // in order of start
    std::vector<planned_lesson> lessons;
    std::map<std::string, about> texts; // of talks, by room; their digests are in the talks
    bool has_lessons = false;           // it speaks of lessons, and says nothing of talks; else the other way round
    std::vector<std::string> kept;      // rooms of talks that could not be read: they stay as they are
    std::vector<std::string> doubts;    // sentences
    std::size_t doubts_untold = 0;      // that change nothing
};

/// Stages without a talk are left out, and told. A talk without a length lasts five minutes. Long texts are shortened to what fits one frame.
wanted_timetable wanted_of(const schedule& read);

/// \param title of the course; empty: it keeps the one it has
wanted_timetable wanted_of(const lesson_list& read, std::string title);

} // namespace hallway
