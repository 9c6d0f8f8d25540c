// What a session may as whom, what it is kept from, and what staff ask for about members.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "hub/session.hpp"
#include "room/permissions.hpp"
#include "schedule/wall_time.hpp"

#include <type_traits>
#include <utility>

namespace hallway {

namespace {

std::string sentence_of(const sanction& what, const std::string& zone)
{
    const auto& [of, kind, scope, until, reason] = what.what;
    auto sentence =
        std::string{kind == sanction_kind::ban ? "Moderators have banned you from " : "Moderators have muted you in "} +
        (scope.empty() ? "this event" : "this room");
    if (until)
        sentence += " until " + written_moment_in(zone, *until);
    return sentence + (reason.empty() ? "." : ": " + reason);
}

} // namespace

author session::as_in(const std::string& room) const
{
    const auto& here = home_.here();
    return {who_->id, role_in(here.standing(), here.schedule(), who_->id, who_->as, room, home_.turns().now())};
}

bool session::is_staff() const { return is_staff_somewhere(home_.here().standing(), who_->id, who_->as, home_.turns().now()); }

/// Refuses the command if it is.
bool session::is_kept_from(std::uint64_t id, sanction_kind what, const std::string& room)
{
    const auto& here = home_.here();
    const auto now = home_.turns().now();
    const auto* const by = sanction_on(here.standing(), here.schedule(), who_->id, what, room, now);
    if (by == nullptr)
        return false;
    refusal why{what == sanction_kind::ban ? errc::banned : errc::muted, sentence_of(*by, here.schedule().time_zone)};
    if (by->what.until)
        why.retry_after = *by->what.until - now;
    refuse(id, why);
    return true;
}

bool session::is_banned(std::uint64_t id)
{
    if (!is_kept_from(id, sanction_kind::ban, {}))
        return false;
    who_.reset();
    close(close_code::banned, "banned");
    return true;
}

void session::leave_rooms(const std::string& scope, errc why)
{
    const auto seats = seats_; // leaving changes them
    for (const auto& [desk, at] : seats)
        if (covers(home_.here().schedule(), scope, desk->card().id)) {
            desk->leave(*this);
            tell(frame_of(encode_left(desk->card().id, why)));
        }
}

// --- invites ---

/// One more device; who comes too late is turned away, and no session of an invite is known before the log has it.
void session::redeem(std::uint64_t id, const hello& what, event_id which)
{
    const auto& standing = home_.here().standing();
    if (const auto why = why_not_redeemed(standing, which, home_.turns().now()))
        return turn_away(id, *why);
    hold();
    const author who{find_invite(standing, which)->what.member, role::attendee};
    home_.append_to_space(
        who, home_.new_key(), invite_redeemed{which},
        [&home = home_, number = number_, id, what, who](const append_outcome& became) {
            home.line().meet(home.space_log(), [&home, number, id, what, who, became](const outcome<done>& met) {
                session* still = home.find(number);
                if (still == nullptr)
                    return;
                if (became.code || !met)
                    still->refuse(id, {errc::unavailable});
                else if (home.was_void(became.offset))
                    still->turn_away(
                        id, {errc::unauthorized,
                             "This invite was used on three devices already. Ask the organisers for a new one.", "token"});
                else
                    still->let_in(id, what, {who.id, who.as, {}});
                still->release();
            });
            home.ask_soon();
        });
}

// --- what staff do ---

template <class Command>
void session::act_on_members(std::uint64_t id, const Command& what)
{
    const auto by = as_in(home_.here().scope_of(what));
    append_act(id, what, by, home_.here().decide(what, by, home_.turns().now()));
}
template void session::act_on_members(std::uint64_t, const sanction_member&);
template void session::act_on_members(std::uint64_t, const lift_sanction&);
template void session::act_on_members(std::uint64_t, const kick_member&);
template void session::act_on_members(std::uint64_t, const revoke_invite&);
template void session::act_on_members(std::uint64_t, const announce&);
template void session::act_on_members(std::uint64_t, const end_announcement&);

void session::act(std::uint64_t id, const invite_member& what)
{
    const auto by = as_author();
    append_act(id, what, by, home_.here().decide(what, by, home_.turns().now(), {home_.turns().random()}));
}

template <class Command>
void session::append_act(std::uint64_t id, const Command& what, const author& by, outcome<event_body> decided)
{
    if (!decided && decided.error().code == errc::forbidden)
        return refuse(id, decided.error());
    constexpr bool is_invite = std::is_same_v<Command, invite_member>;
    auto asked = encode(command{0, what});
    answer_is_due();
    home_.ask_soon();
    if (decided) {
        append_draft draft{home_.new_event_id(), by, what.key, std::move(*decided), std::move(asked)};
        return do_noted(id, by, what, [this, id, draft = std::move(draft)] { append_act(id, draft, is_invite); });
    }
    // What cannot be done now may be what this very command did.
    home_.line().find_key(
        home_.space_log(), who_->id, what.key, std::move(asked),
        [&home = home_, number = number_, id, why = decided.error()](outcome<append_outcome> known) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (known) {
                known->duplicate = true;
                return still->acted(id, *known, is_invite);
            }
            still->answer_came();
            still->refuse(id, known.error().code == errc::not_found ? why : known.error());
        });
}

