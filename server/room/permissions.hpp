// Who may do what: one table, role by action.
#pragma once

#include "protocol/events.hpp"

#include <cstdint>

namespace hallway {

enum class action : std::uint8_t {
    post,
    post_early,
    edit_own,
    delete_own,
    delete_any,
    ask,
    vote,
    tend_questions, // promote, put into another state, merge
    answer,
    pin,
    open_room,
    plan,
    move_clock,
    set_policy,
    write_unslowed, // without waiting, and where only questions are taken
    write_locked,   // in a room that staff locked
    send_away,      // mute, ban, kick, and lift that
    tend_held,      // let out what waits, or drop it; tell that one is on it; delete all of a member
    keep_safe,      // read reports, and what was deleted
    announce,
    invite,
};

/// Whether a role may. Being named, being in the room, and windows of time are checked beside it.
constexpr bool may(role who, action what)
{
    switch (what) {
    case action::post:
    case action::edit_own:
    case action::delete_own:
    case action::ask: return true;
    case action::vote: return who != role::bot;
    case action::answer:
    case action::post_early: return who == role::speaker || who == role::moderator || who == role::organiser;
    case action::delete_any: return who == role::moderator || who == role::safety || who == role::organiser;
    case action::tend_questions:
    case action::pin:
    case action::move_clock:
    case action::set_policy:
    case action::announce:
    case action::open_room: return who == role::moderator || who == role::organiser;
    case action::write_unslowed: return who != role::attendee && who != role::bot;
    case action::tend_held:
    case action::write_locked:
    case action::send_away: return who == role::moderator || who == role::safety || who == role::organiser;
    case action::keep_safe: return who == role::safety;
    case action::invite:
    case action::plan: return who == role::organiser;
    }
    return false;
}

} // namespace hallway
