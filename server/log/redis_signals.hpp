// Signals over Redis: a channel for each topic, which the store's thread follows.
#pragma once

#include "log/redis_keys.hpp"
#include "log/redis_worker.hpp"
#include "log/signals.hpp"
#include "support/scheduler.hpp"

#include <map>
#include <string>
#include <unordered_map>

namespace hallway {

class redis_signals final : public signals {
public:
    /// All outlive it, though the worker may not be there yet.
    redis_signals(scheduler& where, redis_worker& worker, const redis_keys& keys) : where_(where), worker_(worker), keys_(keys) {}

    void hear(std::string topic, signal_listener* who) override;
    void signal(std::string topic, std::string text) override;

    // On the worker's thread: what is published. A channel of something else is nobody's.
    void live(const std::string& channel);
    void heard(const std::string& channel, std::string text);
    void lost(const std::string& channel);

private:
    struct subscription {
        std::string topic;
        bool is_live = false;
    };

    template <class Call>
    void tell(std::string topic, Call call);

    scheduler& where_;
    redis_worker& worker_;
    const redis_keys& keys_;
    std::map<std::string, signal_listener*> listeners_;    // by topic, where handlers are called
    std::unordered_map<std::string, subscription> topics_; // by channel, on the worker's thread
};

} // namespace hallway
