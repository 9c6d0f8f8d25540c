// How many files this process may have open, and what of that is for connections.
#pragma once

#include <cstddef>

namespace hallway {

/// Raises the limit to what the system allows this process. \returns how many that is
std::size_t raise_file_limit();

/// What is left for connections when all else is open; some are kept for files that are opened later. Throws std::runtime_error, with a sentence, if that is
/// too little to serve anybody.
std::size_t connections_allowed(std::size_t files_max, std::size_t cores);

} // namespace hallway
