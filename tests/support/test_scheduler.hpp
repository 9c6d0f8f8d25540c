// A scheduler that a test turns by hand: time passes when it is told to, randomness has a seed, other threads may post.
#pragma once

#include "support/scheduler.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <utility>

namespace hallway::test {

class test_scheduler final : public scheduler {
public:
    explicit test_scheduler(std::uint64_t seed = 1) : random_(seed) {}

    void post(task what) override;
    void after(uptime delay, task what) override;
    time_point now() const override;
    uptime monotonic() const override { return elapsed_; }
    std::uint64_t random() override { return random_(); }

    /// A handler that run_until_idle() waits for.
    template <class Handler>
    auto awaited(Handler then)
    {
        ++owed_;
        return [this, then = std::move(then)](auto&&... values) mutable {
            --owed_;
            then(std::forward<decltype(values)>(values)...);
        };
    }

    /// Runs what is posted and what is due, until nothing is left and every awaited handler was called; waits for other threads to post.
    /// \throws std::runtime_error if they do not within `patience`, of real time.
    void run_until_idle(std::chrono::seconds patience = std::chrono::seconds(60));

    /// Lets time pass, runs what falls due on the way, and what that posts.
    void advance(uptime by);

    /// What runs now takes so long: time passes, and nothing else runs.
    void pass(uptime by) { elapsed_ += by; }

    /// Forgets what was to be run, as if the process was killed. The clocks go on.
    void forget();

    /// Sets the wall clock, which may jump.
    void set_now(time_point to) { wall_offset_ = to - time_point{} - elapsed_; }

    /// Tasks posted since the beginning.
    std::size_t posts() const;

private:
    bool run_one();

    mutable std::mutex guard_; // of the queue alone: the rest is the test's thread's
    std::condition_variable posted_;
    std::deque<task> queue_;
    std::size_t posts_ = 0;

    std::multimap<uptime, task> timers_;
    uptime elapsed_{};
    uptime wall_offset_ = std::chrono::milliseconds(1'700'000'000'000);
    std::mt19937_64 random_;
    std::size_t owed_ = 0;
};

} // namespace hallway::test
