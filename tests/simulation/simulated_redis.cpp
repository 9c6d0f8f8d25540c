#include "tests/simulation/simulated_redis.hpp"

#include "tests/simulation/simulated_store.hpp"

#include <algorithm>
#include <utility>

namespace hallway::simulation {

// --- what happens to it ---

void simulated_redis::go_back(std::size_t writes)
{
    for (auto* each : connections_)
        each->cut(50ms + in_.random().until(in_.random().chance(700) ? 1s : 6s));
    disk_.rewind(writes);
    witness_.went_back();
}

void simulated_redis::forget_everything()
{
    disk_.forget_everything();
    witness_.went_back();
}

void simulated_redis::append_elsewhere(append_request what)
{
    append_outcome became;
    if (!disk_.has(what.log))
        return;
    disk_.write([what, &became, is_first = std::make_shared<bool>(true)](store& platter) {
        platter.append({what}, [&](std::vector<append_outcome> all) {
            if (std::exchange(*is_first, false))
                became = std::move(all.front());
        });
    });
    witness_.appended(what, became);
}

void simulated_redis::cut_something()
{
    connections_[in_.random().below(connections_.size())]->cut(20ms + in_.random().until(in_.random().chance(600) ? 1s : 15s));
}

// --- a connection ---

redis_connection::redis_connection(simulated_redis& to, scheduler& answers, simulated_thread& own)
    : to_(to), answers_(answers), own_(own), line_(to.signals_, answers)
{
    to_.connections_.push_back(this);
}

redis_connection::~redis_connection() { std::erase(to_.connections_, this); }

void redis_connection::cut(uptime how_long)
{
    if (!is_away())
        line_.cut();
    away_until_ = std::max(away_until_, to_.in_.clock() + how_long);
    followed_.clear();
    own_.after(away_until_ - to_.in_.clock(), [this, its = ++connection_] {
        if (its == connection_)
            back();
    });
}

void redis_connection::back()
{
    line_.mend();
    for (const auto& each : wanted_)
        live(each);
}

// --- scripts ---

/// What the node has seen is not where it was.
bool redis_connection::is_forked(const std::string& log, const log_top& top, const redis_seen::event& seen)
{
    return seen.id && seen.offset >= top.first && to_.disk_.offset_of(log, *seen.id) != seen.offset;
}

void redis_connection::begin_epoch(const std::string& log)
{
    to_.disk_.begin_epoch(log, make_epoch(to_.in_.random()()));
    to_.witness_.epoch_begun(log);
}

void redis_connection::opened(const std::string& log, log_top& top)
{
    top = *to_.disk_.top(log);
    if (top.epoch == seen_.in(log).epoch && is_forked(log, top, seen_.in(log, top.epoch))) {
        to_.seen_.count("redis: a fork found by an opening");
        begin_epoch(log);
        top = *to_.disk_.top(log);
    }
    to_.witness_.epoch_begun(log);
    seen_.opened(log, top);
}

bool redis_connection::refuses(const append_request& what)
{
    const auto top = to_.disk_.known_top(what.log);
    const bool is_another = !top || (!what.epoch.empty() && what.epoch != top->epoch);
    if (is_another) {
        to_.seen_.count("redis: an append to a log that is another");
    } else if (is_forked(what.log, *top, seen_.in(what.log, what.epoch))) {
        to_.seen_.count("redis: a fork found by an append");
        begin_epoch(what.log);
    } else {
        return false;
    }
    if (what.epoch.empty())
        seen_.forget(what.log);
    return true;
}

bool redis_connection::refuses(const amendment& what)
{
    const auto top = to_.disk_.known_top(what.log);
    const bool is_another =
        top && !what.epoch.empty() && (what.epoch != top->epoch || is_forked(what.log, *top, seen_.before(what)));
    if (is_another)
        to_.seen_.count("redis: an amendment of a log that is another");
    return is_another;
}

void redis_connection::has_read(const std::string& log, const std::vector<stored_event>& events) { seen_.read(log, events); }

void redis_connection::appended(
    const append_request& what, const append_outcome& became, std::optional<event_id> previous, bool is_heard)
{
    if (became.code || became.duplicate)
        return;
    if (is_heard)
        seen_.appended(what.log, what.epoch, became.offset, became.id);
    const heard_event news{
        what.log,
        to_.disk_.top(what.log)->epoch,
        {became.offset, became.id, became.at, what.member, what.role, what.key, what.body},
        previous};
    for (auto* each : to_.connections_)
        each->deliver(news);
}

std::vector<std::optional<log_top>> redis_connection::tops(const std::vector<std::string>& logs)
{
    std::vector<std::optional<log_top>> found;
    for (const auto& each : logs)
        found.push_back(to_.disk_.known_top(each));
    return found;
}

// --- what is published ---

void redis_connection::deliver(const heard_event& what)
{
    if (!followed_.contains(what.log))
        return;
    if (to_.in_.random().chance(to_.faults_.unheard))
        return to_.seen_.count("redis: what was published did not arrive");
    auto& until = heard_until_[what.log];
    until = std::max(until, to_.in_.clock() + to_.in_.random().until(to_.faults_.publish_max));
    own_.after(until - to_.in_.clock(), [this, its = connection_, what] {
        if (its != connection_ || !followed_.contains(what.log))
            return;
        seen_.heard(what);
        answers_.post([this, what] {
            if (listener_ != nullptr)
                listener_->heard(what);
        });
    });
}

void redis_connection::follow(std::string log)
{
    wanted_.insert(log);
    own_.after(to_.in_.random().until(to_.faults_.publish_max), [this, log = std::move(log)] {
        if (!is_away() && wanted_.contains(log))
            live(log);
    });
}

void redis_connection::unfollow(const std::string& log)
{
    wanted_.erase(log);
    followed_.erase(log);
}

void redis_connection::live(const std::string& log)
{
    followed_.insert(log);
    answers_.post([this, log] {
        if (listener_ != nullptr)
            listener_->missed(log);
    });
}

} // namespace hallway::simulation
