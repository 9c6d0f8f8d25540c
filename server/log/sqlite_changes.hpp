// What the store's writing calls do to the tables. All within one transaction of the writer; what it knows of the logs is kept in memory.
#pragma once

#include "log/sqlite_connection.hpp"
#include "log/sqlite_event.hpp"
#include "log/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hallway {

/// Lives on the writer's thread. Every function may throw sqlite_error: the transaction is then to be rolled back.
class sqlite_changes {
public:
    explicit sqlite_changes(sqlite_connection& on);

    void begin();
    void commit();
    void roll_back();

    /// `epoch` is used if the log is new.
    outcome<log_top> open(const std::string& log, const std::string& epoch);
    append_outcome append(const append_request& request, time_point now);
    outcome<done> amend(const amendment& what);
    outcome<done> trim(const std::string& log, std::uint64_t below);
    outcome<done> drop(const std::string& log);
    outcome<done> save_snapshot(const std::string& log, const stored_snapshot& what);

    outcome<std::uint64_t> put(
        const std::string& name, const std::string& value, std::optional<std::uint64_t> expected,
        std::optional<time_point> expires, time_point now);
    outcome<done> erase(const std::string& name);

    /// Writes and takes away again `bytes` that nobody needs: throws while the disk is full.
    void try_room(std::size_t bytes);

    /// Whether anything was overwritten or taken out since this was last asked: the write-ahead log may still hold what it was.
    bool take_erased() { return std::exchange(has_erased_, false); }

    /// Takes some of what is forgotten off the disk, in a transaction of its own. \returns whether there is more.
    bool sweep();

private:
    struct log_state {
        std::int64_t number = 0;
        log_top top;
    };

    log_state* known(const std::string& log);
    bool is_top_sound(const log_state& state);
    bool insert(const log_state& state, const append_request& request, time_point at);
    std::optional<event_row> row_at(std::int64_t place);
    std::optional<event_row> row_with_key(std::int64_t log, member_id member, const std::string& key);
    void forget_events(std::int64_t low, std::int64_t high);
    void write_tops();
    bool sweep_slice();

    sqlite_connection& connection_;
    std::unordered_map<std::string, log_state> logs_;
    std::unordered_set<std::string> changed_; // logs whose top is to be written before the commit
    time_point latest_now_;
    time_point next_record_sweep_; // not before, so that not every pause looks for expired records
    bool may_have_unswept_ = true;
    bool has_erased_ = false;

    sqlite_statement begin_, commit_, roll_back_;
    sqlite_statement find_log_, insert_log_, update_log_, delete_log_;
    sqlite_statement insert_event_, event_at_, event_by_key_, amend_event_, delete_event_, delete_trimmed_id_;
    sqlite_statement add_unswept_, first_unswept_, sweep_events_, delete_unswept_, sweep_records_;
    sqlite_statement snapshot_offset_, put_snapshot_, delete_snapshot_;
    sqlite_statement record_version_, put_record_, delete_record_;
};

} // namespace hallway
