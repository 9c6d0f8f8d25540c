#include "log/redis_signals.hpp"

#include <utility>

namespace hallway {

void redis_signals::hear(std::string topic, signal_listener* who)
{
    const bool is_wanted = who != nullptr;
    if (is_wanted)
        listeners_[topic] = who;
    else
        listeners_.erase(topic);
    worker_.post([this, topic = std::move(topic), is_wanted] {
        const auto channel = keys_.signals(topic);
        if (is_wanted && topics_.try_emplace(channel, subscription{topic}).second)
            worker_.follow(channel);
        else if (!is_wanted && topics_.erase(channel) != 0)
            worker_.unfollow(channel);
    });
}

void redis_signals::signal(std::string topic, std::string text)
{
    worker_.post([this, topic = std::move(topic), text = std::move(text)]() mutable {
        const auto channel = keys_.signals(topic);
        worker_.ask(channel, "", {worker_.publish_command(), channel, std::move(text)}, [](const redis_answer&) {});
    });
}

/// Calls what listens to the topic by the time that handlers run.
template <class Call>
void redis_signals::tell(std::string topic, Call call)
{
    where_.post([this, topic = std::move(topic), call = std::move(call)] {
        if (const auto at = listeners_.find(topic); at != listeners_.end())
            call(*at->second, topic);
    });
}

void redis_signals::live(const std::string& channel)
{
    const auto at = topics_.find(channel);
    if (at == topics_.end())
        return;
    at->second.is_live = true;
    tell(at->second.topic, [](signal_listener& who, const std::string&) { who.connected(); });
}

void redis_signals::heard(const std::string& channel, std::string text)
{
    if (const auto at = topics_.find(channel); at != topics_.end())
        tell(at->second.topic, [text = std::move(text)](signal_listener& who, const std::string& topic) {
            who.heard(topic, text);
        });
}

void redis_signals::lost(const std::string& channel)
{
    const auto at = topics_.find(channel);
    if (at != topics_.end() && std::exchange(at->second.is_live, false))
        tell(at->second.topic, [](signal_listener& who, const std::string&) { who.disconnected(); });
}

} // namespace hallway
