// The values behind the server's, the store's and the snapshots' fixtures, as this version encodes them.
#pragma once

#include "protocol/codec.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace hallway {

/// Fixture name to document, for every fixture that the codec can write.
std::map<std::string, std::string> encoded_fixtures();

/// Those of questions, votes, answers and pins, into the others.
void add_board_fixtures(std::map<std::string, std::string>& all);

/// Those of policies, sanctions, invites and announcements.
void add_moderation_fixtures(std::map<std::string, std::string>& all);

/// Those of what waits, of reports and of blocks.
void add_safety_fixtures(std::map<std::string, std::string>& all);

// --- who and when, in all of them ---

inline const auto ada_id = *parse_member_id("u-2k2m4s81qx7da");
inline const auto bob_id = *parse_member_id("u-03ct8w5jz6r1b");
inline const author from_ada{ada_id, role::attendee};
inline const author from_bob{bob_id, role::moderator};
inline constexpr time_point then{std::chrono::milliseconds{1'700'000'000'123}};
inline const std::string sent_key = "c1f0a93b5d7e4f60";

inline std::string_view present_name(member_id id) { return id == ada_id ? "Ada" : id == bob_id ? "Bob" : ""; }

} // namespace hallway
