#include "protocol/ids.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <limits>

namespace hallway {

namespace {

constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t digit_count = 13; // 36^13 > 2^64

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Always 13 digits, so that an id has one written form.
std::string written(std::string_view prefix, std::uint64_t value)
{
    std::string text(prefix.size() + digit_count, '0');
    text.replace(0, prefix.size(), prefix);
    for (auto at = text.size(); value != 0; value /= digits.size())
        text[--at] = digits[value % digits.size()];
    return text;
}

std::optional<std::uint64_t> parsed(std::string_view prefix, std::string_view text)
{
    if (text.size() != prefix.size() + digit_count || !text.starts_with(prefix))
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text.substr(prefix.size())) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / digits.size())
            return std::nullopt;
        value = value * digits.size() + digit;
    }
    return value;
}

} // namespace

std::string to_string(event_id id) { return written("e-", id.value); }

std::string to_string(member_id id) { return written("u-", id.value); }

std::optional<event_id> parse_event_id(std::string_view text)
{
    if (const auto value = parsed("e-", text))
        return event_id{*value};
    return std::nullopt;
}

std::optional<member_id> parse_member_id(std::string_view text)
{
    if (const auto value = parsed("u-", text))
        return member_id{*value};
    return std::nullopt;
}

bool is_slug(std::string_view text)
{
    return !text.empty() && text.size() <= limits::room_id_bytes_max && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_key(std::string_view text)
{
    return text.size() >= limits::key_bytes_min && text.size() <= limits::key_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
           });
}

bool is_epoch(std::string_view text)
{
    return !text.empty() && text.size() <= 16 && std::all_of(text.begin(), text.end(), is_lower_or_digit);
}

std::string make_epoch(std::uint64_t random) { return written("", random); }

} // namespace hallway
