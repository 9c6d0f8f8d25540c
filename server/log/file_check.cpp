#include "log/file_check.hpp"

#include "log/beginning.hpp"
#include "log/log_replay.hpp"
#include "log/sqlite_connection.hpp"
#include "log/sqlite_event.hpp"
#include "log/sqlite_schema.hpp"
#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

namespace hallway {
namespace {

constexpr std::uint64_t events_between_words = 2'000;
constexpr int instructions_between_words = 200'000; // of SQLite's machine: some milliseconds
constexpr std::size_t problems_per_log_max = 10;    // sentences; what follows is mostly the same

/// The row of a log as it lies in the file.
struct log_row {
    std::int64_t number = 0;
    std::optional<event_id> last_id;
    std::int64_t last_at = 0;
};

class file_reading {
public:
    file_reading(const std::filesystem::path& file, const check_order& order)
        : file_(file), order_(order), connection_(file, sqlite_connection::access::untouched)
    {
        sqlite3_progress_handler(connection_.handle(), instructions_between_words, &file_reading::ask_to_go_on, this);
    }

    file_findings read()
    {
        require_ours();
        for (const auto& problem : texts(order_.whole_file ? "PRAGMA integrity_check(10)" : "PRAGMA quick_check(10)"))
            if (problem != "ok")
                found_.problems.push_back("The file is damaged: " + problem + ".");
        read_logs();
        read_trimmed_folds();
        for (std::size_t i = 0; i < rows_.size(); ++i)
            read_events(rows_[i], found_.logs[i]);
        read_the_rest();
        return std::move(found_);
    }

private:
    /// \throws store_refused
    void require_ours()
    {
        if (connection_.integer("PRAGMA application_id") != sqlite_schema::application_id)
            throw store_refused("The file " + file_.string() + " is not a Hallway data file.");
        const auto known = static_cast<std::int64_t>(sqlite_schema::migrations().size());
        const auto version = connection_.integer("PRAGMA user_version");
        if (version > known && sqlite_schema::oldest_reader_of(connection_) > known)
            throw store_refused(fmt::format(
                "The data file {} was written by a newer Hallway (its form is {}, this one knows up to {}).", file_.string(),
                version, known));
    }

    std::vector<std::string> texts(const char* sql)
    {
        std::vector<std::string> all;
        sqlite_statement statement(connection_, sql);
        for (auto rows = statement.with(); rows.next();)
            all.emplace_back(rows.bytes(0));
        return all;
    }

    void read_logs()
    {
        sqlite_statement statement(
            connection_, "SELECT name, epoch, top, first, number, last_id, last_at FROM logs ORDER BY name");
        for (auto rows = statement.with(); rows.next();) {
            found_log log;
            log.name = rows.bytes(0);
            log.epoch = rows.bytes(1);
            log.top = rows.bits(2);
            log.first = rows.bits(3);
            total_ += log.top + 1 - std::min(log.first, log.top + 1);
            log_row row{rows.integer(4), std::nullopt, rows.integer(6)};
            if (!rows.is_null(5))
                row.last_id = event_id{rows.bits(5)};
            if (log.epoch.empty())
                log.problems.emplace_back("It has no epoch.");
            found_.logs.push_back(std::move(log));
            rows_.push_back(row);
        }
    }

    void read_trimmed_folds()
    {
        sqlite_statement statement(
            connection_, "SELECT name, value FROM records WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name");
        for (auto rows = statement.with(store::trimmed_folds); rows.next();) {
            ++found_.trimmed_folds;
            const std::string name(rows.bytes(0));
            const auto log = std::ranges::find(found_.logs, name.substr(store::trimmed_folds.size()), &found_log::name);
            if (log == found_.logs.end()) {
                found_.problems.push_back(fmt::format("The record {} is of a log that is not there.", name));
                continue;
            }
            log->has_trimmed_fold = true;
            auto fold = decode_trimmed_fold(std::string(rows.bytes(1)));
            if (!fold)
                complain(*log, "The record of what is forgotten cannot be read.");
            else if (fold->offset > log->top || fold->offset + 1 < log->first)
                complain(
                    *log, fmt::format(
                              "The record of what is forgotten ends at offset {}, and the events that are kept are {} to {}.",
                              fold->offset, log->first, log->top));
            else if (fold->fold_version <= fold_version)
                folds_.emplace(log->name, *std::move(fold));
        }
    }

