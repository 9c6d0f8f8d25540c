// `hallway backup` on the command line.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

/// As add_replay_command().
void add_backup_command(CLI::App& app, int& exit_code);

} // namespace hallway
