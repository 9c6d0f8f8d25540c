#include "support/lan_address.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace hallway {

int lan_likelihood(const std::string& interface_name, const std::string& address)
{
    in_addr binary{};
    if (::inet_pton(AF_INET, address.c_str(), &binary) != 1)
        return 0;
    const auto number = ntohl(binary.s_addr);
    const auto is_in = [number](std::uint32_t network, int bits) { return number >> (32 - bits) == network >> (32 - bits); };
    if (is_in(0x7f000000, 8) || number == 0)
        return 0;
    constexpr std::array<std::string_view, 9> virtual_ones{"docker",  "br-", "virbr", "veth", "vmnet",
                                                           "vboxnet", "tun", "tap",   "wg"};
    const bool is_virtual = std::ranges::any_of(virtual_ones, [&](auto prefix) { return interface_name.starts_with(prefix); });
    const bool is_private = is_in(0xc0a80000, 16) || is_in(0x0a000000, 8) || is_in(0xac100000, 12);
    const bool is_link_local = is_in(0xa9fe0000, 16);
    return 1 + (is_virtual ? 0 : 4) + (is_private ? 2 : 0) + (is_link_local ? 0 : 1);
}

std::optional<std::string> lan_address()
{
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
    std::optional<std::string> best;
    int best_likelihood = 0;
    for (const auto* one = list; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_UP) == 0 ||
            (one->ifa_flags & IFF_LOOPBACK) != 0)
            continue;
        std::array<char, INET_ADDRSTRLEN> text{};
        const auto* address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
        if (!::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()))
            continue;
        if (const int likelihood = lan_likelihood(one->ifa_name, text.data()); likelihood > best_likelihood) {
            best_likelihood = likelihood;
            best = text.data();
        }
    }
    return best;
}

} // namespace hallway
