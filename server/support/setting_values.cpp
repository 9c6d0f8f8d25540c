#include "support/setting_values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace hallway {

namespace {

constexpr std::int64_t interval_max = 1'000'000; // of whichever unit

} // namespace

std::optional<listen_address> parse_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    auto host = std::string{text.substr(0, colon)};
    const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (is_bracketed)
        host = host.substr(1, host.size() - 2);
    std::array<unsigned char, 16> binary{};
    if (!port || ::inet_pton(is_bracketed ? AF_INET6 : AF_INET, host.c_str(), binary.data()) != 1)
        return std::nullopt;
    return listen_address{std::move(host), *port};
}

bool is_origin(std::string_view text)
{
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos || (text.substr(0, scheme) != "http" && text.substr(0, scheme) != "https"))
        return false;
    auto host = text.substr(scheme + 3);
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos && host.back() != ']') {
        if (!parse_number<std::uint16_t>(host.substr(colon + 1)))
            return false;
        host = host.substr(0, colon);
    }
    const auto is_of_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    const auto is_of_ipv6 = [](char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; };
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        return std::ranges::all_of(host.substr(1, host.size() - 2), is_of_ipv6);
    return !host.empty() && std::ranges::all_of(host, is_of_name);
}

std::optional<std::chrono::milliseconds> parse_interval(std::string_view text)
{
    if (text == "0")
        return std::chrono::milliseconds{0};
    const auto unit_at = text.find_first_not_of("0123456789");
    const auto number = parse_number<std::int64_t>(text.substr(0, unit_at));
    if (!number || unit_at == std::string_view::npos || *number > interval_max)
        return std::nullopt;
    const auto unit = text.substr(unit_at);
    if (unit == "ms")
        return std::chrono::milliseconds{*number};
    if (unit == "s")
        return std::chrono::seconds{*number};
    if (unit == "min")
        return std::chrono::minutes{*number};
    if (unit == "h")
        return std::chrono::hours{*number};
    return std::nullopt;
}

} // namespace hallway
