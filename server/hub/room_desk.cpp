#include "hub/room_desk.hpp"

#include "hub/core.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr uptime stale_snapshot_kept = std::chrono::seconds{60};

} // namespace

room_desk::room_desk(core& home, room_card card)
    : home_(home), held_(home.line().held()), card_(std::move(card)), idle_since_(home.turns().monotonic())
{
}

// --- opening and closing ---

void room_desk::open()
{
    is_opening_ = true;
    ++under_way_;
    auto changes = std::make_shared<std::vector<made_change>>();
    const auto fold_each = [this, changes](room& into, const shared_event& what) {
        auto folded = fold(into, what);
        if (may_amend(what->what))
            changes->push_back(std::move(folded));
    };
    open_replica<room>(
        home_.line(), home_.settings().space + "/" + card_.id, fold_each,
        [this, changes](outcome<std::shared_ptr<opened_replica<room>>> what) {
            --under_way_;
            is_opening_ = false;
            opened(std::move(what), *changes);
        },
        held_.room);
    home_.ask_soon();
}

void room_desk::opened(outcome<std::shared_ptr<opened_replica<room>>> what, const std::vector<made_change>& changes)
{
    std::optional<refusal> failed;
    if (what) {
        log_ = (*what)->log;
        first_ = (*what)->first;
        before_first_ = (*what)->before_first;
        snapshot_offset_ = (*what)->began;
        room_.emplace(std::move((*what)->it));
        const bool has_forgotten = room_->forget_below(first_);
        is_snapshot_stale_ = has_forgotten || room_->top() >= snapshot_offset_ + held_.snapshot_every ||
                             (snapshot_offset_ != 0 && !changes.empty());
        home_.desks_by_log_[log_] = this;
        see_to(changes, 0, room_->top());
    } else {
        failed = what.error();
        ring_.clear();
        voided_.clear();
    }
    for (auto& then : std::exchange(waiting_, {}))
        then(failed);
}

void room_desk::when_open(std::function<void(std::optional<refusal>)> then)
{
    if (room_)
        return then(std::nullopt);
    waiting_.push_back(std::move(then));
    if (!is_opening_)
        open();
}

void room_desk::let_go()
{
    --under_way_;
    idle_since_ = home_.turns().monotonic();
}

bool room_desk::is_idle() const { return seats_.empty() && under_way_ == 0 && awaited_.empty() && waiting_.empty(); }

void room_desk::close()
{
    if (!room_)
        return;
    if (room_->top() > snapshot_offset_ || is_snapshot_stale_)
        save_snapshot();
    home_.line().close(log_);
}

void room_desk::save_snapshot()
{
    // What is still to be done again would not be found by those who begin at this snapshot.
    if (room_->state().has_unknown || !room_->state().id || seeing_to_ > 0)
        return;
    snapshot_offset_ = room_->top();
    is_snapshot_stale_ = false;
    snapshot_saved_ = home_.turns().monotonic();
    home_.line().save_snapshot(log_, {room_->top(), *room_->state().id, fold_version, encode_snapshot(room_->state())});
}

// --- seats ---

void room_desk::take_seat(session& who)
{
    const auto at = who.seat_at(*this);
    if (at != session::npos) {
        seats_[at].skipped_from = 0;
        return;
    }
    who.seat_moved(*this, seats_.size());
    seats_.push_back({.who = &who, .is_staff = is_staff(who.as_in(card_.id).as)});
    members_.emplace(who.who()->id, who.number());
    home_.people().entered(card_.id, who.who()->id, !who.who()->name.empty());
}

void room_desk::leave(session& who)
{
    const auto at = who.seat_at(*this);
    if (at == session::npos)
        return;
    home_.people().left(card_.id, who.who()->id, !who.who()->name.empty());
    const auto range = members_.equal_range(who.who()->id);
    for (auto each = range.first; each != range.second; ++each)
        if (each->second == who.number()) {
            members_.erase(each);
            break;
        }
    if (at + 1 != seats_.size()) {
        seats_[at] = seats_.back();
        seats_[at].who->seat_moved(*this, at);
    }
    seats_.pop_back();
    who.seat_taken(*this);
    if (seats_.empty())
        idle_since_ = home_.turns().monotonic();
}

