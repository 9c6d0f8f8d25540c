// What was erased after a backup was made stays erased when the backup is restored.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hallway {

struct carried_erasures {
    std::uint64_t messages = 0;
    bool is_complete = true; // false: a part of the former data could not be read
};

/// Looks in the former data for deletions that the restored data does not have, of messages that it has, and does them again: the event that deletes is appended to
/// its log, the row loses its text, and so do its edits and the log's snapshot. Edits are not done again: a restore goes back to what was said then.
/// Where there are other kinds of erasure (of a member with all names and messages), this is where they are carried over.
/// \param former is not changed \param restored belongs to the caller alone \throws sqlite_error if the restored data cannot be written
carried_erasures carry_erasures(const std::filesystem::path& former, const std::filesystem::path& restored);

} // namespace hallway
