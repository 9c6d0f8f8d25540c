// A test's way onto the thread of what it tests.
#pragma once

#include "support/asio_scheduler.hpp"

#include <future>
#include <utility>

namespace hallway::test {

/// Runs on the scheduler's thread, and waits for it. \returns what it returned
template <class F>
auto run_on(asio_scheduler& turns, F act)
{
    std::packaged_task<decltype(act())()> job(std::move(act));
    auto answer = job.get_future();
    turns.post([&job] { job(); });
    return answer.get();
}

} // namespace hallway::test
