// The simulation's test cases: many seeds, each a world of its own; see README.md.
#include "tests/simulation/simulation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace hallway::simulation;

namespace {

/// What has to have happened over the default seeds, which are the same every time: else the simulation tests less than it says.
constexpr const char* must_happen[] = {
    "join: fresh", "join: recovered", "told: gap", "answer: ok", "answer: ok, duplicate", "answer: conflict", "page",
};

// Later seeds find what README.md lists as open.
constexpr std::uint64_t worlds_by_default = 30;

thread_local std::uint64_t running_seed = 0;

/// An assertion of the server ends the process: say which seed it was.
extern "C" void say_seed(int)
{
    char text[120];
    const int length = std::snprintf(
        text, sizeof text, "\nended within a world; replay it with: HALLWAY_SEED=%llu build/dev/simulation_tests\n",
        static_cast<unsigned long long>(running_seed));
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, static_cast<std::size_t>(length));
    std::signal(SIGABRT, SIG_DFL);
    std::raise(SIGABRT);
}

std::optional<std::uint64_t> given_seed()
{
    const char* given = std::getenv("HALLWAY_SEED");
    return given != nullptr ? std::optional{std::strtoull(given, nullptr, 10)} : std::nullopt;
}

std::uint64_t setting(const char* name, std::uint64_t otherwise)
{
    const char* given = std::getenv(name);
    return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

/// Runs worlds on as many threads as there are processors; each world is single-threaded and knows of no other.
class many_worlds {
public:
    void run(std::uint64_t first, std::uint64_t count)
    {
        std::signal(SIGABRT, say_seed);
        std::atomic<std::uint64_t> next{0};
        std::vector<std::thread> workers;
        for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
            workers.emplace_back([&] {
                for (auto at = next++; at < count && failed_ < failures_shown; at = next++) {
                    running_seed = first + at;
                    keep(first + at, simulate(first + at), at + 1, count);
                }
            });
        for (auto& each : workers)
            each.join();
        std::signal(SIGABRT, SIG_DFL);
    }

    const coverage& seen() const { return seen_; }
    bool all_held() const { return failed_ == 0; }

private:
    static constexpr int failures_shown = 3;

    void keep(std::uint64_t seed, const run_result& result, std::uint64_t done, std::uint64_t count)
    {
        const std::lock_guard held(guard_);
        seen_.add(result.seen);
        if (!result.broken.empty() && failed_++ < failures_shown) {
            // The same seed is the same run: now with its words kept.
            const auto again = simulate(seed, setting("HALLWAY_STEPS", 60));
            std::fprintf(
                stderr, "\nseed %llu: %s\nits last steps:\n%sreplay it with: HALLWAY_SEED=%llu build/dev/simulation_tests\n",
                static_cast<unsigned long long>(seed), result.broken.c_str(), again.tail.c_str(),
                static_cast<unsigned long long>(seed));
        }
        const auto now = std::chrono::steady_clock::now();
        if (now - shown_at_ > std::chrono::seconds{5}) {
            shown_at_ = now;
            std::fprintf(
                stderr, "  %llu of %llu worlds\n", static_cast<unsigned long long>(done), static_cast<unsigned long long>(count));
        }
    }

    std::mutex guard_;
    coverage seen_;
    std::atomic<int> failed_{0};
    std::chrono::steady_clock::time_point shown_at_ = std::chrono::steady_clock::now();
};

/// A seed's trace as another process has it.
std::string number_elsewhere(std::uint64_t seed)
{
    const auto command =
        "HALLWAY_SEED=" + std::to_string(seed) + " /proc/" + std::to_string(::getpid()) + "/exe '[.number]' 2>&1";
    std::string text;
    if (FILE* out = ::popen(command.c_str(), "r")) {
        char part[256];
        while (std::fgets(part, sizeof part, out) != nullptr)
            text += part;
        ::pclose(out);
    }
    const auto at = text.find("trace ");
    return at == std::string::npos ? text : text.substr(at + 6, 16);
}

std::string hexadecimal(std::uint64_t number)
{
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
    return text;
}

} // namespace

TEST_CASE("every law holds at every step of every world", "[simulation]")
{
    many_worlds worlds;
    if (const auto seed = given_seed()) {
        worlds.run(*seed, 1);
        REQUIRE(worlds.all_held());
        return;
    }
    worlds.run(1, setting("HALLWAY_WORLDS", worlds_by_default));
    REQUIRE(worlds.all_held());
    for (const auto* what : must_happen) {
        CAPTURE(what);
        CHECK(worlds.seen().of(what) > 0);
    }
    std::fprintf(stderr, "%s", worlds.seen().table().c_str());
}

TEST_CASE("the same seed gives the same run, byte for byte, also in another process", "[simulation]")
{
    for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
        CAPTURE(seed);
        const auto once = simulate(seed);
        CHECK(simulate(seed).number == once.number);
        CHECK(number_elsewhere(seed) == hexadecimal(once.number));
    }
}

TEST_CASE("tells the number of one seed's trace", "[.number]")
{
    std::printf("trace %s\n", hexadecimal(simulate(given_seed().value_or(1)).number).c_str());
}
