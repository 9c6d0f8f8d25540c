// Settings that come from the command line alone.
#pragma once

#include "support/config.hpp"

#include <utility>
#include <vector>

namespace hallway::test {

inline settings from_flags(std::vector<setting_text> flags) { return settings_from({"", "", {}, std::move(flags)}); }

} // namespace hallway::test
