// Reports to the safety team, blocks, and who has just come: decides and folds. Pure; a part of the space.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <optional>
#include <vector>

namespace hallway {

const report* find_report(const safety_desk& in, event_id id);

/// Whether one may read a report, or be told of it. `as`: the role in the report's room.
bool may_read(const report& what, member_id who, role as);

/// Whether a member gave their name a moment ago.
bool is_newcomer(const safety_desk& in, member_id who, time_point now);

/// Whom a member does not want to read.
std::vector<member_id> blocked_by(const safety_desk& in, member_id who);

// --- deciding: advice. `who` has the role that holds in the room of the report ---

/// `about`: whom the report concerns: the author of its target, or the member that it names. `is_known`: the reporter has had a name for a while; the others leave
/// places for those.
outcome<event_body> decide(const safety_desk& in, const file_report& what, const author& who, member_id about, bool is_known);
outcome<event_body> decide(const safety_desk& in, const settle_report& what, const author& who, time_point now);
outcome<event_body> decide(const safety_desk& in, const block_member& what, const author& who, time_point now);

// --- folding ---

/// A member gave a name for the first time.
void note_newcomer(safety_desk& in, member_id who, time_point at);

// \returns whether it changed something
bool fold(safety_desk& in, const report_filed& what, const event& e);
bool fold(safety_desk& in, const report_settled& what, const event& e);
bool fold(safety_desk& in, const member_blocked& what, const event& e);
inline bool fold(safety_desk&, const room_waits&, const event&) { return true; }

} // namespace hallway
