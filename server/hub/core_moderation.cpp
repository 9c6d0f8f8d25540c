// What staff did about members, on a core: who is told, whose sessions end, who loses a seat or a role.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "room/questions.hpp"

#include <fmt/format.h>

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
    tell_some(frame, [](const session&) { return true; });
}

void core::tell_staff(const shared_bytes& frame)
{
    tell_some(frame, [](const session& each) { return each.is_staff(); });
}

/// Found first: who is told too much ends.
void core::tell_some(const shared_bytes& frame, const std::function<bool(const session&)>& whom)
{
    std::vector<session*> all;
    all.reserve(sessions_.size());
    for (const auto& [number, each] : sessions_)
        if (each->is_known() && whom(*each))
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

// --- what is for safety, and what waits ---

void core::keep_words(const std::string& room, event_id of, std::uint64_t version, kept_text words, handler<done> then)
{
    if (settings_.keep_deleted.count() == 0)
        return then(done{});
    words.until = turns_.now() + settings_.keep_deleted;
    auto name = kept_prefix(room, of) + fmt::format("{:016}", version);
    line_.put_record(
        std::move(name), encode_kept_text(words), words.until, [then = std::move(then)](const outcome<std::uint64_t>& made) {
            if (made)
                then(done{});
            else
                then(made.error());
        });
    ask_soon();
}

std::string core::kept_prefix(const std::string& room, event_id of) const
{
    return "kept/" + settings_.space + "/" + room + "/" + to_string(of) + "/";
}

/// To safety in whose scope it lies, and never to whom it concerns.
void core::tell_of_report(event_id which)
{
    const auto* const what = find_report(space_->safety(), which);
    if (what == nullptr)
        return;
    tell_some(frame_of(encode_report(*what, names_)), [&](const session& each) {
        return may_read(*what, each.who()->id, each.as_in(what->what.room).as);
    });
}

void core::enforce(const report_filed&, const event& e) { tell_of_report(e.id); }

void core::enforce(const report_settled& what, const event&) { tell_of_report(what.target); }

void core::enforce(const member_blocked& what, const event& e)
{
    const auto frame = frame_of(encode_block(what));
    for (session* each : sessions_of(e.from.id))
        each->tell(frame);
}

void core::enforce(const room_waits& what, const event&)
{
    tell_some(frame_of(encode_waiting(what)), [&](const session& each) {
        const bool is_of_space = hallway::is_staff(each.as_author().as);
        const bool is_of_room = !is_of_space && hallway::is_staff(each.as_in(what.room).as);
        return what.reach == alarm_reach::all ? each.is_staff() : what.reach == alarm_reach::space ? is_of_space : is_of_room;
    });
}

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
