// The questions of a room and what is pinned there: decides what a command would do, and folds committed events. Pure; a part of the room.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

/// Whether a role sees what only staff sees: pending questions, who asked anonymously.
constexpr bool is_staff(role who) { return who == role::moderator || who == role::safety || who == role::organiser; }

const question* find_question(const question_board& in, event_id id);

/// The question that has the voters of `id` by now: itself, or what it was merged into. Null if there is none.
const question* standing_question(const question_board& in, event_id id);

/// The question with this answer, and the answer; null if there is none.
struct found_answer {
    const question* of = nullptr;
    const answer* what = nullptr;
};
found_answer find_answer(const question_board& in, event_id id);

const pin* find_pin(const question_board& in, event_id target);

bool has_vote(const question& in, member_id who);

// --- deciding: advice, judged by one replica; fold() has the last word ---

outcome<event_body> decide(const question_board& in, const ask& what, const author& who, const room_policy& policy);
/// `found`: the message, as it stands; null if there is none.
outcome<event_body> decide(const question_board& in, const promote& what, const author& who, const row* found);
outcome<event_body> decide(const question_board& in, const vote& what, const author& who);
outcome<event_body> decide(const question_board& in, const move_question& what, const author& who);
outcome<event_body> decide(const question_board& in, const merge_questions& what, const author& who);
/// `found`: the message that answers, if one does.
outcome<event_body> decide(const question_board& in, const answer_question& what, const author& who, const row* found);
/// The target is a question.
outcome<event_body> decide(const question_board& in, const remove& what, const author& who);
outcome<event_body> decide(const question_board& in, const mark_answer& what, const author& who);
/// `found`: the message that is to be pinned; null if it is none.
outcome<event_body> decide(const question_board& in, const pin_item& what, const author& who, time_point now, const row* found);
outcome<event_body> decide(const question_board& in, const unpin_item& what, const author& who);

// --- folding ---

/// What became of an event: whether it did anything, and the questions whose cards are otherwise than before.
struct board_change {
    bool is_void = false; // it lost a race and changed nothing, everywhere alike
    std::vector<event_id> questions;
    bool is_of_pins = false;
    std::optional<event_id> voted; // whose tally is otherwise
    std::vector<std::pair<std::uint64_t, event_body>>
        rewritten; // earlier events of the log, by offset: as they are to be kept from now on
};

board_change fold(question_board& into, const question_asked& what, const event& e);
board_change fold(question_board& into, const question_moved& what, const event& e);
board_change fold(question_board& into, const question_voted& what, const event& e);
board_change fold(question_board& into, const questions_merged& what, const event& e);
board_change fold(question_board& into, const question_answered& what, const event& e);
board_change fold(question_board& into, const answer_marked& what, const event& e);
board_change fold(question_board& into, const pinned& what, const event& e);
board_change fold(question_board& into, const unpinned& what, const event& e);

/// A message or a question was deleted: it is no pin and no answer any more, and the question, or what was promoted from the message, is archived without its text.
board_change forget(question_board& in, event_id deleted, std::uint64_t offset);

/// A message was edited: so are its pin, and the question that was made from it. An edit whose text is gone (a later one replaced it) changes nothing.
board_change reword(question_board& in, event_id message, const std::string& text, std::uint64_t offset);

} // namespace hallway
