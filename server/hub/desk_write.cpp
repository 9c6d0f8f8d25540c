// The way of a command that appends: decide, append, apply, answer.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "room/permissions.hpp"
#include "room/standing.hpp"
#include "schedule/wall_time.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace hallway {

void room_desk::write(session& who, std::uint64_t command, post what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, edit what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, remove what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, ask what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, promote what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, vote what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, move_question what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, merge_questions what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, answer_question what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, mark_answer what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, pin_item what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, unpin_item what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, change_policy what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, release_held what) { write_command(who, command, std::move(what)); }
void room_desk::write(session& who, std::uint64_t command, tend_item what) { write_command(who, command, std::move(what)); }

namespace {

// What a command's key stands for. What a command about questions appends depends on the moment, so there it is the command as it was sent.
std::string asked_with(const post& what) { return encode_body(body_of(what)); }
std::string asked_with(const edit& what) { return encode_body(body_of(what)); }
std::string asked_with(const remove& what) { return encode_body(body_of(what)); }
template <class Command>
std::string asked_with(const Command& what)
{
    return encode(command{0, what});
}

std::optional<event_id> message_changed_by(const edit& what) { return what.target; }
std::optional<event_id> message_changed_by(const remove& what) { return what.target; }
template <class Command>
std::optional<event_id> message_changed_by(const Command&)
{
    return std::nullopt;
}

/// What a member may do in a room that is closed to what is new: take back what they said, and tidy up.
template <class Command>
constexpr bool is_open_after_hours =
    std::is_same_v<Command, remove> || std::is_same_v<Command, promote> || std::is_same_v<Command, move_question> ||
    std::is_same_v<Command, merge_questions> || std::is_same_v<Command, answer_question> ||
    std::is_same_v<Command, mark_answer> || std::is_same_v<Command, pin_item> || std::is_same_v<Command, unpin_item> ||
    std::is_same_v<Command, change_policy> || std::is_same_v<Command, release_held> || std::is_same_v<Command, tend_item>;

/// What may have to wait before everybody sees it.
template <class Command>
constexpr bool is_to_be_looked_over = std::is_same_v<Command, post> || std::is_same_v<Command, ask>;

/// The message that a held one was, if it came out lately.
const row* find_released(const std::deque<row>& rows, event_id held)
{
    const auto at = std::ranges::find(rows, std::optional{held}, [](const row& each) { return each.content.was; });
    return at == rows.end() ? nullptr : &*at;
}

/// Whether it is done by a role that others do not have: that is written down.
template <class Command>
bool is_act_of_staff(const Command&, const author& by, const std::optional<member_id>& whose)
{
    if constexpr (
        std::is_same_v<Command, post> || std::is_same_v<Command, edit> || std::is_same_v<Command, ask> ||
        std::is_same_v<Command, vote> || std::is_same_v<Command, tend_item>)
        return false;
    else
        return rank(by.as) > 0 && whose != by.id;
}

} // namespace

template <class Command>
void room_desk::write_command(session& who, std::uint64_t command, Command what)
{
    std::optional<event_id> needed;
    if constexpr (requires { room_->needs(what); })
        needed = room_->needs(what);
    if (!needed)
        return decide(who, command, std::move(what), nullptr);
    with_row(who, command, *needed, [this, command, what = std::move(what)](session& still, const row* found) {
        decide(still, command, what, found);
    });
}

/// A row that may be older than what is kept here. Its session is asked nothing meanwhile. `then` is called if it is still there; null: the log has no such row.
void room_desk::with_row(
    session& who, std::uint64_t command, event_id id, std::function<void(session& who, const row* found)> then)
{
    who.hold();
    ++under_way_;
    home_.line().find(log_, id, [this, number = who.number(), command, then = std::move(then)](const outcome<row>& found) {
        --under_way_;
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        if (!found && found.error().code != errc::not_found)
            still->refuse(command, found.error());
        else
            then(*still, found ? &*found : nullptr);
        still->release();
    });
    home_.ask_soon();
}

