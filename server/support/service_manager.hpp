// Tells what started this process how it is: systemd's notification protocol (sd_notify(3)), one datagram.
#pragma once

#include <string_view>

namespace hallway {

/// Sends a state such as "READY=1" or "STOPPING=1". Does nothing unless NOTIFY_SOCKET says where to.
/// \returns whether it was sent.
bool tell_service_manager(std::string_view state);

} // namespace hallway
