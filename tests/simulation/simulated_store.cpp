#include "tests/simulation/simulated_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace hallway::simulation {

// --- lanes ---

void simulated_store::enqueue(const std::string& where, operation what)
{
    auto& its = lanes_[faults_.is_one_writer ? std::string{} : where];
    its.waiting.push_back(std::move(what));
    pump(its);
}

void simulated_store::pump(lane& which)
{
    if (which.is_busy || which.waiting.empty())
        return;
    which.is_busy = true;
    own_.after(in_.random().until(faults_.commit_max), [this, &which] { commit(which); });
}

void simulated_store::go_on(lane& which)
{
    which.is_busy = false;
    pump(which);
}

/// What cannot be sent is sent later, or has failed by then.
bool simulated_store::waits_for_connection(lane& which)
{
    if (!is_away() || in_.random().chance(300))
        return false;
    own_.after(100ms + in_.random().until(900ms), [this, &which] { commit(which); });
    return true;
}

/// One transaction: what is at the front, up to a full batch, at one moment.
void simulated_store::commit(lane& which)
{
    if (waits_for_connection(which))
        return;
    if (!is_full_ && in_.random().below(10'000) < faults_.full) {
        is_full_ = true;
        seen_.count("store: full");
    }
    for (std::size_t taken = 0; taken < faults_.batch_max && !which.waiting.empty(); ++taken) {
        auto next = std::move(which.waiting.front());
        which.waiting.pop_front();
        if (!next.is_write) {
            execute_later(which, std::move(next));
            continue;
        }
        // What concerns several lanes happens when the last of them has come to it; until then the others wait.
        const auto meets = next.meets;
        if (meets && --meets->missing > 0)
            return;
        if (is_away())
            next.refuse(errc::unavailable);
        else
            is_full_ ? next.refuse(errc::storage_full) : next.act();
        if (meets)
            for (const lane* each : meets->lanes)
                which.told_until = std::max(which.told_until, each->told_until);
        ++untold_;
        which.told_until = tell_in_turn(
            which,
            [this, tell = std::move(next.tell)] {
                --untold_;
                tell();
            },
            in_.random().until(faults_.commit_max));
        if (!meets)
            continue;
        for (lane* each : meets->lanes) {
            each->told_until = which.told_until;
            if (each != &which)
                go_on(*each);
        }
    }
    go_on(which);
}

void simulated_store::execute_later(lane& which, operation what)
{
    auto kept = std::make_shared<operation>(std::move(what));
    own_.after(in_.random().until(faults_.read_max), [this, &which, kept] {
        kept->act();
        tell_in_turn(which, std::move(kept->tell), in_.random().until(faults_.read_max));
    });
}

/// Writes are answered in order; a read not before the writes that it saw. Reads do not hold back what comes after them.
uptime simulated_store::tell_in_turn(const lane& which, std::function<void()> tell, uptime delay)
{
    const auto at = std::max(which.told_until, in_.clock() + delay);
    own_.after(at - in_.clock(), [this, tell = std::move(tell)] { answers_.post(tell); });
    return at;
}

std::size_t simulated_store::waiting() const
{
    std::size_t all = 0;
    for (const auto& [name, each] : lanes_)
        all += each.waiting.size();
    return all;
}

std::optional<std::string> simulated_store::trouble() const
{
    return is_full_ ? std::optional<std::string>{"The simulated disk is full."} : std::nullopt;
}

template <class T>
void simulated_store::write(
    const std::string& where, handler<T> then, std::function<void(store&, handler<T>)> call, std::function<void(T&)> witnessed,
    std::function<bool()> is_refused)
{
    auto got = std::make_shared<outcome<T>>(errc::unavailable);
    // A rewound disk does it again; the answer is the first one's.
    auto change = [call = std::move(call), got, is_first = std::make_shared<bool>(true)](store& platter) {
        call(platter, [&](outcome<T> answer) {
            if (std::exchange(*is_first, false))
                *got = std::move(answer);
        });
    };
    operation what;
    what.is_write = true;
    what.act = [this, got, change, witnessed = std::move(witnessed), is_refused = std::move(is_refused)] {
        if (is_refused && is_refused()) {
            *got = outcome<T>{errc::gone};
            return;
        }
        const bool is_lost = in_.random().chance(faults_.write_unknown);
        if (is_lost)
            seen_.count("store: outcome of a write unknown");
        if (is_lost && in_.random().chance(500))
            return;
        disk_.write(change);
        if (*got && witnessed)
            witnessed(**got);
        if (is_lost)
            *got = outcome<T>{errc::unavailable};
    };
    what.refuse = [this, got, change](errc why) {
        *got = outcome<T>{why};
        if (why == errc::storage_full)
            disk_.leave_in_doubt(change);
    };
    what.tell = [got, then = std::move(then)] { then(std::move(*got)); };
    enqueue(where, std::move(what));
}

template <class T>
void simulated_store::look(const std::string& where, handler<T> then, std::function<void(store&, handler<T>)> call)
{
    auto got = std::make_shared<outcome<T>>(errc::unavailable);
    operation what;
    what.act = [this, got, call = std::move(call)] {
        if (is_away())
            return seen_.count("redis: away when something was read");
        if (in_.random().chance(faults_.read_refused)) {
            seen_.count("store: read refused");
            return;
        }
        disk_.read([&](store& platter) { call(platter, [&](outcome<T> answer) { *got = std::move(answer); }); });
    };
    what.tell = [got, then = std::move(then)] { then(std::move(*got)); };
    enqueue(where, std::move(what));
}

// --- the contract ---

void simulated_store::append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then)
{
    for (const auto& each : requests)
        witness_.asked(each);
    auto asked = std::make_shared<const std::vector<append_request>>(std::move(requests));
    auto outcomes = std::make_shared<std::vector<append_outcome>>(asked->size());
    operation what;
    what.is_write = true;
    what.act = [this, asked, outcomes] {
        for (std::size_t i = 0; i < asked->size(); ++i) {
            auto& became = (*outcomes)[i];
            const bool is_lost = in_.random().chance(faults_.append_unknown);
            if (is_lost)
                seen_.count("store: outcome of an append unknown");
            if (connection_ != nullptr && connection_->refuses((*asked)[i])) {
                became.code = errc::gone;
            } else if (!is_lost || in_.random().chance(500)) {
                auto one = (*asked)[i];
                std::optional<event_id> previous;
                if (connection_ != nullptr) {
                    one.epoch.clear(); // has been compared
                    previous = disk_.top(one.log)->id;
                }
                disk_.write([one = std::move(one), outcomes, i, is_first = std::make_shared<bool>(true)](store& platter) {
                    platter.append({one}, [&](std::vector<append_outcome> all) {
                        if (std::exchange(*is_first, false))
                            (*outcomes)[i] = all.front();
                    });
                });
                witness_.appended((*asked)[i], became);
                if (connection_ != nullptr)
                    connection_->appended((*asked)[i], became, previous, !is_lost);
            }
            if (is_lost) {
                became = {};
                became.code = errc::unavailable;
            }
        }
    };
    what.refuse = [this, asked, outcomes](errc why) {
        for (std::size_t i = 0; i < asked->size(); ++i) {
            (*outcomes)[i].code = why;
            if (why == errc::storage_full)
                disk_.leave_in_doubt(
                    [one = (*asked)[i]](store& platter) { platter.append({one}, [](const std::vector<append_outcome>&) {}); });
        }
    };
    what.tell = [outcomes, then = std::move(then)] { then(std::move(*outcomes)); };

    std::set<std::string> logs;
    for (const auto& each : *asked)
        logs.insert(faults_.is_one_writer ? std::string{} : each.log);
    if (logs.size() > 1) {
        what.meets = std::make_shared<meeting>();
        what.meets->missing = logs.size();
        for (const auto& each : logs)
            what.meets->lanes.push_back(&lanes_[each]);
    }
    for (const auto& each : logs)
        enqueue(each, what);
}

