// What the kernel and the server's own metrics say of the server while it is loaded.
#pragma once

#include "bench/raw_member.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hallway::bench {

struct observed_server {
    place where;
    pid_t pid = 0; // 0: it is not known, or on another machine; then it is asked for what it knows itself
    bool has_metrics = true;
};

/// Of all nodes together.
struct process_sample {
    bool is_known = true;   // whether somebody could tell time and memory
    double cpu_seconds = 0; // user and system, of all threads
    std::size_t rss_bytes = 0;
    std::size_t written_bytes = 0;         // to the disk (/proc/PID/io)
    std::map<std::string, double> metrics; // /metrics, by name with its labels; empty if there is none
};

/// \param servers at least one; a pid of all of them or of none
/// \throws std::runtime_error if there is no such process
process_sample sample_all(const std::vector<observed_server>& servers);

/// The sum of all metrics whose name contains `part`, later minus earlier; below 0 if there is none.
double metric_growth(const process_sample& earlier, const process_sample& later, const std::string& part);

/// That part of what the histogram `name` gained lies at or below this many ms (an upper bound of its buckets); below 0 if it gained nothing.
double histogram_quantile_ms(const process_sample& earlier, const process_sample& later, const std::string& name, double part);

/// Raises this process' limit of open files to what is allowed. \returns it
std::size_t raise_file_limit();

} // namespace hallway::bench
