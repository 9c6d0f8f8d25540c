// Identifiers: their values, their written forms, and what counts as one.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// A moment, UTC, to the millisecond. Stamped by the log.
using time_point = std::chrono::sys_time<std::chrono::milliseconds>;

/// Since 1970, as files and other programs keep it.
inline std::int64_t milliseconds_of(time_point at) { return at.time_since_epoch().count(); }

/// Names an event for ever; 64 random bits, written "e-" and 13 digits of base 36.
struct event_id {
    std::uint64_t value = 0;
    auto operator<=>(const event_id&) const = default;
};

/// Names a member of a space for ever; 64 random bits, written "u-" and 13 digits of base 36.
struct member_id {
    std::uint64_t value = 0;
    auto operator<=>(const member_id&) const = default;
};

std::string to_string(event_id id);
std::string to_string(member_id id);
std::optional<event_id> parse_event_id(std::string_view text);
std::optional<member_id> parse_member_id(std::string_view text);

/// [a-z0-9][a-z0-9-]{0,63}; the form of room and space ids.
bool is_slug(std::string_view text);

/// 16-64 of [A-Za-z0-9_-]; the form of a command's key.
bool is_key(std::string_view text);

/// 1-16 of [0-9a-z]; the form of an epoch.
bool is_epoch(std::string_view text);

/// An epoch made of 64 random bits.
std::string make_epoch(std::uint64_t random);

/// Where a reader stands in a log. The id proves that offset and epoch still mean the same event.
struct position {
    std::string epoch;
    std::uint64_t offset = 0;   // 0: before the first event
    std::optional<event_id> id; // of the event at `offset`; absent at 0 or if not known
    bool operator==(const position&) const = default;
};

} // namespace hallway

template <>
struct std::hash<hallway::event_id> {
    std::size_t operator()(const hallway::event_id& id) const noexcept { return static_cast<std::size_t>(id.value); }
};

template <>
struct std::hash<hallway::member_id> {
    std::size_t operator()(const hallway::member_id& id) const noexcept { return static_cast<std::size_t>(id.value); }
};
