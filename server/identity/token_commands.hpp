// The commands `hallway gen-token` and `hallway check-token`.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

/// Adds the subcommands; when one is given, it runs while `app` parses, and `exit_code` is what the process should end with.
/// `exit_code` outlives the parsing.
void add_token_commands(CLI::App& app, int& exit_code);

} // namespace hallway
