#include "log/log_service.hpp"

#include "log/beginning.hpp"
#include "log/retention.hpp"
#include "log/shared_reads.hpp"
#include "log/stored_form.hpp"
#include "log/trim_news.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hallway {
namespace {

/// The log that has the names of those who write in this one; empty: it is a space's itself.
std::string space_of(const std::string& name)
{
    const auto end = name.find('/');
    return end == std::string::npos ? std::string{} : name.substr(0, end);
}

} // namespace

log_service::log_service(scheduler& where, store& keeper, metrics& counts, std::string secret, const bounds& held)
    : where_(where), keeper_(keeper), secret_(std::move(secret)), held_(held), counts_(counts),
      appended_(counts.count("hallway_events_appended_total", "Events committed to a log.")),
      duplicates_(counts.count("hallway_appends_repeated_total", "Appends answered from an earlier one with the same key.")),
      lost_(counts.count(
          "hallway_logs_lost_total",
          "Open logs that were opened anew, since the store had lost some of them or had another in their place.")),
      held_back_(counts.count(
          "hallway_mailbox_full_total", "Times that a core's mailbox took no more events of a log, and it was caught up later.")),
      shared_(counts.count("hallway_reads_shared_total", "Reads of who came back for which the store was not asked again.")),
      append_time_(counts.timing("hallway_append_seconds", "From an append's arrival at the log service to its commit."))
{
    reads_ = std::make_unique<shared_reads>(where_, keeper_, held_, shared_);
    keeper_.listen(this);
    if (keeper_.is_shared())
        trim_news_ = std::make_unique<trim_news>(
            keeper_,
            [this](const std::string& log, std::uint64_t first, event_id before_first) { trimmed(log, first, before_first); },
            [this] { look_at_firsts(); });
}

log_service::~log_service() { keeper_.listen(nullptr); }

core_line& log_service::attach(scheduler& core)
{
    lines_.push_back(std::make_unique<core_line>(*this, core));
    return *lines_.back();
}

void log_service::run(std::vector<task>& batch)
{
    for (auto& what : batch)
        what();
    wake_cores();
}

void log_service::wake_cores()
{
    for (auto& line : lines_)
        line->box_.wake([&] { line->core_.post([raw = line.get()] { raw->on_mail_(); }); });
}

std::size_t log_service::fullest_ring() const
{
    std::size_t most = 0;
    for (const auto& [number, log] : logs_)
        most = std::max(most, log->ring.size());
    return most;
}

log_service::open_log* log_service::find(std::uint64_t number)
{
    const auto at = logs_.find(number);
    return at == logs_.end() ? nullptr : at->second.get();
}

const log_service::subscriber* log_service::subscription(const open_log& log, const core_line& line)
{
    const auto at =
        std::find_if(log.subscribers.begin(), log.subscribers.end(), [&](const subscriber& s) { return s.line == &line; });
    return at == log.subscribers.end() ? nullptr : &*at;
}

log_service::subscriber* log_service::subscription(open_log& log, const core_line& line)
{
    return const_cast<subscriber*>(subscription(std::as_const(log), line));
}

// --- opening ---

void log_service::open(core_line& from, std::string name, handler<opened_log> then)
{
    const auto known = numbers_.find(name);
    if (known == numbers_.end()) {
        const auto number = ++last_number_;
        numbers_.emplace(name, number);
        auto made = std::make_unique<open_log>();
        made->number = number;
        made->name = name;
        made->space = space_of(name);
        logs_.emplace(number, std::move(made));
        keeper_.follow(name);
        if (keeper_.is_shared() && !std::exchange(is_watching_, true))
            watch_tops();
        keeper_.open(name, [this, number, asked = where_.monotonic()](outcome<log_top> top) {
            open_log* log = find(number);
            auto waiting = std::move(log->waiting);
            if (!top) {
                numbers_.erase(log->name);
                keeper_.unfollow(log->name);
                const refusal why = top.error();
                logs_.erase(number);
                for (auto& each : waiting)
                    each(why);
            } else {
                log->top = std::move(*top);
                log->ring.begin_behind(log->top.offset, log->top.id);
                log->is_open = true;
                log->to_be_reached = {log->top.offset, asked};
                reach(*log);
                if (log->is_stale)
                    look_for_more(*log);
                for (auto& each : waiting)
                    each(std::nullopt);
            }
            wake_cores();
        });
        find(number)->waiting.push_back([this, &from, number, then = std::move(then)](std::optional<refusal> why) mutable {
            why ? then(*why) : give(from, number, std::move(then));
        });
        return;
    }
    open_log& log = *find(known->second);
    if (log.is_open)
        return give(from, log.number, std::move(then));
    log.waiting.push_back([this, &from, number = log.number, then = std::move(then)](std::optional<refusal> why) mutable {
        why ? then(*why) : give(from, number, std::move(then));
    });
}

