#include "log/sqlite_writer.hpp"

#include "log/sqlite_schema.hpp"
#include "log/sqlite_store.hpp"
#include "support/logging.hpp"
#include "support/thread_name.hpp"

#include <chrono>
#include <utility>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t room_bytes = 256 * 1024; // that a full disk must take before writes are
constexpr int page_bytes = 4'096;
constexpr int truncate_patience_ms = 250;
constexpr int commit_patience_ms = 5'000; // for somebody else's lock on the file, a tool's
constexpr int batches_between_sweeps = 64;

/// A full disk has taken nothing and lost nothing: SQLite has rolled back, and its files are whole. The shared memory's file is scratch.
bool is_about_room(const sqlite_error& error) { return error.primary() == SQLITE_FULL || error.code == SQLITE_IOERR_SHMSIZE; }

std::string sentence_about(const sqlite_error& error, const std::filesystem::path& file)
{
    const std::string stopped = "; nothing is written any more. ";
    if (is_about_room(error))
        return "The disk of " + file.string() +
               " is full; nothing is written until there is room again. What was acknowledged is safe. Make room, and the server "
               "goes on by itself.";
    switch (error.primary()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "The data file " + file.string() + " is damaged" + stopped +
               "Stop the server and put the last backup in its place: " + sqlite_schema::restore_command(file);
    default:
        return "Writing to " + file.string() + " failed (" + error.what() + ", SQLite code " + std::to_string(error.code) + ")" +
               stopped + "Look at the disk, then start the server again.";
    }
}

} // namespace

