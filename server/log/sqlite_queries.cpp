#include "log/sqlite_queries.hpp"

#include <algorithm>
#include <chrono>

namespace hallway {
namespace {

/// As a LIMIT: what a caller asks for may be any number, "all" among them.
std::int64_t limit_of(std::size_t most) { return static_cast<std::int64_t>(std::min<std::size_t>(most, std::size_t{1} << 40)); }

/// The smallest text above all that begin with `prefix`. Compared byte for byte, as the tables are; so `%` and `_` mean themselves.
std::optional<std::string> end_of(std::string prefix)
{
    while (!prefix.empty() && prefix.back() == '\xff')
        prefix.pop_back();
    if (prefix.empty())
        return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

/// The names that begin with `prefix`, after `after`: ?1 <= name, ?2 < name, name < ?3.
sqlite_rows names_from(sqlite_statement& statement, const std::string& prefix, const std::string& after, std::size_t most)
{
    const auto end = end_of(prefix);
    if (end)
        return statement.with(prefix, after, *end, limit_of(most));
    return statement.with(prefix, after, blob{}, limit_of(most)); // SQLite sorts every text below every blob
}

} // namespace

class sqlite_queries::view {
public:
    explicit view(sqlite_queries& of) : of_(of) { of_.begin_.with().run(); }
    ~view()
    {
        if (of_.connection_.in_transaction())
            sqlite3_exec(of_.connection_.handle(), "COMMIT", nullptr, nullptr, nullptr);
    }
    view(const view&) = delete;
    view& operator=(const view&) = delete;

private:
    sqlite_queries& of_;
};

sqlite_queries::sqlite_queries(sqlite_connection& on)
    : connection_(on), begin_(on, "BEGIN"), find_log_(on, "SELECT number, top, first FROM logs WHERE name = ?1"),
      events_(on, "SELECT" + std::string(event_columns) + "FROM events WHERE place > ?1 AND place <= ?2 ORDER BY place LIMIT ?3"),
      rows_forwards_(
          on, "SELECT" + std::string(event_columns) +
                  "FROM events INDEXED BY events_rows WHERE log = ?1 AND is_row = 1 AND place > ?2 AND place >= ?3 "
                  "ORDER BY place LIMIT ?4"),
      rows_backwards_(
          on, "SELECT" + std::string(event_columns) +
                  "FROM events INDEXED BY events_rows WHERE log = ?1 AND is_row = 1 AND place < ?2 AND place >= ?3 "
                  "ORDER BY place DESC LIMIT ?4"),
      event_by_id_(on, "SELECT" + std::string(event_columns) + "FROM events WHERE log = ?1 AND id = ?2"),
      event_by_key_(
          on, "SELECT" + std::string(event_columns) + "FROM events WHERE log = ?1 AND member = ?2 AND key = ?3 AND key <> ''"),
      snapshot_(on, "SELECT offset, id, fold_version, bytes, crc FROM snapshots WHERE log = ?1"),
      log_names_(on, "SELECT name FROM logs WHERE name >= ?1 AND name > ?2 AND name < ?3 ORDER BY name LIMIT ?4"),
      record_(on, "SELECT value, version FROM records WHERE name = ?1 AND (expires IS NULL OR expires > ?2)"),
      records_(
          on, "SELECT name, value, version FROM records WHERE name >= ?1 AND name > ?2 AND name < ?3 "
              "AND (expires IS NULL OR expires > ?5) ORDER BY name LIMIT ?4")
{
}

outcome<std::vector<stored_event>> sqlite_queries::read(const std::string& log, const event_range& range)
{
    const view now(*this);
    const auto place = place_of(log);
    if (!place)
        return errc::not_found;
    std::vector<stored_event> found;
    if (range.after >= place->top)
        return found;
    if (range.after + 1 < place->first)
        return errc::gone;

    std::size_t bytes = 0;
    std::optional<event_id> last;
    auto next = range.after + 1;
    const auto end = event_place::of(place->number, place->top);
    auto rows = events_.with(event_place::of(place->number, range.after), end, limit_of(range.events_max));
    for (; found.size() < range.events_max && next <= place->top; ++next) {
        if (!rows.next())
            return report_damage(log, next, "the event is missing");
        auto row = read_event_row(rows);
        if (row.event.offset != next)
            return report_damage(log, next, "the event is missing");
        if (!row.is_sound || (last && row.previous != last))
            return report_damage(log, next, "a checksum does not fit");
        bytes += row.event.body.size();
        if (bytes > range.bytes_max && !found.empty())
            break;
        last = row.event.id;
        found.push_back(std::move(row.event));
    }
    return found;
}

outcome<row_page> sqlite_queries::rows(const std::string& log, const row_range& range)
{
    const view now(*this);
    const auto place = place_of(log);
    if (!place)
        return errc::not_found;
    row_page page;
    std::size_t bytes = 0;
    auto& statement = range.backwards ? rows_backwards_ : rows_forwards_;
    const auto oldest = event_place::of(place->number, place->first);
    auto rows = statement.with(place->number, event_place::of(place->number, range.from), oldest, limit_of(range.rows_max) + 1);
    while (rows.next()) {
        auto row = read_event_row(rows);
        if (!row.is_sound)
            return report_damage(log, row.event.offset, "a checksum does not fit");
        bytes += row.event.body.size();
        page.has_more = page.rows.size() >= range.rows_max || (bytes > range.bytes_max && !page.rows.empty());
        if (page.has_more)
            break;
        page.rows.push_back(std::move(row.event));
    }
    if (range.backwards)
        std::ranges::reverse(page.rows);
    return page;
}

outcome<stored_event> sqlite_queries::find(const std::string& log, event_id id)
{
    const view now(*this);
    const auto place = place_of(log);
    if (!place)
        return errc::not_found;
    auto rows = event_by_id_.with(place->number, id.value);
    if (!rows.next())
        return errc::not_found;
    auto row = read_event_row(rows);
    if (row.event.offset < place->first)
        return errc::not_found;
    if (!row.is_sound)
        return report_damage(log, row.event.offset, "a checksum does not fit");
    return std::move(row.event);
}

outcome<append_outcome> sqlite_queries::find_key(
    const std::string& log, member_id member, const std::string& key, const std::string& digest)
{
    const view now(*this);
    const auto place = place_of(log);
    if (!place)
        return errc::not_found;
    auto rows = event_by_key_.with(place->number, member.value, key);
    if (!rows.next())
        return errc::not_found;
    const auto row = read_event_row(rows);
    if (row.event.offset < place->first)
        return errc::not_found;
    if (!row.is_sound)
        return report_damage(log, row.event.offset, "a checksum does not fit");
    return outcome_of_known(row, digest);
}

outcome<stored_snapshot> sqlite_queries::load_snapshot(const std::string& log)
{
    const view now(*this);
    const auto place = place_of(log);
    if (!place)
        return errc::not_found;
    auto rows = snapshot_.with(place->number);
    if (!rows.next())
        return errc::not_found;
    stored_snapshot found;
    found.offset = rows.bits(0);
    found.id = event_id{rows.bits(1)};
    found.fold_version = static_cast<int>(rows.integer(2));
    found.bytes = rows.bytes(3);
    if (rows.integer(4) != bytes_checksum(found.bytes))
        return report_damage(log, found.offset, "the snapshot's checksum does not fit");
    return found;
}

std::vector<std::string> sqlite_queries::list(const std::string& prefix, const std::string& after, std::size_t most)
{
    std::vector<std::string> found;
    auto rows = names_from(log_names_, prefix, after, most);
    while (rows.next())
        found.emplace_back(rows.bytes(0));
    return found;
}

outcome<record> sqlite_queries::get(const std::string& name, time_point now)
{
    auto rows = record_.with(name, milliseconds_of(now));
    if (!rows.next())
        return errc::not_found;
    return record{std::string(rows.bytes(0)), rows.bits(1)};
}

std::vector<std::pair<std::string, record>> sqlite_queries::records(
    const std::string& prefix, const std::string& after, std::size_t most, time_point now)
{
    std::vector<std::pair<std::string, record>> found;
    const auto end = end_of(prefix);
    const auto at = milliseconds_of(now);
    auto rows =
        end ? records_.with(prefix, after, *end, limit_of(most), at) : records_.with(prefix, after, blob{}, limit_of(most), at);
    while (rows.next())
        found.emplace_back(std::string(rows.bytes(0)), record{std::string(rows.bytes(1)), rows.bits(2)});
    return found;
}

std::optional<sqlite_queries::log_place> sqlite_queries::place_of(const std::string& log)
{
    auto rows = find_log_.with(log);
    if (!rows.next())
        return std::nullopt;
    return log_place{rows.integer(0), rows.bits(1), rows.bits(2)};
}

} // namespace hallway
