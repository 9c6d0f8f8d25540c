// What waits in a room: let out when its time has come, and heard of by staff when nobody of them is there.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "room/standing.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr auto look_again_after = std::chrono::seconds{1};      // when the store did not answer
constexpr auto look_for_staff_every = std::chrono::seconds{30}; // while somebody of them is there

} // namespace

bool is_about_waiting(const event_body& what)
{
    const auto* posted = std::get_if<message>(&what);
    const auto* asked = std::get_if<question_asked>(&what);
    return std::holds_alternative<message_held>(what) || std::holds_alternative<held_dropped>(what) ||
           std::holds_alternative<question_moved>(what) || (posted != nullptr && posted->was) ||
           (asked != nullptr && asked->is_pending);
}

// --- told of ---

held_part room_desk::held_for(const viewer& who) const
{
    held_part part;
    if (!who.is_staff)
        return part;
    for (const auto& each : room_->state().held) {
        if (part.messages.size() == limits::held_page) {
            part.has_more = true;
            break;
        }
        part.messages.push_back(&each);
    }
    return part;
}

std::string room_desk::own_held(member_id me) const
{
    std::vector<const held_message*> own;
    for (const auto& each : room_->state().held)
        if (each.from.id == me)
            own.push_back(&each);
    return encode_held_elements(own, home_.names());
}

std::string room_desk::own_dropped(member_id me) const
{
    std::vector<const dropped_message*> own;
    for (const auto& each : room_->state().dropped)
        if (each.of == me && each.at + limits::dropped_told > home_.turns().now())
            own.push_back(&each);
    return encode_dropped_elements(own);
}

std::string room_desk::tended_lately(const viewer& reader) const
{
    std::vector<const tended_item*> lately;
    for (const auto& each : room_->state().tended)
        if (reader.is_staff && each.at + limits::tended_told > home_.turns().now())
            lately.push_back(&each);
    return encode_tended_elements(lately, home_.names());
}

void room_desk::list_held(session& who, std::uint64_t command, const hallway::list_held& what)
{
    const auto reads = viewer_of(who);
    if (!reads.is_staff)
        return who.refuse(command, {errc::forbidden, "Only staff see what waits."});
    const auto& all = room_->state().held;
    auto at = all.begin();
    // What the page before ended with may be out by now: what was held after it follows.
    if (what.after) {
        const auto known = std::ranges::find(all, *what.after, &held_message::id);
        if (known == all.end())
            return who.refuse(command, {errc::not_found, "That does not wait any more.", "after"});
        at = std::next(known);
    }
    held_part page;
    for (; at != all.end() && page.messages.size() < limits::held_page; ++at)
        page.messages.push_back(&*at);
    page.has_more = at != all.end();
    who.answer(encode_held_page(command, card_.id, page, home_.names()));
}

// --- let out ---

void room_desk::look_again_at(time_point when)
{
    if (next_look_ && *next_look_ <= when)
        return;
    next_look_ = when;
    const auto now = home_.turns().now();
    const auto wait = when > now ? when - now : std::chrono::milliseconds{0};
    home_.turns().after(wait, [&home = home_, room = card_.id, when] {
        const auto at = home.desks_.find(room);
        if (at == home.desks_.end() || at->second->next_look_ != when)
            return;
        at->second->next_look_.reset();
        at->second->look_at_waiting();
    });
}

void room_desk::look_at_waiting()
{
    if (!room_ || is_lost_ || home_.is_draining())
        return;
    const auto now = home_.turns().now();
    std::vector<held_message> due; // letting out may change what waits
    for (const auto& each : room_->state().held) {
        if (!each.what.until)
            continue;
        if (*each.what.until > now)
            look_again_at(*each.what.until);
        else if (!home_.is_up_to_date()) // its author may be banned by now
            look_again_at(now + look_again_after);
        else if (being_let_out_.insert(each.id).second)
            due.push_back(each);
    }
    if (!due.empty())
        let_out_once_met(std::move(due));
    const auto waiting = waiting_for_staff();
    watch_staff(!waiting.empty());
    if (const auto next = raise_alarm(waiting))
        look_again_at(*next);
}

/// What another core or node has dropped in time, and this one has not heard of yet, does not get out.
void room_desk::let_out_once_met(std::vector<held_message> due)
{
    ++under_way_;
    home_.line().meet(log_, [this, due = std::move(due)](const outcome<done>& met) {
        --under_way_;
        for (const auto& each : due) {
            if (met && find_held(room_->state().held, each.id) != nullptr) {
                let_out(each);
                continue;
            }
            being_let_out_.erase(each.id);
            if (!met)
                look_again_at(home_.turns().now() + look_again_after);
        }
    });
    home_.ask_soon();
}

