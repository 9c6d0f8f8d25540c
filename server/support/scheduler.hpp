// One thread's turn of events as the rest of the server sees it: real (Asio) in the server, simulated in tests.
#pragma once

#include "protocol/ids.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

namespace hallway {

using task = std::function<void()>;
using uptime = std::chrono::steady_clock::duration;

/// What a thread offers to those who live on it: to run something later, the clocks, randomness.
/// post() may be called from any thread; everything else only on the scheduler's own.
class scheduler {
public:
    virtual ~scheduler() = default;

    /// Runs `what` on this scheduler's thread, after what is running now. Never at once. In order of the calls from one thread.
    virtual void post(task what) = 0;

    /// Runs `what` once, not before `delay` has passed. It cannot be cancelled: let `what` find out whether it still matters.
    virtual void after(uptime delay, task what) = 0;

    /// Wall clock, UTC. For stamps that people see, never for measuring.
    virtual time_point now() const = 0;

    /// Monotonic. For deadlines and measuring.
    virtual uptime monotonic() const = 0;

    /// 64 random bits, unpredictable in the server, seeded in tests.
    virtual std::uint64_t random() = 0;
};

} // namespace hallway
