#include "outside/step_line.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr auto between = 100ms;

} // namespace

step_line::step_line() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

step_line::~step_line() { clear(); }

void step_line::show(std::string_view step, std::uint64_t done, std::uint64_t total) { show_with(step, {}, done, total); }

void step_line::show_with(std::string_view step, std::string_view more, std::uint64_t done, std::uint64_t total)
{
    const auto now = std::chrono::steady_clock::now();
    if (!is_terminal_ || (step == step_ && now < next_))
        return;
    step_ = step;
    next_ = now + between;
    is_shown_ = true;
    if (total > 0)
        fmt::print(stderr, "\r\x1b[K{} {:3} %{}{}", step, done * 100 / total, more.empty() ? "" : ", ", more);
    else
        fmt::print(stderr, "\r\x1b[K{} …", step);
    std::fflush(stderr);
}

void step_line::clear()
{
    if (is_shown_)
        fmt::print(stderr, "\r\x1b[K");
    is_shown_ = false;
}

std::string in_units(std::uintmax_t bytes)
{
    if (bytes < 1024)
        return fmt::format("{} bytes", bytes);
    const auto kib = static_cast<double>(bytes) / 1024;
    return kib < 1024 ? fmt::format("{:.1f} KiB", kib) : fmt::format("{:.1f} MiB", kib / 1024);
}

} // namespace hallway
