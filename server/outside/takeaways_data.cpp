#include "outside/data_reader.hpp"
#include "outside/takeaways_source.hpp"
#include "room/room.hpp"
#include "room/space.hpp"
#include "room/takeaways.hpp"
#include "room/takeaways_pages.hpp"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

namespace hallway {
namespace {

std::set<std::string> rooms_of(const space& names)
{
    std::set<std::string> rooms;
    for (const auto& each : names.state().rooms)
        rooms.insert(each.room);
    const auto& schedule = names.schedule();
    for (const auto& each : schedule.stages)
        rooms.insert(each.room);
    for (const auto& [room, talk] : schedule.talks)
        rooms.insert(room);
    for (const auto& each : schedule.lessons)
        rooms.insert(each.room);
    for (const auto& [room, title] : schedule.removed)
        rooms.insert(room);
    return rooms;
}

/// The messages that are asked for, as they stand.
outcome<std::unordered_map<event_id, row>> messages_of(
    data_reader& data, const std::string& log, const room& folded, time_point now)
{
    std::unordered_map<event_id, row> found;
    for (const auto id : messages_taken(folded.state().board, now)) {
        auto stored = data.wait<stored_event>([&](auto then) { data.kept().find(log, id, std::move(then)); });
        if (!stored && stored.error().code != errc::not_found)
            return stored.error();
        auto stands = stored ? row_of(std::move(*stored)) : std::nullopt;
        if (!stands)
            continue;
        folded.bring_up_to_date(*stands);
        found.emplace(id, *std::move(stands));
    }
    return found;
}

class room_taker {
public:
    room_taker(data_reader& data, std::string space_log, const space& names)
        : data_(data), space_(std::move(space_log)), names_(names)
    {
    }

    /// \returns nothing if nobody ever came to that room
    outcome<std::optional<takeaways>> read(const std::string& id)
    {
        const auto log = space_ + '/' + id;
        const auto top = data_.open(log);
        if (!top && top.error().code == errc::not_found)
            return std::optional<takeaways>{};
        if (!top)
            return top.error();
        const auto folded = data_.fold<room>(log);
        if (!folded)
            return folded.error();
        const auto now = data_.now();
        const auto messages = messages_of(data_, log, *folded, now);
        if (!messages)
            return messages.error();

        takeaways_place place{space_, title(), names_.card_of(id).value_or(room_card{id, id}), &names_.schedule()};
        place.has_forgotten = top->first > 1;
        const auto kept = data_.wait<record>([&](auto then) { data_.kept().get("about/" + log, std::move(then)); });
        if (kept)
            place.more = decode_about_record(kept->value);
        const auto message = [&](event_id wanted) {
            const auto at = messages->find(wanted);
            return at == messages->end() ? nullptr : &at->second;
        };
        return std::optional{
            gather_takeaways(folded->state().board, place, [&](member_id who) { return names_.name_of(who); }, message, now)};
    }

private:
    /// What the configuration calls the space does not stand in the data.
    std::string title() const { return names_.schedule().title.empty() ? space_ : names_.schedule().title; }

    data_reader& data_;
    std::string space_;
    const space& names_;
};

} // namespace

std::optional<refusal> takeaways_from_data(
    const std::filesystem::path& folder, const std::string& space_log, const std::string& room, const takeaways_sink& to)
{
    data_reader data(folder);
    const auto names = data.fold<space>(space_log, space_log);
    if (!names)
        return refusal{names.error().code, fmt::format("The data holds no space \"{}\".", space_log)};
    if (!room.empty() && !names->has_room(room))
        return refusal{errc::not_found, fmt::format("The space \"{}\" has no room \"{}\".", space_log, room)};
    const auto rooms = room.empty() ? rooms_of(*names) : std::set{room};
    room_taker source(data, space_log, *names);
    std::size_t done = 0;
    for (const auto& each : rooms) {
        const auto made = source.read(each);
        if (!made)
            return made.error();
        if (*made)
            to.room(each, {encode_takeaways(**made), takeaways_as_markdown(**made), takeaways_as_html(**made)});
        to.progress(++done, rooms.size());
    }
    return std::nullopt;
}

} // namespace hallway
