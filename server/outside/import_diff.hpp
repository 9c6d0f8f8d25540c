// What an import would change, and what it would change it from.
#pragma once

#include "outside/import_wanted.hpp"
#include "protocol/timetable.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hallway {

/// What happens to one talk or lesson. Several may be true at once, but for is_added and is_removed.
struct entry_change {
    bool is_added = false;
    bool is_removed = false;
    bool is_renamed = false;
    bool is_moved = false;      // in time or to another stage
    bool is_cancelled = false;  // and was not
    bool is_reinstated = false; // and was cancelled
    bool is_revised = false;    // persons, texts, links, …

    bool is_changed() const { return is_renamed || is_moved || is_cancelled || is_reinstated || is_revised; }
};

struct talk_change {
    entry_change what;
    planned_talk before, after; // of an added one only `after`, of a removed one only `before`
};

struct lesson_change {
    entry_change what;
    planned_lesson before, after;
};

struct import_changes {
    std::vector<talk_change> talks;     // added and changed in order of the file, then removed, by their start
    std::vector<lesson_change> lessons; // added and changed in order of the file, then removed
    bool is_retitled = false;           // the space's title
    bool has_other_zone = false;
    std::vector<planned_stage> stages;        // that are new, or have another name now
    std::vector<planned_stage> stages_before; // those of them that are not new, as they were
    std::vector<planned_stage> stages_gone;
    bool is_reordered = false;    // stages (of a table, lessons) that are on the server already stand in another order
    std::size_t talks_before = 0; // on the server, of the kind that the file speaks of (lessons for a table of lessons)
    std::size_t added = 0, changed = 0, removed = 0;

    bool is_empty() const
    {
        return talks.empty() && lessons.empty() && !is_retitled && !has_other_zone && !has_other_stages() && !is_reordered;
    }

    bool has_other_stages() const { return !stages.empty() || !stages_gone.empty(); }

    /// More than half of a schedule of 20 or more would go, or all of any: a file that was cut off looks like that.
    bool empties_the_event() const
    {
        return removed > 0 &&
               (removed == talks_before ? talks_before >= 20 || added == 0 : talks_before >= 20 && removed * 2 > talks_before);
    }
};

/// What staff moved on the clock since does not count: plans are compared.
import_changes changes_between(const timetable& present, const wanted_timetable& wanted);

} // namespace hallway
