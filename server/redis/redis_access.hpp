// The Redis that a store speaks to, be it one or a cluster: commands by the key that they touch, and channels.
#pragma once

#include "redis/redis_client.hpp"
#include "redis/redis_subscriber.hpp"
#include "support/redis_address.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway {

/// On one thread, its scheduler's. Outlives the run of that, or is destroyed after it has ended.
class redis_access {
public:
    struct watcher {
        /// A connection for commands leads to this Redis, and when it no longer does.
        std::function<void(const redis_address&)> ready;
        std::function<void(const redis_address&, const redis_failure&)> lost;
        redis_subscriber::listener published;
    };

    /// An answer to what each master was asked.
    using answers = std::vector<std::pair<redis_address, redis_answer>>;

    virtual ~redis_access() = default;

    virtual void start() = 0;

    /// Asks where `key` lies, which is one of the question's keys, all in one slot. What is asked about a slot takes effect, and is answered, in the order of the calls;
    /// `then` is called once, never within this call.
    virtual void ask(const std::string& key, redis_question what, redis_handler then) = 0;

    /// Whom a key is asked of at present: another number for each.
    virtual std::size_t place_of(const std::string& key) const = 0;

    /// Asks every master there is; nothing if nobody knows any.
    virtual void ask_all(std::vector<std::string> words, std::function<void(answers)> then) = 0;

    virtual void follow(const std::string& channel) = 0;
    virtual void unfollow(const std::string& channel) = 0;

    /// The command that publishes to who follows.
    virtual std::string_view publish_command() const = 0;

    /// Whether it has been reached and can be asked.
    virtual bool is_ready() const = 0;

    /// Takes no more questions, waits for the answers to those it has (which are bounded in time), ends all connections, and calls back.
    virtual void finish(std::function<void()> then) = 0;
};

} // namespace hallway
