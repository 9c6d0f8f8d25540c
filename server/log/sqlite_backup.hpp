// Makes a backup of a data file that is in use: copies it between the writer's transactions, reads the copy through, and only then gives it its name.
#pragma once

#include "log/sqlite_writer.hpp"
#include "protocol/errors.hpp"
#include "protocol/ids.hpp"
#include "support/scheduler.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace hallway {

struct backup_order {
    std::filesystem::path folder; // made, for its owner only, if it is not there
    std::string name;             // of the file; empty: one by the time (backup_name), and a free one
    /// Called now and then, by several threads, one after the other. `step`: "copying" (pages) or "verifying" (events).
    std::function<void(const char* step, std::uint64_t done, std::uint64_t total)> tell;
    /// Called when the folder is there, for what belongs beside backups; on the backup's thread. May throw: then there is no backup.
    std::function<void(const std::filesystem::path& folder)> prepare;
    std::size_t keep = 0; // afterwards prune_backups() to so many; 0: all stay
};

struct made_backup {
    std::filesystem::path file;
    time_point at;
    std::uintmax_t bytes = 0;
    std::chrono::duration<double> took{};
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
    std::string data_id;
    std::int64_t changes = 0; // the store's count of changes that are in it
    std::size_t pruned = 0;   // older ones that were deleted
};

/// One at a time, on a thread of its own: the writer only copies.
class sqlite_backup {
public:
    /// Handlers run on `where`. Both outlive it.
    sqlite_backup(scheduler& where, sqlite_writer& writer);
    ~sqlite_backup();

    /// On the thread of `where`. What was committed before is in the backup. `then`: errc::conflict while another one is made, errc::storage_full if it cannot
    /// be written, errc::unavailable if it is not what it should be or the store stops; each with a sentence. An existing file is never replaced.
    void start(backup_order order, std::function<void(outcome<made_backup>)> then);

    /// Gives up what is under way, and waits for that. Any thread; it then starts nothing more.
    void stop();

private:
    outcome<made_backup> make(const backup_order& order, std::uint64_t random, time_point now);

    scheduler& where_;
    sqlite_writer& writer_;
    std::atomic<bool> is_busy_{false};
    std::atomic<bool> is_stopping_{false};
    std::mutex guard_; // of the two below
    std::shared_ptr<sqlite_copy> copy_;
    std::thread thread_;
};

} // namespace hallway
