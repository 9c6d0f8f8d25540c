// Which spaces a stopped server's folder holds, and which of them a command means that names none.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hallway {

/// By name; none if the folder holds no data. Changes nothing that was said in it, as every opening of a store.
/// \throws store_refused if the data cannot be read; folder_in_use
std::vector<std::string> spaces_of_data(const std::filesystem::path& folder);

/// `named`, or else the one that the folder holds; of a folder without any, "main".
/// \throws not_reached with the names if there are several; store_refused; folder_in_use
std::string space_of_data(const std::filesystem::path& folder, const std::string& named);

} // namespace hallway
