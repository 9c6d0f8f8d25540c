// How a session comes into a room: fresh, or from where it stood.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

void room_desk::join(session& who, std::uint64_t command, std::optional<position> since)
{
    if (room_)
        return answer_join(who, command, since);
    // The order of this session's later commands is kept: they wait too.
    who.hold();
    when_open([this, number = who.number(), command, since = std::move(since)](const std::optional<refusal>& failed) {
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        if (failed)
            still->refuse(command, *failed);
        else
            answer_join(*still, command, since);
        still->release();
    });
}

void room_desk::answer_join_when_met(session& who, std::uint64_t command, position since)
{
    who.hold();
    ++under_way_;
    home_.line().meet(log_, [this, number = who.number(), command, since = std::move(since)](const outcome<done>& met) {
        --under_way_;
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        if (met)
            answer_join(*still, command, since, true);
        else
            still->refuse(command, met.error());
        still->release();
    });
    home_.ask_soon();
}

void room_desk::answer_join(session& who, std::uint64_t command, const std::optional<position>& since, bool has_met)
{
    if (is_lost_) // while this waited; asked again, it comes to the room as it is now
        return who.refuse(command, {errc::unavailable});
    tell(); // what is told already must not be told to the new seat
    if (!since)
        return answer_fresh(who, command, std::nullopt);
    if (const auto lost = lost_at(*since, {room_->epoch(), first_, room_->top(), before_first_}, held_.recovery_events)) {
        // Another core may have told this client of an event that is still on its way here.
        if (lost == recovery_loss::ahead && !has_met)
            return answer_join_when_met(who, command, *since);
        return answer_fresh(who, command, lost);
    }

    if (since->offset == room_->top()) {
        if (!is_same_event(*since, room_->at().id))
            return answer_fresh(who, command, recovery_loss::forked);
        return answer_recovered(who, command, {}, since->offset);
    }
    // From memory, if it goes back to the very event that the client names.
    if (const auto named = ring_.id_at(since->offset)) {
        if (!is_same_event(*since, *named))
            return answer_fresh(who, command, recovery_loss::forked);
        return answer_recovered(who, command, ring_.after(since->offset), since->offset);
    }
    // The place before the oldest event has been compared.
    if (since->offset + 1 == first_ && recalls_after(since->offset))
        return answer_recovered(who, command, ring_.after(since->offset), since->offset);
    recover_from_store(who, command, *since);
}

void room_desk::mark(session& who, std::uint64_t offset)
{
    home_.reading().move(who.who()->id, who.number(), {card_.id, room_->epoch(), std::min(offset, room_->top())});
}

/// `since`: of who goes on from there.
join_extras room_desk::own_part(const session& who, std::optional<std::uint64_t> since) const
{
    join_extras out;
    const auto reads = viewer_of(who);
    const auto& board = room_->state().board;
    for (const auto& each : board.questions)
        if (has_vote(each, reads.me))
            out.votes.push_back(each.id);
    if (const auto here = who.as_in(card_.id).as; here != who.as_author().as)
        out.as = here;
    out.questions = encode_own_questions(board, reads.me, home_.names());
    out.held = own_held(reads.me);
    out.dropped = own_dropped(reads.me);
    out.tended = tended_lately(reads);
    if (since)
        out.board = encode_board_members(board_since(*since), reads, home_.names());
    return out;
}

/// As own_part(), of who has a seat now.
join_extras room_desk::beside(const session& who, std::optional<std::uint64_t> since) const
{
    auto out = own_part(who, since);
    out.here = home_.people().here(card_.id);
    if (viewer_of(who).is_staff)
        out.shed = shed_now();
    out.read = home_.reading().mark(who.who()->id, card_.id, room_->epoch());
    return out;
}

void room_desk::recover_from_store(session& who, std::uint64_t command, position since)
{
    who.hold();
    ++under_way_;
    home_.page_reads().begin([this, number = who.number(), command, since = std::move(since)] {
        const bool is_wanted = home_.find(number) != nullptr;
        if (is_wanted)
            read_what_was_missed(number, command, since);
        else
            --under_way_;
        return is_wanted;
    });
}

