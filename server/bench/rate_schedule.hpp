// When each of a load's steps is due, whatever became of those before it: an open loop. Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace hallway::bench {

/// Steps at an even rate from `begin_ns` on. Latency is counted from the time that this tells, not from when a busy generator got to it: else
/// a server that stands still would be asked less, and seem quick (coordinated omission).
class rate_schedule {
public:
    rate_schedule(std::uint64_t begin_ns, double per_second, double seconds)
        : begin_ns_(begin_ns), per_second_(per_second), steps_(static_cast<std::uint64_t>(per_second * seconds + 0.5))
    {
    }

    /// The time of the next step if it is due, each once and in order.
    std::optional<std::uint64_t> take_due(std::uint64_t now_ns)
    {
        if (is_over())
            return {};
        const auto due = begin_ns_ + static_cast<std::uint64_t>(static_cast<double>(taken_) / per_second_ * 1e9);
        if (due > now_ns)
            return {};
        ++taken_;
        return due;
    }

    /// Every step has been taken.
    bool is_over() const { return taken_ >= steps_; }

private:
    std::uint64_t begin_ns_;
    double per_second_;
    std::uint64_t steps_;
    std::uint64_t taken_ = 0;
};

} // namespace hallway::bench
