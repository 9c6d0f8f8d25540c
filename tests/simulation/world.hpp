// A simulated machine: threads whose tasks a seed interleaves, one clock that jumps, one source of chance. The same seed gives the same run.
#pragma once

#include "support/scheduler.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

using namespace std::chrono_literals;

/// SplitMix64 (Steele, Lea, Flood 2014): small, good enough for chance, and the same everywhere.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t operator()()
    {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    /// 0 to n - 1.
    std::uint64_t below(std::uint64_t n) { return (*this)() % n; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    /// So many times in a thousand.
    bool chance(std::uint64_t per_mille) { return below(1000) < per_mille; }
    /// A time from none to `most`.
    uptime until(uptime most) { return uptime{static_cast<uptime::rep>(below(static_cast<std::uint64_t>(most.count()) + 1))}; }

private:
    std::uint64_t state_;
};

class world;

/// One simulated thread: first posted, first run; against other threads in any order.
class simulated_thread final : public scheduler {
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
    uptime stalled_until_{};
};

class world {
public:
    explicit world(std::uint64_t seed) : random_(seed) {}

    simulated_thread& make_thread()
    {
        threads_.push_back(std::make_unique<simulated_thread>(*this));
        return *threads_.back();
    }

    /// What a thread had to do is forgotten, as if its process was killed. Its owner destroys what lived on it, then calls bury().
    void kill(simulated_thread& which)
    {
        which.waiting_.clear();
        std::erase_if(timers_, [&](const auto& each) { return each.second.first == &which; });
    }
    void bury(simulated_thread& which)
    {
        kill(which);
        std::erase_if(threads_, [&](const auto& each) { return each.get() == &which; });
    }

    /// The thread gets no processor for a while.
    void stall(simulated_thread& which, uptime how_long) { which.stalled_until_ = clock_ + how_long; }

    /// Runs one task of some thread, or lets the clock jump to what is due next. \returns false if there is nothing before `limit`.
    bool step(uptime limit)
    {
        take_due();
        ready_.clear();
        auto next = timers_.empty() ? limit : std::min(limit, timers_.begin()->first);
        for (auto& each : threads_) {
            if (each->waiting_.empty())
                continue;
            if (each->stalled_until_ <= clock_)
                ready_.push_back(each.get());
            else
                next = std::min(next, each->stalled_until_);
        }
        if (ready_.empty()) {
            clock_ = std::max(clock_, next);
            return clock_ < limit;
        }
        auto& chosen = *ready_[random_.below(ready_.size())];
        task what = std::move(chosen.waiting_.front());
        chosen.waiting_.pop_front();
        clock_ += random_.until(task_time_max);
        ++steps_;
        what();
        return true;
    }

    /// Runs until nothing is left to do before `until`.
    void run(uptime until)
    {
        while (step(until)) {}
    }

    uptime clock() const { return clock_; }
    std::uint64_t steps() const { return steps_; }
    dice& random() { return random_; }

    /// The wall clock, which may be wrong: it is set, also back, while the other one just goes on.
    time_point wall() const
    {
        return time_point{1'700'000'000'000ms} + std::chrono::duration_cast<std::chrono::milliseconds>(clock_ + wall_error_);
    }
    void set_wall_back_or_on(uptime by) { wall_error_ += by; }

private:
    friend class simulated_thread;
    static constexpr uptime task_time_max = 40us;

    void take_due()
    {
        while (!timers_.empty() && timers_.begin()->first <= clock_) {
            auto [thread, what] = std::move(timers_.begin()->second);
            timers_.erase(timers_.begin());
            thread->waiting_.push_back(std::move(what));
        }
    }

    dice random_;
    uptime clock_{};
    uptime wall_error_{};
    std::uint64_t steps_ = 0;
    std::vector<std::unique_ptr<simulated_thread>> threads_;
    std::vector<simulated_thread*> ready_;
    std::multimap<uptime, std::pair<simulated_thread*, task>> timers_; // of one time: first set, first due
};

inline void simulated_thread::after(uptime delay, task what)
{
    in_.timers_.emplace(in_.clock_ + delay, std::pair{this, std::move(what)});
}
inline time_point simulated_thread::now() const { return in_.wall(); }
inline uptime simulated_thread::monotonic() const { return in_.clock_; }
inline std::uint64_t simulated_thread::random() { return in_.random_(); }

} // namespace hallway::simulation
