// Gathers what is worth keeping of a room after a talk or beside a lesson: only what everybody may see. Pure.
#pragma once

#include "protocol/takeaways.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

/// What a space knows of a room beside its log.
struct takeaways_place {
    std::string space;
    std::string space_title;
    room_card room;
    const timetable* schedule = nullptr; // outlives the call
    about more;                          // of a talk or a lesson; empty: nothing is said
    bool has_forgotten = false;          // the log's beginning: a message that is not found may have stood there
};

/// A message as it stands; null: there is none any more.
using message_of_id = std::function<const row*(event_id)>;

/// The messages that gather_takeaways() will ask for, each once: those that answer, and those that are pinned.
std::vector<event_id> messages_taken(const question_board& board, time_point now);

/// The questions that everybody sees and that are answered, in words or as staff said; and the pins that have not ended, but for those of a question, or
/// of its answer, that not everybody sees, and for those that crossed with the end of what they pin. What was merged stands under what it was merged into,
/// in whose words.
takeaways gather_takeaways(
    const question_board& board, const takeaways_place& place, const name_of_member& names, const message_of_id& message,
    time_point now);

/// When a pin ends next: until then the same board gives the same takeaways.
std::optional<time_point> next_pin_end(const question_board& board, time_point now);

} // namespace hallway
