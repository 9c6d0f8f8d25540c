// `hallway replay` on the command line.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

/// Adds the subcommand; when it is given, it runs while `app` parses, and `exit_code` is what the process should end with.
/// `exit_code` outlives the parsing.
void add_replay_command(CLI::App& app, int& exit_code);

} // namespace hallway
