// Channels of a cluster: each is followed at the master of its slot, over one connection a master, and anew when the slot moves.
#pragma once

#include "redis/redis_subscriber.hpp"
#include "support/asio_scheduler.hpp"
#include "support/redis_address.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

/// On one thread, its scheduler's. Outlives the run of that, or is destroyed after it has ended.
class redis_channels {
public:
    /// Who serves a slot at present; nullptr: nobody knows.
    using owner_of_slot = std::function<const redis_address*(std::uint16_t slot)>;

    /// \param refused called with what a node said that does not serve a channel any more
    redis_channels(
        asio_scheduler& turns, redis_subscriber_settings settings, owner_of_slot owner_of,
        std::function<void(const redis_address& by, const redis_failure&)> refused, redis_subscriber::listener tell);

    void subscribe(const std::string& channel);
    void unsubscribe(const std::string& channel);

    /// Follows every channel where it is to be followed by now: after slots have moved.
    void place_all();

    /// The same with those that are followed nowhere at present.
    void place_rest();

    void stop();

private:
    struct following {
        std::string node; // empty: nowhere yet
        bool is_live = false;
    };

    void place(const std::string& channel, following& it);
    redis_subscriber& at(const redis_address& node);
    redis_subscriber::listener listener_at(const redis_address& node);
    following* followed_at(const std::string& channel, const std::string& node);
    void lost(const std::string& channel, following& it, const redis_failure& why);
    void end_unused();

    asio_scheduler& turns_;
    redis_subscriber_settings settings_;
    owner_of_slot owner_of_;
    std::function<void(const redis_address&, const redis_failure&)> refused_;
    redis_subscriber::listener tell_;
    std::map<std::string, following> wanted_; // by channel
    bool has_rest_ = false;                   // some of them are followed nowhere
    std::map<std::string, std::unique_ptr<redis_subscriber>> nodes_;
    std::vector<std::unique_ptr<redis_subscriber>> ended_; // the scheduler may know them yet
};

} // namespace hallway
