// hallway audit: what staff did, and whether anybody touched the record of it.
#pragma once

namespace CLI {
class App;
}

namespace hallway {

void add_audit_command(CLI::App& app, int& exit_code);

} // namespace hallway