/// The delay is over. Whoever may not write any more does not get out either.
void room_desk::let_out(const held_message& what)
{
    const auto& here = home_.here();
    const auto is_kept_from = [&](sanction_kind kind) {
        return sanction_on(here.standing(), here.schedule(), what.from.id, kind, card_.id, home_.turns().now()) != nullptr;
    };
    append_draft draft{home_.new_event_id(), what.from, release_key(what.id), released(what)};
    if (is_kept_from(sanction_kind::ban) || is_kept_from(sanction_kind::mute)) {
        draft.key = drop_key(what.id);
        draft.what = held_dropped{what.id, what.from.id};
    }
    const bool is_lost = std::holds_alternative<held_dropped>(draft.what);
    const auto ended = [this, id = what.id](bool is_done) {
        being_let_out_.erase(id);
        if (!is_done)
            look_again_at(home_.turns().now() + look_again_after);
    };
    if (!is_lost)
        return append_by_itself(std::move(draft), std::nullopt, ended);
    ++under_way_;
    const kept_text words{what.from, what.at, what.what.text, {}};
    home_.keep_words(card_.id, what.id, 0, words, [this, draft, ended](const outcome<done>& kept) {
        --under_way_;
        if (kept)
            append_by_itself(draft, std::nullopt, ended);
        else
            ended(false);
    });
}

// --- heard of ---

/// What only staff can let through, the oldest first.
std::vector<room_desk::waiting_item> room_desk::waiting_for_staff() const
{
    std::vector<waiting_item> all;
    for (const auto& each : room_->state().held)
        if (!each.what.until)
            all.push_back({each.id, each.at, each.from.id});
    for (const auto& each : room_->state().board.questions)
        if (each.state == question_state::pending && !each.is_deleted && !each.merged_into)
            all.push_back({each.id, each.at, each.from.id});
    std::ranges::sort(all, {}, &waiting_item::since);
    return all;
}

/// As long as something waits, this core asks to be told how many staff are where on the whole node.
void room_desk::watch_staff(bool is_on)
{
    if (is_on == !watched_.empty())
        return;
    if (is_on) {
        watched_ = {staff_seated_in(card_.id), staff_of(card_.id), staff_of({}), staff_anywhere()};
        if (card_.kind == room_kind::talk)
            watched_.push_back(staff_of(card_.slot.stage));
        for (const auto& each : watched_)
            home_.people().entered(each, {}, false);
        return;
    }
    for (const auto& each : std::exchange(watched_, {}))
        home_.people().left(each, {}, false);
}

bool room_desk::has_staff(const std::string& presence) const { return home_.people().here(presence).people > 0; }

/// Those who are nearest; nothing: nobody of the staff is connected. Each further alarm reaches further.
std::optional<alarm_reach> room_desk::reach_of_alarm() const
{
    const bool is_stage_there = card_.kind == room_kind::talk && has_staff(staff_of(card_.slot.stage));
    if (alarms_ == 0 && (has_staff(staff_of(card_.id)) || is_stage_there))
        return alarm_reach::room;
    if (alarms_ <= 1 && has_staff(staff_of({})))
        return alarm_reach::space;
    return has_staff(staff_anywhere()) ? std::optional{alarm_reach::all} : std::nullopt;
}

/// Those who read that nobody is here learn that somebody is.
void room_desk::tell_attended(const std::vector<waiting_item>& waiting)
{
    if (told_unattended_.empty())
        return;
    for (const auto& each : waiting)
        if (told_unattended_.contains(each.id))
            tell_author(each, true);
    told_unattended_.clear();
}

void room_desk::tell_author(const waiting_item& what, bool is_attended)
{
    const auto frame = frame_of(encode_unattended(card_.id, what.id, is_attended));
    const auto range = members_.equal_range(what.from);
    for (auto seat = range.first; seat != range.second; ++seat)
        if (session* author = home_.find(seat->second))
            author->tell(frame);
}

/// \returns when to look again, if something waits
std::optional<time_point> room_desk::raise_alarm(const std::vector<waiting_item>& waiting)
{
    if (waiting.empty()) {
        alarms_ = 0;
        told_unattended_.clear();
        alarm_raised_.reset();
        return std::nullopt;
    }
    const auto now = home_.turns().now();
    const auto& oldest = waiting.front();
    const auto due = std::max(oldest.since, alarm_raised_.value_or(oldest.since)) + limits::alone_after;
    if (now < due)
        return due;
    if (has_staff(staff_seated_in(card_.id))) {
        tell_attended(waiting);
        return now + look_for_staff_every;
    }
    const auto reach = reach_of_alarm();
    if (!reach) {
        for (const auto& each : waiting)
            if (each.since + limits::alone_after <= now && members_.contains(each.from) &&
                told_unattended_.insert(each.id).second)
                tell_author(each, false);
        return now + look_for_staff_every;
    }
    tell_attended(waiting);
    alarm_raised_ = now;
    // Every core and node that has the room open comes to this: the key makes one of it.
    const auto key = "waits." + to_string(oldest.id) + "." + std::to_string(alarms_++);
    home_.append_to_space(
        {oldest.from, role::attendee}, key, room_waits{card_.id, oldest.since, *reach}, [](const append_outcome&) {});
    return now + limits::alone_after;
}

} // namespace hallway
