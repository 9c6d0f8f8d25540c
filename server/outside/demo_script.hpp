// What the people of the demo say, and what its talks are about.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace hallway {

/// One thing that somebody writes.
struct demo_line {
    std::size_t person; // of demo_people(), modulo their number
    std::string_view text;
    std::size_t answers = 0;         // so many lines before this one; 0: nothing
    std::string_view corrected = {}; // what the author makes of it after a moment; empty: it stays
};

struct demo_talk {
    std::string_view title;
    std::string_view persons; // separated by ", "
    std::string_view track;
    std::string_view abstract;
    std::span<const demo_line> lines; // what is said in its room
};

struct demo_stage {
    std::string_view slug;
    std::string_view title;
    std::span<const demo_talk> talks; // in turn, and then again
};

/// Given names.
std::span<const std::string_view> demo_people();

/// Three.
std::span<const demo_stage> demo_stages();

/// What is said in rooms that belong to no talk, and in those of talks when what is said of them has been said. In turn, and then again.
std::span<const demo_line> demo_small_talk();
std::span<const demo_line> demo_remarks();

} // namespace hallway
