#include "log/sqlite_changes.hpp"

#include <algorithm>
#include <chrono>

namespace hallway {
namespace {

constexpr std::size_t logs_known_max = 4'096; // in memory; more are read again when needed
constexpr std::int64_t swept_at_once = 500;   // rows in one transaction of the sweeper
constexpr auto record_sweep_interval = std::chrono::seconds(10);

// A place that is taken is no conflict to answer but a damaged file.
constexpr std::string_view insert_event_sql =
    "INSERT INTO events (place, log, id, previous, at, member, role, key, digest, is_row, header_crc, version, verdict, "
    "body, body_crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, NULL, ?12, ?13) "
    "ON CONFLICT (log, id) DO NOTHING ON CONFLICT (log, member, key) WHERE key <> '' DO NOTHING";

} // namespace

sqlite_changes::sqlite_changes(sqlite_connection& on)
    : connection_(on), begin_(on, "BEGIN IMMEDIATE"), commit_(on, "COMMIT"), roll_back_(on, "ROLLBACK"),
      find_log_(on, "SELECT number, epoch, top, first, last_id, last_at FROM logs WHERE name = ?1"),
      insert_log_(on, "INSERT INTO logs (name, epoch) VALUES (?1, ?2)"),
      update_log_(on, "UPDATE logs SET top = ?2, first = ?3, last_id = ?4, last_at = ?5 WHERE number = ?1"),
      delete_log_(on, "DELETE FROM logs WHERE number = ?1"), insert_event_(on, insert_event_sql),
      event_at_(on, "SELECT" + std::string(event_columns) + "FROM events WHERE place = ?1"),
      event_by_key_(
          on, "SELECT" + std::string(event_columns) + "FROM events WHERE log = ?1 AND member = ?2 AND key = ?3 AND key <> ''"),
      amend_event_(on, "UPDATE events SET version = ?2, verdict = ?3, body = ?4, body_crc = ?5 WHERE place = ?1"),
      delete_event_(on, "DELETE FROM events WHERE place = ?1"),
      delete_trimmed_id_(on, "DELETE FROM events WHERE log = ?1 AND id = ?2 AND place < ?3"),
      add_unswept_(on, "INSERT INTO unswept (low, high) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET high = max(high, ?2)"),
      first_unswept_(on, "SELECT low, high FROM unswept ORDER BY low LIMIT 1"),
      sweep_events_(
          on, "DELETE FROM events WHERE place IN "
              "(SELECT place FROM events WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3)"),
      delete_unswept_(on, "DELETE FROM unswept WHERE low = ?1"),
      sweep_records_(
          on, "DELETE FROM records WHERE rowid IN "
              "(SELECT rowid FROM records WHERE expires IS NOT NULL AND expires <= ?1 ORDER BY expires LIMIT ?2)"),
      snapshot_offset_(on, "SELECT offset FROM snapshots WHERE log = ?1"),
      put_snapshot_(
          on, "INSERT INTO snapshots (log, offset, id, fold_version, bytes, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
              "ON CONFLICT DO UPDATE SET offset = ?2, id = ?3, fold_version = ?4, bytes = ?5, crc = ?6"),
      delete_snapshot_(on, "DELETE FROM snapshots WHERE log = ?1"),
      record_version_(on, "SELECT version FROM records WHERE name = ?1 AND (expires IS NULL OR expires > ?2)"),
      put_record_(
          on, "INSERT INTO records (name, value, version, expires) VALUES (?1, ?2, ?3, ?4) "
              "ON CONFLICT DO UPDATE SET value = ?2, version = ?3, expires = ?4"),
      delete_record_(on, "DELETE FROM records WHERE name = ?1")
{
}

void sqlite_changes::begin()
{
    if (logs_.size() > logs_known_max)
        logs_.clear();
    begin_.with().run();
}

void sqlite_changes::commit()
{
    write_tops();
    commit_.with().run();
}

void sqlite_changes::roll_back()
{
    logs_.clear();
    changed_.clear();
    if (connection_.in_transaction()) // SQLite has rolled back by itself after some errors
        roll_back_.with().run();
}

outcome<log_top> sqlite_changes::open(const std::string& log, const std::string& epoch)
{
    if (const auto* state = known(log)) {
        if (!is_top_sound(*state))
            return report_damage(log, state->top.offset, "the newest event is not the one that was written last");
        return state->top;
    }
    insert_log_.with(log, epoch).run();
    const auto number = sqlite3_last_insert_rowid(connection_.handle());
    if (number > event_place::log_max)
        throw sqlite_error(SQLITE_FULL, "more logs than there are numbers for");
    auto& state = logs_[log];
    state.number = number;
    state.top.epoch = epoch;
    return state.top;
}

append_outcome sqlite_changes::append(const append_request& request, time_point now)
{
    append_outcome out;
    latest_now_ = std::max(latest_now_, now);
    auto* state = known(request.log);
    if (state == nullptr || (!request.epoch.empty() && request.epoch != state->top.epoch)) {
        out.code = errc::gone;
        return out;
    }
    const auto at = std::max(now, state->top.at);
    while (!insert(*state, request, at)) {
        const auto same_key = row_with_key(state->number, request.member, request.key);
        if (!same_key) {
            const auto first = event_place::of(state->number, state->top.first);
            if (delete_trimmed_id_.with(state->number, request.id.value, first).run() != 0)
                continue;              // one that is forgotten, not yet swept, had it
            out.code = errc::conflict; // another event of this log has the id
            return out;
        }
        if (!same_key->is_sound) {
            out.code = report_damage(request.log, same_key->event.offset, "a checksum does not fit").code;
            return out;
        }
        if (same_key->event.offset >= state->top.first)
            return outcome_of_known(*same_key, request.digest);
        delete_event_.with(event_place::of(state->number, same_key->event.offset)).run(); // trimmed, not yet swept
    }
    auto& top = state->top;
    ++top.offset;
    top.id = request.id;
    top.at = at;
    changed_.insert(request.log);
    out.offset = top.offset;
    out.id = request.id;
    out.at = at;
    return out;
}

outcome<done> sqlite_changes::amend(const amendment& what)
{
    const auto* state = known(what.log);
    if (state != nullptr && !what.epoch.empty() && what.epoch != state->top.epoch)
        return errc::gone;
    if (state == nullptr || what.offset == 0 || what.offset > state->top.offset)
        return errc::not_found;
    if (what.offset < state->top.first)
        return errc::gone;
    auto row = row_at(event_place::of(state->number, what.offset));
    if (!row || !row->is_sound)
        return report_damage(what.log, what.offset, row ? "a checksum does not fit" : "the event is missing");
    if (what.version <= row->version)
        return done{};
    if (what.body)
        row->event.body = *what.body;
    if (what.verdict)
        row->verdict = std::string(code_of(*what.verdict));
    const auto crc = body_checksum(what.version, row->verdict, row->event.body);
    has_erased_ = true;
    amend_event_.with(event_place::of(state->number, what.offset), what.version, row->verdict, blob{row->event.body}, crc).run();
    return done{};
}

outcome<done> sqlite_changes::trim(const std::string& log, std::uint64_t below)
{
    auto* state = known(log);
    if (state == nullptr)
        return errc::not_found;
    if (below <= state->top.first)
        return done{};
    {
        auto saved = snapshot_offset_.with(state->number);
        if (!saved.next() || below > saved.bits(0) + 1)
            return errc::conflict;
    }
    forget_events(event_place::of(state->number, state->top.first), event_place::of(state->number, below));
    state->top.first = below;
    changed_.insert(log);
    return done{};
}

outcome<done> sqlite_changes::drop(const std::string& log)
{
    delete_record_.with(store::trimmed_fold_name(log)).run();
    const auto* state = known(log);
    if (state == nullptr)
        return done{};
    forget_events(event_place::of(state->number, 0), event_place::of(state->number, event_place::offset_max));
    delete_snapshot_.with(state->number).run();
    delete_log_.with(state->number).run();
    logs_.erase(log);
    changed_.erase(log);
    return done{};
}

outcome<done> sqlite_changes::save_snapshot(const std::string& log, const stored_snapshot& what)
{
    const auto* state = known(log);
    if (state == nullptr)
        return errc::not_found;
    if (what.offset > state->top.offset)
        return errc::conflict;
    {
        auto saved = snapshot_offset_.with(state->number);
        if (saved.next() && saved.bits(0) > what.offset)
            return done{};
    }
    if (what.offset >= state->top.first && what.offset > 0) {
        const auto row = row_at(event_place::of(state->number, what.offset));
        if (!row || row->event.id != what.id)
            return errc::conflict;
    }
    has_erased_ = true;
    put_snapshot_
        .with(
            state->number, what.offset, what.id.value, std::int64_t{what.fold_version}, blob{what.bytes},
            bytes_checksum(what.bytes))
        .run();
    return done{};
}

outcome<std::uint64_t> sqlite_changes::put(
    const std::string& name, const std::string& value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
    time_point now)
{
    latest_now_ = std::max(latest_now_, now);
    std::uint64_t present = 0;
    {
        auto rows = record_version_.with(name, milliseconds_of(now));
        if (rows.next())
            present = rows.bits(0);
    }
    if (expected && *expected != present)
        return errc::conflict;
    const auto until = expires ? std::optional(milliseconds_of(*expires)) : std::nullopt;
    put_record_.with(name, blob{value}, present + 1, until).run();
    return present + 1;
}

outcome<done> sqlite_changes::erase(const std::string& name)
{
    delete_record_.with(name).run();
    return done{};
}

void sqlite_changes::try_room(std::size_t bytes)
{
    for (const auto& sql :
         {"INSERT OR REPLACE INTO meta VALUES ('room', zeroblob(" + std::to_string(bytes) + "))",
          std::string("DELETE FROM meta WHERE name = 'room'")}) {
        begin();
        connection_.run(sql.c_str());
        commit();
    }
}

bool sqlite_changes::sweep()
{
    if (!may_have_unswept_ && latest_now_ < next_record_sweep_)
        return false;
    begin();
    const bool more = sweep_slice();
    commit();
    return more;
}

bool sqlite_changes::sweep_slice()
{
    const auto expired = sweep_records_.with(milliseconds_of(latest_now_), swept_at_once).run();
    if (expired < swept_at_once)
        next_record_sweep_ = latest_now_ + record_sweep_interval;
    std::int64_t low = 0;
    std::int64_t high = 0;
    {
        auto rows = first_unswept_.with();
        may_have_unswept_ = rows.next();
        if (!may_have_unswept_)
            return expired == swept_at_once;
        low = rows.integer(0);
        high = rows.integer(1);
    }
    has_erased_ = true;
    if (sweep_events_.with(low, high, swept_at_once).run() < swept_at_once)
        delete_unswept_.with(low).run();
    return true;
}

sqlite_changes::log_state* sqlite_changes::known(const std::string& log)
{
    if (const auto it = logs_.find(log); it != logs_.end())
        return &it->second;
    auto rows = find_log_.with(log);
    if (!rows.next())
        return nullptr;
    auto& state = logs_[log];
    state.number = rows.integer(0);
    state.top.epoch = rows.bytes(1);
    state.top.offset = rows.bits(2);
    state.top.first = rows.bits(3);
    if (!rows.is_null(4))
        state.top.id = event_id{rows.bits(4)};
    state.top.at = time_point{std::chrono::milliseconds{rows.integer(5)}};
    return &state;
}

bool sqlite_changes::is_top_sound(const log_state& state)
{
    if (state.top.offset < state.top.first)
        return true; // it is empty, or all of it was trimmed
    const auto row = row_at(event_place::of(state.number, state.top.offset));
    return row && row->is_sound && row->event.id == state.top.id;
}

bool sqlite_changes::insert(const log_state& state, const append_request& request, time_point at)
{
    event_row row;
    row.log = state.number;
    row.previous = state.top.id;
    row.event = stored_event{state.top.offset + 1, request.id, at, request.member, request.role, request.key, {}};
    row.digest = request.digest;
    row.is_row = request.is_row;
    const auto place = event_place::of(row.log, row.event.offset);
    return insert_event_
               .with(
                   place, row.log, request.id.value, bits_of(row.previous), milliseconds_of(at), request.member.value,
                   request.role, request.key, blob{request.digest}, request.is_row, header_checksum(row), blob{request.body},
                   body_checksum(0, std::nullopt, request.body))
               .run() != 0;
}

std::optional<event_row> sqlite_changes::row_at(std::int64_t place)
{
    auto rows = event_at_.with(place);
    return rows.next() ? std::optional(read_event_row(rows)) : std::nullopt;
}

std::optional<event_row> sqlite_changes::row_with_key(std::int64_t log, member_id member, const std::string& key)
{
    auto rows = event_by_key_.with(log, member.value, key);
    return rows.next() ? std::optional(read_event_row(rows)) : std::nullopt;
}

void sqlite_changes::forget_events(std::int64_t low, std::int64_t high)
{
    add_unswept_.with(low, high).run();
    may_have_unswept_ = true;
}

void sqlite_changes::write_tops()
{
    for (const auto& log : changed_) {
        const auto& [number, top] = logs_.at(log);
        update_log_.with(number, top.offset, top.first, bits_of(top.id), milliseconds_of(top.at)).run();
    }
    changed_.clear();
}

} // namespace hallway
