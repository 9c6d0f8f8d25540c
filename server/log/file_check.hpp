// Reads a whole data file that nobody writes to, and says what is in it and what is wrong with it. Never changes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hallway {

/// One log as it was found.
struct found_log {
    std::string name; // "main": a space's; "main/lobby": a room's
    std::string epoch;
    std::uint64_t top = 0;
    std::uint64_t first = 1;
    std::uint64_t events = 0;          // that are there
    bool has_trimmed_fold = false;     // a record tells what its forgotten events folded to
    std::vector<std::string> problems; // sentences; empty: all is well

    bool is_room() const { return name.find('/') != std::string::npos; }
};

struct file_findings {
    std::vector<found_log> logs; // by name
    std::uint64_t records = 0;
    std::uint64_t trimmed_folds = 0; // of those: what the forgotten events of a log folded to
    std::uint64_t snapshots = 0;
    std::vector<std::string> problems; // of the file as a whole

    bool is_sound() const;
    std::uint64_t events() const;
    std::uint64_t rooms() const;

    /// The first problem, with its log's name.
    std::string first_problem() const;
};

/// What is read beside the events, whose order, places, checksums and chain of ids are checked always.
struct check_order {
    bool whole_file = true; // every index against its table, too (integrity_check; else quick_check, which is linear)
    bool folds = true; // every event and snapshot can be read, and a snapshot with what follows it equals a replay of the log
    /// Called now and then with the events read and their number. \returns false to stop
    std::function<bool(std::uint64_t done, std::uint64_t total)> tell;
};

/// The check was told to stop.
struct check_stopped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// \throws store_refused if the file cannot be read, is not ours, or is of a newer version; check_stopped
file_findings check_file(const std::filesystem::path& file, const check_order& order);

} // namespace hallway
