// Writes what is worth keeping of a space's rooms: three files a room, to read, to keep, for programs.
#pragma once

#include "outside/export.hpp"

namespace hallway {

/// Into the folder `takeaways`, of one room or of all that have something. Says what it did on stdout.
/// \returns the exit code, as run_export()
int run_takeaways_export(const export_settings& settings);

} // namespace hallway
