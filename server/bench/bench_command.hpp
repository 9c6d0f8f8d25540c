// `hallway bench` on the command line.
#pragma once

#include "bench/wire.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace hallway {

/// What the bench of the source tree knows more than the command: other servers' wires, what a Redis beside them counts.
struct bench_additions {
    std::map<std::string, std::shared_ptr<const bench::wire>> wires;
    std::function<std::map<std::string, double>()> counters;
};

/// Adds the subcommand; when it is given, it runs while `app` parses, and `exit_code` is what the process should end with.
/// `exit_code` outlives the parsing.
CLI::App* add_bench_command(CLI::App& app, int& exit_code, const bench_additions& more = {});

} // namespace hallway