void simulated_store::open(std::string log, handler<log_top> then)
{
    write<log_top>(
        log, std::move(then), [log](store& platter, handler<log_top> tell) { platter.open(log, tell); },
        [this, log](log_top& top) {
            if (connection_ != nullptr)
                connection_->opened(log, top);
        });
}

void simulated_store::read(std::string log, event_range range, handler<std::vector<stored_event>> then)
{
    look<std::vector<stored_event>>(log, std::move(then), [=, this](store& platter, handler<std::vector<stored_event>> tell) {
        platter.read(log, range, [&](outcome<std::vector<stored_event>> read) {
            if (connection_ != nullptr && read)
                connection_->has_read(log, *read);
            tell(std::move(read));
        });
    });
}

void simulated_store::rows(std::string log, row_range range, handler<row_page> then)
{
    look<row_page>(log, std::move(then), [=](store& platter, handler<row_page> tell) { platter.rows(log, range, tell); });
}

void simulated_store::find(std::string log, event_id id, handler<stored_event> then)
{
    look<stored_event>(log, std::move(then), [=](store& platter, handler<stored_event> tell) { platter.find(log, id, tell); });
}

void simulated_store::find_key(
    std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then)
{
    look<append_outcome>(log, std::move(then), [=](store& platter, handler<append_outcome> tell) {
        platter.find_key(log, member, key, digest, tell);
    });
}

