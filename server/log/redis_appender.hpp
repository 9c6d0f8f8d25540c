// Appends to logs in Redis: a script for each event, and, if that is wanted, their replicas' word behind them. Used on the worker's thread alone.
#pragma once

#include "log/redis_calls.hpp"
#include "log/redis_keys.hpp"
#include "log/redis_seen.hpp"
#include "log/redis_worker.hpp"
#include "log/store.hpp"
#include "support/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

class redis_appender {
public:
    struct batch {
        std::vector<append_request> requests;
        std::function<void(std::vector<append_outcome>)> then;
        time_point now;
        std::vector<std::string> new_epochs; // one for each request, should its log turn out to have lost something
    };

    /// All of them outlive it. `replicas`: so many have to have an event before it is acknowledged; asked for `patience`.
    redis_appender(
        redis_worker& worker, redis_calls& calls, const redis_keys& keys, redis_seen& seen, metrics& counts, std::size_t replicas,
        std::chrono::milliseconds patience);

    /// Of one log, or of several that lie with one Redis. Logs of others are held until the whole batch is answered, since their answers may not overtake that.
    void append(batch all);

private:
    /// A batch under way. Logs may lie in several Redis, so answers come in any order; those of one log in the order of its requests.
    struct work {
        batch all;
        std::vector<append_outcome> outcomes;
        std::vector<std::uint64_t> connections; // over which each was answered
        std::vector<std::size_t> unsure;        // which replicas may not have
        std::vector<task> holds;                // ends those of its logs
        std::size_t missing = 0;                // words about the outcomes
    };
    using work_ptr = std::shared_ptr<work>;

    void send(const work_ptr& what);
    void append_one(const work_ptr& of, std::size_t which);
    void appended(const work_ptr& of, std::size_t which, const redis_answer& answer);
    void wait_for_replicas(const work_ptr& of, std::vector<std::size_t> which);
    static void told(const work_ptr& of);

    redis_worker& worker_;
    redis_calls& calls_;
    const redis_keys& keys_;
    redis_seen& seen_;
    counter& forks_;
    std::size_t replicas_;
    std::chrono::milliseconds patience_;
};

} // namespace hallway
