// Makes a running server's backups: every so often, and when somebody asks; keeps the newest, and says how it went.
#pragma once

#include "log/sqlite_store.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace hallway {

struct backup_rules {
    std::filesystem::path folder;
    std::chrono::seconds every{3'600}; // 0: only when asked
    std::size_t keep = 24;             // of this data, in that folder
};

/// What became of what somebody asked for.
struct backup_state {
    enum class step : std::uint8_t { unknown, waiting, copying, verifying, done, failed };
    step now = step::unknown; // unknown: of an earlier life, or long ago
    std::uint64_t done = 0;   // of `total`: pages, then events
    std::uint64_t total = 0;
    std::optional<made_backup> made; // done
    std::string why;                 // failed: a sentence
};

/// Lives on the store's scheduler. One backup is made at a time.
class backup_keeper {
public:
    /// All outlive it, or at least what the scheduler still has to run. `prepare` is called before each backup, for what belongs beside it in the folder (backup_order::prepare).
    backup_keeper(
        scheduler& where, embedded_store& of, backup_rules rules, metrics& counts,
        std::function<void(const std::filesystem::path& folder)> prepare = {});

    /// Begins to look at the clock: the first backup is made soon if the newest one in the folder is older than the interval. On the scheduler, or before it runs.
    void start();

    /// Has a backup made that holds all that is committed by now. \returns a number to ask for it with. Any thread.
    std::uint64_t ask();

    /// How it goes with that one. Any thread.
    backup_state state_of(std::uint64_t number) const;

    /// Why the last backup was not made, in a sentence; nothing if it was. Any thread.
    std::optional<std::string> trouble() const;

    const backup_rules& rules() const { return rules_; }

private:
    void look_at_clock();
    bool is_current();
    void begin();
    void ended(outcome<made_backup> made);
    void told(const char* step, std::uint64_t done, std::uint64_t total);

    scheduler& where_;
    embedded_store& of_;
    const backup_rules rules_;
    std::function<void(const std::filesystem::path& folder)> prepare_;

    // The scheduler's alone.
    std::optional<uptime> next_;      // when a backup is due
    std::optional<made_backup> last_; // made by this process
    bool is_making_ = false;
    counter& begun_;
    counter& made_;
    counter& failed_;

    mutable std::mutex guard_;   // for what follows
    std::uint64_t asked_ = 0;    // the newest number given
    std::uint64_t serving_ = 0;  // the newest number that the backup under way serves, or that the last one served
    std::uint64_t finished_ = 0; // the newest number that has its answer
    backup_state now_;           // of the one under way
    backup_state ended_;         // of the one that ended last
    std::optional<std::string> trouble_;

    // Shown by /metrics.
    std::atomic<double> current_at_{0}, took_{0}, bytes_{0};
};

} // namespace hallway
