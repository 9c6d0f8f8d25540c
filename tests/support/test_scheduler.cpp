#include "tests/support/test_scheduler.hpp"

#include <stdexcept>
#include <string>

namespace hallway::test {

void test_scheduler::post(task what)
{
    {
        const std::lock_guard held(guard_);
        queue_.push_back(std::move(what));
        ++posts_;
    }
    posted_.notify_one();
}

void test_scheduler::after(uptime delay, task what) { timers_.emplace(elapsed_ + delay, std::move(what)); }

time_point test_scheduler::now() const
{
    return time_point{std::chrono::floor<std::chrono::milliseconds>(elapsed_ + wall_offset_)};
}

void test_scheduler::run_until_idle(std::chrono::seconds patience)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        while (run_one()) {}
        if (owed_ == 0)
            return;
        std::unique_lock held(guard_);
        if (!posted_.wait_until(held, deadline, [this] { return !queue_.empty(); }))
            throw std::runtime_error(std::to_string(owed_) + " handlers were not called in time");
    }
}

void test_scheduler::advance(uptime by)
{
    const auto until = elapsed_ + by;
    while (!timers_.empty() && timers_.begin()->first <= until) {
        elapsed_ = timers_.begin()->first;
        run_until_idle();
    }
    elapsed_ = until;
    run_until_idle();
}

void test_scheduler::forget()
{
    timers_.clear();
    const std::lock_guard held(guard_);
    queue_.clear();
}

std::size_t test_scheduler::posts() const
{
    const std::lock_guard held(guard_);
    return posts_;
}

bool test_scheduler::run_one()
{
    task next;
    if (!timers_.empty() && timers_.begin()->first <= elapsed_) {
        next = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
    } else {
        const std::lock_guard held(guard_);
        if (queue_.empty())
            return false;
        next = std::move(queue_.front());
        queue_.pop_front();
    }
    next();
    return true;
}

} // namespace hallway::test
