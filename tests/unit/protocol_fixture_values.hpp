// The values behind the server's, the store's and the snapshots' fixtures, as this version encodes them.
#pragma once

#include <map>
#include <string>

namespace hallway {

/// Fixture name to document, for every fixture that the codec can write.
std::map<std::string, std::string> encoded_fixtures();

/// Those of questions, votes, answers and pins, into the others.
void add_board_fixtures(std::map<std::string, std::string>& all);

/// Those of policies, sanctions, invites and announcements.
void add_moderation_fixtures(std::map<std::string, std::string>& all);

/// Those of what waits, of reports and of blocks.
void add_safety_fixtures(std::map<std::string, std::string>& all);

} // namespace hallway
