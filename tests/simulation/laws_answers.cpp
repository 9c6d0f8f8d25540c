// Laws of answers: verdicts of joins, receipts and refusals.
#include "tests/simulation/laws.hpp"

#include <algorithm>

namespace hallway::simulation {

// --- joining ---

void laws::joined(const room_view& before, const join_sent& sent, const server_document& answer, member_id me)
{
    seen_.count(!sent.since ? "join: fresh" : *answer.recovered ? "join: recovered" : "join: lost, " + answer.reason);
    if (answer.more)
        seen_.count("join: recovered, more to come");
    told_top_[before.room] = std::max(told_top_[before.room], answer.offset);
    judge("main/" + before.room, [&](const booked_log& log) { joined_in(log, sent, answer, me); });
}

void laws::joined_in(const booked_log& log, const join_sent& sent, const server_document& answer, member_id me)
{
    if (!is_epoch_of(log, {answer.epoch, answer.offset, answer.id}))
        return blame("a join names another epoch than the log's");
    const event* last = log.at(answer.offset);
    if (answer.offset > log.top() || (last != nullptr && answer.id && *answer.id != last->id))
        return blame("a join names a position that is not in the log");
    verdict(log, sent, answer);
    if (!*answer.recovered)
        return fresh_rows(log, answer);
    if (!sent.since)
        return blame("a join without a position is recovered");
    auto next = sent.since->offset + 1;
    for (const auto& each : answer.events) {
        if (each.offset != next++)
            return blame("a recovery has a hole before offset " + std::to_string(each.offset));
        one_event(log, each, answer.offset, me);
    }
    if (next != answer.offset + 1)
        blame("a recovery moves further than it tells");
}

void laws::verdict(const booked_log& log, const join_sent& sent, const server_document& answer)
{
    const auto& since = sent.since;
    const auto& reason = answer.reason;
    if (!since) {
        if (!reason.empty())
            blame("a fresh join is given a reason");
        return;
    }
    const event* named = log.at(since->offset);
    const bool is_other = named != nullptr && since->id && named->id != *since->id;
    if (*answer.recovered) {
        if (since->epoch != answer.epoch || !is_epoch_of(log, *since) || since->offset > log.top() || is_other)
            blame("a client goes on from where it never was");
        return;
    }
    const bool is_right =
        (reason == "epoch" && since->epoch != answer.epoch) || // which is an older one where a node cannot know better
        (reason == "ahead" && (since->offset > sent.top || since->offset > log.top() || is_other)) ||
        (reason == "forked" && is_other) || (reason == "trimmed" && since->offset < log.first) ||
        (reason == "too_far" && since->offset < log.top() && log.top() - since->offset > in_.held.recovery_events);
    if (!is_right)
        blame("a join is lost for a reason that is not so: " + reason);
}

/// The room as it stood at the very offset that is answered.
void laws::fresh_rows(const booked_log& log, const server_document& answer)
{
    std::vector<std::uint64_t> right;
    for (auto at = answer.offset; at > 0 && right.size() < in_.held.fresh_rows; --at)
        if (is_row(log.at(at)->what))
            right.insert(right.begin(), at);
    const auto missing = right.size() - std::min(right.size(), answer.events.size());
    if (answer.events.size() > right.size() || (missing > 0 && right[missing - 1] >= log.first))
        return blame("a fresh join shows another number of rows than there are");
    for (std::size_t i = 0; i < answer.events.size(); ++i) {
        if (answer.events[i].offset != right[missing + i])
            return blame("a fresh join leaves out a row");
        if (!answer.events[i].key.empty())
            blame("a row shows a key");
        // Who opens the room while another node writes over it may find a row as a change left it that is told next.
        row(log, answer.events[i], answer.offset, in_.nodes > 0 ? log.top() : answer.offset);
    }
    auto oldest = answer.events.empty() ? 1 : answer.events.front().offset;
    while (--oldest >= log.first && oldest > 0)
        if (is_row(log.at(oldest)->what) && !answer.before)
            return blame("a fresh join hides that there is more before it");
}

// --- writing ---

void laws::receipt(const room_view& view, const asked& what, const server_document& answer, member_id me)
{
    seen_.count(answer.duplicate ? "answer: ok, duplicate" : "answer: ok");
    const bool is_opening = std::holds_alternative<open_room>(what.what);
    judge(is_opening ? "main" : "main/" + what.room, [&](const booked_log& log) { receipt_in(log, view, what, answer, me); });
}

void laws::receipt_in(
    const booked_log& log, const room_view& view, const asked& what, const server_document& answer, member_id me)
{
    // Not by the key: what was trimmed may have been stored anew since.
    const event* stands = log.at(answer.offset);
    if (stands == nullptr || stands->id != *answer.id || stands->at != *answer.at || stands->key != what.key ||
        stands->from.id != me)
        return blame("acknowledged, and not in the log: " + what.key);
    if (!(stands->what == body_of(what)))
        return blame("acknowledged for another body: " + what.key);
    if (log.effects[stands->offset - 1] == effect::nothing)
        return blame("acknowledged, and it changed nothing: " + what.key);
    if (!answer.duplicate && !std::holds_alternative<open_room>(what.what) && view.is_joined && stands_in(log, view) &&
        view.at.offset >= answer.offset)
        blame("a member is told of an event before the answer to it: " + what.key);
}

void laws::refused(const room_view& view, bool was_joined, const asked& what, const server_document& answer, member_id me)
{
    const auto code = answer.error.code;
    seen_.count("answer: " + std::string{code_of(code)});
    if (answer.retryable)
        return;
    const std::string name = std::holds_alternative<open_room>(what.what) ? "main" : "main/" + what.room;
    if (truth_.lives(name).empty())
        refused_in(nullptr, view, was_joined, what, answer, me);
    else
        judge(name, [&](const booked_log& log) { refused_in(&log, view, was_joined, what, answer, me); });
}

void laws::refused_in(
    const booked_log* log, const room_view& view, bool was_joined, const asked& what, const server_document& answer, member_id me)
{
    const auto code = answer.error.code;
    const bool is_opening = std::holds_alternative<open_room>(what.what);
    const event* stands = log != nullptr ? log->with_key(me, what.key) : nullptr;
    const bool is_ours = stands != nullptr && stands->what == body_of(what);
    const bool has_changed_nothing = is_ours && log->effects[stands->offset - 1] == effect::nothing;
    const auto body = body_of(what);
    const auto target = changed_by(body);
    const auto wrong = [&](const std::string& why) {
        blame("refused with " + std::string{code_of(code)} + ", " + why + ": " + what.key);
    };
    // Of two copies that are under way at once, from two tabs, each may be decided on another side of a jump of the wall clock; and who looks for the other's key may
    // be too early for it. Then both answers are right when they are given.
    const bool may_cross_a_jump = code == errc::expired && in_.node.clock_jumps != 0;
    // What is in the log is done: only where one is not in the room, the answer is not to be had.
    if (is_ours && !may_cross_a_jump && !has_changed_nothing && code != errc::conflict && code != errc::forbidden &&
        code != errc::banned && code != errc::not_found && stands->offset >= log->first)
        return wrong("and it stands in the log");
    switch (code) {
    case errc::conflict:
        // Also what was trimmed since counts.
        if (!is_opening && std::none_of(log->events.begin(), log->events.end(), [&](const event& each) {
                return each.key == what.key && each.from.id == me && !(each.what == body);
            }))
            wrong("and the key was not used for anything else");
        return;
    case errc::gone:
        if (!target || !log->is_deleted(*target))
            wrong("and its target was not deleted");
        return;
    case errc::banned:
        if (in_.bans == 0)
            wrong("and nobody bans");
        return;
    case errc::forbidden:
        if (std::holds_alternative<post>(what.what) && view.is_joined && was_joined)
            wrong("and the member is in the room");
        return;
    case errc::not_found:
        if (target && was_joined && view.is_joined && log->messages.contains(*target) && log->at(1) != nullptr &&
            log->messages.at(*target).front().offset >= log->first)
            wrong("and its target is there");
        return;
    case errc::expired:
        if (in_.node.clock_jumps == 0)
            wrong("and nobody waited that long");
        return;
    default: wrong("which nobody asked for");
    }
}

} // namespace hallway::simulation
