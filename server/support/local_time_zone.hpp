// The time zone of this machine.
#pragma once

#include <string>

namespace hallway {

/// Its name in the IANA data base, such as "Europe/Brussels"; "UTC" if the machine does not say.
std::string local_time_zone();

} // namespace hallway
