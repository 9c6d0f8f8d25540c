#include "tests/simulation/many_worlds.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include <unistd.h>

namespace hallway::simulation {

namespace {

constexpr std::chrono::seconds progress_every{5};

thread_local std::uint64_t running_seed = 0;
thread_local bool is_of_several_nodes = false;

/// An assertion of the server ends the process: say which seed it was.
extern "C" void say_seed(int)
{
    char text[120];
    const int length = std::snprintf(
        text, sizeof text, "\nended within a world; replay it with: HALLWAY_SEED=%llu build/dev/simulation_tests%s\n",
        static_cast<unsigned long long>(running_seed), is_of_several_nodes ? " '[several]'" : "");
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, static_cast<std::size_t>(length));
    std::signal(SIGABRT, SIG_DFL);
    std::raise(SIGABRT);
}

} // namespace

std::string broken_world::told() const
{
    const auto number = std::to_string(seed);
    return "seed " + number + ": " + result.broken + "\nits world: " + result.described + "\nits last steps:\n" + result.tail +
           "replay it with: HALLWAY_SEED=" + number + " build/dev/simulation_tests" +
           (kind == world_kind::several_nodes ? " '[several]'" : "") + "\n";
}

void many_worlds::run(std::uint64_t first, std::uint64_t count)
{
    const auto began = told_at_ = std::chrono::steady_clock::now();
    const auto done_at_start = std::exchange(done_, 0);
    done_before_ = 0;
    std::signal(SIGABRT, say_seed);
    std::atomic<std::uint64_t> next{0};
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
        workers.emplace_back([&] { work(first, count, next); });
    for (auto& each : workers)
        each.join();
    std::signal(SIGABRT, SIG_DFL);
    done_ += done_at_start;
    took_ += std::chrono::steady_clock::now() - began;
    std::sort(broken_.begin(), broken_.end(), [](const auto& one, const auto& other) { return one.seed < other.seed; });
}

void many_worlds::work(std::uint64_t first, std::uint64_t count, std::atomic<std::uint64_t>& next)
{
    is_of_several_nodes = kind_ == world_kind::several_nodes;
    for (auto at = next++; at < count && failures_ < broken_enough; at = next++) {
        running_seed = first + at;
        auto result = simulate(running_seed, 0, kind_);
        if (!result.broken.empty() && failures_++ < broken_enough)
            result = simulate(running_seed, lines_kept_, kind_); // the same again: now with its words kept
        const std::lock_guard held(guard_);
        keep(running_seed, result);
        tell_progress(count);
    }
}

void many_worlds::keep(std::uint64_t seed, const run_result& result)
{
    ++done_;
    seen_.add(result.seen);
    if (result.broken.empty() || broken_.size() >= broken_enough)
        return;
    broken_.push_back({seed, result, kind_});
    std::fprintf( // at once: the others may take an hour
        stderr, "  seed %llu: %s\n", static_cast<unsigned long long>(seed),
        result.broken.substr(0, result.broken.find('\n')).c_str());
}

void many_worlds::tell_progress(std::uint64_t count)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - told_at_ < progress_every)
        return;
    const auto seconds = std::chrono::duration<double>(now - std::exchange(told_at_, now)).count();
    const auto per_second = static_cast<double>(done_ - std::exchange(done_before_, done_)) / seconds;
    std::fprintf(
        stderr, "  %llu of %llu worlds, %.0f a second, %zu broken\n", static_cast<unsigned long long>(done_),
        static_cast<unsigned long long>(count), per_second, broken_.size());
}

std::string many_worlds::summary() const
{
    const auto seconds = std::chrono::duration<double>(took_).count();
    char text[200];
    std::snprintf(
        text, sizeof text, "%llu worlds, %llu steps, %llu events committed, in %.1f s", static_cast<unsigned long long>(done_),
        static_cast<unsigned long long>(seen_.of("steps")), static_cast<unsigned long long>(seen_.of("events committed")),
        seconds);
    return text;
}

} // namespace hallway::simulation
