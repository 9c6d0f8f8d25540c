// Counters, levels and histograms, and their text for /metrics (Prometheus exposition format 0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// A count that one thread raises and any thread may read. On a cache line of its own, so that cores do not slow each other.
class alignas(64) counter {
public:
    void add(std::uint64_t by = 1) { value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// How much there is of something at present. One thread sets it, any may read.
class alignas(64) level {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

/// How long things took, in buckets from 50 µs to 10 s. One thread observes, any may read.
class histogram {
public:
    static const std::vector<double>& bounds(); // upper bounds in seconds
    void observe(double seconds);
    std::uint64_t in_bucket(std::size_t which) const; // this bucket alone; the last one is +Inf
    std::uint64_t count() const;
    double sum() const;

private:
    static constexpr std::size_t buckets_max = 24;
    std::array<std::atomic<std::uint64_t>, buckets_max> buckets_{};
    std::atomic<double> sum_{0};
};

/// All of a process' metrics. Asking twice for one name gives two instances that are summed when shown: each core asks for its own.
/// Names begin with "hallway_" (or "process_", where the convention is older than we are). References stay valid as long as the
/// registry. Any thread.
class metrics {
public:
    /// `labels` as they stand between the braces, `code="4008"`; empty: none.
    counter& count(std::string_view name, std::string_view help, std::string_view labels = {});
    level& show(std::string_view name, std::string_view help, std::string_view labels = {});
    histogram& timing(std::string_view name, std::string_view help, std::string_view labels = {});

    /// Read when shown, from the showing thread: must be safe there, and for as long as the registry lives. A name in "_total" is a counter.
    void gauge(std::string_view name, std::string_view help, std::function<double()> read, std::string_view labels = {});

    /// process_resident_memory_bytes, process_cpu_seconds_total, process_open_fds, process_start_time_seconds, and
    /// hallway_build_info{version}. Once per process.
    void add_process(std::string_view version);

    /// The whole page.
    std::string text() const;

private:
    struct named {
        std::string name, help, labels;
        counter* counted = nullptr;
        level* shown = nullptr;
        histogram* timed = nullptr;
        std::function<double()> read;
    };

    named& add(std::string_view name, std::string_view help, std::string_view labels);

    mutable std::mutex guard_; // registration and showing only
    std::deque<counter> counters_;
    std::deque<level> levels_;
    std::deque<histogram> histograms_;
    std::vector<named> all_;
};

} // namespace hallway
