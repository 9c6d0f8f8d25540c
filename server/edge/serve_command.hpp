// The command `hallway serve`: it serves until a signal ends it.
#pragma once

#include "edge/node.hpp"

#include <functional>
#include <memory>

namespace CLI {
class App;
}

namespace hallway {

/// Makes what lives beside a server in the same process: when people can come in, until they are sent away. Null: nothing.
using companion_maker = std::function<std::shared_ptr<void>(const settings& all, const node& served)>;

/// Adds the subcommand; when it is given, it serves while `app` parses, until a signal ends it. `exit_code` outlives the parsing.
void add_serve_command(CLI::App& app, int& exit_code, site_maker site, companion_maker beside);

} // namespace hallway
