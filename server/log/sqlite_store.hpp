// The embedded store: one SQLite file in a folder that belongs to one process. server/decisions/0002-sqlite.md says why it is as it is.
#pragma once

#include "log/sqlite_backup.hpp"
#include "log/store.hpp"
#include "log/store_refused.hpp"
#include "protocol/limits.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace hallway {

struct sqlite_settings {
    std::filesystem::path folder;
    bool full_sync = true;                                   // false: a power cut may take the last moments, kill -9 may not
    std::size_t commit_batch_max = limits::commit_batch_max; // events in one transaction; one call's stay together
    std::size_t queue_max = limits::store_queue_max;         // calls that wait
    std::size_t readers = 2;                                 // threads that read
    std::uint32_t pages_max = 0;  // of the file, 4 KiB each, then it counts as full; 0: as many as the disk holds
    int checkpoint_pages = 4'000; // new in the write-ahead log, 4 KiB each: written back into the file
    int truncate_pages =
        16'384; // in the write-ahead log, since readers kept it from starting over: wait for them, and cut it off
    std::chrono::milliseconds idle_after{200};        // without a call: time to look after the file
    std::chrono::milliseconds room_look_every{1'000}; // while the disk is full: how often to see whether there is room again
    std::string vfs;                                  // SQLite's way to files; empty: the system's
    metrics* counts = nullptr;                        // outlives the store; nullptr: it counts for itself
};

/// What the embedded store can do beside the contract: be copied while it is in use.
class embedded_store : public store {
public:
    /// As sqlite_backup::start().
    virtual void back_up(backup_order order, handler<made_backup> then) = 0;

    /// Which data it is: random, and kept by backups and by what is restored from them. Any thread.
    virtual std::string data_id() const = 0;

    /// A count that rises with every change, from some number at the start. Any thread.
    virtual std::int64_t changes() const = 0;
};

/// Opens the folder's file, or makes both. Time and randomness are the scheduler's; handlers run there.
/// \throws store_refused, with the file untouched, if it is in use, damaged, another program's, of a newer version, or not writable.
std::unique_ptr<embedded_store> open_sqlite_store(scheduler& where_handlers_run, sqlite_settings settings);

} // namespace hallway
