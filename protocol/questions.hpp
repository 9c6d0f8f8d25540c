// Questions of a room, what answers them, and what staff pinned: the events, and what they fold to.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Where a question stands. Everybody sees those that are visible, being answered, or answered; of one that was, that it is archived.
enum class question_state : std::uint8_t {
    pending, // waits for staff; seen by them and its asker
    visible,
    answering, // the one of the moment; at most one of a room
    answered,
    archived,
};

std::string_view name_of(question_state which);
std::optional<question_state> question_state_named(std::string_view name);

/// Room log: a question. Its id is the event's.
struct question_asked {
    std::string text;
    bool is_anonymous = false;      // everybody but staff and the asker reads it without a name
    bool reads_out = false;         // the asker wants it to be read out, and not to speak
    bool is_pending = false;        // the room is moderated
    std::optional<event_id> source; // of a promoted message
    std::optional<author> asked_by; // its author; nothing: who made the event
    bool operator==(const question_asked&) const = default;
};

/// Room log: staff put a question elsewhere. The one that was being answered before is answered by that.
struct question_moved {
    event_id target;
    question_state to = question_state::visible;
    bool operator==(const question_moved&) const = default;
};

/// Room log, counted: a vote is there or not, however often that is said.
struct question_voted {
    event_id target;
    bool on = true;
    bool operator==(const question_voted&) const = default;
};

/// Room log: `target` is the same question as `into`, which has the voters and the answers of both from here on.
struct questions_merged {
    event_id target;
    event_id into;
    bool operator==(const questions_merged&) const = default;
};

/// What answers a question: words, a message of the room, an address, a moment of the recording; at least one of them.
struct answer_content {
    std::string text;
    std::optional<event_id> message;
    std::string url;                       // http or https
    std::optional<std::uint64_t> media_ms; // from the beginning of the recording
    bool operator==(const answer_content&) const = default;
};

/// Room log: an answer. Its id is the event's.
struct question_answered {
    event_id target;
    answer_content what;
    bool operator==(const question_answered&) const = default;
};

/// Room log: an instructor stands behind an answer, or no longer; `is_gone`: it is taken away.
struct answer_marked {
    event_id target; // the answer
    bool is_endorsed = false;
    bool is_gone = false;
    bool operator==(const answer_marked&) const = default;
};

/// Room log: a message, a question or an answer stays in view. What is pinned is kept here as it stood then, also when its log is trimmed.
struct pinned {
    event_id target;
    std::uint64_t place = 0; // among the pins, from 0; beyond the last: behind it
    std::optional<time_point> until;
    std::string text;
    author from;
    bool is_anonymous = false;
    bool operator==(const pinned&) const = default;
};

/// Room log: no longer.
struct unpinned {
    event_id target;
    bool operator==(const unpinned&) const = default;
};

// --- what they fold to ---

struct answer {
    event_id id;
    std::uint64_t offset = 0;
    event_id given_to;             // the question that it answered, which may be merged since
    std::optional<event_id> named; // the message that it was, which may be deleted since
    time_point at;
    author from;
    answer_content what;
    bool is_endorsed = false;
    bool operator==(const answer&) const = default;
};

struct question {
    event_id id;
    std::uint64_t offset = 0;
    time_point at;
    author from; // who asked
    std::string text;
    bool is_deleted = false; // it, or the message that it was made from
    question_state state = question_state::visible;
    bool is_anonymous = false;
    bool reads_out = false;
    bool began_pending = false;
    bool was_public = false; // everybody could see it once
    std::optional<event_id> source;
    std::optional<event_id> merged_into;
    std::vector<member_id> voters; // in order of their ids
    std::vector<answer> answers;   // in order of their events
    std::uint64_t version = 0;     // offset of the last change, votes aside
    std::uint64_t voted = 0;       // offset of the last vote, given or taken back
    bool operator==(const question&) const = default;
};

struct pin {
    event_id id; // of the event that pinned it
    std::uint64_t offset = 0;
    pinned what;
    author by;
    time_point at;
    bool operator==(const pin&) const = default;
};

/// Questions and pins of a room; part of its snapshot.
struct question_board {
    std::vector<question> questions; // in the order in which they were asked
    std::vector<pin> pins;           // in their order
    std::uint64_t pins_version = 0;  // offset of the last change of pins
    bool operator==(const question_board&) const = default;
};

} // namespace hallway
