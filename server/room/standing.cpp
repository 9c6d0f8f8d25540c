#include "room/standing.hpp"

#include "room/permissions.hpp"
#include "room/questions.hpp"
#include "room/timetable.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

bool is_same(const member_sanctioned& one, sanction_kind kind, std::string_view scope)
{
    return one.kind == kind && one.scope == scope;
}

const sanction* find_sanction(const member_standing& in, member_id who, sanction_kind kind, std::string_view scope)
{
    const auto of = in.sanctions.find(who);
    if (of == in.sanctions.end())
        return nullptr;
    const auto at = std::ranges::find_if(of->second, [&](const sanction& each) { return is_same(each.what, kind, scope); });
    return at == of->second.end() ? nullptr : &*at;
}

bool gives_role(const invite& what, time_point now)
{
    return !what.is_revoked && what.devices > 0 && !has_ended(what.what.until, now);
}

std::vector<const invite*> invites_of(const member_standing& in, member_id who)
{
    std::vector<const invite*> found;
    if (const auto of = in.invites_of.find(who); of != in.invites_of.end())
        for (const auto place : of->second)
            found.push_back(&in.invites[place]);
    return found;
}

/// The highest that a member has anywhere.
role highest(const member_standing& in, member_id who, time_point now)
{
    auto best = role::attendee;
    if (const auto known = in.staff.find(who); known != in.staff.end())
        best = known->second;
    for (const auto* each : invites_of(in, who))
        if (gives_role(*each, now) && rank(each->what.as) > rank(best))
            best = each->what.as;
    return best;
}

std::optional<refusal> why_not_against(const member_standing& in, member_id whom, const author& who, time_point now)
{
    if (!may(who.as, action::send_away))
        return refusal{errc::forbidden, "Only moderators, safety staff and organisers can do that."};
    if (whom == who.id)
        return refusal{errc::forbidden, "Nobody does that to themselves.", "member"};
    if (who.as != role::organiser && rank(highest(in, whom, now)) >= rank(who.as))
        return refusal{errc::forbidden, "Only organisers can do that to other staff.", "member"};
    return std::nullopt;
}

std::optional<refusal> why_no_end(const std::optional<time_point>& until, time_point now)
{
    if (until && *until <= now)
        return refusal{errc::bad_request, "That end is past.", "until"};
    if (until && *until > now + limits::sanction_time_max)
        return refusal{errc::bad_request, "That end is too far away. Leave it out for no end.", "until"};
    return std::nullopt;
}

std::size_t count(const member_standing& in)
{
    std::size_t all = 0;
    for (const auto& [member, sanctions] : in.sanctions)
        all += sanctions.size();
    return all;
}

} // namespace

bool covers(const timetable& schedule, std::string_view scope, const std::string& room)
{
    if (scope.empty() || scope == room)
        return true;
    const auto* talk = find_talk(schedule, room);
    return talk != nullptr && talk->now.stage == scope;
}

bool has_ended(const std::optional<time_point>& until, time_point now) { return until && *until <= now; }

role role_in(
    const member_standing& in, const timetable& schedule, member_id who, role by_token, const std::string& room, time_point now)
{
    auto best = by_token;
    for (const auto* each : invites_of(in, who))
        if (gives_role(*each, now) && covers(schedule, each->what.scope, room) && rank(each->what.as) > rank(best))
            best = each->what.as;
    return best;
}

std::vector<invite> scoped_roles(const member_standing& in, member_id who, time_point now)
{
    std::vector<invite> found;
    for (const auto* each : invites_of(in, who))
        if (gives_role(*each, now) && !each->what.scope.empty())
            found.push_back(*each);
    return found;
}

bool is_staff_somewhere(const member_standing& in, member_id who, role by_token, time_point now)
{
    return is_staff(by_token) || std::ranges::any_of(invites_of(in, who), [&](const invite* each) {
               return gives_role(*each, now) && is_staff(each->what.as);
           });
}

