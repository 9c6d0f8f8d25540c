// JSON in and out: commands, answers, events, and what the store keeps of them. The only place that knows JSON's names.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hallway {

// --- from a client ---------------------------------------------------------------------------------------------------

/// A document that is not a command. `id` is set if it could be read, so that the refusal finds its command.
struct unreadable {
    std::optional<std::uint64_t> id;
    refusal why;
};

/// One JSON document to a command. Unknown fields are ignored. Depth, number of keys, duplicate keys and numbers are checked by a SAX pass before
/// anything is built; an integer field with a fraction, a sign or more than 2^53 - 1 is errc::bad_request naming the field. Never throws on input.
std::variant<command, unreadable> decode_command(std::string_view document);

/// The documents of one frame: split at "\n", empty lines skipped. The limit is for what clients send; servers send as many as a turn brought.
/// \returns views into `frame`; nothing if there are more than `documents_max`.
std::optional<std::vector<std::string_view>> split_frame(
    std::string_view frame, std::size_t documents_max = limits::documents_per_frame_max);

/// A command as a client writes it, one line without a line break. decode_command(encode(c)) == c for every valid c.
std::string encode(const command& what);

// --- to a client -----------------------------------------------------------------------------------------------------

/// A member as others see one.
struct member_card {
    member_id id;
    std::string name;
    role as = role::attendee;
    bool operator==(const member_card&) const = default;
};

/// The present name of a member; empty if none is known (then the encoder writes "?").
using name_of_member = std::function<std::string_view(member_id)>;

enum class room_kind : std::uint8_t { opened, stage, talk, lesson };

/// When a talk's room takes what. Reading is always possible.
struct talk_window {
    time_point opens;    // posts, from here
    time_point qa_until; // questions, before this
    time_point locks;    // posts, before this
    bool operator==(const talk_window&) const = default;
};

struct room_card {
    std::string id;
    std::string title;
    std::string code; // what leads to it at /c/; empty: nothing does
    room_kind kind = room_kind::opened;
    talk_slot slot;                    // of a talk
    std::optional<talk_window> window; // of a talk
    bool cancelled = false;            // a talk
    std::string unit;                  // of a lesson
    bool operator==(const room_card&) const = default;
};

/// How many are in a room: members with a name, and sessions of those who have none.
struct head_count {
    std::uint64_t people = 0;
    std::uint64_t watching = 0;
    bool operator==(const head_count&) const = default;
};

/// What a space looks like; empty: as Hallway itself.
struct brand {
    std::string colour; // "#7a1f5c"
    std::string logo;   // a path of this server
    bool operator==(const brand&) const = default;
};

/// A role that a member has in a part of the space.
struct scoped_role {
    role as = role::attendee;
    std::string scope;
    bool operator==(const scoped_role&) const = default;
};

/// The `ok` of hello.
struct welcome {
    member_card me;
    std::string space;
    std::string space_title;
    std::vector<room_card> rooms;
    std::string token;
    bool has_more_rooms = false; // than these
    std::string rules;           // one line; empty: none
    brand looks;
    time_point now;
    std::uint64_t schedule = 0;              // its version; 0: there is none
    std::string time_zone;                   // of the schedule; empty: not known
    std::string code;                        // of the space; empty: none
    std::vector<scoped_role> roles;          // beside that of `me`
    std::vector<sanction> sanctions;         // that hold against the member
    std::vector<announcement> announcements; // that have not ended
    std::vector<member_id> blocked;          // whom the member does not want to read
    bool operator==(const welcome&) const = default;
};

/// Why a join could not go on where the client stood.
enum class recovery_loss : std::uint8_t { epoch, ahead, forked, trimmed, too_far, audience };
std::string_view name_of(recovery_loss why);

/// The `ok` of an appending command.
struct receipt {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    bool duplicate = false;
    bool operator==(const receipt&) const = default;
};

// Answers: one document each, no line break. `id` is the command's number; nothing: "re":null.
std::string encode_refusal(std::optional<std::uint64_t> id, const refusal& why);
std::string encode_ok(std::uint64_t id);
std::string encode_receipt(std::uint64_t id, const receipt& what);
std::string encode_welcome(std::uint64_t id, const welcome& what);

/// The answer of invite.
std::string encode_invited(std::uint64_t id, const receipt& made, const std::string& token);

/// What leads to an invite; empty: nothing any more.
using token_of_invite = std::function<std::string(const invite&)>;

/// The answers of sanctions and invites; with a cursor to go on from.
std::string encode_sanctions(
    std::uint64_t id, const std::vector<const sanction*>& page, std::optional<member_id> after, const name_of_member& names);
std::string encode_invites(
    std::uint64_t id, const std::vector<const invite*>& page, std::optional<event_id> after, const token_of_invite& tokens);

/// Held messages that are told at once.
struct held_part {
    std::vector<const held_message*> messages; // the oldest first
    bool has_more = false;                     // than these
};

/// The answers of a post that waits, of held, of wipe.
std::string encode_held_receipt(std::uint64_t id, const receipt& what);
std::string encode_held_page(std::uint64_t id, const std::string& room, const held_part& page, const name_of_member& names);
std::string encode_wiped(std::uint64_t id, std::uint64_t deleted);

