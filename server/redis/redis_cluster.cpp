#include "redis/redis_cluster.hpp"

#include <algorithm>
#include <utility>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr auto queue_look_every = 20ms; // at what waits
constexpr auto refresh_pause = 100ms;   // between two questions who serves what, at least
constexpr auto refused_pause = 20ms;    // before a slot that was refused again and again, or is on its way, is asked for again
constexpr unsigned refusals_few = 3;    // that are followed at once

redis_answer failed(redis_failure why)
{
    redis_answer made;
    made.failure = std::move(why);
    return made;
}

/// With the one TLS context of all connections, so that authorities are read once, at the start.
redis_cluster_settings prepared(redis_cluster_settings all)
{
    if (all.seeds.front().is_encrypted)
        all.client.link.tls = std::make_shared<boost::asio::ssl::context>(tls_for(all.seeds.front()));
    all.client.is_of_cluster = true;
    return all;
}

redis_subscriber_settings settings_of_subscriber(const redis_cluster_settings& all)
{
    redis_subscriber_settings own;
    own.link = all.client.link;
    return own;
}

} // namespace

redis_cluster::redis_cluster(asio_scheduler& turns, redis_cluster_settings settings, watcher watch)
    : turns_(turns), settings_(prepared(std::move(settings))), watch_(std::move(watch)),
      channels_(
          turns, settings_of_subscriber(settings_),
          [this](std::uint16_t slot) { return owners_[slot] == nullptr ? nullptr : &owners_[slot]->where; },
          [this](const redis_address& by, const redis_failure& why) { moved(by, why); }, watch_.published)
{
}

void redis_cluster::start()
{
    connect_seeds();
    watch_time();
}

// ------------------------------------------------------------------------------------------------------------ nodes

redis_cluster::node* redis_cluster::node_at(const std::string& host, std::uint16_t port, const redis_address& said_by)
{
    auto where = settings_.seeds.front();
    where.host = host.empty() ? said_by.host : host;
    where.port = port;
    return node_at(where);
}

redis_cluster::node* redis_cluster::node_at(const redis_address& where)
{
    auto& it = nodes_[to_string(where)];
    if (it)
        return it.get();
    it = std::make_unique<node>();
    it->where = where;
    it->number = ++last_node_;
    auto own = settings_.client;
    own.link.where = where;
    own.connection_patience = 0ms; // what waits, waits here
    auto& made = *it;
    made.client = std::make_unique<redis_client>(
        turns_, own,
        redis_client::watcher{
            [this, &made] { ready(made); },
            [this, &made](const redis_failure& why) {
                watch_.lost(made.where, why);
                refresh_soon();
            }});
    made.client->start();
    return &made;
}

void redis_cluster::connect_seeds()
{
    for (const auto& each : settings_.seeds)
        node_at(each);
}

void redis_cluster::ready(node& it)
{
    watch_.ready(it.where);
    if (!is_known_) {
        refresh_soon(&it);
        refresh();
    }
    pump_all();
}

// --------------------------------------------------------------------------------------------------------- commands

void redis_cluster::ask(const std::string& key, redis_question what, redis_handler then)
{
    if (is_finishing_ || waiting_ >= settings_.client.queue_max) {
        return turns_.post([then = std::move(then), code = is_finishing_ ? redis_errc::stopped : redis_errc::full] {
            then(failed({code, {}}));
        });
    }
    auto made = std::make_shared<command>();
    made->number = ++last_number_;
    made->slot = redis_slot_of(key);
    made->what = std::move(what);
    made->then = std::move(then);
    made->until = turns_.monotonic() + settings_.client.connection_patience;
    ++waiting_;
    lanes_[made->slot].waiting.push_back(made);
    pump(made->slot);
}

std::size_t redis_cluster::place_of(const std::string& key) const
{
    const auto* owner = owners_[redis_slot_of(key)];
    return owner == nullptr ? 0 : owner->number;
}

