// Makes a backup: of a stopped server's data folder, or of a running server by asking it.
#pragma once

#include <string>

namespace hallway {

struct backup_settings {
    std::string data;       // a stopped server's folder
    std::string url;        // a running server's address; with it `data` only says where its token is
    std::string token_file; // empty: organiser.token in `data`, or in hallway-data
    std::string
        to; // a file, or a folder (that is there, or ends with a slash). Empty: the backup folder, the server's own or `backups` in `data`
    bool json = false;
};

/// \returns the exit code: 0 made; 1 not made, or the server did not do it; 2 the settings make no sense; 3 what was made or fetched is not sound;
///          4 the data folder cannot be used, or is in use
int run_backup(const backup_settings& settings);

} // namespace hallway
