#include "redis/redis_subscriber.hpp"

#include "redis/redis_slots.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

using namespace std::chrono_literals;

namespace {

constexpr auto silence_look_every = 200ms; // at the silence

} // namespace

redis_subscriber::redis_subscriber(asio_scheduler& turns, redis_subscriber_settings settings, listener tell)
    : turns_(turns), settings_(std::move(settings)), tell_(std::move(tell)), link_(turns, settings_.link, *this)
{
}

redis_subscriber::~redis_subscriber() = default;

void redis_subscriber::start()
{
    link_.start();
    watch_time();
}

void redis_subscriber::subscribe(const std::string& channel)
{
    const auto [it, is_new] = wanted_.try_emplace(channel);
    if (is_new && link_.is_open()) {
        ++it->second.asked;
        ask("SUBSCRIBE", channel);
    }
}

void redis_subscriber::unsubscribe(const std::string& channel)
{
    const auto it = wanted_.find(channel);
    if (it == wanted_.end())
        return;
    const auto owed = it->second.asked - it->second.confirmed;
    wanted_.erase(it);
    if (!link_.is_open())
        return;
    if (owed > 0)
        unwanted_[channel] += owed;
    ++leaving_[channel];
    ask("UNSUBSCRIBE", channel);
}

bool redis_subscriber::is_live(const std::string& channel) const
{
    const auto it = wanted_.find(channel);
    return it != wanted_.end() && it->second.asked > 0 && it->second.confirmed == it->second.asked;
}

void redis_subscriber::reconnect()
{
    if (link_.is_open())
        link_.drop({redis_errc::unknown, "it may be elsewhere now"});
}

void redis_subscriber::stop()
{
    is_stopped_ = true;
    link_.stop();
}

void redis_subscriber::opened()
{
    probed_at_ = turns_.monotonic();
    if (wanted_.empty())
        return;
    std::string bytes;
    std::vector<std::string> words{command("SUBSCRIBE")};
    for (auto& [channel, state] : wanted_) {
        state = {1, 0};
        words.push_back(channel);
        if (settings_.is_sharded) { // channels of one command have to lie in one slot
            write_redis_command(bytes, words);
            words.pop_back();
        }
    }
    if (!settings_.is_sharded)
        write_redis_command(bytes, words);
    link_.write(bytes);
}

void redis_subscriber::received(redis_reply reply)
{
    if (reply.is_error())
        return refused(failure_of(reply));
    if (reply.elements.size() != 3)
        return; // the answer to a PING
    std::string_view kind = reply.elements[0].text;
    if (settings_.is_sharded && kind.starts_with('s'))
        kind.remove_prefix(1); // smessage, ssubscribe, sunsubscribe
    const auto& channel = reply.elements[1].text;
    if (kind == "message") {
        if (is_live(channel))
            tell_.heard(channel, std::move(reply.elements[2].text));
    } else if (kind == "subscribe") {
        confirm(channel);
    } else if (kind == "unsubscribe") {
        take_leave(channel);
    }
}

void redis_subscriber::confirm(const std::string& channel)
{
    if (const auto late = unwanted_.find(channel); late != unwanted_.end()) {
        if (--late->second == 0)
            unwanted_.erase(late);
        return;
    }
    const auto it = wanted_.find(channel);
    if (it == wanted_.end() || it->second.confirmed == it->second.asked)
        return;
    ++it->second.confirmed;
    if (is_live(channel))
        tell_.live(channel);
}

/// Asked for; or, if nobody has, the channel's slot went to another node.
void redis_subscriber::take_leave(const std::string& channel)
{
    if (const auto asked = leaving_.find(channel); asked != leaving_.end()) {
        if (--asked->second == 0)
            leaving_.erase(asked);
        return;
    }
    if (settings_.is_sharded && wanted_.contains(channel))
        give_up(channel, {redis_errc::moved, "its slot is elsewhere"});
}

/// A node that does not serve a slot answers so to all that was asked about its channels. It does not say which channel it was.
void redis_subscriber::refused(const redis_failure& why)
{
    const auto to = settings_.is_sharded ? redirection_in(why.said) : std::nullopt;
    if (!to)
        return link_.drop(why);
    const auto is_there = [&](const auto& each) { return redis_slot_of(each.first) == to->slot; };
    std::erase_if(unwanted_, is_there);
    std::erase_if(leaving_, is_there);
    std::vector<std::string> gone;
    for (const auto& each : wanted_)
        if (is_there(each))
            gone.push_back(each.first);
    for (const auto& channel : gone)
        give_up(channel, why);
}

void redis_subscriber::give_up(const std::string& channel, const redis_failure& why)
{
    const bool was_live = is_live(channel);
    wanted_.erase(channel);
    if (was_live && tell_.lost)
        tell_.lost(channel, why);
    if (tell_.gone)
        tell_.gone(channel, why);
}

void redis_subscriber::closed(const redis_failure& why)
{
    std::vector<std::string> lost;
    for (auto& [channel, state] : wanted_) {
        if (is_live(channel))
            lost.push_back(channel);
        state = {};
    }
    unwanted_.clear();
    leaving_.clear();
    if (!tell_.lost)
        return;
    for (const auto& channel : lost)
        tell_.lost(channel, why);
}

std::string redis_subscriber::command(std::string_view what) const
{
    return (settings_.is_sharded ? "S" : "") + std::string(what);
}

void redis_subscriber::ask(std::string_view what, const std::string& channel)
{
    std::string bytes;
    write_redis_command(bytes, {command(what), channel});
    link_.write(bytes);
}

/// A connection that is dead without a word looks like one on which nobody speaks; so it is asked.
void redis_subscriber::watch_time()
{
    if (is_stopped_)
        return;
    const auto now = turns_.monotonic();
    const auto silent = now - link_.heard_at();
    if (link_.is_open() && silent >= settings_.lost_after) {
        link_.drop({redis_errc::unknown, "it has been silent for too long"});
    } else if (
        link_.is_open() && silent >= settings_.probe_after &&
        now - std::max(probed_at_, link_.heard_at()) >= settings_.probe_after) {
        probed_at_ = now;
        std::string bytes;
        write_redis_command(bytes, {"PING"});
        link_.write(bytes);
    }
    turns_.after(silence_look_every, [this] { watch_time(); });
}

} // namespace hallway
