// `hallway open` on the command line: a room that is in no schedule.
#pragma once

#include "outside/reached_server.hpp"

namespace CLI {
class App;
}

namespace hallway {

/// As add_replay_command(). \param make starts the server of a stopped server's folder
void add_open_command(CLI::App& app, int& exit_code, own_server_maker make);

} // namespace hallway