void room_desk::read_what_was_missed(std::uint64_t number, std::uint64_t command, const position& since)
{
    // One more on each side: the event that the client names, if it is kept, and a look whether there is more. However large the named one is, the next comes
    // with it: else the client would be told to come again for ever.
    const bool is_at_beginning = since.offset + 1 == first_;
    const event_range owed{
        .after = is_at_beginning ? since.offset : since.offset - 1,
        .events_max = held_.page_rows + 1,
        .bytes_max = held_.page_bytes + limits::frame_bytes_max};
    home_.line().read(log_, owed, [this, number, command, since, is_at_beginning](outcome<std::vector<shared_event>> read) {
        --under_way_;
        const read_turn over(home_.page_reads());
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        if (is_lost_) {
            still->refuse(command, {errc::unavailable});
            return still->release();
        }
        tell();
        // What this core has not applied yet (its mailbox may be full) comes later, with the answers that belong to it.
        const bool is_there = read && !read->empty();
        if (is_there)
            std::erase_if(*read, [&](const shared_event& each) { return each->offset > room_->top(); });
        // The store may have lost what this desk knows, and have something else in its place.
        const bool leads_on = !is_there || read->empty() || !ring_.contradict(read->back()->offset, read->back()->id);
        if (!leads_on) {
            home_.line().contradicted(log_);
            home_.ask_soon();
            still->refuse(command, {errc::unavailable});
        } else if (!read && read.error().code == errc::gone) {
            answer_fresh(*still, command, recovery_loss::trimmed);
        } else if (!is_there || read->empty()) {
            still->refuse(command, read ? refusal{errc::unavailable} : read.error());
        } else if (is_at_beginning) {
            answer_recovered(*still, command, *read, since.offset);
        } else if (read->front()->offset != since.offset || !is_same_event(since, read->front()->id)) {
            answer_fresh(*still, command, recovery_loss::forked);
        } else {
            read->erase(read->begin());
            answer_recovered(*still, command, *read, since.offset);
        }
        still->release();
    });
    home_.ask_soon();
}

void room_desk::answer_fresh(session& who, std::uint64_t command, std::optional<recovery_loss> loss)
{
    auto& cached = fresh_bodies_[viewer_of(who).is_staff ? 1 : 0];
    if (cached.body.empty() || cached.top != room_->top()) {
        const auto rows = room_->newest(held_.fresh_rows);
        const bool has_older = room_->state().rows.size() > rows.size() || room_->has_older_than_memory();
        const auto before = has_older && !rows.empty() ? std::optional{rows.front().offset} : std::nullopt;
        const viewer reads{.me = {}, .is_staff = viewer_of(who).is_staff}; // the same for all of them: one's own comes beside it
        cached.body = encode_fresh_join_body(
            card_, room_->at(), room_->messages(), rows, before, home_.names(), board_for_fresh(reads), reads,
            room_->state().policy, held_for(reads));
        cached.top = room_->top();
    }
    (loss ? home_.counts().joins_lost : home_.counts().joins_fresh).add();
    take_seat(who);
    who.answer(encode_fresh_join(command, cached.body, loss, beside(who, std::nullopt)));
}

/// `events` follow the offset `after` without a hole; what the memory has beyond them is added.
void room_desk::answer_recovered(
    session& who, std::uint64_t command, const std::vector<shared_event>& events, std::uint64_t after)
{
    position reached{room_->epoch(), after, after == room_->top() ? room_->at().id : std::nullopt};
    std::vector<std::string> documents;
    std::size_t bytes = 0;
    const auto reads = viewer_of(who);
    const auto add = [&](const std::vector<shared_event>& some) {
        for (const auto& each : some) {
            if (is_of_board(each->what) || is_hidden_from(*each, reads)) { // told as what it made of that, or to others
                reached.offset = each->offset;
                reached.id = each->id;
                continue;
            }
            auto document = document_of(room_->as_it_stands(*each), reads);
            bytes += document.size();
            if (documents.size() == held_.page_rows || (bytes > held_.page_bytes && !documents.empty()))
                return;
            documents.push_back(std::move(document));
            reached.offset = each->offset;
            reached.id = each->id;
        }
    };
    add(events);
    if (reached.offset < room_->top() && (events.empty() || reached.offset == events.back()->offset) &&
        recalls_after(reached.offset))
        add(ring_.after(reached.offset));

    const bool more = reached.offset < room_->top();
    home_.counts().joins_recovered.add();
    if (more)
        leave(who);
    else
        take_seat(who);
    who.answer(encode_recovered_join(command, card_, reached, documents, more, more ? own_part(who, after) : beside(who, after)));
}

} // namespace hallway