void room_desk::count_as_named(const session& who)
{
    home_.people().left(card_.id, who.who()->id, false);
    home_.people().entered(card_.id, who.who()->id, true);
}

bool room_desk::is_too_slow_for_signals(const seat& one) const
{
    return one.skipped_from != 0 || one.who->out().queued_bytes() > held_.outbox_signal_bytes;
}

void room_desk::tell_here(head_count now)
{
    const auto frame = frame_of(encode_here(card_.id, now));
    for (auto& each : seats_) {
        each.is_here_owed = is_too_slow_for_signals(each);
        if (each.is_here_owed)
            each.who->was_skipped = true; // until it has read what waits: resume()
        else
            each.who->tell(frame);
    }
}

// --- events ---

/// Applies an event to the replica, and remembers it.
room_desk::made_change room_desk::fold(room& into, const shared_event& what)
{
    const auto changed = changed_by(what->what);
    const auto replaced = changed ? into.last_change(*changed) : 0;
    const auto made = into.apply(*what);
    ring_.push_back(what);
    if (ring_.size() > held_.ring_events)
        ring_.pop_front();
    if (may_amend(what->what) && made == effect::nothing)
        voided_.insert(what->offset);
    if (voided_.size() > held_.room.alterations)
        voided_.erase(voided_.begin());
    return {what, made, replaced, into.changed()};
}

void room_desk::on_trimmed(std::uint64_t first, std::optional<event_id> before_first)
{
    if (!room_ || first <= first_)
        return;
    first_ = first;
    before_first_ = before_first;
    is_snapshot_stale_ |= room_->forget_below(first);
    while (!ring_.empty() && ring_.front()->offset < first)
        ring_.pop_front();
    forget_encoded();
}

void room_desk::recard(room_card card)
{
    if (card == card_)
        return;
    card_ = std::move(card);
    forget_encoded();
}

void room_desk::look_after_snapshot()
{
    if (room_ && is_snapshot_stale_ && home_.turns().monotonic() - snapshot_saved_ > stale_snapshot_kept)
        save_snapshot();
}

void room_desk::on_event(const shared_event& what, bool is_unclaimed)
{
    if (!room_ || what->offset != room_->top() + 1)
        return; // told already, in the answer to open
    const auto folded = fold(*room_, what);
    // The saved snapshot may still have the text that was taken away.
    is_snapshot_stale_ |= may_amend(what->what) && snapshot_offset_ != 0;

    if (turn_.empty())
        home_.touched_.push_back(this);
    if (folded.board.voted)
        count(*folded.board.voted);
    // What is counted is told later, with the rest of its second.
    if (folded.made != effect::counted)
        turn_.push_back(telling_of(folded));
    settle(folded);
    if (is_unclaimed)
        see_to({folded}, what->offset, what->offset);
}

std::string room_desk::document_of(const event& what, bool with_key) const
{
    if (std::holds_alternative<unknown_event>(what.what) || is_superseded(what.what))
        return encode_at(card_.id, what.offset, what.id);
    return encode_event(card_.id, what, with_key, home_.names());
}

