// The address by which other devices of the network know this machine.
#pragma once

#include <optional>
#include <string>

namespace hallway {

/// The IPv4 address of the interface that most likely leads to the others: up, not loopback, private addresses and real interfaces first (bridges of
/// containers and virtual machines last). Nothing if there is none.
std::optional<std::string> lan_address();

/// How likely an interface of this name with this address (numeric, IPv4) leads to the others; 0: not at all.
int lan_likelihood(const std::string& interface_name, const std::string& address);

} // namespace hallway