/// Loads the snapshots that a replay may begin at.
void log_service::give(core_line& to, std::uint64_t number, handler<opened_log> then)
{
    open_log& log = *find(number);
    // Holds the log open while its beginning is being read.
    log.subscribers.push_back({.line = &to});
    const auto name = log.name;
    keeper_.load_snapshot(name, [this, &to, number, name, then = std::move(then)](outcome<stored_snapshot> saved) mutable {
        keeper_.get(
            store::trimmed_fold_name(name),
            [this, &to, number, name, then = std::move(then),
             saved = saved ? std::optional{std::move(*saved)} : std::nullopt](outcome<record> kept) mutable {
                if (open_log* there = find(number)) {
                    if (subscriber* seat = subscription(*there, to))
                        seat->first = there->top.first;
                    const bool is_of_fork = saved && there->ring.contradict(saved->offset, saved->id);
                    if (is_of_fork)
                        contradicted(*there);
                    if (is_of_fork || (saved && is_to_be_redone(name, saved->offset)))
                        saved.reset(); // from the beginning, then
                    auto trimmed = kept ? decode_trimmed_fold(kept->value) : std::nullopt;
                    const auto& top = there->top;
                    if (trimmed && trimmed->offset + 1 == top.first)
                        there->before_first = trimmed->id;
                    then(opened_log{
                        number, top.epoch, top.first, there->before_first, there->confirmed,
                        beginnings(top, std::move(saved), std::move(trimmed))});
                } else {
                    then(errc::unavailable);
                }
                wake_cores();
            });
    });
}

/// The store may have an append already whose outcome nobody has heard. It is handed out once, when that is known: see look_for_more(). What was read before it may show what
/// it changed, so if the store loses it, all of that is to be read again.
void log_service::leave_out_unpublished(std::vector<stored_event>& read, open_log& log)
{
    if (!read.empty() && read.back().offset > std::max(log.top.offset, log.glimpsed.first))
        log.glimpsed = {read.back().offset, read.back().id};
    std::erase_if(read, [&](const stored_event& each) { return each.offset > log.top.offset; });
}

/// Reads some, or, where what is known meets the ring, subscribes. Events that are committed meanwhile are in the ring.
void log_service::follow(core_line& to, std::uint64_t number, std::uint64_t after, handler<followed_events> then)
{
    open_log* log = find(number);
    subscriber* seat = log != nullptr ? subscription(*log, to) : nullptr;
    if (seat == nullptr)
        return then(errc::unavailable);
    if (is_owed_names(to, log->space))
        return when_named(
            to, log->space, [this, &to, number, after, then = std::move(then)] { follow(to, number, after, then); });
    if (after >= log->top.offset || log->ring.reach_back_to(after)) {
        followed_events rest{.events = log->ring.after(after), .is_live = true};
        seat->sent = log->top.offset;
        seat->is_opening = false;
        then(std::move(rest));
        if (seat->first < log->top.first)
            tell_first(*log, *seat);
        return;
    }
    const event_range next{.after = after, .events_max = held_.read_ahead_events, .bytes_max = held_.read_ahead_bytes};
    keeper_.read(log->name, next, [this, &to, number, then = std::move(then)](outcome<std::vector<stored_event>> read) mutable {
        if (open_log* there = find(number); read && there != nullptr) {
            leave_out_unpublished(*read, *there);
            if (is_of_another(*there, *read))
                read = errc::unavailable;
        }
        auto made = read ? events_of(std::move(*read)) : outcome<std::vector<shared_event>>{read.error()};
        if (!made || made->empty()) {
            close(to, number);
            then(made ? refusal{errc::unavailable} : made.error());
        } else {
            then(followed_events{std::move(*made), false});
        }
        wake_cores();
    });
}

