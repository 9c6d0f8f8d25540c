// Worlds spread over the machine's processors. A world is single-threaded and knows of no other, so nothing is shared but the sums.
#pragma once

#include "tests/simulation/simulation.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace hallway::simulation {

/// A world in which a law was broken.
struct broken_world {
    std::uint64_t seed = 0;
    run_result result; // with its last steps in words
    world_kind kind = world_kind::one_node;

    /// For people: the law, what the world was like, its end, and the command that does it again.
    std::string told() const;
};

class many_worlds {
public:
    /// `lines_kept`: of a broken world's steps.
    explicit many_worlds(std::size_t lines_kept, world_kind kind = world_kind::one_node) : lines_kept_(lines_kept), kind_(kind) {}

    /// Runs the worlds of the seeds from `first` on; ends early when a few have broken a law. Progress goes to stderr every 5 s. May be called again.
    void run(std::uint64_t first, std::uint64_t count);

    const coverage& seen() const { return seen_; }
    const std::vector<broken_world>& broken() const { return broken_; }

    /// A line for people: how much was run.
    std::string summary() const;

private:
    static constexpr std::size_t broken_enough = 5;

    void work(std::uint64_t first, std::uint64_t count, std::atomic<std::uint64_t>& next);
    void keep(std::uint64_t seed, const run_result& result);
    void tell_progress(std::uint64_t count);

    std::size_t lines_kept_;
    world_kind kind_;
    std::mutex guard_;
    coverage seen_;
    std::vector<broken_world> broken_;
    std::atomic<std::size_t> failures_{0};
    std::uint64_t done_ = 0;
    std::uint64_t done_before_ = 0; // when progress was told last
    std::chrono::steady_clock::time_point told_at_;
    std::chrono::steady_clock::duration took_{};
};

} // namespace hallway::simulation
