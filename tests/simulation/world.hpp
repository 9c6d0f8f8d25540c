// A simulated machine: several threads whose turns are interleaved by a seed, one clock that jumps. The same seed gives the same run.
#pragma once

#include "support/scheduler.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace hallway::simulation {

class world;

/// One simulated thread: first posted, first run; against other threads in any order.
class simulated_thread : public scheduler {
public:
    explicit simulated_thread(world& in) : in_(in) {}

    void post(task what) override { waiting_.push_back(std::move(what)); }
    void after(uptime delay, task what) override;
    time_point now() const override;
    uptime monotonic() const override;
    std::uint64_t random() override;

private:
    friend class world;
    world& in_;
    std::deque<task> waiting_;
};

class world {
public:
    explicit world(std::uint64_t seed) : random_(seed) {}

    simulated_thread& make_thread()
    {
        threads_.push_back(std::make_unique<simulated_thread>(*this));
        return *threads_.back();
    }

    /// Forgets what a thread had to do: as if its process was killed.
    void kill(simulated_thread& which)
    {
        which.waiting_.clear();
        std::erase_if(timers_, [&](const auto& each) { return each.second.first == &which; });
    }

    /// Runs one task of some thread. \returns false if there is none.
    bool step()
    {
        std::vector<simulated_thread*> ready;
        for (auto& each : threads_)
            if (!each->waiting_.empty())
                ready.push_back(each.get());
        if (ready.empty())
            return false;
        auto& chosen = *ready[random_() % ready.size()];
        task next = std::move(chosen.waiting_.front());
        chosen.waiting_.pop_front();
        next();
        return true;
    }

    /// Lets the clock jump to the next timer. \returns false if there is none within `limit`.
    bool pass_time(uptime limit)
    {
        if (timers_.empty() || timers_.begin()->first > limit)
            return false;
        auto first = timers_.begin();
        clock_ = std::max(clock_, first->first);
        auto [thread, what] = std::move(first->second);
        timers_.erase(first);
        thread->post(std::move(what));
        return true;
    }

    /// Runs until nothing is left to do before `until`.
    void run(uptime until)
    {
        while (step() || pass_time(until)) {}
        clock_ = std::max(clock_, until);
    }

    uptime clock() const { return clock_; }
    std::mt19937_64& random() { return random_; }

private:
    friend class simulated_thread;
    std::mt19937_64 random_;
    uptime clock_{};
    std::vector<std::unique_ptr<simulated_thread>> threads_;
    std::multimap<uptime, std::pair<simulated_thread*, task>> timers_;
};

inline void simulated_thread::after(uptime delay, task what)
{
    in_.timers_.emplace(in_.clock_ + delay, std::pair{this, std::move(what)});
}
inline time_point simulated_thread::now() const
{
    return time_point{std::chrono::milliseconds{1'700'000'000'000}} +
           std::chrono::duration_cast<std::chrono::milliseconds>(in_.clock_);
}
inline uptime simulated_thread::monotonic() const { return in_.clock_; }
inline std::uint64_t simulated_thread::random() { return in_.random_(); }

} // namespace hallway::simulation
