// Brings a published schedule, or a course's lessons, into a space: once, or again and again as it changes.
#pragma once

#include "outside/reached_server.hpp"

#include <optional>
#include <string>

namespace hallway {

struct import_settings {
    std::string source; // a file, "-", or an address
    server_choice server;
    std::optional<std::string> time_zone;
    long follow_seconds = 0; // between two looks; 0: once
    bool dry_run = false;    // shows what would change
    bool yes = false;        // does not ask, and may empty an event
    bool json = false;       // ends with a line of JSON; the preview is on stderr then
    std::string space_title; // of a table of lessons, which has none
    std::string acronym;     // likewise; empty: the space's id
};

/// \returns the exit code: 0 done, or nothing to do; 1 the source or the server cannot be reached, or it was declined; 2 the settings make no sense;
///          3 the source is no schedule, or would empty the event; 4 the folder is refused. Unless it is 0 nothing was changed, or what was is told.
int run_import(const import_settings& settings, const own_server_maker& make);

} // namespace hallway