/// Writes down what staff do, and then does it, if the session is still there; an answer is due.
void session::do_noted(std::uint64_t id, const author& by, const command_body& what, std::function<void()> then)
{
    home_.audit(by, what, [&home = home_, number = number_, id, then = std::move(then)](const outcome<done>& noted) {
        session* still = home.find(number);
        if (still == nullptr)
            return;
        if (noted)
            return then();
        still->answer_came();
        still->refuse(id, noted.error());
    });
}

void session::append_act(std::uint64_t id, append_draft draft, bool is_invite)
{
    home_.line().append(
        home_.space_log(), std::move(draft), [&home = home_, number = number_, id, is_invite](const append_outcome& became) {
            // Answered when this core has folded it: what is asked next sees it.
            home.line().meet(home.space_log(), [&home, number, id, became, is_invite](const outcome<done>& met) {
                auto known = became;
                if (!met && !known.code)
                    known.code = met.error().code;
                if (session* still = home.find(number))
                    still->acted(id, known, is_invite);
            });
            home.ask_soon();
        });
    home_.ask_soon();
}

void session::acted(std::uint64_t id, const append_outcome& became, bool is_invite)
{
    answer_came();
    const receipt made{became.id, became.offset, became.at, became.duplicate};
    const auto* const invited = is_invite && !became.code ? find_invite(home_.here().standing(), became.id) : nullptr;
    if (became.code)
        refuse(id, {*became.code});
    else if (invited != nullptr)
        answer(encode_invited(id, made, home_.tokens().invite_link(became.id, invited->what.as, home_.settings().space)));
    else
        answer(encode_receipt(id, made));
}

// --- lists ---

void session::list(std::uint64_t id, const list_sanctions& what)
{
    if (!is_staff())
        return refuse(id, {errc::forbidden, "Only staff see that."});
    const auto now = home_.turns().now();
    const auto& all = home_.here().standing().sanctions;
    std::vector<const sanction*> page;
    std::optional<member_id> after;
    for (auto at = what.after ? all.upper_bound(*what.after) : all.begin(); at != all.end(); ++at) {
        if (page.size() >= limits::standing_page)
            break;
        for (const auto& each : at->second)
            if (!has_ended(each.what.until, now))
                page.push_back(&each);
        if (page.size() >= limits::standing_page && std::next(at) != all.end())
            after = at->first;
    }
    answer(encode_sanctions(id, page, after, home_.names()));
}

void session::list(std::uint64_t id, const list_invites& what)
{
    if (!may(as_author().as, action::invite))
        return refuse(id, {errc::forbidden, "Only organisers see invites."});
    const auto& all = home_.here().standing().invites;
    auto at = all.begin();
    if (what.after) {
        at = std::ranges::find(all, *what.after, &invite::id);
        if (at == all.end())
            return refuse(id, {errc::not_found, "There is no such invite.", "after"});
        ++at;
    }
    std::vector<const invite*> page;
    for (; at != all.end() && page.size() < limits::standing_page; ++at)
        page.push_back(&*at);
    const auto after = at != all.end() ? std::optional{page.back()->id} : std::nullopt;
    const auto now = home_.turns().now();
    answer(encode_invites(id, page, after, [&](const invite& each) {
        const bool leads_nowhere = each.is_revoked || has_ended(each.what.until, now);
        return leads_nowhere ? std::string{} : home_.tokens().invite_link(each.id, each.what.as, home_.settings().space);
    }));
}

} // namespace hallway