void simulated_store::amend(amendment what, handler<done> then)
{
    const auto log = what.log;
    std::function<bool()> is_refused;
    if (connection_ != nullptr) {
        is_refused = [this, what] { return connection_->refuses(what); };
        what.epoch.clear(); // is compared by that
    }
    write<done>(
        log, std::move(then), [what = std::move(what)](store& platter, handler<done> tell) { platter.amend(what, tell); },
        nullptr, std::move(is_refused));
}

void simulated_store::trim(std::string log, std::uint64_t below, handler<done> then)
{
    write<done>(
        log, std::move(then), [=](store& platter, handler<done> tell) { platter.trim(log, below, tell); },
        [this, log](done&) { witness_.trimmed(log); });
}

void simulated_store::drop(std::string log, handler<done> then)
{
    write<done>(log, std::move(then), [log](store& platter, handler<done> tell) { platter.drop(log, tell); });
}

void simulated_store::list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then)
{
    look<std::vector<std::string>>({}, std::move(then), [=](store& platter, handler<std::vector<std::string>> tell) {
        platter.list(prefix, after, most, tell);
    });
}

void simulated_store::save_snapshot(std::string log, stored_snapshot what, handler<done> then)
{
    write<done>(
        log, std::move(then), [=](store& platter, handler<done> tell) { platter.save_snapshot(log, what, tell); },
        [this, log, what](done&) {
            // Done without effect, if a newer one is there.
            if (const auto saved = disk_.snapshot(log); saved && saved->offset == what.offset)
                witness_.snapshot_saved(log, what);
        });
}

void simulated_store::load_snapshot(std::string log, handler<stored_snapshot> then)
{
    look<stored_snapshot>(
        log, std::move(then), [log](store& platter, handler<stored_snapshot> tell) { platter.load_snapshot(log, tell); });
}

void simulated_store::get(std::string name, handler<record> then)
{
    look<record>("record " + name, std::move(then), [name](store& platter, handler<record> tell) { platter.get(name, tell); });
}

void simulated_store::put(
    std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
    handler<std::uint64_t> then)
{
    write<std::uint64_t>("record " + name, std::move(then), [=](store& platter, handler<std::uint64_t> tell) {
        platter.put(name, value, expected, expires, tell);
    });
}

void simulated_store::erase(std::string name, handler<done> then)
{
    write<done>("record " + name, std::move(then), [name](store& platter, handler<done> tell) { platter.erase(name, tell); });
}

void simulated_store::records(
    std::string prefix, std::string after, std::size_t most, handler<std::vector<std::pair<std::string, record>>> then)
{
    using found = std::vector<std::pair<std::string, record>>;
    look<found>(
        "records", std::move(then), [=](store& platter, handler<found> tell) { platter.records(prefix, after, most, tell); });
}

// --- being shared ---

void simulated_store::listen(store_listener* who)
{
    if (connection_ != nullptr)
        connection_->listen(who);
}

void simulated_store::follow(std::string log)
{
    if (connection_ != nullptr)
        connection_->follow(std::move(log));
}

void simulated_store::unfollow(std::string log)
{
    if (connection_ != nullptr)
        connection_->unfollow(log);
}

void simulated_store::tops(std::vector<std::string> logs, handler<std::vector<std::optional<log_top>>> then)
{
    using found = std::vector<std::optional<log_top>>;
    look<found>("tops", std::move(then), [this, logs = std::move(logs)](store&, const handler<found>& tell) {
        tell(connection_->tops(logs));
    });
}

void simulated_store::hear(std::string topic, signal_listener* who)
{
    if (connection_ != nullptr)
        connection_->channels().hear(std::move(topic), who);
}

void simulated_store::signal(std::string topic, std::string text)
{
    if (connection_ != nullptr)
        connection_->channels().signal(std::move(topic), std::move(text));
}

} // namespace hallway::simulation
