// The embedded store's file as a whole: read as it lies there, or made of what lay elsewhere.
#pragma once

#include "log/whole_data.hpp"

#include <filesystem>
#include <memory>

namespace hallway {

/// The name, in the data folder, of a file that is being made of other data and does not count yet.
inline constexpr const char* migration_draft = "hallway.db.migrating";

/// Reads a stopped server's folder, keeps servers from it meanwhile, and changes nothing in it.
/// \throws store_refused if there is no data in it, it is not ours or of a newer version; folder_in_use
std::unique_ptr<data_source> read_whole_sqlite(const std::filesystem::path& folder);

/// Makes the folder if need be, and holds it. What is laid there goes into a draft, which becomes the folder's data file at commit().
/// \throws store_refused, folder_in_use
std::unique_ptr<data_target> fill_whole_sqlite(const std::filesystem::path& folder);

} // namespace hallway
