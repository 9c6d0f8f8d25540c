#include "redis/redis_channels.hpp"

#include "redis/redis_slots.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

redis_channels::redis_channels(
    asio_scheduler& turns, redis_subscriber_settings settings, owner_of_slot owner_of,
    std::function<void(const redis_address&, const redis_failure&)> refused, redis_subscriber::listener tell)
    : turns_(turns), settings_(std::move(settings)), owner_of_(std::move(owner_of)), refused_(std::move(refused)),
      tell_(std::move(tell))
{
    settings_.is_sharded = true;
}

void redis_channels::subscribe(const std::string& channel)
{
    const auto [it, is_new] = wanted_.try_emplace(channel);
    if (is_new)
        place(channel, it->second);
}

void redis_channels::unsubscribe(const std::string& channel)
{
    const auto it = wanted_.find(channel);
    if (it == wanted_.end())
        return;
    if (!it->second.node.empty())
        nodes_.at(it->second.node)->unsubscribe(channel);
    wanted_.erase(it);
}

void redis_channels::place_rest()
{
    if (has_rest_)
        place_all();
}

void redis_channels::place_all()
{
    has_rest_ = false;
    std::vector<std::string> all; // whoever is told that one is lost may change them
    for (const auto& each : wanted_)
        all.push_back(each.first);
    for (const auto& channel : all)
        if (const auto it = wanted_.find(channel); it != wanted_.end())
            place(channel, it->second);
    end_unused();
}

void redis_channels::place(const std::string& channel, following& it)
{
    const auto* owner = owner_of_(redis_slot_of(channel));
    if (owner == nullptr)
        has_rest_ = has_rest_ || it.node.empty();
    if (owner == nullptr || it.node == to_string(*owner))
        return;
    if (!it.node.empty())
        nodes_.at(it.node)->unsubscribe(channel);
    it.node = to_string(*owner);
    at(*owner).subscribe(channel);
    lost(channel, it, {redis_errc::moved, "its slot is elsewhere"});
}

redis_subscriber& redis_channels::at(const redis_address& node)
{
    auto& it = nodes_[to_string(node)];
    if (!it) {
        auto own = settings_;
        own.link.where = node;
        it = std::make_unique<redis_subscriber>(turns_, own, listener_at(node));
        it->start();
    }
    return *it;
}

redis_subscriber::listener redis_channels::listener_at(const redis_address& node)
{
    const auto name = to_string(node);
    redis_subscriber::listener made;
    made.live = [this, name](const std::string& channel) {
        if (auto* it = followed_at(channel, name)) {
            it->is_live = true;
            tell_.live(channel);
        }
    };
    made.heard = [this, name](const std::string& channel, std::string payload) {
        if (followed_at(channel, name) != nullptr)
            tell_.heard(channel, std::move(payload));
    };
    made.lost = [this, name](const std::string& channel, const redis_failure& why) {
        if (auto* it = followed_at(channel, name))
            lost(channel, *it, why);
    };
    made.gone = [this, name, node](const std::string& channel, const redis_failure& why) {
        if (auto* it = followed_at(channel, name))
            it->node.clear();
        has_rest_ = true;
        refused_(node, why);
    };
    return made;
}

redis_channels::following* redis_channels::followed_at(const std::string& channel, const std::string& node)
{
    const auto it = wanted_.find(channel);
    return it == wanted_.end() || it->second.node != node ? nullptr : &it->second;
}

void redis_channels::lost(const std::string& channel, following& it, const redis_failure& why)
{
    if (std::exchange(it.is_live, false) && tell_.lost)
        tell_.lost(channel, why);
}

/// Ends connections over which nothing is followed any more.
void redis_channels::end_unused()
{
    for (auto it = nodes_.begin(); it != nodes_.end();) {
        const bool is_used = std::ranges::any_of(wanted_, [&](const auto& each) { return each.second.node == it->first; });
        if (is_used) {
            ++it;
            continue;
        }
        it->second->stop();
        ended_.push_back(std::move(it->second));
        it = nodes_.erase(it);
    }
}

void redis_channels::stop()
{
    for (const auto& [name, each] : nodes_)
        each->stop();
}

} // namespace hallway
