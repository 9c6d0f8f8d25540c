#include "room/space.hpp"

#include "room/permissions.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hallway {

space::space(std::string epoch) : epoch_(std::move(epoch)) {}

space::space(std::string epoch, space_snapshot saved) : epoch_(std::move(epoch)), state_(std::move(saved))
{
    for (std::size_t i = 0; i < state_.rooms.size(); ++i)
        room_index_.emplace(state_.rooms[i].room, i);
}

outcome<event_body> space::decide(const open_room& what, const author& who) const
{
    if (!may(who.as, action::open_room))
        return refusal{errc::forbidden, "Only organisers and moderators open rooms."};
    if (find_room(what.room) != nullptr)
        return refusal{errc::conflict, "That room is open already."};
    return event_body{room_opened{what.room, what.title.empty() ? what.room : what.title}};
}

space::change space::apply(const event& what)
{
    assert(what.offset == state_.offset + 1);
    change made;
    if (const auto* opened = std::get_if<room_opened>(&what.what)) {
        // Two may have opened it at once: the first one's title stands.
        if (room_index_.emplace(opened->room, state_.rooms.size()).second)
            state_.rooms.push_back(*opened);
    } else if (const auto* named = std::get_if<member_named>(&what.what)) {
        auto& name = state_.names[what.from.id];
        made.renamed = !name.empty() && name != named->name;
        name = named->name;
    } else {
        state_.has_unknown = true;
    }
    state_.offset = what.offset;
    state_.id = what.id;
    return made;
}

space::rooms_page space::rooms_after(const std::optional<std::string>& after, std::size_t most) const
{
    std::span<const room_opened> rooms = state_.rooms;
    if (after) {
        const auto at = room_index_.find(*after);
        if (at == room_index_.end())
            return {};
        rooms = rooms.subspan(at->second + 1);
    }
    return {rooms.first(std::min(most, rooms.size())), rooms.size() > most};
}

const room_opened* space::find_room(std::string_view id) const
{
    const auto at = room_index_.find(std::string{id});
    return at == room_index_.end() ? nullptr : &state_.rooms[at->second];
}

std::string_view space::name_of(member_id who) const
{
    const auto at = state_.names.find(who);
    return at == state_.names.end() ? std::string_view{} : std::string_view{at->second};
}

} // namespace hallway
