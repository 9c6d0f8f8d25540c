#include "bench/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hallway::bench {
namespace {

constexpr unsigned precision_bits = 7;
constexpr std::size_t buckets_an_octave = std::size_t{1} << precision_bits;

/// What is below twice that stands for itself; above, an octave has as many buckets as half of those.
std::size_t bucket_of(std::uint64_t value)
{
    const auto width = static_cast<unsigned>(std::bit_width(value));
    const auto shift = width > precision_bits + 1 ? width - precision_bits - 1 : 0;
    return shift * buckets_an_octave + static_cast<std::size_t>(value >> shift);
}

/// The largest value that falls into it.
std::uint64_t top_of(std::size_t bucket)
{
    if (bucket < 2 * buckets_an_octave)
        return bucket;
    const auto shift = bucket / buckets_an_octave - 1;
    const auto kept = std::uint64_t{bucket - shift * buckets_an_octave};
    return ((kept + 1) << shift) - 1;
}

} // namespace

latency_histogram::latency_histogram() : buckets_((64 - precision_bits + 1) * buckets_an_octave) {}

void latency_histogram::record(std::uint64_t nanoseconds)
{
    ++buckets_[bucket_of(nanoseconds)];
    ++count_;
    max_ = std::max(max_, nanoseconds);
}

void latency_histogram::clear()
{
    std::ranges::fill(buckets_, 0);
    count_ = 0;
    max_ = 0;
}

std::uint64_t latency_histogram::quantile_ns(double part) const
{
    if (count_ == 0)
        return 0;
    const auto wanted = std::clamp<double>(std::ceil(part * static_cast<double>(count_)), 1, static_cast<double>(count_));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        seen += buckets_[bucket];
        if (static_cast<double>(seen) >= wanted)
            return std::min(top_of(bucket), max_);
    }
    return max_;
}

} // namespace hallway::bench
