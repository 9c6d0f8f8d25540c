// What figures were measured on: they mean nothing without it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hallway::bench {

/// Processor, cores, memory, kernel, distribution, compiler, limits of the kernel: names and what they are.
std::vector<std::pair<std::string, std::string>> describe_machine();

/// "2026-11-22"
std::string today();

/// What else the machine did in the last minute; -1 where that is not told.
double load_average();

/// Whether what is written there is kept in memory only.
bool lies_in_memory(const std::string& folder);

} // namespace hallway::bench
