// The contract of every store: ordered logs, and records for what is personal or single-use. Memory, SQLite and Redis pass one suite.
#pragma once

#include "log/signals.hpp"
#include "protocol/errors.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hallway {

/// An event as a store keeps it: columns it needs to know, and bytes it does not read (codec.hpp, encode_body).
struct stored_event {
    std::uint64_t offset = 0;
    event_id id;
    time_point at;
    member_id member;
    std::string role;
    std::string key;
    std::string body;
    bool operator==(const stored_event&) const = default;
};

struct append_request {
    std::string log;
    std::string epoch; // of the log as the caller knows it; empty: whatever it is
    event_id id;       // random; the caller's
    member_id member;
    std::string role;
    std::string key; // unique per log and member; empty: never a duplicate
    std::string body;
    std::string digest;  // of what the author asked for; the same key with another digest is a conflict
    bool is_row = false; // history shows it
};

/// What became of an append. `code` is empty when the event stands in the log, now or since an earlier call with the same key.
struct append_outcome {
    std::optional<errc> code; // conflict, unavailable (outcome unknown), storage_full, gone (another epoch, or no such log)
    std::uint64_t offset = 0;
    event_id id;   // the stored one's, which for a duplicate is not the request's
    time_point at; // max(now, last at)
    bool duplicate = false;
    std::optional<errc> verdict;      // of a duplicate: what apply made of it (see amendment)
    std::optional<event_id> previous; // of a new one: the event before it, if there is one; only a shared store needs to tell
};

/// A log that is open.
struct log_top {
    std::string epoch;
    std::uint64_t offset = 0;   // of the newest event; 0: empty
    std::optional<event_id> id; // of the newest event
    std::uint64_t first = 1;    // oldest offset that is kept
    time_point at;              // of the newest event
};

/// A range of a log, oldest first.
struct event_range {
    std::uint64_t after = 0; // exclusive
    std::size_t events_max = 0;
    std::size_t bytes_max = 0; // of bodies; at least one event is read if there is one
};

/// Rows (is_row) next to a place, at most `rows_max` and `bytes_max`, in order of offset. `backwards`: the newest of those before the place.
struct row_range {
    std::uint64_t from = 0; // exclusive
    bool backwards = false;
    std::size_t rows_max = 0;
    std::size_t bytes_max = 0;
};

struct row_page {
    std::vector<stored_event> rows;
    bool has_more = false; // in the direction of reading
};

/// Writes a row as it now stands over the event at `offset`. Idempotent: it only takes effect if `version` is above that of the last amendment, so that it may be
/// repeated and may come late. Also keeps the verdict of an event that changed nothing when it was applied, so that a retry is answered alike.
struct amendment {
    std::string log;
    std::uint64_t offset = 0;
    std::uint64_t version = 0;
    std::optional<std::string> body; // the new one
    std::optional<errc> verdict;
    std::string epoch = {}; // of the log as the caller knows it; empty: whatever it is
    std::optional<event_id> change =
        {}; // what it is of, if the caller knows: a store that may go back does nothing unless it has that

    /// Of what it is of.
    std::uint64_t change_offset() const { return verdict ? offset : version; }
};

/// A fold of a log up to `offset`.
struct stored_snapshot {
    std::uint64_t offset = 0;
    event_id id;
    int fold_version = 0;
    std::string bytes;
    bool operator==(const stored_snapshot&) const = default;
};

struct record {
    std::string value;
    std::uint64_t version = 0; // counts from 1 with each put
    bool operator==(const record&) const = default;
};

/// An event that some process has committed to a log that is followed.
struct heard_event {
    std::string log;
    std::string epoch;
    stored_event event;               // as it was appended, whatever became of its row since
    std::optional<event_id> previous; // the event before it; nothing: it is the first
};

/// Who is told what processes commit that share a store, this one among them. Called where handlers are.
class store_listener {
public:
    /// In the order of each log. An event of this process may be told before its append is answered, or after.
    virtual void heard(heard_event what) = 0;

    /// Events of this log may have been missed until now: since it is followed, or since the connection was lost. From now on all are told.
    virtual void missed(const std::string& log) = 0;

protected:
    ~store_listener() = default;
};

/// Done, without a value.
struct done {};

template <class T>
using handler = std::function<void(outcome<T>)>;

