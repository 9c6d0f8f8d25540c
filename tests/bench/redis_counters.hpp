// What a Redis has been asked so far, by its own account.
#pragma once

#include <map>
#include <string>

namespace hallway::bench {

/// Figures that only rise: "redis_xadd" and the like, calls of each command since it started, those of scripts too; "redis_cpu_seconds".
/// \param socket the path of its Unix socket
/// \throws std::runtime_error if it does not answer
std::map<std::string, double> redis_counters(const std::string& socket);

} // namespace hallway::bench
