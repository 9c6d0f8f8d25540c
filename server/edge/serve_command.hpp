// The command `hallway serve`: it serves until a signal ends it.
#pragma once

#include "edge/node.hpp"

namespace CLI {
class App;
}

namespace hallway {

/// Adds the subcommand; when it is given, it serves while `app` parses, until a signal ends it. `exit_code` outlives the parsing.
void add_serve_command(CLI::App& app, int& exit_code, site_maker site);

} // namespace hallway