    void read_events(const log_row& row, found_log& log)
    {
        std::optional<log_replay> replay;
        if (order_.folds) {
            const auto fold = folds_.find(log.name);
            replay.emplace(log, snapshot_of(row, log), fold != folds_.end() ? std::optional(fold->second) : std::nullopt);
        }
        sqlite_statement statement(
            connection_, "SELECT" + std::string(event_columns) + "FROM events WHERE place >= ?1 AND place <= ?2 ORDER BY place");
        auto next = log.first;
        std::optional<event_id> last;
        time_point at;
        auto rows = statement.with(event_place::of(row.number, log.first), event_place::of(row.number, event_place::offset_max));
        while (rows.next()) {
            const auto event = read_event_row(rows);
            if (++done_ % events_between_words == 0)
                tell();
            if (event.event.offset > log.top) {
                complain(log, fmt::format("There is an event at offset {}, above the newest, {}.", event.event.offset, log.top));
                break;
            }
            if (event.event.offset != next)
                complain(
                    log, event.event.offset == next + 1
                             ? fmt::format("The event at offset {} is missing.", next)
                             : fmt::format("The events at offsets {} to {} are missing.", next, event.event.offset - 1));
            else if (event.is_sound && ((last && event.previous != last) || (next == 1 && event.previous)))
                complain(log, fmt::format("The event at offset {} does not follow the one before it.", next));
            if (!event.is_sound)
                complain(log, fmt::format("The event at offset {} is not what was written: its checksum does not fit.", next));
            if (event.event.at < at)
                complain(log, fmt::format("The event at offset {} is older than the one before it.", next));
            if (replay && log.problems.empty())
                replay->take(event.event);
            last = event.event.id;
            at = event.event.at;
            next = event.event.offset + 1;
            ++log.events;
        }
        if (next <= log.top)
            complain(log, fmt::format("The newest events, offsets {} to {}, are missing.", next, log.top));
        else if (log.events > 0 && (last != row.last_id || at.time_since_epoch().count() != row.last_at))
            complain(log, fmt::format("The newest event, at offset {}, is not the one that was written last.", log.top));
        if (replay && log.problems.empty())
            replay->finish();
        tell();
    }

    /// The saved snapshot, if there is one that can be used.
    std::optional<stored_snapshot> snapshot_of(const log_row& row, found_log& log)
    {
        sqlite_statement statement(connection_, "SELECT offset, id, fold_version, bytes, crc FROM snapshots WHERE log = ?1");
        auto rows = statement.with(row.number);
        if (!rows.next())
            return std::nullopt;
        stored_snapshot saved{
            rows.bits(0), event_id{rows.bits(1)}, static_cast<int>(rows.integer(2)), std::string(rows.bytes(3))};
        if (rows.integer(4) != bytes_checksum(saved.bytes)) {
            complain(log, fmt::format("The snapshot at offset {} is not what was written.", saved.offset));
            return std::nullopt;
        }
        return saved;
    }

    void read_the_rest()
    {
        found_.snapshots = static_cast<std::uint64_t>(connection_.integer("SELECT count(*) FROM snapshots"));
        found_.records = static_cast<std::uint64_t>(connection_.integer("SELECT count(*) FROM records"));
        const auto ownerless = connection_.integer("SELECT count(*) FROM events WHERE log NOT IN (SELECT number FROM logs) "
                                                   "AND NOT EXISTS (SELECT 1 FROM unswept WHERE place >= low AND place < high)");
        if (ownerless > 0)
            found_.problems.push_back(fmt::format("{} events belong to no log.", ownerless));
        if (const auto bad = connection_.integer("SELECT count(*) FROM records WHERE version < 1 OR name = ''"); bad > 0)
            found_.problems.push_back(fmt::format("{} records have no name or no version.", bad));
    }

    static void complain(found_log& log, std::string sentence)
    {
        if (log.problems.size() < problems_per_log_max)
            log.problems.push_back(std::move(sentence));
        else if (log.problems.size() == problems_per_log_max)
            log.problems.emplace_back("There is more, which is not listed.");
    }

    /// \throws check_stopped
    void tell()
    {
        if (order_.tell && !order_.tell(std::min(done_, total_), total_))
            throw check_stopped("The check was stopped.");
    }

    static int ask_to_go_on(void* self)
    {
        const auto& it = *static_cast<file_reading*>(self);
        return it.order_.tell && !it.order_.tell(std::min(it.done_, it.total_), it.total_) ? 1 : 0;
    }

    const std::filesystem::path& file_;
    const check_order& order_;
    sqlite_connection connection_;
    file_findings found_;
    std::vector<log_row> rows_;                    // beside found_.logs
    std::map<std::string, stored_snapshot> folds_; // by log: what a replay of it can begin at without its snapshot
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
};

} // namespace

bool file_findings::is_sound() const
{
    return problems.empty() && std::ranges::all_of(logs, [](const found_log& log) { return log.problems.empty(); });
}

std::uint64_t file_findings::events() const
{
    return std::accumulate(
        logs.begin(), logs.end(), std::uint64_t{0}, [](std::uint64_t sum, const found_log& log) { return sum + log.events; });
}

std::uint64_t file_findings::rooms() const
{
    return static_cast<std::uint64_t>(std::ranges::count_if(logs, [](const found_log& log) { return log.is_room(); }));
}

std::string file_findings::first_problem() const
{
    if (!problems.empty())
        return problems.front();
    for (const auto& log : logs)
        if (!log.problems.empty())
            return log.name + ": " + log.problems.front();
    return {};
}

file_findings check_file(const std::filesystem::path& file, const check_order& order)
{
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(file, ec);
    if (ec)
        throw store_refused("The file " + file.string() + " cannot be read: " + ec.message() + ".");
    if (bytes == 0)
        throw store_refused("The file " + file.string() + " is empty.");
    try {
        return file_reading(file, order).read();
    } catch (const sqlite_error& error) {
        if (error.primary() == SQLITE_INTERRUPT)
            throw check_stopped("The check was stopped.");
        if (error.primary() == SQLITE_NOTADB || error.primary() == SQLITE_CORRUPT || error.primary() == SQLITE_ERROR) {
            file_findings found;
            found.problems.push_back("The file " + file.string() + " is damaged: " + error.what() + ".");
            return found;
        }
        throw store_refused("The file " + file.string() + " cannot be read: " + error.what() + ".");
    }
}

} // namespace hallway
