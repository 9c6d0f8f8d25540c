// What a room is told and forgets: how many are here, applause, who is typing. The first that a slow reader is not sent, and that a large room leaves out.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

// --- to those who read ---

bool room_desk::is_slow(const seat& one, std::size_t waiting_max) const
{
    return one.skipped_from != 0 || one.who->out().queued_bytes() > waiting_max;
}

/// `owed`: whoever is too slow gets the newest of it when they have read what waits: resume(). Null: they never hear of it.
void room_desk::tell_readers(const shared_bytes& frame, std::size_t waiting_max, bool seat::* owed)
{
    for (auto& each : seats_) {
        if (!is_slow(each, waiting_max)) {
            each.who->tell(frame);
            continue;
        }
        home_.counts().signals_dropped.add();
        if (owed == nullptr)
            continue;
        each.*owed = true;
        each.who->was_skipped = true;
    }
}

void room_desk::tell_owed_signals(session& who, seat& its)
{
    if (std::exchange(its.is_here_owed, false)) {
        who.tell(frame_of(encode_here(card_.id, home_.people().here(card_.id))));
        if (its.is_staff)
            who.tell(frame_of(encode_shedding(card_.id, shed_told_)));
    }
    if (std::exchange(its.is_typing_owed, false))
        who.tell(frame_of(encode_typing(card_.id, typing_, home_.names())));
}

void room_desk::tell_here(head_count now)
{
    tell_readers(frame_of(encode_here(card_.id, now)), held_.outbox_signal_bytes, &seat::is_here_owed);
}

void room_desk::take_beat(const heartbeat& what)
{
    if (seats_.empty() || !room_)
        return;
    if (what.typing)
        tell_typing(*what.typing);
    if (what.applause == applause_counts{})
        return;
    for (std::size_t kind = 0; kind < applause_.size(); ++kind)
        applause_[kind] += what.applause[kind];
    applause_version_ = what.version;
    if (std::exchange(is_applause_due_, true))
        return;
    const auto shed = shed_now().applause;
    const auto every = shed.count() != 0 ? uptime{shed} : uptime{limits::applause_interval};
    const auto since = home_.turns().monotonic() - applause_told_;
    if (since >= every)
        return tell_applause();
    home_.turns().after(every - since, [&home = home_, room = card_.id] {
        if (const auto at = home.desks_.find(room); at != home.desks_.end())
            at->second->tell_applause();
    });
}

// --- applause ---

void room_desk::applaud(session& who, std::uint64_t command, applause_kind kind)
{
    if (!room_->state().policy.takes_applause)
        return who.refuse(command, {errc::locked, "Applause is switched off in this room."});
    const auto now = home_.turns().monotonic();
    const auto [first, last] = members_.equal_range(who.who()->id); // their other devices, too
    const bool is_too_soon = std::any_of(first, last, [&](const auto& each) {
        const session* one = home_.find(each.second);
        return one != nullptr && now - one->applauded_at < limits::applause_pause;
    });
    if (!is_too_soon) {
        who.applauded_at = now;
        home_.counts().applause.add();
        home_.pulse().applaud(card_.id, kind);
    }
    who.answer(encode_ok(command)); // also if it is not counted: whoever claps on and on does nothing wrong
}

void room_desk::tell_applause()
{
    is_applause_due_ = false;
    const auto counts = std::exchange(applause_, {});
    if (counts == applause_counts{})
        return;
    applause_told_ = home_.turns().monotonic();
    tell_readers(frame_of(encode_applause(card_.id, counts, applause_version_)), held_.outbox_signal_bytes, nullptr);
}

// --- who is typing ---

void room_desk::note_typing(session& who, std::uint64_t command, bool on)
{
    const auto by = who.as_in(card_.id);
    // Whoever has not written yet is nobody to the others: their name is not in the space's log.
    const bool is_told = tells_typing() && !home_.here().name_of(by.id).empty();
    if (is_told && !why_locked(room_->state().policy, by) && !why_closed(by, false))
        home_.pulse().type(card_.id, by.id, on);
    who.answer(encode_ok(command));
}

void room_desk::tell_typing(std::vector<member_id> now)
{
    if (!tells_typing())
        now.clear();
    if (now == typing_)
        return;
    typing_ = std::move(now);
    tell_readers(frame_of(encode_typing(card_.id, typing_, home_.names())), held_.outbox_signal_bytes, &seat::is_typing_owed);
}

/// Has said it: those who read that know. What is held they do not read.
void room_desk::stop_typing(const event& what)
{
    if (!tells_typing())
        return;
    const bool is_told = std::holds_alternative<message>(what.what);
    if (is_told)
        std::erase(typing_, what.from.id);
    if ((is_told || std::holds_alternative<message_held>(what.what)) && members_.contains(what.from.id))
        home_.pulse().type(card_.id, what.from.id, false);
}

bool room_desk::tells_typing() const
{
    return room_ && !seats_.empty() && room_->state().policy.tells_typing && !shed_now().typing;
}

// --- what is left out ---

/// By how many everybody is told to be here, so that everybody can say why. Somebody is here.
shedding room_desk::shed_now() const { return shed_in(home_.people().here(card_.id).people, room_->state().policy.tells_typing); }

void room_desk::look_at_shedding()
{
    if (seats_.empty() || !room_)
        return;
    const auto now = shed_now();
    if (!typing_.empty())
        tell_typing(typing_);
    if (now == shed_told_)
        return;
    shed_told_ = now;
    const auto frame = frame_of(encode_shedding(card_.id, now));
    for (auto& each : seats_)
        if (each.is_staff && !is_slow(each, held_.outbox_signal_bytes))
            each.who->tell(frame);
        else if (each.is_staff)
            each.is_here_owed = each.who->was_skipped = true;
}

} // namespace hallway
