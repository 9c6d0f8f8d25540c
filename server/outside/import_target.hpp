// The server that an import writes to: what it has, and the change of it.
#pragma once

#include "outside/import_diff.hpp"
#include "outside/reached_server.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace hallway {

struct present_timetable {
    std::string space;
    timetable table;
};

/// \throws import_refused: 1 the server does not answer, refuses, or serves another space
present_timetable read_timetable(const reached_server& server, const std::string& space);

/// Called with entries that are done, and how many there are. \returns false to give up.
using import_progress = std::function<bool(std::size_t done, std::size_t total)>;

/// Sends what has changed, and returns when all of it is on the server's disk. Cut off in the middle it leaves some of it undone: the same import again
/// does the rest.
/// \throws import_refused: 1 the server does not answer, or refuses
void change_timetable(
    const reached_server& server, const present_timetable& present, const import_changes& changes, const wanted_timetable& wanted,
    const import_progress& tell);

} // namespace hallway
