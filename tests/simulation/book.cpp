#include "tests/simulation/book.hpp"

#include "log/stored_form.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <set>

namespace hallway::simulation {

// --- one log ---

const event* booked_log::with_key(member_id who, const std::string& key) const
{
    const auto known = keys.find({who, key});
    return known == keys.end() ? nullptr : at(known->second);
}

const version* booked_log::standing(event_id message, std::uint64_t offset) const
{
    const auto known = messages.find(message);
    if (known == messages.end())
        return nullptr;
    const auto later =
        std::find_if(known->second.begin(), known->second.end(), [&](const version& v) { return v.offset > offset; });
    return later == known->second.begin() ? nullptr : &*std::prev(later);
}

bool booked_log::is_deleted(event_id message) const
{
    const auto known = messages.find(message);
    return known != messages.end() && known->second.back().is_deleted;
}

void booked_log::add(event what)
{
    auto made = effect::told;
    if (const auto* posted = std::get_if<message>(&what.what)) {
        messages[what.id].push_back({what.offset, posted->text, false});
    } else if (const auto target = changed_by(what.what)) {
        const auto* edited = std::get_if<message_edited>(&what.what);
        if (is_deleted(*target))
            made = effect::nothing;
        else if (messages.contains(*target))
            messages[*target].push_back({what.offset, edited != nullptr ? edited->text : std::string{}, edited == nullptr});
    }
    if (!what.key.empty())
        keys[{what.from.id, what.key}] = what.offset;
    events.push_back(std::move(what));
    effects.push_back(made);
}

void booked_log::forget_after(std::uint64_t offset)
{
    auto kept = std::move(events);
    kept.resize(std::min<std::size_t>(kept.size(), offset));
    *this = booked_log{.epoch = epoch, .first = first, .events = {}, .effects = {}, .messages = {}, .keys = {}};
    for (auto& each : kept)
        add(std::move(each));
}

// --- all of them ---

const booked_log* book::log(const std::string& name) const
{
    auto& known = logs_[name];
    if (known.epoch.empty()) {
        const auto there = disk_.logs();
        if (std::find(there.begin(), there.end(), name) != there.end())
            known.epoch = disk_.top(name)->epoch;
    }
    return known.epoch.empty() ? nullptr : &known;
}

void book::appended(const append_request& what, const append_outcome& became)
{
    if (became.code == errc::gone || this->log(what.log) == nullptr)
        return; // of a log that is not open any more
    auto& log = logs_[what.log];
    const event* known = what.key.empty() ? nullptr : log.with_key(what.member, what.key);
    if (became.code) {
        if (*became.code == errc::conflict && known == nullptr)
            complain_("the store calls a new key a conflict");
        return;
    }
    if (became.duplicate) {
        if (known == nullptr || known->id != became.id)
            complain_("the store knows a key that was never used for this");
        return;
    }
    if (known != nullptr && known->offset >= log.first)
        return complain_("the store took a key twice: " + what.key);
    if (became.offset != log.top() + 1)
        return complain_("the store left a hole");
    if (log.top() != 0 && became.at < log.events.back().at)
        complain_("time went back within a log");
    stored_event stored{became.offset, became.id, became.at, what.member, what.role, what.key, what.body};
    if (auto made = event_of(std::move(stored)))
        log.add(std::move(*made));
}

void book::trimmed(const std::string& name)
{
    if (const auto top = disk_.top(name))
        logs_[name].first = top->first;
}

// --- lives ---

std::vector<const booked_log*> book::lives(const std::string& name) const
{
    std::vector<const booked_log*> all;
    if (const auto* now = log(name))
        all.push_back(now);
    if (const auto past = past_.find(name); past != past_.end())
        for (auto each = past->second.rbegin(); each != past->second.rend(); ++each)
            all.push_back(&*each);
    return all;
}

void book::epoch_begun(const std::string& name)
{
    if (const auto top = disk_.top(name); top->epoch != logs_[name].epoch)
        begin_life(name, top);
}

void book::went_back()
{
    std::set<std::string> names;
    for (const auto& each : disk_.logs())
        names.insert(each);
    for (const auto& [name, log] : logs_)
        names.insert(name);
    for (const auto& name : names) {
        const auto top = disk_.known_top(name);
        auto& log = logs_[name];
        const bool is_same =
            top && top->epoch == log.epoch && top->offset == log.top() && (log.events.empty() || log.events.back().id == top->id);
        if (is_same)
            log.first = top->first;
        else
            begin_life(name, top);
    }
}

/// What stands there now has stood there before: some life began so.
void book::begin_life(const std::string& name, const std::optional<log_top>& at)
{
    auto& log = logs_[name];
    const auto all = lives(name);
    booked_log made;
    if (at && at->offset != 0) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const booked_log* each) {
            const auto* last = each->at(at->offset);
            return last != nullptr && last->id == at->id;
        });
        if (same == all.end())
            return complain_("the store has events that nobody has committed");
        made = **same;
    }
    if (at) {
        made.epoch = at->epoch;
        made.first = at->first;
        made.forget_after(at->offset);
    }
    if (!log.epoch.empty())
        past_[name].push_back(std::move(log));
    log = std::move(made);
}