const sanction* sanction_on(
    const member_standing& in, const timetable& schedule, member_id who, sanction_kind kind, const std::string& room,
    time_point now)
{
    const auto of = in.sanctions.find(who);
    if (of == in.sanctions.end())
        return nullptr;
    for (const auto& each : of->second)
        if (each.what.kind == kind && !has_ended(each.what.until, now) && covers(schedule, each.what.scope, room))
            return &each;
    return nullptr;
}

std::vector<sanction> sanctions_on(const member_standing& in, member_id who, time_point now)
{
    std::vector<sanction> found;
    if (const auto of = in.sanctions.find(who); of != in.sanctions.end())
        std::ranges::copy_if(
            of->second, std::back_inserter(found), [&](const sanction& each) { return !has_ended(each.what.until, now); });
    return found;
}

const invite* find_invite(const member_standing& in, event_id id)
{
    const auto at = std::ranges::find(in.invites, id, &invite::id);
    return at == in.invites.end() ? nullptr : &*at;
}

std::vector<announcement> standing_announcements(const member_standing& in, time_point now)
{
    std::vector<announcement> found;
    std::ranges::copy_if(
        in.announcements, std::back_inserter(found), [&](const announcement& each) { return !has_ended(each.what.until, now); });
    return found;
}

// --- deciding ---

outcome<event_body> decide(const member_standing& in, const sanction_member& what, const author& who, time_point now)
{
    if (auto why = why_not_against(in, what.what.member, who, now))
        return *std::move(why);
    if (auto why = why_no_end(what.what.until, now))
        return *std::move(why);
    const auto of = in.sanctions.find(what.what.member);
    const bool is_known = find_sanction(in, what.what.member, what.what.kind, what.what.scope) != nullptr;
    if (!is_known &&
        (count(in) >= limits::sanctions_max || (of != in.sanctions.end() && of->second.size() >= limits::sanctions_per_member)))
        return refusal{errc::limit_exceeded, "There are as many such measures as can be kept. Lift some that are over."};
    return event_body{what.what};
}

outcome<event_body> decide(const member_standing& in, const lift_sanction& what, const author& who, time_point now)
{
    if (!may(who.as, action::send_away))
        return refusal{errc::forbidden, "Only moderators, safety staff and organisers can do that."};
    const auto* standing = find_sanction(in, what.what.member, what.what.kind, what.what.scope);
    if (standing == nullptr || has_ended(standing->what.until, now))
        return refusal{errc::not_found, "That is lifted already.", "member"};
    if (rank(standing->by.as) > rank(who.as))
        return refusal{errc::forbidden, "This was decided by an organiser: only they can lift it."};
    return event_body{what.what};
}

outcome<event_body> decide(const member_standing& in, const kick_member& what, const author& who, time_point now)
{
    if (auto why = why_not_against(in, what.what.member, who, now))
        return *std::move(why);
    return event_body{what.what};
}

outcome<event_body> decide(
    const member_standing& in, const invite_member& what, const author& who, time_point now, member_id made)
{
    if (!may(who.as, action::invite))
        return refusal{errc::forbidden, "Only organisers invite."};
    if (auto why = why_no_end(what.until, now))
        return *std::move(why);
    if (in.invites.size() >= limits::invites_max)
        return refusal{errc::limit_exceeded, "There are as many invites as can be kept."};
    return event_body{member_invited{made, what.name, what.as, what.scope, what.until}};
}

outcome<event_body> decide(const member_standing& in, const revoke_invite& what, const author& who, time_point)
{
    if (!may(who.as, action::invite))
        return refusal{errc::forbidden, "Only organisers revoke invites."};
    const auto* found = find_invite(in, what.target);
    if (found == nullptr || found->is_revoked)
        return refusal{errc::not_found, "There is no such invite any more.", "target"};
    return event_body{invite_revoked{what.target}};
}

