// A time for people to read, wherever they are.
#pragma once

#include "protocol/ids.hpp"

#include <string>

namespace hallway {

/// "2023-11-14 22:13:20 UTC".
std::string as_utc(time_point at);

} // namespace hallway
