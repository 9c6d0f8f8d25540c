// Invites people to the space of a running server, and lists and revokes invites, with an organiser's token.
#pragma once

#include "outside/reached_server.hpp"
#include "protocol/commands.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hallway {

/// Whom to invite.
struct wanted_invite {
    std::string name;
    role as = role::attendee;
    std::string scope; // a room's id; empty: the whole space
    std::optional<time_point> until;
    bool operator==(const wanted_invite&) const = default;
};

struct made_invite {
    wanted_invite of;
    event_id id;
    std::string token; // empty: it leads nowhere any more
    unsigned devices = 0;
    bool is_new = false;
};

/// What a server did not do. what() is a sentence.
struct not_invited : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Invites one after the other; who is invited already, to the same, keeps that invite. `tell` is called with how many are done.
/// \throws not_invited, naming the person; those before are invited
std::vector<made_invite> invite_at(
    const reached_server& server, const std::string& space, const std::vector<wanted_invite>& people,
    const std::function<void(std::size_t done)>& tell);

/// All of them, also those that lead nowhere any more. \throws not_invited
std::vector<made_invite> invites_at(const reached_server& server, const std::string& space);

/// \throws not_invited
void revoke_at(const reached_server& server, const std::string& space, event_id which);

} // namespace hallway
