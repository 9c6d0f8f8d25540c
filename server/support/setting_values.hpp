// The forms in which settings are written: numbers, addresses, lengths of time.
#pragma once

#include "support/config.hpp"

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>

namespace hallway {

/// A number and nothing else.
template <class Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// "127.0.0.1:8000", "[::1]:8000": numeric.
std::optional<listen_address> parse_address(std::string_view text);

/// "https://host" or "http://host:port": what a browser calls an origin (RFC 6454, 6.1).
bool is_origin(std::string_view text);

/// "500ms", "90s", "15min", "1h", "0": a whole number, up to a million, and its unit.
std::optional<std::chrono::milliseconds> parse_interval(std::string_view text);

} // namespace hallway
