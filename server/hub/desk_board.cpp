// Questions and pins: what of them is told to whom, when votes are told, and what their changes write over the log.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

std::vector<const question*> questions_in(const question_board& board, const std::vector<event_id>& ids)
{
    std::vector<const question*> found;
    for (const auto id : ids)
        if (const question* each = find_question(board, id))
            found.push_back(each);
    return found;
}

} // namespace

viewer room_desk::viewer_of(const session& who) const
{
    return {.me = who.who()->id, .is_staff = is_staff(who.as_in(card_.id).as)};
}

/// As viewer_of() a session: one of this member's is here.
viewer room_desk::viewer_of(member_id who) const
{
    const auto seat = members_.find(who);
    const session* one = seat == members_.end() ? nullptr : home_.find(seat->second);
    return {.me = who, .is_staff = one != nullptr && is_staff(one->as_in(card_.id).as)};
}

/// What an event of the room is told as: to everybody, to staff, and to those whose own it concerns.
room_desk::telling room_desk::telling_of(const made_change& folded) const
{
    const event& what = *folded.what;
    telling told{.offset = what.offset};
    if (folded.made == effect::told && is_told_itself(what.what)) {
        told.document = document_of(what, {});
        if (!std::holds_alternative<message>(what.what) && !changed_by(what.what))
            told.staff_document = document_of(what, {.me = {}, .is_staff = true});
        for (const auto member : concerned_by(what))
            if (members_.contains(member))
                told.own_documents.emplace_back(member, document_of(what, viewer_of(member)));
    }
    add_board_telling(told, folded);
    if (told.document.empty())
        told.document = encode_at(card_.id, what.offset, what.id);
    return told;
}

void room_desk::add_board_telling(telling& into, const made_change& folded) const
{
    const auto& changed = folded.board;
    if (changed.questions.empty() && !changed.is_of_pins)
        return;
    const event& what = *folded.what;
    const auto& board = room_->state().board;
    const board_part part{
        .questions = questions_in(board, changed.questions),
        .pins = changed.is_of_pins ? &board : nullptr,
        .now = home_.turns().now()};
    const auto written_for = [&](const viewer& who, std::string_view key) {
        return encode_board(card_.id, what.offset, what.id, part, who, home_.names(), key);
    };
    // A message that was changed too is told before what that makes of the board: at one offset, in one line each.
    const auto behind = [&](const std::string& before, std::string board_document) {
        return before.empty() || board_document.empty() ? before + board_document : before + "\n" + board_document;
    };
    const auto message_document = into.document;
    into.document = behind(message_document, written_for({}, {}));
    into.staff_document = behind(message_document, written_for({.me = {}, .is_staff = true}, {}));
    std::vector<member_id> concerned{what.from.id};
    for (const question* each : part.questions)
        concerned.push_back(each->from.id);
    std::ranges::sort(concerned);
    concerned.erase(std::ranges::unique(concerned).begin(), concerned.end());
    std::vector<std::pair<member_id, std::string>> own;
    for (const auto member : concerned) {
        if (!members_.contains(member))
            continue;
        const auto reads = viewer_of(member);
        const bool is_author = member == what.from.id;
        const auto before = is_author && !message_document.empty() ? document_of(what, reads) : message_document;
        const bool has_key = is_author && message_document.empty();
        own.emplace_back(member, behind(before, written_for(reads, has_key ? std::string_view{what.key} : std::string_view{})));
    }
    into.own_documents = std::move(own);
}

const std::string& room_desk::document_for(const telling& what, const seat& who) const
{
    for (const auto& [member, document] : what.own_documents)
        if (member == who.who->who()->id)
            return document;
    return who.is_staff && !what.staff_document.empty() ? what.staff_document : what.document;
}

// --- votes ---

/// Votes are told together, a question's at most once in limits::tally_interval.
void room_desk::count(event_id question)
{
    const bool is_first = voted_.empty();
    voted_.insert(question);
    if (!is_first)
        return;
    const auto since = home_.turns().monotonic() - tally_told_;
    const auto wait = since < limits::tally_interval ? limits::tally_interval - since : uptime{};
    home_.turns().after(wait, [&home = home_, room = card_.id] {
        if (const auto at = home.desks_.find(room); at != home.desks_.end())
            at->second->tell_tally();
    });
}

void room_desk::tell_tally()
{
    if (voted_.empty() || !room_)
        return;
    tell(); // in order: what came before
    tally_told_ = home_.turns().monotonic();
    const auto& board = room_->state().board;
    board_part part;
    for (const auto id : std::exchange(voted_, {}))
        if (const question* each = standing_question(board, id))
            part.votes.push_back(each);
    const auto document = encode_board(card_.id, room_->top(), *room_->state().id, part, {}, home_.names());
    if (document.empty())
        return;
    tell_readers(frame_of(document), held_.outbox_tally_bytes, &seat::is_tally_owed);
}

void room_desk::tell_all_votes(session& who) const
{
    board_part part;
    for (const auto& each : room_->state().board.questions)
        if (each.voted != 0)
            part.votes.push_back(&each);
    if (!part.votes.empty())
        who.tell(frame_of(encode_board(card_.id, room_->top(), *room_->state().id, part, viewer_of(who), home_.names())));
}

// --- joining ---

board_part room_desk::board_for_fresh(const viewer& who) const
{
    const auto& board = room_->state().board;
    board_part part{.pins = board.pins_version != 0 ? &board : nullptr, .now = home_.turns().now()};
    // The newest; who wants the others asks for them.
    for (auto at = board.questions.rbegin(); at != board.questions.rend(); ++at) {
        if (!is_told(*at, who) || (!who.is_staff && (at->state == question_state::archived || at->merged_into)))
            continue;
        if (part.questions.size() == limits::questions_told_max) {
            part.has_more = true;
            break;
        }
        part.questions.push_back(&*at);
    }
    std::ranges::reverse(part.questions);
    return part;
}

/// What became of questions, votes and pins behind an offset.
board_part room_desk::board_since(std::uint64_t offset) const
{
    const auto& board = room_->state().board;
    board_part part{.pins = board.pins_version > offset ? &board : nullptr, .now = home_.turns().now()};
    for (const auto& each : board.questions)
        if (each.version > offset)
            part.questions.push_back(&each);
        else if (each.voted > offset)
            part.votes.push_back(&each);
    return part;
}

void room_desk::list_questions(session& who, std::uint64_t command, const ask_questions& what)
{
    const auto& questions = room_->state().board.questions;
    auto at = questions.begin();
    if (what.after) {
        at = std::ranges::find(questions, *what.after, &question::id);
        if (at == questions.end())
            return who.refuse(command, {errc::not_found, "That question is not in this room.", "after"});
        ++at;
    }
    const auto reads = viewer_of(who);
    std::vector<const question*> page;
    for (; at != questions.end() && page.size() < limits::questions_told_max; ++at)
        if (is_told(*at, reads))
            page.push_back(&*at);
    who.answer(encode_questions(command, card_.id, page, at != questions.end(), reads, home_.names()));
}

// --- over the log ---

/// What a change of the board takes away, or gives other words, is written over the events that said it.
void room_desk::write_board_over(const made_change& folded)
{
    for (const auto& [offset, body] : folded.board.rewritten)
        home_.line().write_over(log_, offset, folded.what->offset, body);
}

} // namespace hallway