template <class Command>
void room_desk::decide(session& who, std::uint64_t command, Command what, const row* found)
{
    const auto by = who.as_in(card_.id);
    const auto now = home_.turns().now();
    auto decided = room_->decide(what, by, now, found);
    if constexpr (!is_open_after_hours<Command>)
        if (auto why = why_closed(by, std::is_same_v<Command, ask> || std::is_same_v<Command, vote>))
            decided = *std::move(why);
    if (decided && is_to_be_looked_over<Command>)
        decided = room_->look_over(*std::move(decided), by, now, is_newcomer(home_.here().safety(), by.id, now));
    if constexpr (std::is_same_v<Command, edit>)
        if (auto why = room_->why_not_reworded(what, by, now, is_newcomer(home_.here().safety(), by.id, now)); decided && why)
            decided = *std::move(why);
    if constexpr (std::is_same_v<Command, release_held>)
        if (!decided && decided.error().code == errc::gone)
            if (const auto* out = find_released(room_->state().rows, what.target)) // the same moderator again, or another
                return who.answer(encode_receipt(command, {out->id, out->offset, out->at, true}));
    if (!decided) {
        auto asked = asked_with(what);
        return refuse_unless_known(
            who, command, std::move(what.key), std::move(asked), message_changed_by(what), decided.error());
    }
    std::optional<row> target;
    if (const auto changed = message_changed_by(what)) {
        if (const row* known = room_->find(*changed))
            target = *known;
        else if (found != nullptr) // a question is no row
            target = *found;
    }
    std::optional<said_words> words; // that are to be lost by it
    if constexpr (std::is_same_v<Command, remove>)
        words = words_of(what.target, found);
    const auto whose = words ? std::optional{words->words.from.id} : std::nullopt;
    auto draft = draft_of(what, by, *std::move(decided));
    const bool is_noted = is_act_of_staff(what, by, whose);
    if (!is_noted && !words)
        return append_now(who, command, std::move(draft), std::move(target));
    who.hold(); // what is asked next comes behind it
    ++under_way_;
    handler<done> then = [this, number = who.number(), command, draft = std::move(draft),
                          target = std::move(target)](const outcome<done>& noted) {
        --under_way_;
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        const auto* out = std::get_if<message>(&draft.what);
        if (out != nullptr && out->was && noted)
            let_out_now(*still, command, draft);
        else if (noted)
            append_now(*still, command, draft, target);
        else
            still->refuse(command, noted.error());
        still->release();
    };
    if (words)
        then = [this, id = message_changed_by(what), words = *words, then = std::move(then)](const outcome<done>& noted) {
            if (noted)
                home_.keep_words(card_.id, *id, words.version, words.words, then);
            else
                then(noted);
        };
    if (is_noted)
        home_.audit(by, what, std::move(then));
    else
        then(done{});
}

/// What was dropped while this was written down does not get out any more; what is out already is answered alike.
void room_desk::let_out_now(session& who, std::uint64_t command, const append_draft& draft)
{
    const auto held = *std::get<message>(draft.what).was;
    if (find_held(room_->state().held, held) != nullptr)
        append_now(who, command, draft, std::nullopt);
    else if (const auto* out = find_released(room_->state().rows, held))
        who.answer(encode_receipt(command, {out->id, out->offset, out->at, true}));
    else
        who.refuse(command, {errc::gone});
}

/// Of a message what is appended is what was asked: the log service sees to it.
template <class Command>
append_draft room_desk::draft_of(const Command& what, const author& by, event_body body) const
{
    const bool is_as_asked = is_row(body) || changed_by(body);
    return {home_.new_event_id(), by, what.key, std::move(body), is_as_asked ? std::string{} : asked_with(what)};
}

/// It is said by who wrote it.
append_draft room_desk::draft_of(const release_held& what, const author&, event_body body) const
{
    return {home_.new_event_id(), find_held(room_->state().held, what.target)->from, release_key(what.target), std::move(body)};
}

/// What is lost if something is deleted; nothing if it has no words any more.
std::optional<room_desk::said_words> room_desk::words_of(event_id what, const row* found) const
{
    said_words said;
    const auto take = [&](const author& from, time_point at, const std::string& text, std::uint64_t version = 0) {
        said = {{from, at, text, {}}, version};
    };
    if (const auto* held = find_held(room_->state().held, what)) {
        take(held->from, held->at, held->what.text);
    } else if (const auto* asked = find_question(room_->state().board, what)) {
        take(asked->from, asked->at, asked->text);
    } else if (const row* known = room_->find(what) != nullptr ? room_->find(what) : found) {
        auto stands = *known;
        room_->bring_up_to_date(stands);
        take(stands.from, stands.at, stands.content.text, stands.content.version);
    }
    return said.words.text.empty() ? std::nullopt : std::optional{std::move(said)};
}

