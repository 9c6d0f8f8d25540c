// A conference or a course: its rooms and the names of those who wrote. Pure, folded from the space's own log.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hallway {

/// The replica of a space's log.
class space {
public:
    explicit space(std::string epoch);
    space(std::string epoch, space_snapshot saved);

    /// A room that is open already is errc::conflict: the hub answers it as done.
    outcome<event_body> decide(const open_room& what, const author& who) const;

    /// What the event changed, for those who are to be told.
    struct change {
        bool renamed = false; // a member who was known under another name
    };
    change apply(const event& what);

    const std::string& epoch() const { return epoch_; }
    std::uint64_t top() const { return state_.offset; }
    const space_snapshot& state() const { return state_; }

    /// Rooms in the order in which they were opened: at most `most` of those behind `after`, or the first ones; none if there is no room `after`.
    struct rooms_page {
        std::span<const room_opened> rooms;
        bool has_more = false;
    };
    rooms_page rooms_after(const std::optional<std::string>& after, std::size_t most) const;

    /// Null if no such room was opened.
    const room_opened* find_room(std::string_view id) const;

    /// The present name; empty if the member has not written yet.
    std::string_view name_of(member_id who) const;

private:
    std::string epoch_;
    space_snapshot state_;
    std::unordered_map<std::string, std::size_t> room_index_;
};

} // namespace hallway
