#include "tests/simulation/laws.hpp"

#include <algorithm>

namespace hallway::simulation {

namespace {

std::string at_offset(const server_document& what) { return " (" + what.room + ", offset " + std::to_string(what.offset) + ")"; }

/// The newest offset of a message below `below`; 0: none.
std::uint64_t message_before(const booked_log& log, std::uint64_t below)
{
    for (auto at = std::min(below, log.top() + 1); at-- > 1;)
        if (is_row(log.at(at)->what))
            return at;
    return 0;
}

std::uint64_t message_after(const booked_log& log, std::uint64_t after)
{
    for (auto at = after + 1; at <= log.top(); ++at)
        if (is_row(log.at(at)->what))
            return at;
    return 0;
}

} // namespace

event_body body_of(const asked& what)
{
    if (const auto* posted = std::get_if<post>(&what.what))
        return hallway::body_of(*posted);
    if (const auto* edited = std::get_if<edit>(&what.what))
        return hallway::body_of(*edited);
    if (const auto* removed = std::get_if<remove>(&what.what))
        return hallway::body_of(*removed);
    const auto& opened = std::get<open_room>(what.what);
    return room_opened{opened.room, opened.title.empty() ? opened.room : opened.title};
}

void laws::blame(std::string what)
{
    if (blamed_.empty())
        blamed_ = std::move(what);
}

/// Offset, id and time are those of a committed event.
bool laws::is_place(const booked_log& log, const server_document& what)
{
    const event* right = log.at(what.offset);
    if (right == nullptr)
        blame("told of an event that is not committed" + at_offset(what));
    else if (what.id != right->id || (what.at && *what.at != right->at))
        blame("told of another event than the one that stands there" + at_offset(what));
    else
        return true;
    return false;
}

void laws::author(const event& right, const server_document& what, member_id me)
{
    if (what.from.id != right.from.id)
        blame("an event has another author" + at_offset(what));
    // A node may hear of what somebody wrote before it hears of their name; then it tells that when it does.
    const bool is_unknown_yet = in_.nodes > 0 && what.from.name == nobodys_name;
    if (!is_unknown_yet && !had_name(what.from.id, what.from.name))
        blame("an event's author is told under a name that they never had" + at_offset(what));
    if (!what.key.empty() && (right.from.id != me || what.key != right.key))
        blame("a key reaches somebody whose it is not" + at_offset(what));
    if (what.key.empty() && right.from.id == me)
        blame("an author's own session is not told the key" + at_offset(what));
}

/// `known`: changes up to here have been made where this was written.
void laws::one_event(const booked_log& log, const server_document& what, std::uint64_t known, member_id me)
{
    if (!is_place(log, what))
        return;
    const event& right = *log.at(what.offset);
    if (what.ev == "at") {
        const auto target = changed_by(right.what);
        const auto* last = target ? log.standing(*target, log.top()) : nullptr;
        const bool is_void = log.effects[what.offset - 1] == effect::nothing || (last != nullptr && last->offset > what.offset);
        if (!is_void)
            blame("an event is kept from a member" + at_offset(what));
        return;
    }
    author(right, what, me);
    if (what.ev == "message")
        return row(log, what, known, log.top());
    const auto* edited = std::get_if<message_edited>(&right.what);
    const bool is_same_kind = what.ev == (edited != nullptr ? "edited" : "deleted");
    if (!changed_by(right.what) || !is_same_kind || what.target != changed_by(right.what))
        return blame("told of something else than what happened" + at_offset(what));
    if (edited == nullptr)
        return;
    if (what.text != edited->text)
        blame("an edit has another text" + at_offset(what));
    const auto* stands = log.standing(edited->target, std::max(known, what.offset));
    if (stands != nullptr && stands->is_deleted)
        blame("told the text of a message that was deleted" + at_offset(what));
}

/// A message as it stood at some moment between two offsets.
void laws::row(const booked_log& log, const server_document& what, std::uint64_t least, std::uint64_t most)
{
    if (!is_place(log, what))
        return;
    const auto known = log.messages.find(*what.id);
    if (known == log.messages.end() || what.ev != "message")
        return blame("what is no message is told as one" + at_offset(what));
    const auto* posted = std::get_if<message>(&log.at(what.offset)->what);
    if (what.reply_to != posted->reply_to)
        blame("a reply answers something else" + at_offset(what));
    const auto* oldest = log.standing(*what.id, std::max(least, what.offset));
    for (const auto& each : known->second)
        if (each.offset >= oldest->offset && each.offset <= most && each.is_deleted == what.deleted && each.text == what.text)
            return;
    const bool was_deleted = oldest->is_deleted && !what.text.empty();
    blame(
        (was_deleted ? "the text of a deleted message is told" : "a message is told as it did not stand") + at_offset(what) +
        " known to offset " + std::to_string(least) + ": " + (what.deleted ? "deleted" : what.text));
}

std::uint64_t laws::told_top(const std::string& room) const
{
    const auto* log = truth_.room(room);
    const auto known = told_top_.find(room);
    return log == nullptr || known == told_top_.end() ? 0 : std::min(known->second, log->top());
}

// --- live ---

void laws::told(const room_view& before, const server_document& what, member_id me)
{
    told_top_[what.room] = std::max(told_top_[what.room], what.offset);
    judge("main/" + what.room, [&](const booked_log& log) { told_in(log, before, what, me); });
}

/// What comes next leads on from where the client stands. A node that has not heard yet of a new epoch may go on in it where all that it knows is there; it tells of the epoch
/// when it has.
bool laws::stands_in(const booked_log& log, const room_view& view) const
{
    return is_epoch_of(log, view.at) && view.at.offset <= log.top() &&
           (log.at(view.at.offset) == nullptr || !view.at.id || log.at(view.at.offset)->id == *view.at.id);
}

bool laws::is_epoch_of(const booked_log& log, const position& at) const
{
    const event* last = log.at(at.offset);
    return at.epoch == log.epoch || (in_.nodes > 0 && last != nullptr && at.id == last->id);
}

void laws::told_in(const booked_log& log, const room_view& before, const server_document& what, member_id me)
{
    if (!before.is_joined)
        return blame("told of a room that it is not in" + at_offset(what));
    if (!stands_in(log, before))
        return blame("told of a log that is not the one which the client is in" + at_offset(what));
    const bool is_in_gap = before.at.offset < before.gap_to;
    if (is_in_gap) {
        // Changes follow a gap; every one of them.
        for (auto missing = before.at.offset + 1; missing < what.offset; ++missing)
            if (const event* skipped = log.at(missing); skipped == nullptr || !is_row(skipped->what))
                return blame("a change is missing behind a gap" + at_offset(what));
        if (what.offset > before.gap_to)
            return blame("the end of a gap is missing" + at_offset(what));
        if (what.ev == "at" && what.offset == before.gap_to)
            return void(is_place(log, what));
        if (what.ev == "message")
            return blame("a message is told among the changes behind a gap" + at_offset(what));
    } else if (what.offset != before.at.offset + 1) {
        return blame(
            what.offset <= before.at.offset ? "told twice" + at_offset(what)
                                            : "an event is missing before this one" + at_offset(what));
    }
    one_event(log, what, is_in_gap ? before.gap_to : what.offset, me);
}

void laws::skipped(const room_view& before, const server_document& gap)
{
    seen_.count("told: gap");
    judge("main/" + gap.room, [&](const booked_log& log) {
        if (!before.is_joined)
            blame("told of a gap in a room that it is not in");
        if (!stands_in(log, before) || gap.gap_from != before.at.offset + 1 || gap.gap_to < gap.gap_from ||
            gap.gap_to > log.top())
            blame("a gap is not where the client stands");
    });
}

// --- history ---

void laws::paged(const room_view& view, const history& sent, std::uint64_t known, const server_document& answer)
{
    judge("main/" + sent.room, [&](const booked_log& log) { paged_in(log, view, sent, known, answer); });
}

void laws::paged_in(
    const booked_log& log, const room_view& view, const history& sent, std::uint64_t known, const server_document& answer)
{
    if (answer.events.size() > sent.limit + 1)
        blame("a page has more rows than asked for");
    const auto* after = std::get_if<after_offset>(&sent.place);
    const auto* before = std::get_if<before_offset>(&sent.place);
    auto expected = answer.events.empty() ? 0 : answer.events.front().offset;
    if (after != nullptr && !answer.events.empty())
        expected = message_after(log, std::max(after->offset, log.first - 1));
    for (const auto& each : answer.events) {
        if (!each.key.empty())
            blame("a row shows a key" + at_offset(each));
        // What was trimmed before the rest was read may be missing, and what was read before it was trimmed may be there; nothing else.
        const auto kept = message_after(log, std::max(expected, log.first) - 1);
        const bool is_early = each.offset < expected && each.offset >= log.first;
        if (is_early || (each.offset > expected && kept != 0 && kept < each.offset))
            return blame("a page leaves out a message before" + at_offset(each));
        row(log, each, view.at.offset, log.top());
        expected = message_after(log, each.offset);
    }
    if (answer.events.empty()) {
        if (after != nullptr) {
            const auto missed = message_after(log, std::max(after->offset, log.first - 1));
            if (missed != 0 && missed <= known)
                blame("a page ends before there is an end");
        }
        return;
    }
    const auto last = answer.events.back().offset;
    const auto expected_last = before != nullptr ? message_before(log, before->offset) : 0;
    if (before != nullptr && last != expected_last && expected_last <= known && expected_last >= log.first)
        blame("a page does not reach to where it was asked to");
    if (after != nullptr && !answer.after && expected != 0 && expected <= known)
        blame("a page hides that there is more");
    const auto older = message_before(log, answer.events.front().offset);
    if (before != nullptr && !answer.before && older >= log.first)
        blame("a page hides that there is more before it");
}

/// Names are of another log than what is said under them, and known wherever that is told.
bool laws::had_name(member_id who, const std::string& name) const
{
    const auto is_it = [&](const event& each) {
        const auto* named = std::get_if<member_named>(&each.what);
        return named != nullptr && each.from.id == who && named->name == name;
    };
    const auto lives = truth_.lives("main");
    return std::ranges::any_of(lives, [&](const booked_log* space) { return std::ranges::any_of(space->events, is_it); });
}

void laws::named(const server_document& what)
{
    if (!had_name(what.from.id, what.from.name))
        complain_("a member is told under a name that they never had: " + what.from.name);
}

void laws::settled(const std::map<member_id, std::string>& names)
{
    const auto* space = truth_.log("main");
    if (space == nullptr)
        return;
    for (const auto& [who, name] : names) {
        const auto last = std::find_if(space->events.rbegin(), space->events.rend(), [&, id = who](const event& each) {
            return each.from.id == id && std::holds_alternative<member_named>(each.what);
        });
        if (truth_.has_past("main") && (name != nobodys_name || last == space->events.rend()))
            continue; // what the store forgot of names is told when they write again
        if (last == space->events.rend() || std::get<member_named>(last->what).name != name)
            complain_("a client calls a member by a name that is not theirs any more: " + name);
    }
}

void laws::settled(const room_view& view)
{
    const auto* log = truth_.room(view.room);
    const auto top = log != nullptr ? log->top() : 0;
    if (view.at.offset != top)
        return complain_(
            "a client stands at " + std::to_string(view.at.offset) + " of " + std::to_string(top) + " in " + view.room);
    if (log != nullptr && (view.at.epoch != log->epoch || !stands_in(*log, view)))
        return complain_("a client is in another log than there is, and was not told so: " + view.room);
    if (view.shown.empty())
        return;
    const auto from = std::max(view.shown.begin()->first, log->first);
    for (auto offset = from; offset <= top; ++offset) {
        const event& right = *log->at(offset);
        const auto shown = view.shown.find(offset);
        const auto where = " at offset " + std::to_string(offset) + " of " + view.room;
        if (!is_row(right.what)) {
            if (shown != view.shown.end())
                complain_("a client shows what is no message" + where);
            continue;
        }
        if (shown == view.shown.end())
            return complain_("a client never got the message" + where);
        const auto* stands = log->standing(right.id, top);
        if (shown->second.id != right.id || shown->second.is_deleted != stands->is_deleted || shown->second.text != stands->text)
            complain_("a client shows a message as it does not stand" + where);
    }
}

} // namespace hallway::simulation
