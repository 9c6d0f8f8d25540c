// Writes a room's history to a file or to stdout.
#pragma once

#include <string>

namespace hallway {

enum class export_format { jsonl, markdown };

struct export_settings {
    std::string room;
    std::string space; // empty: the running server's first, or "main"
    export_format format = export_format::jsonl;
    std::string url;        // of a running server; empty: `data`
    std::string data;       // a stopped server's folder
    std::string token_file; // empty: as a spectator
    std::string takeaways;  // a folder: not the history is written, but what is worth keeping; `room` empty: of all rooms
    std::string output;     // empty: stdout. Written beside it first, then renamed
    bool json = false;      // the closing line as JSON
};

/// Says what it did on stderr (on stdout with an output file).
/// \returns the exit code: 0 done; 1 not done, and an output file is as it was before; 2 a setting makes no sense; 4 the data cannot be opened.
int run_export(const export_settings& settings);

} // namespace hallway
