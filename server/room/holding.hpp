// Messages that wait before everybody sees them: which do, who is told of them, and how they come out. Pure; a part of the room.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hallway {

/// Finds words however they are written: in whichever case, with look-alike letters, with invisible ones in between. Takes time in proportion to the text.
class word_filter {
public:
    word_filter() = default;

    /// Whole words, or several in a row; with a `*` at the end, all that begin so.
    explicit word_filter(const std::vector<std::string>& words);

    bool finds(std::string_view text) const;

private:
    std::unordered_set<std::string> phrases_;    // their words with one blank between
    std::vector<std::size_t> words_in_a_phrase_; // the numbers that there are
    std::unordered_set<std::string> beginnings_;
    std::vector<std::size_t> beginning_sizes_; // in bytes
};

/// What a room's policy holds, ready to be asked. Not part of a snapshot: what was said before a restart may be said once more.
class hold_rules {
public:
    void follow(const room_policy& policy);

    /// Somebody said this.
    void note(member_id who, std::string_view text, time_point at);

    /// Why this waits, apart from approval and delay; nothing: it does not. `is_newcomer`: who says it gave their name a moment ago.
    std::optional<hold_reason> why_held(std::string_view text, member_id who, time_point now, bool is_newcomer) const;

    /// As why_held() for all messages, with when it ends by itself.
    std::optional<message_held> hold(const message& what, const author& who, time_point now, bool is_newcomer) const;

private:
    struct saying {
        std::size_t hash = 0;
        bool is_long = false;
        member_id who;
        time_point at;
    };

    bool holds_all_ = false;
    std::chrono::seconds delay_{0};
    bool holds_links_ = false;
    bool holds_repeats_ = false;
    word_filter words_;
    std::deque<saying> said_; // lately, in order
};

/// Whether there is something in a text that leads elsewhere.
bool has_link(std::string_view text);

const held_message* find_held(const std::vector<held_message>& in, event_id id);

/// Whether one who reads a room is told of an event there, and not only that there was one.
bool is_for(const event_body& what, const author& from, const viewer& reader);

/// Members who are told of an event beside those whom everybody's telling reaches: its author, and whose message it drops.
std::vector<member_id> concerned_by(const event& what);

/// The key under which a held message is let out; no client can write such a one. Whoever does it, and however often, it is done once.
std::string release_key(event_id held);

/// As release_key(), for a delay that may not end well.
std::string drop_key(event_id held);

/// A held message as everybody is told it.
message released(const held_message& what);

} // namespace hallway
