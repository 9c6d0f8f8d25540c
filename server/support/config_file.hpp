// Settings out of a TOML file.
#pragma once

#include "support/setting_table.hpp"

#include <string>
#include <string_view>

namespace hallway {

/// Takes the settings of `text` into `into`; complaints name the file, the line and the key, and for a key that does not exist the nearest.
void read_config(std::string_view text, const std::string& file_name, settings_reading& into);

} // namespace hallway
