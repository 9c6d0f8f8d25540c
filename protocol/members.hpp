// Who says something in a space, and as what.
#pragma once

#include "protocol/ids.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hallway {

enum class role : std::uint8_t { attendee, speaker, moderator, safety, organiser, bot };

std::string_view name_of(role which);
std::optional<role> role_named(std::string_view name);

/// Who made an event, and the role it was made under: authority travels with the event.
struct author {
    member_id id;
    role as = role::attendee;
    bool operator==(const author&) const = default;
};

} // namespace hallway