/// The room of a talk opens before it, to those who speak and help earlier, and closes days after it.
std::optional<refusal> room_desk::why_closed(const author& who, bool is_of_questions) const
{
    if (!card_.window)
        return std::nullopt;
    const auto now = home_.turns().now();
    const auto& zone = home_.here().schedule().time_zone;
    if (now < card_.window->opens && !may(who.as, action::post_early))
        return refusal{errc::locked, "This room opens on " + written_moment_in(zone, card_.window->opens) + "."};
    if (is_of_questions && now >= card_.window->qa_until && !may(who.as, action::tend_questions))
        return refusal{errc::locked, "Questions were closed here on " + written_moment_in(zone, card_.window->qa_until) + "."};
    if (now >= card_.window->locks)
        return refusal{errc::locked, "This room has been read-only since " + written_moment_in(zone, card_.window->locks) + "."};
    return std::nullopt;
}

/// A retry is answered like the first time, even if it could not be done now.
void room_desk::refuse_unless_known(
    session& who, std::uint64_t command, std::string key, std::string asked, std::optional<event_id> changed, refusal why)
{
    ++under_way_;
    who.answer_is_due();
    const auto then = [this, number = who.number(), command, changed, why = std::move(why)](outcome<append_outcome> known) {
        --under_way_;
        if (known) {
            known->duplicate = true;
            return answer_known(number, command, *known, changed);
        }
        session* still = home_.find(number);
        if (still == nullptr)
            return;
        still->answer_came();
        still->refuse(command, known.error().code == errc::not_found ? why : known.error());
    };
    home_.line().find_key(log_, who.who()->id, std::move(key), std::move(asked), then);
    home_.ask_soon();
}

void room_desk::append_now(session& who, std::uint64_t command, append_draft what, std::optional<row> target)
{
    ++under_way_;
    who.answer_is_due();
    home_.line().append(
        log_, std::move(what), [this, number = who.number(), command, target = std::move(target)](const append_outcome& became) {
            --under_way_;
            appended(number, command, target, became);
        });
    home_.ask_soon();
}

/// What no session here waits for. `target`: the row that it changes. `then` is told whether it stands in the log.
void room_desk::append_by_itself(append_draft what, std::optional<row> target, std::function<void(bool is_done)> then)
{
    ++under_way_;
    home_.line().append(
        log_, std::move(what), [this, target = std::move(target), then = std::move(then)](const append_outcome& became) {
            --under_way_;
            constexpr std::uint64_t nobody = 0;
            appended(nobody, 0, target, became);
            then(!became.code);
        });
    home_.ask_soon();
}

void room_desk::appended(std::uint64_t number, std::uint64_t command, std::optional<row> target, const append_outcome& became)
{
    const receipt made{became.id, became.offset, became.at, became.duplicate};
    const bool is_elsewhere = is_lost_ || ring_.contradict(became.offset, became.id);
    if (is_elsewhere && !became.code) { // its event does not come here any more: asked again, the log as it is now tells
        auto unknown = became;
        unknown.code = errc::unavailable;
        return answer_as(number, command, unknown);
    }
    // Not yet applied here: the event comes next, and with it the answer.
    if (!became.code && !became.duplicate && became.offset > room_->top()) {
        awaited_.emplace(became.offset, awaited{number, command, made, std::move(target)});
        return;
    }
    answer_known(number, command, became, target ? std::optional{target->id} : std::nullopt);
}