/// Elements of an array.
std::string encode_held_elements(const std::vector<const held_message*>& what, const name_of_member& names);

/// Elements of an array: id, offset and time of each.
std::string encode_dropped_elements(const std::vector<const dropped_message*>& what);

/// Who said that they are on it: elements of an array.
std::string encode_tended_elements(const std::vector<const tended_item*>& what, const name_of_member& names);

/// The answers of reports and of kept.
std::string encode_reports(
    std::uint64_t id, const std::vector<const report*>& page, std::optional<event_id> after, const name_of_member& names);
std::string encode_kept(
    std::uint64_t id, const std::string& room, event_id target, const kept_text& what, const name_of_member& names);

/// The answer of rooms; `has_more`: it ends with the cursor to go on from.
std::string encode_rooms(std::uint64_t id, const std::vector<room_card>& rooms, bool has_more);

/// The answer of about.
std::string encode_about(std::uint64_t id, const std::string& room, const about& what);

/// The answer of plan: the schedule's version after it, and how many entries were otherwise than before.
std::string encode_planned(std::uint64_t id, std::uint64_t version, std::size_t changed);

/// For whom something is written: of questions not everybody is told all.
struct viewer {
    member_id me;
    bool is_staff = false;
};

/// What is told of questions and pins: all of it, or what changed.
struct board_part {
    std::vector<const question*> questions;
    std::vector<const question*> votes;   // of these only how many
    const question_board* pins = nullptr; // whose pins are told; null: none
    time_point now;                       // pins that ended before it are left out
    bool has_more = false;                // questions than these
};

/// Whether a question is shown to this viewer, or that it is no longer there to be seen.
bool is_told(const question& what, const viewer& to);

/// What changed of questions and pins, up to an event of the room. `key`: of that event, for its author's own sessions; else empty.
/// \returns an empty text if nothing of it is for this viewer
std::string encode_board(
    const std::string& room, std::uint64_t offset, event_id id, const board_part& what, const viewer& to,
    const name_of_member& names, std::string_view key = {});

/// The answer of questions; `has_more`: it ends with the cursor to go on from.
std::string encode_questions(
    std::uint64_t id, const std::string& room, const std::vector<const question*>& page, bool has_more, const viewer& to,
    const name_of_member& names);

/// The `ok` object of a fresh join without its braces' outside: shared by everybody who joins at this position.
/// Fields room, epoch, offset, id, recovered:false, state, events, before.
std::string encode_fresh_join_body(
    const room_card& room, const position& at, std::uint64_t messages, const std::vector<row>& rows,
    std::optional<std::uint64_t> before, const name_of_member& names, const board_part& board = {}, const viewer& to = {},
    const room_policy& policy = {}, const held_part& held = {});

/// What the answer of a join has beside the room's state: who is there, and what is the member's own.
struct join_extras {
    std::optional<head_count> here;
    std::optional<std::uint64_t> read; // the member's mark: the offset of the last event that was read
    std::vector<event_id> votes;       // the member's, of questions that have them
    std::string questions;             // the member's own, encoded: elements of an array
    std::string board;                 // encoded: what changed of questions and pins while the member was away
    std::optional<role> as;            // in this room, if it is another than hello told
    std::string held;                  // the member's own messages that wait, encoded: elements of an array
    std::string dropped;               // those that staff did not let through, as encode_dropped_elements() has them
    std::string tended;                // for staff: as encode_tended_elements() has them
    shedding shed;                     // what the room leaves out; of who is told
};

/// A member's own questions, as they read them: elements of an array.
std::string encode_own_questions(const question_board& in, member_id me, const name_of_member& names);

/// The members of an object: "questions", "votes", "pins".
std::string encode_board_members(const board_part& what, const viewer& to, const name_of_member& names);

/// The answer of a join with a body from encode_fresh_join_body. A `loss` adds its reason.
std::string encode_fresh_join(
    std::uint64_t id, std::string_view body, std::optional<recovery_loss> loss, const join_extras& more = {});

/// The answer of a recovered join. `at` is the position after `events`; `documents` are the encoded events (encode_event), in order.
std::string encode_recovered_join(
    std::uint64_t id, const room_card& room, const position& at, const std::vector<std::string>& documents, bool more,
    const join_extras& beside = {});

/// The answer of history: rows in order of offset, cursors if there is more on that side.
std::string encode_page(
    std::uint64_t id, const std::string& room, const std::string& epoch, const std::vector<row>& rows,
    std::optional<std::uint64_t> before, std::optional<std::uint64_t> after, const name_of_member& names);

// Events and signals: one document each.

/// An event of a room as its members are told. `with_key`: for the author's own sessions.
std::string encode_event(const std::string& room, const event& what, bool with_key, const name_of_member& names);
std::string encode_at(const std::string& room, std::uint64_t offset, event_id id);
std::string encode_gap(const std::string& room, std::uint64_t from, std::uint64_t to);
std::string encode_reset(const std::string& room, recovery_loss why);
std::string encode_here(const std::string& room, const head_count& now);
std::string encode_read(const std::string& room, std::uint64_t offset);
std::string encode_left(const std::string& room, errc why);

