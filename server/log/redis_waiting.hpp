// Redis for a command line: every question waits for its answer.
#pragma once

#include "redis/redis_client.hpp"
#include "redis/redis_subscriber.hpp"
#include "support/asio_scheduler.hpp"
#include "support/redis_address.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// Whatever Redis refuses, and that it cannot be reached, is a store_refused with the sentence to show.
class redis_waiting {
public:
    explicit redis_waiting(const redis_address& where);
    ~redis_waiting();
    redis_waiting(const redis_waiting&) = delete;
    redis_waiting& operator=(const redis_waiting&) = delete;

    redis_reply ask(std::vector<std::string> words);

    /// Asks all before it waits for the first; they take effect in their order.
    std::vector<redis_reply> ask_all(std::vector<std::vector<std::string>> all);

    /// Runs a script of server/redis: the number of keys, the keys, the arguments.
    redis_reply run(std::string_view script, std::vector<std::string> words);

    /// All keys that begin so.
    std::set<std::string> keys_with(const std::string& prefix);

    /// \throws store_refused if anybody listens for events of logs with this prefix, as servers do
    void require_nobody_follows(const std::string& prefix);

    /// Takes a place that one process at a time has, for as long as it lives: a channel that it alone listens to.
    /// \throws store_refused if another one has it
    void be_the_only_one_at(const std::string& channel);

private:
    template <class Is>
    void wait_until(Is is);

    redis_reply take(redis_answer answer);

    const redis_address where_;
    asio_scheduler turns_;
    std::optional<redis_failure> lost_; // why there is no connection
    redis_client client_;
    redis_subscriber place_;
    bool has_place_ = false;
};

} // namespace hallway