// --- commits ---

/// What a replica has to have folded at an offset, starting from nothing.
std::string book::replay(const std::string& name, const booked_log& log, std::uint64_t until) const
{
    if (name.find('/') == std::string::npos) {
        space replica{log.epoch};
        for (std::uint64_t i = 0; i < until; ++i)
            replica.apply(log.events[i]);
        return encode_snapshot(replica.state());
    }
    hallway::room replica{log.epoch, held_.room};
    for (std::uint64_t i = 0; i < until; ++i)
        replica.apply(log.events[i]);
    return encode_snapshot(replica.state());
}

/// What a room's snapshot says of the events that are kept: when a replica hears of trimming is its own affair.
std::string book::kept_part(const booked_log& log, const std::string& snapshot) const
{
    auto state = log.first > 1 ? decode_room_snapshot(snapshot) : std::nullopt;
    if (!state)
        return snapshot;
    std::erase_if(state->rows, [&](const row& each) { return each.offset < log.first; });
    std::erase_if(state->alterations, [&](const auto& each) {
        const auto posted = log.messages.find(each.first);
        return each.second.version < log.first || posted == log.messages.end() || posted->second.front().offset < log.first;
    });
    return encode_snapshot(*state);
}

void book::snapshot_saved(const std::string& name, const stored_snapshot& what)
{
    const auto& log = logs_[name];
    const event* last = log.at(what.offset);
    if (last == nullptr || last->id != what.id)
        return complain_("a snapshot of " + name + " names an event that is not there");
    const auto right = replay(name, log, what.offset);
    if (kept_part(log, right) == kept_part(log, what.bytes))
        return;
    // A node that was behind folds events as later changes of other nodes have left them; together with those it is right, and the store cannot lose them without it.
    const bool is_ahead = is_shared && kept_part(log, folded_on(name, log, what)) == kept_part(log, replay(name, log, log.top()));
    if (!is_ahead)
        complain_("a snapshot of " + name + " is not what a replay folds to\n  saved:  " + what.bytes + "\n  replay: " + right);
}

/// What a snapshot and the events behind it fold to.
std::string book::folded_on(const std::string& name, const booked_log& log, const stored_snapshot& from) const
{
    const auto fold = [&](auto replica) {
        for (auto i = from.offset; i < log.top(); ++i)
            replica.apply(log.events[i]);
        return encode_snapshot(replica.state());
    };
    if (name.find('/') == std::string::npos)
        return fold(space{log.epoch, decode_space_snapshot(from.bytes).value()});
    return fold(hallway::room{log.epoch, decode_room_snapshot(from.bytes).value(), held_.room});
}

