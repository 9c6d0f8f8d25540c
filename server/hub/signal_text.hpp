// How nodes write what they signal to each other: lines of words and numbers.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// What stands before `end`, or all; it and the end are taken off the front of `text`.
inline std::string_view take_until(char end, std::string_view& text)
{
    const auto part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

inline std::optional<std::uint64_t> number_in(std::string_view text, int base = 10)
{
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// In hexadecimal digits.
inline std::string hexadecimal(std::uint64_t number)
{
    char digits[16];
    return {digits, std::to_chars(digits, digits + sizeof digits, number, 16).ptr};
}

} // namespace hallway
