// Reports from a room, and the deletion of all that a member said there.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "room/permissions.hpp"

#include <utility>

namespace hallway {

// --- reports ---

void room_desk::write(session& who, std::uint64_t command, file_report what)
{
    if (what.target && !may_see(*what.target, viewer_of(who)))
        return who.refuse(command, {errc::not_found, "That message is not in this room.", "target"});
    if (!what.target || words_of(*what.target, nullptr))
        return report(who, command, what, nullptr);
    with_row(who, command, *what.target, [this, command, what](session& still, const row* found) {
        report(still, command, what, found);
    });
}

/// The words are kept first: what is reported may be deleted in the next moment.
void room_desk::report(session& who, std::uint64_t command, const file_report& what, const row* found)
{
    if (!what.target)
        return who.report(command, what, *what.member);
    const auto words = words_of(*what.target, found);
    if (!words && found == nullptr)
        return who.refuse(command, {errc::not_found, "That message is not in this room.", "target"});
    const auto about = words ? words->words.from.id : found->from.id;
    const bool is_refused = !home_.here().decide(what, who.as_in(card_.id), about, home_.turns().now());
    if (!words || is_refused) // deleted: what it said is kept since then
        return who.report(command, what, about);
    who.hold();
    ++under_way_;
    home_.keep_words(
        card_.id, *what.target, words->version, words->words,
        [this, number = who.number(), command, what, about](const outcome<done>& kept) {
            --under_way_;
            session* still = home_.find(number);
            if (still == nullptr)
                return;
            if (kept)
                still->report(command, what, about);
            else
                still->refuse(command, kept.error());
            still->release();
        });
    home_.ask_soon();
}

/// Whether a reader is told of it at all: what waits is its author's and staff's.
bool room_desk::may_see(event_id what, const viewer& reader) const
{
    const auto is_theirs = [&](const author& from) { return reader.is_staff || from.id == reader.me; };
    if (const auto* held = find_held(room_->state().held, what))
        return is_theirs(held->from);
    const auto* asked = find_question(room_->state().board, what);
    return asked == nullptr || asked->was_public || is_theirs(asked->from);
}

// --- all of a member ---

void room_desk::write(session& who, std::uint64_t command, const wipe_member& what)
{
    const auto by = who.as_in(card_.id);
    if (!may(by.as, action::tend_held))
        return who.refuse(command, {errc::forbidden, "Only moderators, safety staff and organisers can do that."});
    auto job = std::make_shared<wiping>();
    job->session = who.number();
    job->command = command;
    job->by = by;
    job->member = what.member;
    job->from = room_->top() + 1;
    ++under_way_;
    who.answer_is_due();
    home_.audit(by, what, [this, job](const outcome<done>& noted) {
        job->has_failed = !noted;
        if (noted)
            wipe_page(job);
        else
            wiped(*job);
    });
    home_.ask_soon();
}

void room_desk::wipe_page(std::shared_ptr<wiping> job)
{
    const row_range older{.from = job->from, .backwards = true, .rows_max = held_.page_rows, .bytes_max = held_.page_bytes};
    home_.line().rows(log_, older, [this, job](outcome<core_line::rows_read> read) {
        if (!read) {
            job->has_failed = true;
            return wiped(*job);
        }
        const bool is_last = !read->has_more || read->rows.empty();
        if (!read->rows.empty())
            job->from = read->rows.front().offset;
        std::vector<row> theirs;
        for (auto& each : read->rows) {
            room_->bring_up_to_date(each);
            if (each.from.id == job->member && !each.content.deleted)
                theirs.push_back(std::move(each));
        }
        wipe_rows(job, theirs, [this, job, is_last] {
            if (is_last || job->has_failed)
                wipe_rest(job);
            else
                wipe_page(job);
        });
    });
    home_.ask_soon();
}

void room_desk::wipe_rows(const std::shared_ptr<wiping>& job, const std::vector<row>& rows, std::function<void()> then)
{
    if (rows.empty())
        return then();
    const auto left = std::make_shared<std::size_t>(rows.size());
    const auto one_done = [job, left, then = std::move(then)](bool is_done) {
        job->deleted += is_done ? 1 : 0;
        job->has_failed |= !is_done;
        if (--*left == 0)
            then();
    };
    for (const auto& each : rows)
        home_.keep_words(
            card_.id, each.id, each.content.version, {each.from, each.at, each.content.text, {}},
            [this, job, each, one_done](const outcome<done>& kept) {
                if (!kept)
                    return one_done(false);
                append_draft draft{home_.new_event_id(), job->by, "wipe." + to_string(each.id), message_deleted{each.id}};
                append_by_itself(std::move(draft), each, one_done);
            });
    home_.ask_soon();
}

/// What they asked, and what waits.
void room_desk::wipe_rest(std::shared_ptr<wiping> job)
{
    std::vector<std::pair<event_id, event_body>> rest;
    for (const auto& each : room_->state().board.questions)
        if (each.from.id == job->member && !each.is_deleted)
            rest.emplace_back(each.id, message_deleted{each.id});
    for (const auto& each : room_->state().held)
        if (each.from.id == job->member)
            rest.emplace_back(each.id, held_dropped{each.id, each.from.id});
    const auto left = std::make_shared<std::size_t>(rest.size());
    if (rest.empty() || job->has_failed)
        return wiped(*job);
    for (const auto& [id, body] : rest) {
        const auto said = words_of(id, nullptr).value_or(said_words{});
        const auto one_done = [this, job, left](bool is_done) {
            job->deleted += is_done ? 1 : 0;
            job->has_failed |= !is_done;
            if (--*left == 0)
                wiped(*job);
        };
        home_.keep_words(card_.id, id, said.version, said.words, [this, job, id, body, one_done](const outcome<done>& kept) {
            if (!kept)
                return one_done(false);
            append_by_itself({home_.new_event_id(), job->by, "wipe." + to_string(id), body}, std::nullopt, one_done);
        });
    }
    home_.ask_soon();
}

void room_desk::wiped(const wiping& job)
{
    --under_way_;
    session* still = home_.find(job.session);
    if (still == nullptr)
        return;
    still->answer_came();
    if (job.has_failed)
        still->refuse(job.command, {errc::unavailable, "Not everything could be deleted. Try again in a moment."});
    else
        still->answer(encode_wiped(job.command, job.deleted));
}

} // namespace hallway