/// Sends what waits, unless something that is under way elsewhere could come back and have to go first.
void redis_cluster::pump(std::uint16_t slot)
{
    const auto at = lanes_.find(slot);
    if (at == lanes_.end())
        return;
    auto& lane = at->second;
    if (lane.waiting.empty()) {
        if (lane.under_way == 0)
            lanes_.erase(at);
        return;
    }
    auto* to = lane.instead != nullptr ? lane.instead : owners_[slot];
    if (to == nullptr || !to->client->is_ready() || turns_.monotonic() < lane.rests_until)
        return;
    const bool comes_first = lane.under_way == 0;
    const bool comes_behind = lane.at == to && !lane.is_asking && lane.instead == nullptr && lane.waiting.front()->refusals == 0;
    if (!comes_first && !comes_behind)
        return;
    const bool is_redirected = std::exchange(lane.instead, nullptr) != nullptr;
    lane.at = to;
    lane.is_asking = is_redirected;
    for (const auto& each : std::exchange(lane.waiting, {}))
        send(lane, *to, each, is_redirected);
}

void redis_cluster::pump_all()
{
    std::vector<std::uint16_t> slots;
    for (const auto& each : lanes_)
        slots.push_back(each.first);
    for (const auto slot : slots)
        pump(slot);
}

void redis_cluster::send(lane& of, node& to, const command_ptr& what, bool is_redirected)
{
    ++of.under_way;
    redis_question asked;
    asked.script = what->what.script;
    asked.is_redirected = is_redirected;
    if (what->what.make_words)
        asked.make_words = what->what.make_words;
    else
        asked.make_words = [what] { return what->what.words; }; // which may have to go out again
    to.client->ask(std::move(asked), [this, what, &to](redis_answer answer) { answered(what, to, std::move(answer)); });
}

void redis_cluster::answered(const command_ptr& what, node& by, redis_answer answer)
{
    auto& lane = lanes_.at(what->slot);
    --lane.under_way;
    if (answer.failure && is_elsewhere_or_later(answer.failure->code)) {
        put_back(lane, what, by, *answer.failure);
    } else {
        refuse_overtaken(what->slot, what->number);
        finish_one(what, std::move(answer));
    }
    pump(what->slot);
    finish_if_done();
}

void redis_cluster::put_back(lane& of, const command_ptr& what, node& by, const redis_failure& why)
{
    ++what->refusals;
    const auto behind = std::ranges::find_if(of.waiting, [&](const auto& each) { return each->number > what->number; });
    of.waiting.insert(behind, what);
    const auto to = redirection_in(why.said);
    if (to && to->is_once)
        of.instead = node_at(to->host, to->port, by.where);
    else if (to)
        moved(by.where, why);
    else
        refresh_soon();
    if (!to || what->refusals > refusals_few)
        of.rests_until = turns_.monotonic() + refused_pause;
}

/// Those of a lower number that wait, though a higher one has been done, or may have been.
void redis_cluster::refuse_overtaken(std::uint16_t slot, std::uint64_t number)
{
    std::vector<command_ptr> all;
    auto& waiting = lanes_.at(slot).waiting;
    while (!waiting.empty() && waiting.front()->number < number) {
        all.push_back(waiting.front());
        waiting.pop_front();
    }
    for (const auto& each : all)
        finish_one(each, failed({redis_errc::overtaken, "its slot was moved"}));
}

void redis_cluster::finish_one(const command_ptr& what, redis_answer answer)
{
    --waiting_;
    const auto then = std::exchange(what->then, nullptr);
    then(std::move(answer));
}

/// Those that have waited for too long for a node that serves their slot.
void redis_cluster::refuse_late()
{
    const auto now = turns_.monotonic();
    std::vector<command_ptr> late;
    for (auto& [slot, lane] : lanes_) {
        while (!lane.waiting.empty() && lane.waiting.front()->until <= now) {
            late.push_back(lane.waiting.front());
            lane.waiting.pop_front();
            lane.instead = nullptr;
        }
    }
    std::ranges::sort(late, {}, &command::number);
    for (const auto& each : late)
        finish_one(each, failed({each->refusals > 0 ? redis_errc::try_again : redis_errc::away, "no node serves its slot"}));
}

// ------------------------------------------------------------------------------------------------ who serves what

void redis_cluster::moved(const redis_address& by, const redis_failure& why)
{
    if (const auto to = redirection_in(why.said); to && !to->is_once) {
        owners_[to->slot] = node_at(to->host, to->port, by);
        refresh_soon(owners_[to->slot]);
    } else {
        refresh_soon();
    }
}

void redis_cluster::refresh_soon(const node* by)
{
    is_refresh_wanted_ = true;
    if (by != nullptr)
        asked_next_ = to_string(by->where);
}

