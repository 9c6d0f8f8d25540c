// An import's changes as the plan commands that make them, in the order in which they have to be done.
#pragma once

#include "outside/import_diff.hpp"
#include "protocol/commands.hpp"

#include <cstdint>
#include <vector>

namespace hallway {

/// Each fits a frame and holds limits::plan_entries_max entries at most; each needs that those before it have been done: stages, then what takes place on
/// them, then what goes, the stages behind the talks, and last the order in which stages (of a table, lessons) stand. Texts go along only where they are others
/// than the server's. Empty if there is no change.
/// \param present what `changes` were found in
/// \param random makes the keys, one number each time
std::vector<plan> plans_for(
    const import_changes& changes, const timetable& present, const wanted_timetable& wanted, std::uint64_t random);

} // namespace hallway
