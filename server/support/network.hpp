// Where a connection comes from: addresses, the networks they lie in, and what a trusted proxy says about it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hallway {

/// An IPv6 address, or an IPv4 address mapped into it (RFC 4291, 2.5.5.2): both kinds compare as one.
using address_bytes = std::array<unsigned char, 16>;

/// "192.0.2.7", "2001:db8::7", "[2001:db8::7]"; with `:port` behind it too, as some proxies write it, except behind IPv6 without brackets.
/// \returns nothing if it is no address
std::optional<address_bytes> parse_ip(std::string_view text);

/// What limits count by: an IPv4 address, or the /64 of an IPv6 address, since that is what one household or one machine is given (RFC 6177).
address_bytes counted_as(const address_bytes& address);

/// Addresses that begin alike.
struct network {
    address_bytes first{};
    int bits = 128; // of the 16 bytes

    bool contains(const address_bytes& address) const;
    bool operator==(const network&) const = default;
};

/// "10.0.0.0/8", "fd00::/8", or one address. \returns nothing if it is none, or has bits set behind the prefix
std::optional<network> parse_network(std::string_view text);

/// For whom a connection was made. A proxy adds whom it speaks for at the right end of X-Forwarded-For; everything further to the left may have been
/// written by anybody. So: the right-most address that is not a trusted proxy's.
/// \param peer     the connection's other end
/// \param header   the fields X-Forwarded-For of the request, in order
/// \returns `peer` if that is no trusted proxy; the last trusted address if what stands left of it is no address
address_bytes client_behind(
    const address_bytes& peer, const std::vector<std::string_view>& header, std::span<const network> trusted);

} // namespace hallway
