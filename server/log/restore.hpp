// Puts a backup in the place of a data folder's data.
#pragma once

#include "log/file_check.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>

namespace hallway {

/// A backup that is not to be restored. what() says why.
struct backup_refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct restore_order {
    std::filesystem::path folder; // made if it is not there
    std::filesystem::path file;
    time_point now;
    std::function<std::uint64_t()> random; // for the new epochs: unpredictable
    /// `step`: "checking", "copying", "deleting again", "verifying". `total` may be 0: not known.
    std::function<void(const char* step, std::uint64_t done, std::uint64_t total)> tell;
};

struct restored_data {
    file_findings found;              // of the backup
    std::filesystem::path aside;      // where the former data lies; empty: there was none
    std::uint64_t deleted_again = 0;  // messages that were deleted after the backup was made
    bool is_deletion_unknown = false; // the former data was missing or damaged: what was deleted since may be back
    bool had_leftover = false;        // of a restore that was cut off; it was cleaned away
};

/// Checks the backup whole; copies it; gives every log a new epoch, so that whoever has seen more than the backup holds is told, and no offset means two events;
/// deletes again what the former data says was deleted since; reads the result through; and only then lets it take the place of the former data,
/// which stays in the folder under another name. A crash leaves the one or the other, whole.
/// \throws backup_refused; store_refused if the folder cannot be used or is in use; std::runtime_error if it cannot be written. The former data is then as it was.
restored_data restore_backup(const restore_order& order);

} // namespace hallway
