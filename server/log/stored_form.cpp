#include "log/stored_form.hpp"

#include "room/room.hpp"

#include <utility>

namespace hallway {

append_request request_for(const append_draft& what)
{
    append_request made;
    made.id = what.id;
    made.member = what.from.id;
    made.role = name_of(what.from.as);
    made.key = what.key;
    made.body = encode_body(what.what);
    made.is_row = is_row(what.what);
    return made;
}

std::optional<event> event_of(stored_event stored)
{
    auto body = decode_body(stored.body);
    if (!body)
        return std::nullopt;
    // A role of a later version counts as the least.
    const author from{stored.member, role_named(stored.role).value_or(role::attendee)};
    return event{stored.id, stored.offset, stored.at, from, std::move(stored.key), std::move(*body)};
}

outcome<std::vector<shared_event>> events_of(std::vector<stored_event> stored)
{
    std::vector<shared_event> made;
    made.reserve(stored.size());
    for (auto& each : stored) {
        auto one = event_of(std::move(each));
        if (!one)
            return errc::unavailable;
        made.push_back(std::make_shared<const event>(std::move(*one)));
    }
    return made;
}

std::optional<row> row_of(stored_event stored)
{
    const auto made = event_of(std::move(stored));
    if (!made || !std::holds_alternative<message>(made->what))
        return std::nullopt;
    return row_of(*made);
}

} // namespace hallway
