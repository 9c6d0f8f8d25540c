// How a room takes what is written: decides by its policy, and folds what changes that. Pure; a part of the room.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <optional>
#include <unordered_map>

namespace hallway {

/// When the members of a room posted last, as far as slow mode asks for it. Not part of a snapshot: who posted before a restart may post once sooner.
class last_posts {
public:
    void note(member_id who, time_point at, const room_policy& policy);

    /// How long a member has to wait; nothing: no longer.
    std::optional<std::chrono::milliseconds> wait(member_id who, time_point now, const room_policy& policy) const;

    std::size_t members() const { return posts_.size(); }

private:
    std::unordered_map<member_id, time_point> posts_;
    std::size_t looked_at_ = 0; // how many there were when those were left out that are too old to matter
};

/// Why a message may not be posted now by the policy; nothing: it may.
std::optional<refusal> why_not_posted(const room_policy& policy, const author& who, time_point now, const last_posts& posts);

/// Why nothing is asked, edited or voted for now.
std::optional<refusal> why_locked(const room_policy& policy, const author& who);

outcome<event_body> decide(const room_policy& policy, const change_policy& what, const author& who);

void fold(room_policy& policy, const policy_changed& what);

} // namespace hallway