/// Whoever is to say it; else one after the other, since one that is cut off from the others would go on telling what was.
const redis_cluster::node* redis_cluster::who_is_asked_next()
{
    auto it = nodes_.find(asked_next_);
    if (it == nodes_.end())
        it = nodes_.begin();
    for (std::size_t tried = 0; tried < nodes_.size(); ++tried) {
        const auto* found = it->second.get();
        if (++it == nodes_.end())
            it = nodes_.begin();
        if (found->client->is_ready()) {
            asked_next_ = it->first;
            return found;
        }
    }
    return nullptr;
}

void redis_cluster::refresh()
{
    if (is_refreshing_ || turns_.monotonic() - refreshed_at_ < refresh_pause)
        return;
    const auto* asked = who_is_asked_next();
    if (asked == nullptr)
        return connect_seeds();
    is_refreshing_ = true;
    is_refresh_wanted_ = false;
    asked->client->send({"CLUSTER", "SLOTS"}, [this, by = asked->where](const redis_answer& answer) {
        if (is_finishing_ && !finished_)
            return; // it has finished
        is_refreshing_ = false;
        refreshed_at_ = turns_.monotonic();
        const auto ranges = answer.failure ? std::nullopt : slot_ranges_of(answer.reply);
        if (!ranges || ranges->empty())
            is_refresh_wanted_ = true;
        else
            take_slots(by, *ranges);
    });
}

void redis_cluster::take_slots(const redis_address& said_by, const std::vector<redis_slot_range>& ranges)
{
    owners_.fill(nullptr);
    for (const auto& range : ranges) {
        auto* owner = node_at(range.host, range.port, said_by);
        std::fill(owners_.begin() + range.first, owners_.begin() + range.last + 1, owner);
    }
    is_known_ = true;
    end_unused();
    channels_.place_all();
    pump_all();
}

/// Ends the connections to nodes that serve nothing any more, behind what they are to answer yet.
void redis_cluster::end_unused()
{
    for (auto it = nodes_.begin(); it != nodes_.end();) {
        auto* each = it->second.get();
        const bool is_owner = std::ranges::find(owners_, each) != owners_.end();
        const bool is_redirected_to = std::ranges::any_of(lanes_, [&](const auto& lane) { return lane.second.instead == each; });
        if (is_owner || is_redirected_to) {
            ++it;
            continue;
        }
        each->client->finish([] {});
        ended_.push_back(std::move(it->second));
        it = nodes_.erase(it);
    }
}

void redis_cluster::watch_time()
{
    if (is_finishing_ && !finished_)
        return;
    const auto now = turns_.monotonic();
    const bool is_stuck = std::ranges::any_of(lanes_, [&](const auto& each) {
        const auto* owner = owners_[each.first];
        return !each.second.waiting.empty() && (owner == nullptr || !owner->client->is_ready());
    });
    if (is_refresh_wanted_ || is_stuck || now - refreshed_at_ >= settings_.refresh_every)
        refresh();
    refuse_late();
    pump_all();
    channels_.place_rest();
    finish_if_done();
    turns_.after(queue_look_every, [this] { watch_time(); });
}

// ----------------------------------------------------------------------------------------------------- all, and end

void redis_cluster::ask_all(std::vector<std::string> words, std::function<void(answers)> then)
{
    struct asking {
        answers all;
        std::size_t missing = 0;
        std::function<void(answers)> then;
    };
    auto state = std::make_shared<asking>();
    state->then = std::move(then);
    state->missing = nodes_.size();
    if (nodes_.empty())
        return turns_.post([state] { state->then({}); });
    for (const auto& [name, each] : nodes_) {
        each->client->send(words, [state, where = each->where](redis_answer answer) {
            state->all.emplace_back(where, std::move(answer));
            if (--state->missing == 0)
                state->then(std::move(state->all));
        });
    }
}

void redis_cluster::finish(std::function<void()> then)
{
    is_finishing_ = true;
    finished_ = std::move(then);
    turns_.post([this] { finish_if_done(); });
}

void redis_cluster::finish_if_done()
{
    if (!finished_ || waiting_ > 0)
        return;
    channels_.stop();
    auto missing = std::make_shared<std::size_t>(nodes_.size() + 1);
    const auto ended = [this, missing, then = std::exchange(finished_, nullptr)] {
        if (--*missing == 0)
            turns_.post(then);
    };
    for (const auto& [name, each] : nodes_)
        each->client->finish(ended);
    ended();
}

} // namespace hallway
