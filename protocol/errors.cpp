#include "protocol/errors.hpp"

#include <array>

namespace hallway {

namespace {

// clang-format off
constexpr std::array every_errc{
    errc::bad_request, errc::unknown_command, errc::bad_room,     errc::not_found,   errc::unauthorized,
    errc::forbidden,   errc::banned,          errc::muted,        errc::slow_mode,   errc::locked,
    errc::held_full,   errc::conflict,        errc::gone,         errc::too_large,   errc::limit_exceeded,
    errc::rate_limited, errc::unavailable,    errc::storage_full, errc::expired,     errc::draining,
};
// clang-format on

} // namespace

// clang-format off
std::string_view code_of(errc code)
{
    switch (code) {
    case errc::bad_request: return "bad_request";
    case errc::unknown_command: return "unknown_command";
    case errc::bad_room: return "bad_room";
    case errc::not_found: return "not_found";
    case errc::unauthorized: return "unauthorized";
    case errc::forbidden: return "forbidden";
    case errc::banned: return "banned";
    case errc::muted: return "muted";
    case errc::slow_mode: return "slow_mode";
    case errc::locked: return "locked";
    case errc::held_full: return "held_full";
    case errc::conflict: return "conflict";
    case errc::gone: return "gone";
    case errc::too_large: return "too_large";
    case errc::limit_exceeded: return "limit_exceeded";
    case errc::rate_limited: return "rate_limited";
    case errc::unavailable: return "unavailable";
    case errc::storage_full: return "storage_full";
    case errc::expired: return "expired";
    case errc::draining: return "draining";
    }
    return "bad_request";
}
// clang-format on

std::optional<errc> errc_named(std::string_view name)
{
    for (const auto code : every_errc)
        if (code_of(code) == name)
            return code;
    return std::nullopt;
}

// clang-format off
std::string_view sentence_for(errc code)
{
    switch (code) {
    case errc::bad_request: return "The server cannot read this.";
    case errc::unknown_command: return "This server does not know that command.";
    case errc::bad_room: return "That is not the id of a room.";
    case errc::not_found: return "That does not exist here.";
    case errc::unauthorized: return "Say hello first, and give a name before you write.";
    case errc::forbidden: return "You may not do that here.";
    case errc::banned: return "You were removed from this space.";
    case errc::muted: return "You may read here, but not write.";
    case errc::slow_mode: return "Wait a little before you post again.";
    case errc::locked: return "This room is read-only.";
    case errc::held_full: return "Too much waits for a moderator here; try again later.";
    case errc::conflict: return "This key was used for something else.";
    case errc::gone: return "It was deleted.";
    case errc::too_large: return "That is longer than this server takes.";
    case errc::limit_exceeded: return "That is too many at once.";
    case errc::rate_limited: return "That was too fast; wait a moment.";
    case errc::unavailable: return "The server could not confirm this; send it again.";
    case errc::storage_full: return "The server cannot store anything at present.";
    case errc::expired: return "It is too late for that.";
    case errc::draining: return "The server is about to stop; come back in a moment.";
    }
    return "The server cannot read this.";
}
// clang-format on

bool is_retryable(errc code)
{
    switch (code) {
    case errc::slow_mode:
    case errc::held_full:
    case errc::rate_limited:
    case errc::unavailable:
    case errc::storage_full:
    case errc::draining: return true;
    case errc::bad_request:
    case errc::unknown_command:
    case errc::bad_room:
    case errc::not_found:
    case errc::unauthorized:
    case errc::forbidden:
    case errc::banned:
    case errc::muted:
    case errc::locked:
    case errc::conflict:
    case errc::gone:
    case errc::too_large:
    case errc::limit_exceeded:
    case errc::expired: return false;
    }
    return false;
}

bool comes_back(std::uint16_t code)
{
    if (code >= 4400 && code <= 4499) // ours: the client is to blame
        return false;
    switch (code) {
    case 1000: // an end that was meant
    case 1002: // what was sent is refused, and would be again
    case 1003:
    case 1007:
    case 1008:
    case 1009:
    case 1010:
    case 4030: return false; // the person's newer tab goes on
    default: return true;    // also what a proxy between us may say
    }
}

std::string sentence_of(const refusal& why)
{
    if (!why.message.empty())
        return why.message;
    if (why.retry_after && (why.code == errc::slow_mode || why.code == errc::rate_limited)) {
        const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*why.retry_after).count());
        const auto* const then = why.code == errc::slow_mode ? " s before you post again." : " s before you try again.";
        return "Wait " + std::to_string(seconds) + then;
    }
    return std::string{sentence_for(why.code)};
}

} // namespace hallway