/// What was given since it was told last.
std::string encode_applause(const std::string& room, const applause_counts& counts, std::uint64_t version);

/// All who are typing; nobody: no longer.
std::string encode_typing(const std::string& room, const std::vector<member_id>& members, const name_of_member& names);

/// For staff: what the room leaves out.
std::string encode_shedding(const std::string& room, const shedding& what);
std::string encode_member(const member_card& who);

/// What staff did about a member. `is_for_staff`: also who it is about, and who did it; else it is the member's own.
std::string encode_sanction(const sanction& what, bool is_lifted, bool is_for_staff, const name_of_member& names);
std::string encode_kick(const member_kicked& what, const author& by, bool is_for_staff, const name_of_member& names);
std::string encode_announcement(const announcement& what);
std::string encode_announcement_end(event_id which);

// What waits or was reported, and blocks.
/// `is_over`: somebody of the staff is here again.
std::string encode_unattended(const std::string& room, event_id which, bool is_over = false);
std::string encode_waiting(const room_waits& what);
std::string encode_report(const report& what, const name_of_member& names);
std::string encode_block(const member_blocked& what);

/// The present code of a room; empty if it has none.
using code_of_room = std::function<std::string_view(const std::string& room)>;

/// Talks that changed and talks that are no longer there; more of them than limits::schedule_changes_told_max, or `is_whole`: all is to be fetched anew.
std::string encode_schedule_change(
    const timetable& what, const std::vector<std::string>& changed, const std::vector<std::string>& removed, bool is_whole,
    const code_of_room& codes);
std::string encode_draining(std::chrono::milliseconds window);

// --- over HTTP -------------------------------------------------------------------------------------------------------

/// The whole schedule. `title`: the space's, if the schedule has none of its own.
std::string encode_schedule(const std::string& space, const std::string& title, const timetable& what, const code_of_room& codes);

// --- what a client reads (the command line's own client, and tests) ----------------------------------------------------

/// An invite as organisers are told of it.
struct listed_invite {
    event_id id;
    std::string name;
    role as = role::attendee;
    std::string scope;
    std::optional<time_point> until;
    unsigned devices = 0;
    std::string token; // empty: it leads nowhere any more
};

/// One document from a server, as far as the built-in clients need it. Fields that are not there are empty.
struct server_document {
    std::optional<std::uint64_t> re; // an answer's command
    bool is_error = false;
    refusal error;
    bool retryable = false;

    std::string ev; // "message", "edited", …; empty for an answer
    std::string room;
    std::optional<event_id> id;
    std::uint64_t offset = 0;
    std::optional<time_point> at;
    member_card from;
    std::string key;
    std::string text;
    std::optional<event_id> reply_to;
    std::optional<event_id> target;
    std::optional<time_point> edited_at;
    bool deleted = false;
    std::string reason; // of reset, or of recovered:false
    std::uint64_t gap_from = 0;
    std::uint64_t gap_to = 0;

    std::string epoch; // of a join
    bool duplicate = false;
    std::optional<bool> recovered;
    std::optional<head_count> here;    // of a join, or a signal
    std::optional<std::uint64_t> read; // the member's mark, of a join
    bool more = false;
    std::optional<std::uint64_t> before; // of a page or a fresh join
    std::optional<std::uint64_t> after;
    std::vector<server_document> events; // of a join or a page

    std::string token; // of hello
    member_card me;
    std::string space;
    std::vector<room_card> rooms; // of hello or of rooms
    std::string rooms_after;      // the cursor to go on from; empty: these are the last

    std::vector<listed_invite> invites;
    std::optional<event_id> invites_after; // the cursor to go on from
};

/// \returns nothing if it is not a JSON object of a known form.
std::optional<server_document> decode_server_document(std::string_view document);

// --- for the store -----------------------------------------------------------------------------------------------------

/// The part of an event that the store keeps as bytes: its type and fields, not id, offset, time, author or key.
std::string encode_body(const event_body& what);

/// Whether history shows it (a message), as against a change to one.
bool is_row(const event_body& what);

/// A type that this version does not know becomes unknown_event. \returns nothing if the bytes are not a body at all.
std::optional<event_body> decode_body(std::string_view bytes);

/// What is kept as the record of a talk or lesson, and back; what cannot be read says nothing.
std::string encode_about_record(const about& what);
about decode_about_record(std::string_view bytes);

std::string encode_kept_text(const kept_text& what);
std::optional<kept_text> decode_kept_text(std::string_view bytes);

/// The form of a snapshot; raised when a fold changes so that old snapshots mean something else, or that an older version would lose part of it.
inline constexpr int fold_version = 9;

/// Snapshots since this one still mean what they meant.
inline constexpr int fold_version_alike = 2;
std::string encode_snapshot(const room_snapshot& what);
std::string encode_snapshot(const space_snapshot& what);
std::optional<room_snapshot> decode_room_snapshot(std::string_view bytes);
std::optional<space_snapshot> decode_space_snapshot(std::string_view bytes);

} // namespace hallway