void log_service::close(core_line& from, std::uint64_t number)
{
    open_log* log = find(number);
    if (log == nullptr)
        return;
    std::erase_if(log->subscribers, [&](const subscriber& s) { return s.line == &from; });
    amend_what_is_handed(*log);
    answer_meetings();
    close_unused(*log);
}

void log_service::close_unused(open_log& log)
{
    // A snapshot that waits only for the store is still to be saved.
    if (!log.subscribers.empty() || !log.is_open || (log.held && log.held->behind != 0))
        return;
    keeper_.unfollow(log.name);
    numbers_.erase(std::string{log.name});
    logs_.erase(std::uint64_t{log.number});
}

// --- appending ---

void log_service::append(queued_append what)
{
    appends_.push_back(std::move(what));
    if (std::exchange(is_flush_posted_, true))
        return;
    // At the end of the turn: what several cores asked for meanwhile goes to the store together.
    where_.post([this] { flush_appends(); });
}

void log_service::flush_appends()
{
    is_flush_posted_ = false;
    std::map<std::size_t, std::vector<queued_append>> by_place;
    for (auto& each : std::exchange(appends_, {})) {
        const open_log* log = find(each.log);
        appending_.insert(each.request.id);
        each.request.log = log != nullptr ? log->name : std::string{};
        each.request.epoch = log != nullptr ? log->top.epoch : std::string{};
        by_place[keeper_.place_of(each.request.log)].push_back(std::move(each));
    }
    for (auto& [place, all] : by_place)
        ask_to_append(std::move(all));
}

void log_service::ask_to_append(std::vector<queued_append> all)
{
    auto asked = std::make_shared<std::vector<queued_append>>(std::move(all));
    std::vector<append_request> requests;
    requests.reserve(asked->size());
    for (auto& each : *asked)
        requests.push_back(std::move(each.request));
    const auto began = where_.monotonic();
    keeper_.append(std::move(requests), [this, asked, began](std::vector<append_outcome> outcomes) {
        append_time_.observe(std::chrono::duration<double>(where_.monotonic() - began).count());
        committed(*asked, outcomes);
        wake_cores();
    });
}

void log_service::committed(std::vector<queued_append>& asked, const std::vector<append_outcome>& outcomes)
{
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto& each = asked[i];
        const auto& became = outcomes[i];
        appending_.erase(each.draft.id);
        // The answer first: the core holds it until it has applied the event.
        each.then(became);
        open_log* log = find(each.log);
        if (!became.code && became.duplicate)
            duplicates_.add();
        if (!became.code && !became.duplicate)
            appended_.add();
        if (log == nullptr)
            continue;
        if (contradicts(*log, became)) {
            contradicted(*log);
            continue;
        }
        const bool is_new = !became.code && !became.duplicate && became.offset > log->top.offset;
        if (is_new && may_amend(each.draft.what))
            log->unsettled.insert(became.offset);
        const bool is_next = is_new && became.offset == log->top.offset + 1;
        if (is_next) {
            event made{
                became.id, became.offset, became.at, each.draft.from, std::move(each.draft.key), std::move(each.draft.what)};
            publish(*log, std::make_shared<const event>(std::move(made)));
        } else if (became.code ? *became.code == errc::unavailable : became.offset > log->top.offset) {
            look_for_more(*log);
        } else if (became.code == errc::gone && keeper_.is_shared()) {
            doubt(*log);
        }
    }
}

void log_service::publish(open_log& log, const shared_event& what)
{
    log.ring.push(what, log.top.id, held_.ring_events);
    log.top.offset = what->offset;
    log.top.id = what->id;
    log.top.at = what->at;
    for (auto& each : log.subscribers) {
        if (each.is_opening || each.is_behind)
            continue;
        each.is_behind = is_owed_names(*each.line, log.space) || !hand(log, each, what);
        if (each.is_behind)
            held_back_.add();
    }
    reach(log);
}

/// \returns false if its mailbox is full
bool log_service::hand(open_log& log, subscriber& who, const shared_event& what)
{
    const auto unclaimed = log.unclaimed.find(what->offset);
    if (!who.line->box_.push_event(log.number, what, unclaimed != log.unclaimed.end()))
        return false;
    if (unclaimed != log.unclaimed.end())
        log.unclaimed.erase(unclaimed);
    who.sent = what->offset;
    amend_what_is_handed(log);
    return true;
}

} // namespace hallway
