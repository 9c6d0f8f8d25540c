// What one idle member costs in memory, part by part: a node in this process, members on bare sockets, the allocator's own account.
#pragma once

#include <CLI/CLI.hpp>

namespace hallway::bench {

/// Adds "member", which prints the figures as JSON.
void add_member_command(CLI::App& app);

} // namespace hallway::bench
