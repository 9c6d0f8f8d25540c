// What is worth keeping of a room: its answered questions and its pins, with the names as they are now, as everybody may see them.
#pragma once

#include "protocol/codec.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

/// A message that answers, as it stands.
struct taken_message {
    event_id id;
    std::optional<member_card> from; // nothing: the message is no longer kept, and this is all that is known of it
    time_point at;
    std::string text;
    bool operator==(const taken_message&) const = default;
};

struct taken_answer {
    event_id id;
    time_point at;
    std::optional<member_card> from; // who gave it, or picked the message; nothing: who asked anonymously
    std::string text;
    std::optional<taken_message> message;
    std::string url;
    std::optional<std::uint64_t> media_ms;
    bool is_endorsed = false;
    bool operator==(const taken_answer&) const = default;
};

struct taken_question {
    event_id id;
    time_point at;
    std::optional<member_card> from; // nothing: asked anonymously
    std::string text;
    question_state state = question_state::answered;
    std::size_t votes = 0;
    std::vector<taken_answer> answers; // in the order in which they were given; none: it was answered in the room
    bool operator==(const taken_question&) const = default;
};

struct taken_pin {
    event_id id;
    event_id target;
    time_point at;
    std::optional<member_card> from; // nothing: asked anonymously
    member_card by;                  // who pinned it
    std::string text;
    std::optional<taken_answer> answer; // that is pinned
    std::optional<time_point> until;
    bool operator==(const taken_pin&) const = default;
};

/// Where and when a talk takes place, and who speaks.
struct taken_talk {
    planned_stage stage;
    time_point starts;
    time_point ends;
    std::vector<std::string> persons;
    std::string track;
    std::string language;
    bool operator==(const taken_talk&) const = default;
};

struct takeaways {
    std::string space;
    std::string space_title;
    room_card room;
    std::optional<taken_talk> talk; // also of a cancelled one
    std::string subtitle;
    std::string url; // of the talk's or the lesson's own page
    std::vector<about_link> links;
    std::vector<taken_pin> pins;           // in their order
    std::vector<taken_question> questions; // the most votes first, then as they were asked
    bool has_more = false;                 // than these, with fewer votes: limits::takeaways_answers_max
    bool operator==(const takeaways&) const = default;

    bool is_empty() const { return pins.empty() && questions.empty(); }
};

/// As GET /v1/rooms/ROOM/takeaways.json answers (schema/takeaways.schema.json).
std::string encode_takeaways(const takeaways& what);

} // namespace hallway
