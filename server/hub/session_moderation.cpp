// What a session may as whom, what it is kept from, and what staff ask for about members.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "hub/session.hpp"
#include "room/permissions.hpp"
#include "room/questions.hpp"
#include "schedule/wall_time.hpp"

#include <algorithm>
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

constexpr std::size_t wordings_read = 20;

using named_records = std::vector<std::pair<std::string, record>>;

/// What a message said, as it was reported and as it was deleted: one below the other if that differs.
std::optional<kept_text> all_wordings(const named_records& kept)
{
    std::optional<kept_text> all;
    for (const auto& [name, each] : kept) {
        auto words = decode_kept_text(each.value);
        if (words && all) {
            all->text += "\n⋯\n" + words->text;
            all->until = std::max(all->until, words->until);
        } else if (words) {
            all = std::move(words);
        }
    }
    return all;
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

void session::stand_anew(time_point now)
{
    const auto& here = home_.here();
    const auto is_banned_from = [&](const std::string& room) {
        return sanction_on(here.standing(), here.schedule(), who_->id, sanction_kind::ban, room, now) != nullptr;
    };
    if (is_banned_from({}))
        return close(close_code::banned, "banned");
    if (presences_ != presences_of_role())
        return close(close_code::try_later, "the role has changed");
    const auto seats = seats_; // leaving changes them
    for (const auto& [desk, at] : seats)
        if (is_banned_from(desk->card().id)) {
            desk->leave(*this);
            tell(frame_of(encode_left(desk->card().id, errc::banned)));
        }
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
template void session::act_on_members(std::uint64_t, const settle_report&);

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
    constexpr bool is_anybodys = std::is_same_v<Command, file_report> || std::is_same_v<Command, block_member>;
    auto asked = encode(command{0, what});
    answer_is_due();
    home_.ask_soon();
    if (decided) {
        append_draft draft{home_.new_event_id(), by, what.key, std::move(*decided), std::move(asked)};
        if (is_anybodys)
            return append_act(id, std::move(draft), false);
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

// --- reports, and what rooms hold ---

void session::report(std::uint64_t id, const file_report& what, member_id about)
{
    const auto by = as_in(what.room);
    if (home_.here().name_of(about).empty())
        return refuse(id, {errc::not_found, "There is no such person here.", "member"});
    append_act(id, what, by, home_.here().decide(what, by, about, home_.turns().now()));
}
template void session::append_act(std::uint64_t, const block_member&, const author&, outcome<event_body>);

void session::list(std::uint64_t id, const list_reports& what)
{
    const auto now = home_.turns().now();
    const auto roles = scoped_roles(home_.here().standing(), who_->id, now);
    const auto is_safety = [](const invite& each) { return may(each.what.as, action::keep_safe); };
    if (!may(as_author().as, action::keep_safe) && std::ranges::none_of(roles, is_safety))
        return refuse(id, {errc::forbidden, "Only the safety team reads reports."});
    const auto& all = home_.here().safety().reports;
    auto at = all.rbegin();
    if (what.after) {
        at = std::ranges::find(all.rbegin(), all.rend(), *what.after, &hallway::report::id);
        if (at == all.rend())
            return refuse(id, {errc::not_found, "There is no such report.", "after"});
        ++at;
    }
    std::vector<const hallway::report*> page;
    for (; at != all.rend() && page.size() < limits::reports_page; ++at)
        if (may_read(*at, who_->id, as_in(at->what.room).as))
            page.push_back(&*at);
    const bool has_more = at != all.rend() && !page.empty();
    answer(encode_reports(id, page, has_more ? std::optional{page.back()->id} : std::nullopt, home_.names()));
}

/// Each reading is written down before it is answered.
void session::tell_kept(std::uint64_t id, const read_kept& what)
{
    const auto by = as_in(what.room);
    if (!may(by.as, action::keep_safe))
        return refuse(id, {errc::forbidden, "Only the safety team reads what was deleted."});
    answer_is_due();
    do_noted(id, by, what, [this, id, what] {
        const auto then = [&home = home_, number = number_, id, what](const outcome<named_records>& found) {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            still->answer_came();
            const auto words = found ? all_wordings(*found) : std::nullopt;
            if (words)
                still->answer(encode_kept(id, what.room, what.target, *words, home.names()));
            else if (found)
                still->refuse(
                    id, {errc::not_found, "Its words are not kept: it was not deleted or reported, or too long ago.", "target"});
            else
                still->refuse(id, found.error());
        };
        home_.line().records(home_.kept_prefix(what.room, what.target), wordings_read, then);
        home_.ask_soon();
    });
    home_.ask_soon();
}

/// Counted where its roles are, so that rooms where something waits know who could be asked.
std::vector<std::string> session::presences_of_role() const
{
    std::vector<std::string> all;
    if (!is_staff())
        return all;
    all.push_back(staff_anywhere());
    if (hallway::is_staff(as_author().as))
        all.push_back(staff_of({}));
    for (const auto& each : scoped_roles(home_.here().standing(), who_->id, home_.turns().now()))
        if (hallway::is_staff(each.what.as))
            all.push_back(staff_of(each.what.scope));
    return all;
}

void session::note_presence()
{
    presences_ = presences_of_role();
    for (const auto& each : presences_)
        home_.people().entered(each, who_->id, true);
}

/// Also of a room that one has not joined: a stage's is set like those of its talks.
void session::change(std::uint64_t id, change_policy what)
{
    if (!may(as_in(what.room).as, action::set_policy))
        return refuse(id, {errc::forbidden, "Only moderators and organisers can do that."});
    hold();
    home_.with_room(what.room, [&home = home_, number = number_, id, what](const outcome<room_desk*>& at) {
        session* still = home.find(number);
        if (still == nullptr)
            return;
        if (at)
            (*at)->write(*still, id, what);
        else if (at.error().code == errc::not_found)
            still->refuse(id, {errc::not_found, "There is no such room here.", "room"});
        else
            still->refuse(id, at.error());
        still->release();
    });
    home_.ask_soon();
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