outcome<event_body> decide(const member_standing& in, const announce& what, const author& who, time_point now)
{
    if (!may(who.as, action::announce))
        return refusal{errc::forbidden, "Only moderators and organisers announce something."};
    if (auto why = why_no_end(what.what.until, now))
        return *std::move(why);
    if (standing_announcements(in, now).size() >= limits::announcements_max)
        return refusal{errc::limit_exceeded, "There are five announcements. End one before you make another."};
    return event_body{what.what};
}

outcome<event_body> decide(const member_standing& in, const end_announcement& what, const author& who, time_point now)
{
    if (!may(who.as, action::announce))
        return refusal{errc::forbidden, "Only moderators and organisers end announcements."};
    const auto all = standing_announcements(in, now);
    if (std::ranges::find(all, what.target, &announcement::id) == all.end())
        return refusal{errc::not_found, "That announcement is over.", "target"};
    return event_body{announcement_ended{what.target}};
}

std::optional<refusal> why_not_redeemed(const member_standing& in, event_id which, time_point now)
{
    const auto* found = find_invite(in, which);
    if (found == nullptr || found->is_revoked)
        return refusal{errc::unauthorized, "This invite is no longer valid. Ask the organisers for a new one.", "token"};
    if (has_ended(found->what.until, now))
        return refusal{errc::expired, "This invite has expired. Ask the organisers for a new one.", "token"};
    if (found->devices >= limits::invite_devices_max)
        return refusal{
            errc::unauthorized, "This invite was used on three devices already. Ask the organisers for a new one.", "token"};
    return std::nullopt;
}

// --- folding ---

void note_staff(member_standing& in, const author& who)
{
    if (!in.invites_of.contains(who.id) && rank(who.as) > 0)
        in.staff[who.id] = who.as;
}

bool fold(member_standing& in, const member_sanctioned& what, const event& e)
{
    auto& of = in.sanctions[what.member];
    std::erase_if(
        of, [&](const sanction& each) { return is_same(each.what, what.kind, what.scope) || has_ended(each.what.until, e.at); });
    of.push_back({what, e.from, e.at});
    return true;
}

bool fold(member_standing& in, const sanction_lifted& what, const event&)
{
    const auto of = in.sanctions.find(what.member);
    if (of == in.sanctions.end())
        return false;
    const auto erased =
        std::erase_if(of->second, [&](const sanction& each) { return is_same(each.what, what.kind, what.scope); });
    if (of->second.empty())
        in.sanctions.erase(of);
    return erased > 0;
}

bool fold(member_standing&, const member_kicked&, const event&) { return true; }

bool fold(member_standing& in, const member_invited& what, const event& e)
{
    add_invite(in, {.id = e.id, .what = what, .by = e.from, .at = e.at});
    return true;
}

bool fold(member_standing& in, const invite_redeemed& what, const event& e)
{
    const auto at = std::ranges::find(in.invites, what.invite, &invite::id);
    if (at == in.invites.end() || at->is_revoked || has_ended(at->what.until, e.at) || at->devices >= limits::invite_devices_max)
        return false;
    ++at->devices;
    return true;
}

bool fold(member_standing& in, const invite_revoked& what, const event&)
{
    const auto at = std::ranges::find(in.invites, what.invite, &invite::id);
    if (at == in.invites.end() || at->is_revoked)
        return false;
    at->is_revoked = true;
    return true;
}

bool fold(member_standing& in, const announced& what, const event& e)
{
    std::erase_if(in.announcements, [&](const announcement& each) { return has_ended(each.what.until, e.at); });
    in.announcements.push_back({e.id, what, e.from, e.at});
    return true;
}

bool fold(member_standing& in, const announcement_ended& what, const event&)
{
    return std::erase_if(in.announcements, [&](const announcement& each) { return each.id == what.target; }) > 0;
}

} // namespace hallway
