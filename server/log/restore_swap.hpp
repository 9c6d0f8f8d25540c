// How restored data takes the place of what was there: in one step that a crash cannot cut in two, and without deleting anything.
#pragma once

#include <filesystem>
#include <string>

namespace hallway {

/// The name, in the data folder, of data that is being restored and does not count yet.
inline constexpr const char* restore_draft = "hallway.db.restoring";

/// Lets the draft take the place of the folder's data, which goes to `before-restore-STAMP` beside it. Whoever holds the folder's lock may call it.
/// The moment at which the restored data counts is one rename; what is left to do then, finish_restore() does, also after a crash.
/// \returns the folder of what was there; empty: nothing was \throws std::system_error
std::filesystem::path commit_restore(const std::filesystem::path& folder, const std::string& stamp);

/// Finishes a restore that was cut off behind that moment. \returns whether there was one \throws std::system_error
bool finish_restore(const std::filesystem::path& folder);

/// Whether there is such a one.
bool is_restore_unfinished(const std::filesystem::path& folder);

} // namespace hallway
