// The one thread that writes, with the one connection that may: commits what has queued up in one transaction, and alone checkpoints.
#pragma once

#include "log/sqlite_changes.hpp"
#include "log/sqlite_connection.hpp"
#include "log/sqlite_copy.hpp"
#include "log/sqlite_counts.hpp"
#include "log/sqlite_job.hpp"
#include "log/sqlite_readers.hpp"
#include "support/scheduler.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace hallway {

struct sqlite_settings;

class sqlite_writer {
public:
    /// Sets the file up and brings it to the newest form. `counts` outlive it. \throws sqlite_error
    sqlite_writer(
        scheduler& where_handlers_run, const std::filesystem::path& file, const sqlite_settings& settings, const char* vfs,
        sqlite_counts& counts);
    ~sqlite_writer();

    /// Starts the thread. Queries that had to wait for a commit go to `readers`, which is stopped after this one.
    void start(sqlite_readers& readers);

    /// Queues a change to `subjects` (names of logs or of a record); `weight` events of a batch. \returns false, and leaves it, if the queue is full or closed.
    [[nodiscard]] bool add(sqlite_change& change, std::vector<std::string> subjects, std::size_t weight);

    /// When a query may run.
    enum class turn {
        now,   // nothing has to be committed first; the query is still the caller's
        later, // it was taken, and goes to the readers after the commit
        never, // the queue is full or closed; the query is still the caller's
    };

    /// Puts a query behind the changes to its subject that are queued; one without a subject behind all.
    [[nodiscard]] turn add_behind(sqlite_query& query);

    /// Answers a query that has run. If a change to its subject is on its way, the query may have seen it: it is then answered behind that
    /// change, so that nobody reads of an event before the answer to its append. Any thread.
    void answer(sqlite_query query);

    /// Copies the file in slices, one after each batch, without a pause while there is none. One copy at a time. Any thread.
    /// \returns false if it has one already, or is closed
    bool copy(std::shared_ptr<sqlite_copy> what);

    /// meta.data_id. Any thread.
    const std::string& data_id() const { return data_id_; }

    /// Rows changed since the start, as of the last commit. Any thread.
    std::int64_t changes() const { return committed_changes_; }

    /// Why nothing is written any more; nothing if it is. Any thread.
    std::optional<std::string> trouble() const;

    /// Finishes what is queued and ends the thread; add() takes nothing more. The connection stays open.
    void finish();

    /// After finish() and after the readers are gone: leaves the file in one piece, marked as cleanly left.
    void close();

private:
    struct item {
        sqlite_change change; // one of the two
        sqlite_query query;
        std::vector<std::string> subjects;
        std::size_t weight = 1;
    };

    void serve();
    std::optional<std::vector<item>> take_batch();
    void work_off(std::vector<item> batch);
    std::optional<errc> commit(std::vector<item>& batch);
    void answer(const std::vector<item>& batch, std::vector<sqlite_change> changes);
    void look_after_file(bool is_idle);
    bool copy_slice();
    bool is_work_waiting() const;
    bool is_pending(const std::optional<std::string>& subject) const; // guard_ is held
    void checkpoint_if_due(bool is_idle);
    void checkpoint(int how);
    bool has_room_again();
    errc latch(const sqlite_error& error);

    scheduler& where_;
    const std::size_t batch_max_;
    const std::size_t queue_max_;
    const int checkpoint_pages_;
    const int truncate_pages_;
    const std::chrono::milliseconds idle_after_;
    const std::chrono::milliseconds room_look_every_;
    const std::filesystem::path file_;
    std::string data_id_;
    sqlite_counts& counts_;
    std::optional<sqlite_connection> connection_; // until close()
    std::optional<sqlite_changes> changes_;
    sqlite_readers* readers_ = nullptr;

    // What only the writer's thread uses.
    int wal_pages_ = 0;          // in the write-ahead log after the last commit
    int checkpointed_pages_ = 0; // of them, when it was last checkpointed
    int batches_since_sweep_ = 0;
    bool holds_erased_ = true;         // the write-ahead log may hold texts that the file does not hold any more
    bool is_rested_ = false;           // nothing is left to do while nobody calls
    bool is_waiting_for_room_ = false; // the trouble is a full disk: nothing was lost, and it passes
    std::chrono::steady_clock::time_point next_look_{};

    mutable std::mutex guard_; // for all below
    std::condition_variable added_;
    std::deque<item> queue_;
    std::unordered_map<std::string, std::size_t> pending_; // changes that are queued or being committed, by subject
    std::vector<sqlite_query> run_meanwhile_;              // to be answered with the next batch
    bool is_stopping_ = false;
    std::optional<std::string> trouble_;
    std::shared_ptr<sqlite_copy> copy_; // under way
    std::atomic<std::int64_t> committed_changes_{0};

    std::thread thread_;
};

} // namespace hallway
