// What a client asks for, decoded and checked for form: nothing here is malformed, whether it may be done is decided elsewhere.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "protocol/moderation_commands.hpp"
#include "protocol/questions.hpp"
#include "protocol/safety_commands.hpp"
#include "protocol/signals.hpp"
#include "protocol/timetable.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hallway {

struct hello {
    std::optional<std::string> name; // cleaned (text.hpp)
    std::optional<std::string> token;
    std::optional<std::string> space;
    bool operator==(const hello&) const = default;
};

struct join {
    std::string room;
    std::optional<position> since;
    bool operator==(const join&) const = default;
};

struct leave {
    std::string room;
    bool operator==(const leave&) const = default;
};

struct post {
    std::string room;
    std::string key;
    std::string text; // cleaned
    std::optional<event_id> reply_to;
    bool operator==(const post&) const = default;
};

struct edit {
    std::string room;
    std::string key;
    event_id target;
    std::string text; // cleaned
    bool operator==(const edit&) const = default;
};

/// `delete` on the wire.
struct remove {
    std::string room;
    std::string key;
    event_id target;
    bool operator==(const remove&) const = default;
};

/// `open` on the wire: makes a room.
struct open_room {
    std::string room;
    std::string key;
    std::string title; // cleaned; empty: the room's id
    bool operator==(const open_room&) const = default;
};

/// `rooms` on the wire: the rooms of the space, a page at a time.
struct list_rooms {
    std::optional<std::string> after; // the last room of the page before
    bool operator==(const list_rooms&) const = default;
};

/// A question; on the wire with "anonymous" and "voice": "self" or "read".
struct ask {
    std::string room;
    std::string key;
    std::string text; // cleaned
    bool is_anonymous = false;
    bool reads_out = false;
    bool operator==(const ask&) const = default;
};

/// Staff make a message a question, asked by its author.
struct promote {
    std::string room;
    std::string key;
    event_id target;
    bool operator==(const promote&) const = default;
};

struct vote {
    std::string room;
    std::string key;
    event_id target;
    bool on = true;
    bool operator==(const vote&) const = default;
};

/// `question` on the wire: puts a question into another state.
struct move_question {
    std::string room;
    std::string key;
    event_id target;
    question_state to = question_state::visible;
    bool operator==(const move_question&) const = default;
};

/// `merge` on the wire.
struct merge_questions {
    std::string room;
    std::string key;
    event_id target;
    event_id into;
    bool operator==(const merge_questions&) const = default;
};

/// `answer` on the wire.
struct answer_question {
    std::string room;
    std::string key;
    event_id target;
    answer_content what;
    bool operator==(const answer_question&) const = default;
};

/// `endorse` on the wire; with "gone": the answer is taken away.
struct mark_answer {
    std::string room;
    std::string key;
    event_id target;
    bool is_endorsed = false;
    bool is_gone = false;
    bool operator==(const mark_answer&) const = default;
};

/// `pin` on the wire. A target that is pinned already gets the new place and end.
struct pin_item {
    std::string room;
    std::string key;
    event_id target;
    std::uint64_t place = 0;
    std::optional<time_point> until;
    bool operator==(const pin_item&) const = default;
};

/// `unpin` on the wire.
struct unpin_item {
    std::string room;
    std::string key;
    event_id target;
    bool operator==(const unpin_item&) const = default;
};

/// `questions` on the wire: those that one may see, in the order in which they were asked, a page at a time.
struct ask_questions {
    std::string room;
    std::optional<event_id> after; // the last one of the page before
    bool operator==(const ask_questions&) const = default;
};

struct before_offset {
    std::uint64_t offset = 0;
    bool operator==(const before_offset&) const = default;
};
struct after_offset {
    std::uint64_t offset = 0;
    bool operator==(const after_offset&) const = default;
};
struct around_event {
    event_id id;
    bool operator==(const around_event&) const = default;
};
struct latest_rows {
    bool operator==(const latest_rows&) const = default;
};
using history_place = std::variant<latest_rows, before_offset, after_offset, around_event>;

struct history {
    std::string room;
    history_place place;
    std::size_t limit = limits::page_rows_default; // 1 to limits::page_rows_max, clamped when decoded
    std::optional<member_id> by;                   // this member's rows only; for staff
    bool operator==(const history&) const = default;
};

/// `about` on the wire: what a talk or lesson says about itself at length.
struct ask_about {
    std::string room;
    bool operator==(const ask_about&) const = default;
};

/// A talk or lesson of a plan; its digest is not the sender's to say.
template <class Planned>
struct planned_entry {
    Planned what;
    std::optional<about> more; // nothing: as it is
    bool operator==(const planned_entry&) const = default;
};

/// How the schedule is to be, as far as it is said here.
struct plan {
    std::string key;
    std::optional<std::string> title;
    std::optional<std::string> time_zone;
    std::vector<planned_stage> stages;
    std::vector<planned_entry<planned_talk>> talks;
    std::vector<planned_entry<planned_lesson>> lessons;
    std::vector<std::string> remove; // rooms
    bool operator==(const plan&) const = default;

    std::size_t entries() const { return stages.size() + talks.size() + lessons.size() + remove.size(); }
};

/// `clock` on the wire: moves the clock of a stage.
struct move_clock {
    std::string key;
    std::string talk; // its room; of a shift, any of the stage
    clock_act act = clock_act::start;
    int minutes = 0;  // of extend, 1 to limits::clock_minutes_max; of shift, not 0, also negative
    std::string with; // of swap
    bool operator==(const move_clock&) const = default;
};

/// "s-" and more of a slug: the room of a stage.
bool is_stage_room(std::string_view id);

/// "t-" and 12 hex digits: the room of a talk or a lesson.
bool is_talk_room(std::string_view id);

/// `read` on the wire: how far the member has read.
struct mark_read {
    std::string room;
    std::uint64_t offset = 0;
    bool operator==(const mark_read&) const = default;
};

struct ping {
    bool operator==(const ping&) const = default;
};

using command_body = std::variant<
    hello, join, leave, post, edit, remove, open_room, list_rooms, history, ask_about, move_clock, plan, mark_read, ping, ask,
    promote, vote, move_question, merge_questions, answer_question, mark_answer, pin_item, unpin_item, ask_questions,
    change_policy, sanction_member, lift_sanction, kick_member, invite_member, revoke_invite, announce, end_announcement,
    list_sanctions, list_invites, release_held, tend_item, wipe_member, list_held, file_report, list_reports, settle_report,
    read_kept, block_member, applaud, note_typing>;

/// A command and the number by which its sender knows it (0 to 2^53 - 1).
struct command {
    std::uint64_t id = 0;
    command_body what;
    bool operator==(const command&) const = default;
};

} // namespace hallway
