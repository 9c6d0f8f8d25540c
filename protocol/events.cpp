#include "protocol/events.hpp"

#include <utility>

namespace hallway {

// clang-format off
std::string_view name_of(role which)
{
    switch (which) {
    case role::attendee: return "attendee";
    case role::speaker: return "speaker";
    case role::moderator: return "moderator";
    case role::safety: return "safety";
    case role::organiser: return "organiser";
    case role::bot: return "bot";
    }
    return "attendee";
}
// clang-format on

std::optional<role> role_named(std::string_view name)
{
    for (const auto which : {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

void add_invite(member_standing& in, invite what)
{
    in.invites_of[what.what.member].push_back(in.invites.size());
    in.invites.push_back(std::move(what));
}

std::string_view name_of(sanction_kind which) { return which == sanction_kind::ban ? "ban" : "mute"; }

std::optional<sanction_kind> sanction_kind_named(std::string_view name)
{
    for (const auto which : {sanction_kind::mute, sanction_kind::ban})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

// clang-format off
std::string_view name_of(question_state which)
{
    switch (which) {
    case question_state::pending: return "pending";
    case question_state::visible: return "visible";
    case question_state::answering: return "answering";
    case question_state::answered: return "answered";
    case question_state::archived: return "archived";
    }
    return "pending";
}
// clang-format on

std::optional<question_state> question_state_named(std::string_view name)
{
    using enum question_state;
    for (const auto which : {pending, visible, answering, answered, archived})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

// clang-format off
std::string_view name_of(hold_reason why)
{
    switch (why) {
    case hold_reason::approval: return "approval";
    case hold_reason::delay: return "delay";
    case hold_reason::words: return "words";
    case hold_reason::link: return "link";
    case hold_reason::repeat: return "repeat";
    }
    return "approval";
}

std::string_view name_of(report_kind which)
{
    switch (which) {
    case report_kind::abuse: return "abuse";
    case report_kind::spam: return "spam";
    case report_kind::danger: return "danger";
    case report_kind::misleading: return "misleading";
    case report_kind::other: return "other";
    }
    return "other";
}

std::string_view name_of(alarm_reach which)
{
    switch (which) {
    case alarm_reach::room: return "room";
    case alarm_reach::space: return "space";
    case alarm_reach::all: return "all";
    }
    return "all";
}
// clang-format on

std::optional<hold_reason> hold_reason_named(std::string_view name)
{
    using enum hold_reason;
    for (const auto which : {approval, delay, words, link, repeat})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

std::optional<report_kind> report_kind_named(std::string_view name)
{
    using enum report_kind;
    for (const auto which : {abuse, spam, danger, misleading, other})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

std::optional<alarm_reach> alarm_reach_named(std::string_view name)
{
    for (const auto which : {alarm_reach::room, alarm_reach::space, alarm_reach::all})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

// clang-format off
std::string_view name_of(clock_act which)
{
    switch (which) {
    case clock_act::start: return "start";
    case clock_act::end: return "end";
    case clock_act::extend: return "extend";
    case clock_act::shift: return "shift";
    case clock_act::swap: return "swap";
    }
    return "start";
}
// clang-format on

std::optional<clock_act> clock_act_named(std::string_view name)
{
    for (const auto which : {clock_act::start, clock_act::end, clock_act::extend, clock_act::shift, clock_act::swap})
        if (name_of(which) == name)
            return which;
    return std::nullopt;
}

} // namespace hallway
