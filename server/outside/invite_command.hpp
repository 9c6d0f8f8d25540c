// hallway invite: gives people a role, and makes the cards to hand out.
#pragma once

#include "outside/reached_server.hpp"

namespace CLI {
class App;
}

namespace hallway {

/// \param make a server of our own over a stopped server's folder
void add_invite_command(CLI::App& app, int& exit_code, own_server_maker make);

} // namespace hallway
