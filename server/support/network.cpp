#include "support/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace hallway {

namespace {

constexpr std::size_t mapped_bytes = 12; // before the four of an IPv4 address

bool is_ipv4(const address_bytes& address)
{
    constexpr address_bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(mapped.begin(), mapped.begin() + mapped_bytes, address.begin());
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc{} && end == text.data() + text.size();
}

/// "[::1]:80", "[::1]", "10.0.0.1:80" to what lies within; nothing if it is written wrongly.
std::optional<std::string_view> without_port(std::string_view text)
{
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto behind = text.substr(end + 1);
        if (!behind.empty() && !(behind.front() == ':' && is_port(behind.substr(1))))
            return std::nullopt;
        return text.substr(1, end - 1);
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
        return text;
    if (!is_port(text.substr(colon + 1)))
        return std::nullopt;
    return text.substr(0, colon);
}

} // namespace

std::optional<address_bytes> parse_ip(std::string_view text)
{
    const auto bare = without_port(trimmed(text));
    if (!bare || bare->size() > INET6_ADDRSTRLEN)
        return std::nullopt;
    const std::string ended{*bare};
    address_bytes out{};
    if (::inet_pton(AF_INET6, ended.c_str(), out.data()) == 1)
        return out;
    out.fill(0);
    out[10] = out[11] = 0xFF;
    if (::inet_pton(AF_INET, ended.c_str(), out.data() + mapped_bytes) == 1)
        return out;
    return std::nullopt;
}

address_bytes counted_as(const address_bytes& address)
{
    auto out = address;
    if (!is_ipv4(address))
        std::fill(out.begin() + 8, out.end(), static_cast<unsigned char>(0));
    return out;
}

bool network::contains(const address_bytes& address) const
{
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (std::memcmp(first.data(), address.data(), whole) != 0)
        return false;
    const auto rest = bits % 8;
    return rest == 0 || (first[whole] ^ address[whole]) >> (8 - rest) == 0;
}

std::optional<network> parse_network(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parse_ip(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    network out{*address, 128};
    if (slash == std::string_view::npos)
        return out;
    const auto digits = text.substr(slash + 1);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), out.bits);
    const auto bits_max = is_ipv4(*address) ? 32 : 128;
    if (failure != std::errc{} || end != digits.data() + digits.size() || out.bits < 0 || out.bits > bits_max)
        return std::nullopt;
    out.bits += 128 - bits_max;
    for (int bit = out.bits; bit < 128; ++bit)
        if ((out.first[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0)
            return std::nullopt;
    return out;
}

address_bytes client_behind(
    const address_bytes& peer, const std::vector<std::string_view>& header, std::span<const network> trusted)
{
    const auto is_trusted = [&](const address_bytes& address) {
        return std::ranges::any_of(trusted, [&](const network& one) { return one.contains(address); });
    };
    auto client = peer;
    for (auto field = header.rbegin(); field != header.rend(); ++field) {
        for (auto rest = *field;;) {
            if (!is_trusted(client))
                return client;
            const auto comma = rest.rfind(',');
            const auto named = parse_ip(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
            if (!named)
                return client;
            client = *named;
            if (comma == std::string_view::npos)
                break;
            rest = rest.substr(0, comma);
        }
    }
    return client;
}

} // namespace hallway
