// The real scheduler: one io_context and the one thread that runs it. Everything that lives on a core lives on one of these.
#pragma once

#include "support/scheduler.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace hallway {

/// What is posted from a handler runs after every socket that was found ready together with that handler's: this is what makes
/// a "turn", and why a core that flushes in a posted task flushes once for all that one look at the kernel brought.
class asio_scheduler final : public scheduler {
public:
    asio_scheduler();
    ~asio_scheduler() override;
    asio_scheduler(const asio_scheduler&) = delete;
    asio_scheduler& operator=(const asio_scheduler&) = delete;

    /// The thread's loop: returns after stop(), at once or when what runs now has returned. An exception out of a task leaves through it.
    void run();

    /// Ends run(), from any thread, and keeps it ended. What still waits is destroyed, unrun, with the scheduler.
    void stop();

    /// Runs everything that is ready, waits at most `patience` for the first of it, and returns how many tasks ran. For tests and shutdown.
    std::size_t run_for(uptime patience);

    boost::asio::io_context& io() { return io_; }

    void post(task what) override;
    void after(uptime delay, task what) override;
    time_point now() const override;
    uptime monotonic() const override;
    std::uint64_t random() override;

private:
    boost::asio::io_context io_{1}; // one thread runs it; others only post
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stays_;
    std::array<std::uint64_t, 64> random_{};
    std::size_t random_left_ = 0;
};

} // namespace hallway