/// A retry is answered like the first time. Whether its change came too late then may not be kept yet; but this replica has seen it, or the row tells.
void room_desk::answer_known(
    std::uint64_t number, std::uint64_t command, const append_outcome& known, std::optional<event_id> changed, bool has_met)
{
    if (!known.code && !known.verdict && voided_.contains(known.offset)) {
        auto judged = known;
        judged.verdict = errc::gone;
        return answer_as(number, command, judged);
    }
    if (!changed && !known.code && known.offset > room_->top() && !has_met) { // whether it waits is not known here yet
        ++under_way_;
        home_.line().meet(log_, [this, number, command, known](const outcome<done>&) {
            --under_way_;
            answer_known(number, command, known, std::nullopt, true);
        });
        return home_.ask_soon();
    }
    if (!changed || known.code || known.verdict)
        return answer_as(number, command, known);
    const auto judge = [this, number, command, known](bool came_too_late) {
        auto judged = known;
        if (came_too_late)
            judged.verdict = errc::gone;
        answer_as(number, command, judged);
    };
    const auto is_deleted_before = [offset = known.offset](const row& stands) {
        return stands.content.deleted && stands.content.version < offset;
    };
    if (known.offset <= room_->top()) {
        if (voided_.contains(known.offset)) // first: its message may be forgotten since
            return judge(true);
        if (const row* here = room_->find(*changed))
            return judge(is_deleted_before(*here));
    }
    ++under_way_;
    home_.ask_soon();
    if (known.offset > room_->top() && !has_met)
        return home_.line().meet(
            log_, [this, number, command, known, changed](const outcome<done>&) { // if it could not: the offset tells
                --under_way_;
                answer_known(number, command, known, changed, true);
            });
    home_.line().find(log_, *changed, [this, number, command, known, judge, is_deleted_before](outcome<row> found) {
        --under_way_;
        auto unknown = known;
        unknown.code = errc::unavailable;
        if (known.offset > room_->top() || (!found && found.error().code == errc::unavailable))
            return answer_as(number, command, unknown);
        if (found)
            room_->bring_up_to_date(*found);
        judge(found && is_deleted_before(*found));
    });
}

void room_desk::answer_as(std::uint64_t number, std::uint64_t command, append_outcome became)
{
    session* still = home_.find(number);
    if (still == nullptr)
        return;
    still->answer_came();
    if (became.code || became.verdict)
        still->refuse(command, {became.code ? *became.code : *became.verdict});
    else
        answer_made(*still, command, {became.id, became.offset, became.at, became.duplicate});
}

void room_desk::answer_made(session& who, std::uint64_t command, const receipt& made) const
{
    const bool waits = find_held(room_->state().held, made.id) != nullptr;
    who.answer(waits ? encode_held_receipt(command, made) : encode_receipt(command, made));
}

/// Nobody knows what becomes of it: asked again, the log as it is then tells.
void room_desk::leave_open(const awaited& what)
{
    if (session* still = home_.find(what.session)) {
        still->answer_came();
        still->refuse(what.command, {errc::unavailable});
    }
}

/// The event is applied: answer its author, and write a changed row over the old one.
void room_desk::settle(const made_change& folded)
{
    const auto& [event, made, replaced, board] = folded;
    const auto& what = *event;
    const auto range = awaited_.equal_range(what.offset);
    if (range.first == range.second)
        return;
    std::optional<awaited> waiting;
    for (auto each = range.first; each != range.second; ++each)
        if (each->second.made.id == what.id)
            waiting = std::move(each->second);
        else
            leave_open(each->second); // lost, and this is in its place
    awaited_.erase(range.first, range.second);
    if (!waiting)
        return;

    if (may_amend(what.what)) {
        const auto changed = changed_by(what.what);
        if (made == effect::nothing) {
            home_.line().keep_verdict(log_, what.offset, what.what, errc::gone);
        } else if (changed && waiting->target) {
            row stands = *waiting->target;
            room_->bring_up_to_date(stands);
            if (const auto edit = replaced != 0 ? replaced : waiting->target->content.version; edit != 0)
                home_.line().take_text_away(log_, edit, what.offset, *changed); // first: see write_over()
            home_.line().amend(log_, stands);
        }
        write_board_over(folded);
        home_.line().settled(log_, what.offset, what.offset);
    }
    if (what.offset % held_.snapshot_every == 0)
        save_snapshot();

    session* still = home_.find(waiting->session);
    if (still == nullptr)
        return;
    still->answer_came();
    if (made == effect::nothing)
        still->refuse(waiting->command, {errc::gone});
    else
        answer_made(*still, waiting->command, waiting->made);
}

} // namespace hallway
