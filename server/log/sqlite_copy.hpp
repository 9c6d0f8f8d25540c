// A copy of the data file on its way: taken in slices between the writer's transactions, through the writer's own connection.
#pragma once

#include "log/sqlite_connection.hpp"

#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace hallway {

/// Two threads have it: the writer's, which copies, and the one that wants the copy and waits for it. What is committed while it is on its way goes
/// into it too (sqlite3_backup_step, "if the source is modified through the same connection"), so the copy is the file as it is at the last slice.
class sqlite_copy {
public:
    /// In pages of the file. Called after each slice, on the writer's thread.
    using teller = std::function<void(std::int64_t done, std::int64_t total)>;

    /// \param to an empty database that nobody else uses until wait() has returned
    sqlite_copy(sqlite_connection& to, teller tell);
    ~sqlite_copy();
    sqlite_copy(const sqlite_copy&) = delete;
    sqlite_copy& operator=(const sqlite_copy&) = delete;

    /// Copies one slice; the writer is between two transactions. \returns whether there is more to copy
    bool step(sqlite_connection& from);

    /// The writer copies no more.
    void abandon(const std::string& why);

    /// The next step gives up. Any thread.
    void cancel() { is_cancelled_ = true; }

    /// Waits for the end. \returns why there is no copy; nothing: there is one
    std::optional<std::string> wait();

    /// What the writer had changed when the copy was whole (sqlite3_total_changes64); after wait().
    std::int64_t changes() const { return changes_; }

private:
    void end(std::optional<std::string> why);

    sqlite_connection& to_;
    teller tell_;
    sqlite3_backup* under_way_ = nullptr; // the writer's
    std::int64_t changes_ = 0;
    std::atomic<bool> is_cancelled_{false};

    std::mutex guard_;
    std::condition_variable ended_;
    bool has_ended_ = false;
    std::optional<std::string> trouble_;
};

} // namespace hallway
