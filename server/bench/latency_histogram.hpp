// Counts durations in buckets that grow with them, so that a quantile of millions is known to within 1 % in 60 KB. As HdrHistogram does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hallway::bench {

/// Buckets have the width of 1/128 of their octave: below 256 ns each number has its own. One thread.
class latency_histogram {
public:
    latency_histogram();

    void record(std::uint64_t nanoseconds);
    void clear();

    std::uint64_t count() const { return count_; }

    /// At least that part of what was recorded lies at or below the answer; `part` from 0 to 1. 0 if nothing was recorded.
    std::uint64_t quantile_ns(double part) const;
    double quantile_ms(double part) const { return static_cast<double>(quantile_ns(part)) / 1e6; }

    /// Exactly.
    std::uint64_t max_ns() const { return max_; }

private:
    std::vector<std::uint64_t> buckets_;
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
};

} // namespace hallway::bench
