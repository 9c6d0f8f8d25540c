// The figures of a run, for people and for programs.
#pragma once

#include "bench/scenario.hpp"

#include <string>
#include <vector>

namespace hallway::bench {

struct bench_run {
    std::string server;  // "own, 1 core", or its address
    std::string command; // as it was given
    double load_average_before = 0;
    std::vector<scenario_figures> scenarios;
};

/// "100,000", "4.2", "0.31": no more digits than mean something.
std::string readable(double number);

/// One line for a scenario that has just ended: what matters of it.
std::string line_of(const scenario_figures& figures);

/// What the machine carries, in sentences.
std::string summary_of(const bench_run& run);

/// One JSON object.
std::string as_json(const bench_run& run);

} // namespace hallway::bench
