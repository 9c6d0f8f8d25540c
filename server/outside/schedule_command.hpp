// `hallway check-schedule`: what a published schedule holds, as an import would take it.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

/// Sets `exit_code`: 0 all of it can be read, 1 the file cannot be opened, 2 the zone is unknown, 3 it is no schedule, or talks are left out.
void add_schedule_command(CLI::App& app, int& exit_code);

} // namespace hallway