/// One frame for all and one for staff, framed once each; others for those whose own is in it.
void room_desk::tell()
{
    if (turn_.empty())
        return;
    ++turn_number_;
    const auto framed = [this](const auto& document_of_each) {
        std::vector<std::string> documents;
        documents.reserve(turn_.size());
        for (const auto& each : turn_)
            if (const std::string& document = document_of_each(each); !document.empty())
                documents.push_back(document);
        return documents.empty() ? shared_bytes{} : frame_of(documents);
    };
    bool is_for_staff = false;
    for (const auto& each : turn_) {
        is_for_staff |= !each.staff_document.empty();
        for (const auto& [member, document] : each.own_documents) {
            const auto range = members_.equal_range(member);
            for (auto of = range.first; of != range.second; ++of)
                if (const session* who = home_.find(of->second))
                    seats_[who->seat_at(*this)].written_turn = turn_number_;
        }
    }
    const auto for_all = framed([](const telling& each) -> const std::string& { return each.document; });
    const auto for_staff = is_for_staff ? framed([](const telling& each) -> const std::string& {
        return each.staff_document.empty() ? each.document : each.staff_document;
    })
                                        : for_all;
    const auto first = turn_.front().offset;
    for (auto& each : seats_) {
        if (each.written_turn == turn_number_)
            push(each, framed([&](const telling& one) -> const std::string& { return document_for(one, each); }), first);
        else
            push(each, each.is_staff ? for_staff : for_all, first);
    }
    home_.counts().told.add(turn_.size() * seats_.size());
    turn_.clear();
}

void room_desk::push(seat& to, const shared_bytes& frame, std::uint64_t first_offset)
{
    if (to.skipped_from != 0 || !frame) // null: nothing of this turn is for this seat
        return;
    if (to.who->out().queued_bytes() <= held_.outbox_gap_bytes)
        return to.who->tell(frame);
    // Too slow: the log keeps it for later, see resume().
    to.skipped_from = first_offset;
    to.who->was_skipped = true;
    home_.counts().gaps.add();
}

void room_desk::resume(session& who)
{
    tell();
    const auto at = who.seat_at(*this);
    if (at == session::npos)
        return;
    if (std::exchange(seats_[at].is_here_owed, false))
        who.tell(frame_of(encode_here(card_.id, home_.people().here(card_.id))));
    if (std::exchange(seats_[at].is_tally_owed, false) && seats_[at].skipped_from == 0)
        tell_all_votes(who);
    if (seats_[at].skipped_from == 0)
        return;
    const auto from = std::exchange(seats_[at].skipped_from, 0);
    if (!recalls_after(from - 1)) {
        who.tell(frame_of(encode_reset(card_.id, recovery_loss::too_far)));
        return leave(who);
    }

    const auto owed = recent_after(from - 1);
    const bool fits = owed.size() <= held_.page_rows;
    std::vector<std::string> documents;
    std::size_t bytes = 0;
    const auto add = [&](const event& each) {
        documents.push_back(document_of(room_->as_it_stands(each), each.from.id == who.who()->id));
        bytes += documents.back().size();
    };
    if (fits)
        for (const auto& each : owed)
            if (!is_of_board(each->what))
                add(*each);
    const bool has_gap = !fits || bytes > held_.page_bytes;
    if (has_gap) {
        // History fills in the messages; changes to older ones are told here, since no row would show them.
        documents.assign(1, encode_gap(card_.id, from, owed.back()->offset));
        for (const auto& each : owed)
            if (!is_row(each->what) && !is_of_board(each->what))
                add(*each);
    }
    const auto& last = *owed.back();
    auto board = encode_board(card_.id, last.offset, last.id, board_since(from - 1), viewer_of(who), home_.names());
    if (!board.empty())
        documents.push_back(std::move(board));
    else if (is_of_board(last.what) || (has_gap && is_row(last.what))) // else it was the last one told
        documents.push_back(encode_at(card_.id, last.offset, last.id));
    who.tell(frame_of(documents));
}

bool room_desk::recalls_after(std::uint64_t offset) const
{
    return offset >= room_->top() || (!ring_.empty() && ring_.front()->offset <= offset + 1);
}

std::vector<shared_event> room_desk::recent_after(std::uint64_t offset) const
{
    std::vector<shared_event> found;
    for (const auto& each : ring_)
        if (each->offset > offset)
            found.push_back(each);
    return found;
}

} // namespace hallway
