// What a store is asked for before its power is cut, what of it was acknowledged, and whether what is left keeps to that.
#pragma once

#include "log/sqlite_store.hpp"
#include "tests/contract/power_cut_disk.hpp"
#include "tests/support/test_scheduler.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>

namespace hallway::test {

/// What was asked of a store, and what of it was acknowledged.
struct promises {
    struct event {
        append_request asked;
        std::uint64_t offset = 0;                    // acknowledged; 0: not
        std::map<std::uint64_t, std::string> bodies; // by version, asked for; version 0 is the first
        std::uint64_t version = 0;                   // acknowledged
    };
    struct log {
        std::string epoch; // acknowledged
        std::uint64_t first_asked = 1;
        std::uint64_t first = 1;               // acknowledged
        std::uint64_t snapshot = 0;            // acknowledged
        std::map<std::uint64_t, event> events; // by id
    };
    std::map<std::string, log> logs;
    std::map<std::uint64_t, std::string> values; // of the record, by version, asked for
    std::uint64_t version = 0;                   // acknowledged
    bool has_dropped = false;                    // the log "hallway": acknowledged
    std::size_t acknowledged = 0;
};

/// A store of small batches and frequent checkpoints; on no disk it is there to be looked at, and does not sync.
sqlite_settings power_cut_settings(const std::filesystem::path& folder, const power_cut_disk* disk, std::uint64_t seed);

/// Work that a seed decides, for a store that may die under it.
class power_cut_worker {
public:
    /// \throws store_refused if the power was cut while it started
    power_cut_worker(std::uint64_t seed, power_cut_disk& disk, const std::filesystem::path& folder);

    void work(promises& kept, int groups);
    void drop(promises& kept);
    void stop() { it_->stop(); }

private:
    void group(promises& kept);
    void call(promises& kept);
    void append(promises& kept, const std::string& name, std::size_t count);
    void amend(promises& kept, const std::string& name, promises::log& log);
    void put(promises& kept);
    void save_snapshot(promises& kept, const std::string& name, promises::log& log);
    void trim(promises& kept, const std::string& name, promises::log& log);
    promises::event* some_stored(promises::log& log);

    std::mt19937_64 random_;
    power_cut_disk& disk_;
    test_scheduler turns_;
    std::unique_ptr<store> it_;
};

/// Opens what a power cut has left, without that disk. \returns a line for every promise that is broken; it writes to the log to see whether that goes on.
std::string broken_promises(const promises& kept, const std::filesystem::path& folder);

} // namespace hallway::test
