// A node's thread that can be stopped for good, as by SIGKILL, while the clock goes on for the others.
#pragma once

#include "support/scheduler.hpp"

#include <utility>

namespace hallway::test {

class stoppable_scheduler final : public scheduler {
public:
    /// `clock` outlives it; what it was given to run does not outlive what that refers to.
    explicit stoppable_scheduler(scheduler& clock) : clock_(clock) {}

    void stop() { is_stopped_ = true; }

    void post(task what) override { clock_.post(unless_stopped(std::move(what))); }
    void after(uptime delay, task what) override { clock_.after(delay, unless_stopped(std::move(what))); }
    time_point now() const override { return clock_.now(); }
    uptime monotonic() const override { return clock_.monotonic(); }
    std::uint64_t random() override { return clock_.random(); }

private:
    task unless_stopped(task what)
    {
        return [this, what = std::move(what)] {
            if (!is_stopped_)
                what();
        };
    }

    scheduler& clock_;
    bool is_stopped_ = false;
};

} // namespace hallway::test
