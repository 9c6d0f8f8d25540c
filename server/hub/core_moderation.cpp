// What staff did about members, on a core: who is told, whose sessions end, who loses a seat or a role.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

std::vector<session*> core::sessions_of(member_id who) const
{
    std::vector<session*> all;
    for (const auto& [number, each] : sessions_)
        if (each->is_known() && each->who()->id == who)
            all.push_back(each);
    return all;
}

void core::audit(const author& by, const command_body& what, handler<done> then)
{
    audit_entry entry{.at = turns_.now(), .by = by, .name = std::string{space_->name_of(by.id)}, .act = audited_form(what)};
    trail_.note(std::move(entry), std::move(then));
}

void core::tell_all(const shared_bytes& frame)
{
    std::vector<session*> all;
    all.reserve(sessions_.size());
    for (const auto& [number, each] : sessions_)
        if (each->is_known())
            all.push_back(each);
    for (session* each : all)
        each->tell(frame);
}

void core::tell_staff(const shared_bytes& frame)
{
    std::vector<session*> all;
    for (const auto& [number, each] : sessions_)
        if (each->is_known() && each->is_staff())
            all.push_back(each);
    for (session* each : all)
        each->tell(frame);
}

void core::on_standing_changed(const event& what)
{
    std::visit(
        [&]<class Body>(const Body& body) {
            if constexpr (requires { enforce(body, what); })
                enforce(body, what);
        },
        what.what);
}

void core::tell_of_sanction(const sanction& what, bool is_lifted)
{
    const auto own = frame_of(encode_sanction(what, is_lifted, false, names_));
    for (session* each : sessions_of(what.what.member))
        if (!each->is_staff())
            each->tell(own);
    tell_staff(frame_of(encode_sanction(what, is_lifted, true, names_)));
}

/// Of a ban nobody's session is left when this core has folded it, whatever else waits.
void core::enforce(const member_sanctioned& what, const event& e)
{
    tell_of_sanction({what, e.from, e.at}, false);
    if (what.kind != sanction_kind::ban)
        return;
    for (session* each : sessions_of(what.member))
        if (what.scope.empty())
            each->close(close_code::banned, "banned");
        else
            each->leave_rooms(what.scope, errc::banned);
}

void core::enforce(const sanction_lifted& what, const event& e)
{
    tell_of_sanction({{what.member, what.kind, what.scope, std::nullopt, {}}, e.from, e.at}, true);
}

void core::enforce(const member_kicked& what, const event& e)
{
    const auto own = frame_of(encode_kick(what, e.from, false, names_));
    for (session* each : sessions_of(what.member)) {
        each->tell(own);
        if (what.scope.empty())
            each->close(close_code::policy, "sent away");
        else
            each->leave_rooms(what.scope, errc::forbidden);
    }
    tell_staff(frame_of(encode_kick(what, e.from, true, names_)));
}

/// Who has another role from now on comes back with it.
void core::enforce(const invite_revoked& what, const event&)
{
    if (const auto* of = find_invite(space_->standing(), what.invite))
        for (session* each : sessions_of(of->what.member))
            each->close(close_code::try_later, "the role has changed");
}

void core::enforce(const announced& what, const event& e) { tell_all(frame_of(encode_announcement({e.id, what, e.from, e.at}))); }

void core::enforce(const announcement_ended& what, const event&) { tell_all(frame_of(encode_announcement_end(what.target))); }

void core::end_roles()
{
    const auto now = turns_.now();
    const auto before = std::exchange(roles_looked_at_, now);
    for (const auto& each : space_->standing().invites)
        if (has_ended(each.what.until, now) && !has_ended(each.what.until, before))
            for (session* one : sessions_of(each.what.member))
                if (one->known_since() < *each.what.until) // who came since has no such role
                    one->close(close_code::try_later, "the role has ended");
}

} // namespace hallway