std::string book::fold_of_disk(const std::string& name)
{
    const auto top = disk_.top(name);
    const auto saved = disk_.snapshot(name);
    std::uint64_t after = 0;
    const auto fold = [&](auto replica) {
        for (auto& stored : disk_.events(name, after))
            if (const auto each = event_of(std::move(stored)))
                replica.apply(*each);
        return encode_snapshot(replica.state());
    };
    if (name.find('/') == std::string::npos) {
        auto state = saved ? decode_space_snapshot(saved->bytes) : std::nullopt;
        after = state ? state->offset : 0;
        return fold(state ? space{top->epoch, std::move(*state)} : space{top->epoch});
    }
    auto state = saved ? decode_room_snapshot(saved->bytes) : std::nullopt;
    after = state ? state->offset : 0;
    return fold(state ? hallway::room{top->epoch, std::move(*state), held_.room} : hallway::room{top->epoch, held_.room});
}

void book::compare_log(const std::string& name, booked_log& log, bool may_forget)
{
    const auto top = disk_.top(name);
    if (!top || (top->epoch != log.epoch && may_forget)) {
        log = {};
        if (!top)
            return;
        log.epoch = top->epoch;
    }
    log.first = top->first;
    if (top->offset < log.top()) {
        if (!may_forget)
            return complain_("what was committed to " + name + " is gone");
        log.forget_after(top->offset);
    }
    for (auto& stored : disk_.events(name, top->first - 1)) {
        const auto found = event_of(std::move(stored));
        if (!found)
            return complain_("an event of " + name + " cannot be read");
        // What was in doubt when the disk was full has turned out to have happened.
        if (found->offset > log.top()) {
            if (found->offset != log.top() + 1)
                return complain_("there is a hole in " + name);
            log.add(*found);
        }
        const event* right = log.at(found->offset);
        if (found->id != right->id && may_forget) {
            log.forget_after(found->offset - 1);
            log.add(*found);
            right = log.at(found->offset);
        }
        if (found->id != right->id || found->at != right->at || !(found->from == right->from) || found->key != right->key)
            return complain_("event " + std::to_string(found->offset) + " of " + name + " has changed on the disk");
    }
    if (kept_part(log, fold_of_disk(name)) != kept_part(log, replay(name, log, log.top())))
        complain_(
            "the snapshot of " + name + " and what follows it do not fold to what a replay folds to\n  disk:   " +
            fold_of_disk(name) + "\n  replay: " + replay(name, log, log.top()) +
            "\n  saved:  " + (disk_.snapshot(name) ? disk_.snapshot(name)->bytes : "nothing"));
}

void book::compare_with_disk(bool may_forget)
{
    for (const auto& name : disk_.logs())
        if (auto& log = logs_[name]; log.epoch.empty())
            log.epoch = disk_.top(name)->epoch;
    const auto there = disk_.logs();
    for (auto& [name, log] : logs_) {
        if (std::find(there.begin(), there.end(), name) != there.end())
            compare_log(name, log, may_forget);
        else if (!may_forget && log.top() != 0)
            complain_("the log " + name + " is gone");
        else
            log = {};
    }
}

void book::check_nothing_lingers()
{
    for (const auto& [name, log] : logs_) {
        if (name.find('/') == std::string::npos || log.epoch.empty())
            continue;
        for (auto& stored : disk_.events(name, log.first - 1)) {
            const auto found = event_of(std::move(stored));
            const auto where = " at offset " + std::to_string(found->offset) + " of " + name;
            if (const auto* content = std::get_if<message>(&found->what)) {
                const auto* right = log.standing(found->id, log.top());
                if (content->deleted != right->is_deleted || (right->is_deleted && !content->text.empty()))
                    complain_("a deleted text stands on the disk" + where);
                else if (content->text != right->text)
                    complain_("a row on the disk is not as it stands" + where);
            } else if (const auto* edited = std::get_if<message_edited>(&found->what)) {
                const auto* right = log.standing(edited->target, log.top());
                if (!edited->text.empty() && right != nullptr && right->offset != found->offset)
                    complain_("an edit's text outlives what replaced it" + where);
            }
        }
    }
}

} // namespace hallway::simulation
