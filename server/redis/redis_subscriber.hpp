// What others publish on one Redis: the channels of a set that changes, over a connection of its own that is made again whenever it ends.
#pragma once

#include "redis/redis_link.hpp"
#include "support/asio_scheduler.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace hallway {

struct redis_subscriber_settings {
    redis_link_settings link;
    std::chrono::milliseconds probe_after{5'000}; // of silence: a PING
    std::chrono::milliseconds lost_after{10'000}; // of silence: the connection is made anew
    bool is_sharded = false;                      // a node of a cluster: SSUBSCRIBE, of the channels in its slots
};

/// On one thread, its scheduler's. Outlives the run of that, or is destroyed after it has ended.
///
/// Redis keeps nothing for those who are away. So whoever follows a channel reads what was published before each `live`, which comes after every (re)connection.
class redis_subscriber final : redis_link_user {
public:
    struct listener {
        /// Everything published from now on arrives, until lost().
        std::function<void(const std::string& channel)> live;
        std::function<void(const std::string& channel, std::string payload)> heard;
        /// Nothing arrives of a channel that was live until `live` is told anew.
        std::function<void(const std::string& channel, const redis_failure&)> lost;
        /// Only if sharded: this node serves the channel no more, or not yet. The subscription is forgotten here, and was lost if it was live.
        std::function<void(const std::string& channel, const redis_failure&)> gone = {};
    };

    redis_subscriber(asio_scheduler& turns, redis_subscriber_settings settings, listener tell);
    ~redis_subscriber();

    void start();
    void subscribe(const std::string& channel);
    void unsubscribe(const std::string& channel);
    /// Ends the connection and makes another, since Redis may be elsewhere now.
    void reconnect();
    void stop();

    bool is_live(const std::string& channel) const;

private:
    struct subscription {
        std::uint64_t asked = 0;     // how often SUBSCRIBE was sent over this connection
        std::uint64_t confirmed = 0; // how often Redis has said so
    };

    void opened() override;
    void received(redis_reply reply) override;
    void closed(const redis_failure& why) override;

    std::string command(std::string_view what) const;
    void ask(std::string_view what, const std::string& channel);
    void confirm(const std::string& channel);
    void take_leave(const std::string& channel);
    void refused(const redis_failure& why);
    void give_up(const std::string& channel, const redis_failure& why);
    void watch_time();

    asio_scheduler& turns_;
    redis_subscriber_settings settings_;
    listener tell_;
    redis_link link_;
    std::map<std::string, subscription> wanted_;
    std::map<std::string, std::uint64_t> unwanted_; // confirmations that come too late to matter
    std::map<std::string, std::uint64_t> leaving_;  // how often UNSUBSCRIBE was sent and not confirmed
    uptime probed_at_{};
    bool is_stopped_ = false;
};

} // namespace hallway
