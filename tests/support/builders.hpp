// Events in few words, for tests: `posted(1, ada, "Hello")`.
#pragma once

#include "protocol/events.hpp"
#include "room/room.hpp"

#include <string>
#include <utility>

namespace hallway::test {

inline constexpr member_id ada{101};
inline constexpr member_id bob{102};
inline constexpr member_id mia{103};

/// A moment so many milliseconds after the tests' beginning of time.
inline time_point at_ms(std::int64_t ms) { return time_point{std::chrono::milliseconds{1'700'000'000'000 + ms}}; }

/// The id that builders give the event at an offset.
inline event_id id_of(std::uint64_t offset) { return {1'000 + offset}; }

inline event event_at(std::uint64_t offset, author from, event_body what)
{
    return {
        id_of(offset),  offset, at_ms(static_cast<std::int64_t>(offset)), from, "key-of-event-" + std::to_string(offset + 1000),
        std::move(what)};
}

inline event posted(std::uint64_t offset, member_id who, std::string text, std::optional<event_id> reply_to = std::nullopt)
{
    message content;
    content.text = std::move(text);
    content.reply_to = reply_to;
    return event_at(offset, {who, role::attendee}, content);
}

inline event edited(std::uint64_t offset, member_id who, std::uint64_t target, std::string text)
{
    return event_at(offset, {who, role::attendee}, message_edited{id_of(target), std::move(text)});
}

inline event deleted(std::uint64_t offset, member_id who, std::uint64_t target)
{
    return event_at(offset, {who, role::attendee}, message_deleted{id_of(target)});
}

template <class... Events>
room room_with(const Events&... events)
{
    room made{"k1"};
    (made.apply(events), ...);
    return made;
}

} // namespace hallway::test
