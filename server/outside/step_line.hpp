// What a long command shows on a terminal while it works: one line on stderr that is written over and over, and gone at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hallway {

/// Shows nothing if stderr is not a terminal.
class step_line {
public:
    step_line();
    ~step_line();
    step_line(const step_line&) = delete;
    step_line& operator=(const step_line&) = delete;

    /// "copying  42 %", ten times a second at most. `total` 0: not known.
    void show(std::string_view step, std::uint64_t done, std::uint64_t total);

    /// "copying  42 %, 3 of 12 rooms": with more than a step and its share to tell.
    void show_with(std::string_view step, std::string_view more, std::uint64_t done, std::uint64_t total);

    /// Takes the line away, so that something else can be written.
    void clear();

private:
    bool is_terminal_;
    bool is_shown_ = false;
    std::string step_;
    std::chrono::steady_clock::time_point next_;
};

/// "1.4 MiB"
std::string in_units(std::uintmax_t bytes);

} // namespace hallway
