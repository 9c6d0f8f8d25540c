// Small files whole: recordings, tokens.
#pragma once

#include "protocol/errors.hpp"

#include <string>
#include <string_view>

namespace hallway {

/// \returns errc::not_found with a sentence that names the file if it cannot be read, errc::too_large above 256 MiB.
outcome<std::string> read_text_file(const std::string& path);

/// Without white space at both ends.
std::string trimmed(std::string_view text);

} // namespace hallway
