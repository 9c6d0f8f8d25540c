// One world from one seed: what happens in it, and whether a law was broken.
#pragma once

#include "tests/simulation/coverage.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hallway::simulation {

struct run_result {
    std::string broken;       // empty: every law held
    std::uint64_t number = 0; // of the trace: every document that arrived or left, and when
    std::string described;    // what the world was like, and which faults it had
    std::string tail;         // the trace's end in words, if it was kept
    coverage seen;
};

enum class world_kind { one_node, several_nodes };

/// The same seed gives the same result, on every machine.
run_result simulate(std::uint64_t seed, std::size_t lines_kept = 0, world_kind kind = world_kind::one_node);

} // namespace hallway::simulation
