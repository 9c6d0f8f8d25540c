// An import's changes in words: before it is done, and after.
#pragma once

#include "outside/import_diff.hpp"

#include <string>

namespace hallway {

/// What would change, as a table: what happens, when, where, what. Of what happens more than 20 times only the count. Lines of text; empty if nothing
/// changes. Times stand on the clocks of the wanted time zone, else of the present one.
std::string preview_of(const import_changes& changes, const timetable& present, const wanted_timetable& wanted);

/// "674 talks on 26 stages", "12 lessons".
std::string size_of(const wanted_timetable& wanted);

/// "3 added, 2 moved, 1 cancelled, 1 new stage"; a talk that is renamed and moved counts for both. "nothing has changed".
std::string summary_of(const import_changes& changes);

/// {"space":"main","talks":674,"stages":26,"added":674,"changed":0,"removed":0}; lessons have "lessons" for talks and stages.
std::string import_as_json(const std::string& space, const wanted_timetable& wanted, const import_changes& changes);

} // namespace hallway
