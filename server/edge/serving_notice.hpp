// What serve says on stdout once it serves: the address, and the links to give away.
#pragma once

#include "support/config.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hallway {

/// \param port         that is listened on, where the settings say 0
/// \param lan          address by which the network knows this machine, if there is one
/// \param staff_token  for the moderator's link
///
/// The first line is "listening " and an address that a program of this machine reaches; then a link of the first room for attendees, and one for moderators
/// with the token in its fragment, which browsers send to no server. With --lan or --public a QR code of the attendees' link follows.
std::string serving_notice(
    const settings& all, std::uint16_t port, const std::optional<std::string>& lan, const std::string& staff_token);

} // namespace hallway
