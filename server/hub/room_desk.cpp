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
    auto card = home_.card_of(card_.id);
    if (card) {
        recard(*std::move(card));
    } else if (what) { // the space was lost meanwhile, and with it this room
        home_.line().close((*what)->log);
        what = refusal{errc::not_found, "There is no such room here.", "room"};
    }
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
        look_at_waiting();
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

/// What waits for staff is not left alone before all of them have heard of it.
bool room_desk::is_idle() const
{
    constexpr unsigned reaches = 3;
    const bool is_alarm_owed = !watched_.empty() && alarms_ < reaches;
    return seats_.empty() && under_way_ == 0 && awaited_.empty() && waiting_.empty() && !is_alarm_owed;
}

/// Of what was appended and has not been heard nobody knows whether it is there still: asked again, the new log tells.
void room_desk::lose()
{
    tell();
    is_lost_ = true;
    watch_staff(false);
    for (const auto& [offset, each] : std::exchange(awaited_, {}))
        leave_open(each);
    const auto frame = frame_of(encode_reset(card_.id, recovery_loss::epoch));
    while (!seats_.empty()) {
        session& who = *seats_.back().who;
        who.tell(frame);
        leave(who);
    }
}

void room_desk::close()
{
    watch_staff(false);
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
    if (seats_.back().is_staff)
        home_.people().entered(staff_seated_in(card_.id), who.who()->id, true);
}

void room_desk::leave(session& who)
{
    const auto at = who.seat_at(*this);
    if (at == session::npos)
        return;
    if (tells_typing())
        home_.pulse().type(card_.id, who.who()->id, false);
    home_.people().left(card_.id, who.who()->id, !who.who()->name.empty());
    if (seats_[at].is_staff)
        home_.people().left(staff_seated_in(card_.id), who.who()->id, true);
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
    if (!seats_.empty())
        return;
    idle_since_ = home_.turns().monotonic();
    typing_.clear();
    shed_told_ = {};
}

void room_desk::count_as_named(const session& who)
{
    home_.people().left(card_.id, who.who()->id, false);
    home_.people().entered(card_.id, who.who()->id, true);
}

// --- events ---

/// Applies an event to the replica, and remembers it.
room_desk::made_change room_desk::fold(room& into, const shared_event& what)
{
    const auto changed = changed_by(what->what);
    const auto replaced = changed ? into.last_change(*changed) : 0;
    ring_.push(what, into.state().id, held_.ring_events);
    const auto made = into.apply(*what);
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
    ring_.forget_below(first);
    forget_encoded();
}

void room_desk::recard(room_card card)
{
    if (card == card_)
        return;
    const bool is_elsewhere = card.slot.stage != card_.slot.stage;
    card_ = std::move(card);
    forget_encoded();
    if (!is_elsewhere || !room_)
        return;
    look_at_roles();
    const bool waits = !watched_.empty();
    watch_staff(false); // at the other stage
    watch_staff(waits);
}

/// Who helps at a stage sees what staff see in the rooms of its talks, and in no others. Coming anew they are told what they may see.
void room_desk::look_at_roles()
{
    if (!room_)
        return;
    tell();
    std::vector<session*> changed;
    for (const auto& each : seats_)
        if (is_staff(each.who->as_in(card_.id).as) != each.is_staff)
            changed.push_back(each.who);
    for (session* each : changed) {
        each->tell(frame_of(encode_reset(card_.id, recovery_loss::audience)));
        leave(*each);
    }
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
    stop_typing(*what);
    settle(folded);
    if (is_about_waiting(what->what))
        look_at_waiting();
    if (is_unclaimed)
        see_to({folded}, what->offset, what->offset);
}

/// Whether it is no more than a place in the log to this reader: it is for others, or does not wait any more.
bool room_desk::is_hidden_from(const event& what, const viewer& reader) const
{
    const bool is_over = std::holds_alternative<message_held>(what.what) && find_held(room_->state().held, what.id) == nullptr;
    return is_over || !is_for(what.what, what.from, reader);
}

std::string room_desk::document_of(const event& what, const viewer& reader) const
{
    if (std::holds_alternative<unknown_event>(what.what) || is_superseded(what.what) || is_hidden_from(what, reader))
        return encode_at(card_.id, what.offset, what.id);
    const bool is_own = what.from.id == reader.me && reader.me != member_id{};
    // The key of what came out by itself, or by staff, is nobody's.
    const auto* posted = std::get_if<message>(&what.what);
    const bool with_key = is_own && (posted == nullptr || !posted->was);
    const auto* set = std::get_if<policy_changed>(&what.what);
    if (set == nullptr || !set->held_words || reader.is_staff)
        return encode_event(card_.id, what, with_key, home_.names());
    auto told = what; // which words, only staff are told
    std::get<policy_changed>(told.what).held_words.reset();
    if (std::get<policy_changed>(told.what) == policy_changed{})
        return encode_at(card_.id, what.offset, what.id);
    return encode_event(card_.id, told, with_key, home_.names());
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
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        auto& each = seats_[i];
        expect_behind(i, seats_.size(), [this](std::size_t at) { return seats_[at].who; });
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

namespace {

/// A message that its author has seen wait.
bool lets_out_own(const event& what, const viewer& reader)
{
    const auto* posted = std::get_if<message>(&what.what);
    return posted != nullptr && posted->was && what.from.id == reader.me;
}

} // namespace

void room_desk::resume(session& who)
{
    tell();
    const auto at = who.seat_at(*this);
    if (at == session::npos)
        return;
    tell_owed_signals(who, seats_[at]);
    if (std::exchange(seats_[at].is_tally_owed, false) && seats_[at].skipped_from == 0)
        tell_all_votes(who);
    if (seats_[at].skipped_from == 0)
        return;
    const auto from = std::exchange(seats_[at].skipped_from, 0);
    if (!recalls_after(from - 1)) {
        who.tell(frame_of(encode_reset(card_.id, recovery_loss::too_far)));
        return leave(who);
    }

    const auto owed = ring_.after(from - 1);
    const bool fits = owed.size() <= held_.page_rows;
    std::vector<std::string> documents;
    std::size_t bytes = 0;
    const auto reads = viewer_of(who);
    bool is_last_told = false;
    const auto add = [&](const event& each) {
        is_last_told = !is_hidden_from(each, reads);
        if (!is_last_told)
            return;
        documents.push_back(document_of(room_->as_it_stands(each), reads));
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
            if ((!is_row(each->what) || lets_out_own(*each, reads)) && !is_of_board(each->what))
                add(*each);
    }
    is_last_told = is_last_told && !is_of_board(owed.back()->what) && !(has_gap && is_row(owed.back()->what));
    const auto& last = *owed.back();
    auto board = encode_board(card_.id, last.offset, last.id, board_since(from - 1), reads, home_.names());
    if (!board.empty())
        documents.push_back(std::move(board));
    else if (!is_last_told)
        documents.push_back(encode_at(card_.id, last.offset, last.id));
    who.tell(frame_of(documents));
}

bool room_desk::recalls_after(std::uint64_t offset) const { return offset >= room_->top() || ring_.reach_back_to(offset); }

} // namespace hallway