sqlite_writer::sqlite_writer(
    scheduler& where_handlers_run, const std::filesystem::path& file, const sqlite_settings& settings, const char* vfs,
    sqlite_counts& counts)
    : where_(where_handlers_run), batch_max_(settings.commit_batch_max), queue_max_(settings.queue_max),
      checkpoint_pages_(settings.checkpoint_pages), truncate_pages_(settings.truncate_pages), idle_after_(settings.idle_after),
      room_look_every_(settings.room_look_every), file_(file), counts_(counts)
{
    auto& connection = connection_.emplace(file, sqlite_connection::access::read_write, vfs);
    sqlite_schema::set_up_writer(connection, settings.full_sync);
    sqlite_schema::migrate(connection, file);
    sqlite_schema::mark_clean_stop(connection, false);
    data_id_ = sqlite_schema::data_id(connection);
    if (settings.pages_max > 0)
        connection.run(("PRAGMA max_page_count = " + std::to_string(settings.pages_max)).c_str());
    const auto count_pages = [](void* pages, sqlite3*, const char*, int in_log) {
        *static_cast<int*>(pages) = in_log;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(connection.handle(), count_pages, &wal_pages_);
    changes_.emplace(connection);
}

sqlite_writer::~sqlite_writer() { finish(); }

void sqlite_writer::start(sqlite_readers& readers)
{
    readers_ = &readers;
    thread_ = std::thread([this] {
        name_thread("store writer");
        serve();
    });
}

bool sqlite_writer::add(sqlite_change& change, std::vector<std::string> subjects, std::size_t weight)
{
    {
        const std::lock_guard held(guard_);
        if (is_stopping_ || queue_.size() >= queue_max_)
            return false;
        for (const auto& subject : subjects)
            ++pending_[subject];
        queue_.push_back(item{std::move(change), {}, std::move(subjects), weight});
    }
    added_.notify_one();
    return true;
}

sqlite_writer::turn sqlite_writer::add_behind(sqlite_query& query)
{
    const std::lock_guard held(guard_);
    if (is_stopping_ || queue_.size() >= queue_max_)
        return turn::never;
    if (!is_pending(query.subject))
        return turn::now;
    queue_.push_back(item{nullptr, std::move(query), {}, 0}); // what it waits for has woken the thread
    return turn::later;
}

void sqlite_writer::answer(sqlite_query query)
{
    std::vector<sqlite_query> one;
    const std::lock_guard held(guard_);
    if (is_pending(query.subject)) {
        run_meanwhile_.push_back(std::move(query));
        return;
    }
    one.push_back(std::move(query));
    where_.post(answers_of({}, std::move(one)));
}

bool sqlite_writer::is_pending(const std::optional<std::string>& subject) const
{
    return subject ? pending_.contains(*subject) : !pending_.empty();
}

bool sqlite_writer::copy(std::shared_ptr<sqlite_copy> what)
{
    {
        const std::lock_guard held(guard_);
        if (is_stopping_ || copy_)
            return false;
        copy_ = std::move(what);
    }
    added_.notify_one();
    return true;
}

std::optional<std::string> sqlite_writer::trouble() const
{
    const std::lock_guard held(guard_);
    return trouble_;
}

void sqlite_writer::finish()
{
    {
        const std::lock_guard held(guard_);
        is_stopping_ = true;
    }
    added_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void sqlite_writer::close()
{
    if (!connection_)
        return;
    try {
        if (trouble()) {
            connection_->leave_wal_on_close();
        } else {
            sqlite_schema::mark_clean_stop(*connection_, true);
            checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
        }
    } catch (const sqlite_error& error) {
        latch(error);
        connection_->leave_wal_on_close();
    }
    changes_.reset();
    connection_.reset();
    const std::lock_guard held(guard_);
    if (!trouble_)
        trouble_ = "The store has stopped.";
}

void sqlite_writer::serve()
{
    while (auto batch = take_batch()) {
        const bool is_idle = batch->empty();
        if (!is_idle)
            work_off(std::move(*batch));
        if (!copy_slice() && is_idle)
            look_after_file(true);
    }
    std::shared_ptr<sqlite_copy> left;
    {
        const std::lock_guard held(guard_);
        left = std::exchange(copy_, nullptr);
    }
    if (left)
        left->abandon("the server is stopping");
}

/// \returns whether a copy is under way
bool sqlite_writer::copy_slice()
{
    std::shared_ptr<sqlite_copy> now;
    {
        const std::lock_guard held(guard_);
        now = copy_;
    }
    if (now && !now->step(*connection_)) {
        const std::lock_guard held(guard_);
        copy_ = nullptr;
    }
    return now != nullptr;
}

/// Waits for work. Empty: there was none for a while. Nothing: there will be none.
std::optional<std::vector<sqlite_writer::item>> sqlite_writer::take_batch()
{
    std::unique_lock held(guard_);
    const auto has_work = [this] { return is_stopping_ || !queue_.empty() || copy_ != nullptr; };
    if (is_waiting_for_room_)
        added_.wait_for(held, room_look_every_, has_work);
    else if (is_rested_)
        added_.wait(held, has_work);
    else
        added_.wait_for(held, idle_after_, has_work);
    if (is_stopping_ && queue_.empty())
        return std::nullopt;
    std::vector<item> batch;
    std::size_t weight = 0;
    while (!queue_.empty() && (batch.empty() || weight + queue_.front().weight <= batch_max_)) {
        weight += queue_.front().weight;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return batch;
}

void sqlite_writer::work_off(std::vector<item> batch)
{
    is_rested_ = false;
    const auto failed = commit(batch);
    std::vector<sqlite_change> changes;
    std::vector<sqlite_query> queries;
    for (auto& one : batch) {
        if (!one.change) {
            queries.push_back(std::move(one.query));
            continue;
        }
        if (failed)
            one.change->fail(*failed);
        changes.push_back(std::move(one.change));
    }
    answer(batch, std::move(changes));
    for (auto& query : queries)
        readers_->add(std::move(query));
    look_after_file(false);
}

/// One task for the whole batch. The lock is held until it is posted: see answer(sqlite_query).
void sqlite_writer::answer(const std::vector<item>& batch, std::vector<sqlite_change> changes)
{
    const std::lock_guard held(guard_);
    for (const auto& one : batch) {
        for (const auto& subject : one.subjects) {
            const auto it = pending_.find(subject);
            if (--it->second == 0)
                pending_.erase(it);
        }
    }
    if (!changes.empty())
        where_.post(answers_of(std::move(changes), std::exchange(run_meanwhile_, {})));
}

/// \returns what all of the batch's changes are to be told instead of their own answers.
std::optional<errc> sqlite_writer::commit(std::vector<item>& batch)
{
    if (trouble() && !has_room_again())
        return errc::storage_full;
    const auto began = std::chrono::steady_clock::now();
    std::size_t events = 0;
    try {
        changes_->begin();
        for (auto& one : batch) {
            if (one.change)
                one.change->run(*changes_);
            events += one.weight;
        }
        changes_->commit();
        committed_changes_ = sqlite3_total_changes64(connection_->handle());
        counts_.commit_time.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
        counts_.commits.add();
        counts_.events.add(events);
        counts_.wal_bytes.set(std::int64_t{wal_pages_} * page_bytes);
        return std::nullopt;
    } catch (const sqlite_error& error) {
        return latch(error);
    }
}

/// Takes off the disk what is forgotten, and writes the log back into the file: in pauses, and when it cannot be put off.
void sqlite_writer::look_after_file(bool is_idle)
{
    if (is_idle)
        is_rested_ = true;
    if (trouble() && !has_room_again())
        return;
    try {
        if (is_idle || ++batches_since_sweep_ >= batches_between_sweeps) {
            batches_since_sweep_ = 0;
            bool is_more = changes_->sweep();
            while (is_more && is_idle && !is_work_waiting())
                is_more = changes_->sweep();
            if (is_more)
                is_rested_ = false;
        }
        checkpoint_if_due(is_idle);
    } catch (const sqlite_error& error) {
        latch(error);
    }
}

bool sqlite_writer::is_work_waiting() const
{
    const std::lock_guard held(guard_);
    return is_stopping_ || !queue_.empty();
}

void sqlite_writer::checkpoint_if_due(bool is_idle)
{
    if (wal_pages_ < checkpointed_pages_)
        checkpointed_pages_ = 0; // the log has started over
    const int fresh = wal_pages_ - checkpointed_pages_;
    holds_erased_ |= changes_->take_erased();
    if (is_idle && holds_erased_) { // what was taken away must not stay in the log until that is written over
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
        if (holds_erased_)
            is_rested_ = false; // a reader was in the way: soon again
        return;
    }
    if (fresh < checkpoint_pages_ && !(is_idle && fresh > 0))
        return;
    checkpoint(wal_pages_ > truncate_pages_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE);
}

void sqlite_writer::checkpoint(int how)
{
    int in_log = 0;
    int written_back = 0;
    auto* handle = connection_->handle();
    sqlite3_busy_timeout(handle, truncate_patience_ms);
    const int result = sqlite3_wal_checkpoint_v2(handle, nullptr, how, &in_log, &written_back);
    sqlite3_busy_timeout(handle, commit_patience_ms);
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY)
        throw sqlite_error(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
    if (in_log >= 0)
        wal_pages_ = in_log;
    if (result == SQLITE_OK && how == SQLITE_CHECKPOINT_TRUNCATE)
        holds_erased_ = false;
    checkpointed_pages_ = wal_pages_; // what a reader still needs is tried again with the next pages
    counts_.checkpoints.add();
    counts_.wal_bytes.set(std::int64_t{wal_pages_} * page_bytes);
}

/// Whether a disk that was full takes writes again; looks now and then.
bool sqlite_writer::has_room_again()
{
    const auto now = std::chrono::steady_clock::now();
    if (!is_waiting_for_room_ || now < next_look_)
        return false;
    next_look_ = now + room_look_every_;
    try {
        changes_->try_room(room_bytes);
    } catch (const sqlite_error& error) {
        latch(error);
        return false;
    }
    is_waiting_for_room_ = false;
    counts_.is_writable.set(1);
    log_info("there is room on the disk again, writes are taken", {{"file", file_.string()}});
    const std::lock_guard held(guard_);
    trouble_.reset();
    return true;
}

/// Gives up the transaction. What failed once may seem to succeed when tried again (an fsync's error is told only once), so nothing is; but for a full disk.
errc sqlite_writer::latch(const sqlite_error& error)
{
    const bool is_busy = error.primary() == SQLITE_BUSY || error.primary() == SQLITE_LOCKED;
    try {
        if (changes_)
            changes_->roll_back();
    } catch (const sqlite_error&) {
        // The first error is the one to tell.
    }
    if (is_busy) {
        log_warn("writes were given up, another program locks the data file", {{"file", file_.string()}});
        return errc::unavailable;
    }
    const bool is_full = is_about_room(error);
    const auto why = sentence_about(error, file_);
    const std::lock_guard held(guard_);
    if (!trouble_ || (is_waiting_for_room_ && !is_full)) {
        trouble_ = why;
        is_waiting_for_room_ = is_full;
        next_look_ = std::chrono::steady_clock::now() + room_look_every_;
        counts_.is_writable.set(0);
        log_error("the store takes no more writes", {{"what", why}});
    }
    return errc::storage_full;
}

} // namespace hallway
