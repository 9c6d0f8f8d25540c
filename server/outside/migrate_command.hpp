// `hallway migrate`: all that is kept, from the data folder into Redis or back.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

void add_migrate_command(CLI::App& app, int& exit_code);

} // namespace hallway