/// A store's calls never block. They are made on the scheduler given to the store when it was made (trouble() and stop(): anywhere), and handlers are called there,
/// later. What writes to one log (open, append, amend, trim, drop, save_snapshot) takes effect in the order of the calls, and is answered in that order. What reads
/// sees all that was asked for before it on the same log. It may see what was asked for after it, but is then answered after that: nobody reads of an event before the
/// answer to its append; and it may be answered late, when newer writes have been already. The same holds for a record by its name.
/// `errc::unavailable`: it did not answer (for append: the outcome is unknown), too much waits (limits::store_queue_max), what was read is damaged, or it has stopped;
/// `errc::storage_full`: it cannot write (disk full, I/O error), reads go on; what was under way when that began may be found after a restart. After stop() handlers that are due are still called.
class store : public signals {
public:
    /// The record beside a log, which tells what its forgotten events folded to (beginning.hpp). It is dropped with the log.
    static std::string trimmed_fold_name(const std::string& log) { return std::string{trimmed_folds} + log; }
    static constexpr std::string_view trimmed_folds = "trimmed/";

    // Logs.

    /// Opens a log; makes it, with a new random epoch, if it is not there.
    virtual void open(std::string log, handler<log_top> then) = 0;

    /// Appends in order, each durable before `then` is called; the outcomes stand in the order of the requests. One failing does not touch the others. A log has to have
    /// been opened once. An id that the log has under another key is a conflict.
    virtual void append(std::vector<append_request> requests, std::function<void(std::vector<append_outcome>)> then) = 0;

    /// Events after an offset. \returns errc::gone if the log no longer keeps the first of them (trimmed), errc::not_found without such a log.
    virtual void read(std::string log, event_range range, handler<std::vector<stored_event>> then) = 0;

    /// Rows that are kept; where older ones are forgotten the page just ends. errc::not_found without such a log.
    virtual void rows(std::string log, row_range range, handler<row_page> then) = 0;

    /// One event by its id; errc::not_found if it is not in this log.
    virtual void find(std::string log, event_id id, handler<stored_event> then) = 0;

    /// What became of the append with this key, as the same append would be told now; errc::not_found if the log knows none.
    virtual void find_key(
        std::string log, member_id member, std::string key, std::string digest, handler<append_outcome> then) = 0;

    /// errc::not_found if the log has no event there yet, errc::gone if no longer, or if it is another log by now. One that comes too late (its version is not above) is done, too.
    virtual void amend(amendment what, handler<done> then) = 0;

    /// Forgets events below an offset, their ids and keys with them; never those above the saved snapshot's, so nothing without one (errc::conflict). Of a log whose events
    /// are all forgotten the top stays.
    virtual void trim(std::string log, std::uint64_t below, handler<done> then) = 0;

    /// Forgets the log and all of it, and the record beside it; done if there is none. A later open makes another epoch.
    virtual void drop(std::string log, handler<done> then) = 0;

    /// Names of logs that begin with `prefix`, sorted, after `after`, at most `most`.
    virtual void list(std::string prefix, std::string after, std::size_t most, handler<std::vector<std::string>> then) = 0;

    /// Replaces the saved one; done, without effect, if that is of a higher offset. errc::conflict if the log has no such offset, or another event's id there.
    virtual void save_snapshot(std::string log, stored_snapshot what, handler<done> then) = 0;

    /// errc::not_found if there is none.
    virtual void load_snapshot(std::string log, handler<stored_snapshot> then) = 0;

    // Records: small values under a name.

    /// errc::not_found if it is not there or has expired.
    virtual void get(std::string name, handler<record> then) = 0;

    /// Writes if the present version is `expected` (0: must not be there; nothing: whatever is there). \returns the new version, or errc::conflict.
    /// A record that has expired (`expires` is now or past) is not there, and one that comes back counts from 1 again.
    virtual void put(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then) = 0;

    /// Done, too, if there is none.
    virtual void erase(std::string name, handler<done> then) = 0;

    /// Names that begin with `prefix`, sorted, after `after`, at most `most`, with their records.
    virtual void records(
        std::string prefix, std::string after, std::size_t most, handler<std::vector<std::pair<std::string, record>>> then) = 0;

    // Being shared, to which signals belong, too. A store that belongs to one process tells nothing.

    /// Whether other processes may append to its logs.
    virtual bool is_shared() const { return false; }

    /// Where a log is kept, a number. What is appended to logs of several places in one call is answered when the slowest of them has, so such calls are better made apart.
    virtual std::size_t place_of(const std::string&) const { return 0; }

    /// Who is told, or nobody; before the first follow().
    virtual void listen(store_listener*) {}

    /// Tells of a log from now on; missed() says from when on without a hole.
    virtual void follow(std::string) {}
    virtual void unfollow(std::string) {}

    /// Where logs stand now, in the order of the names, and nothing of one that is not there; all in one go and at little cost. Asked of shared stores only.
    virtual void tops(std::vector<std::string>, handler<std::vector<std::optional<log_top>>> then) { then(errc::unavailable); }

    // Being looked after.

    /// Whether writes are taken at present; if not, a sentence for /readyz. Any thread.
    virtual std::optional<std::string> trouble() const = 0;

    /// Finishes what is queued, then lets go of files and threads. Waits for it.
    virtual void stop() = 0;
};

} // namespace hallway
