#include "log/sqlite_whole.hpp"

#include "log/backup_folder.hpp"
#include "log/data_folder.hpp"
#include "log/file_check.hpp"
#include "log/sqlite_connection.hpp"
#include "log/sqlite_event.hpp"
#include "log/sqlite_schema.hpp"
#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace hallway {
namespace {

namespace fs = std::filesystem;

time_point moment(std::int64_t milliseconds) { return time_point{std::chrono::milliseconds{milliseconds}}; }

/// Runs what asks SQLite; its errors become the operator's.
template <class Work>
auto told_plainly(const fs::path& file, Work work)
{
    try {
        return work();
    } catch (const sqlite_error& error) {
        if (error.primary() == SQLITE_CORRUPT || error.primary() == SQLITE_NOTADB)
            throw data_damaged(fmt::format("The file {} is damaged: {}.", file.string(), error.what()));
        throw store_refused(fmt::format("The file {} cannot be used: {}.", file.string(), error.what()));
    }
}

/// What a data file holds, through a connection of somebody else's.
class file_reader {
public:
    file_reader(fs::path file, sqlite_connection& on)
        : file_(std::move(file)), names_(on, "SELECT name FROM logs ORDER BY name"),
          log_(on, "SELECT number, epoch, top, first, last_id, last_at FROM logs WHERE name = ?1"),
          snapshot_(on, "SELECT offset, id, fold_version, bytes, crc FROM snapshots WHERE log = ?1"),
          events_(
              on, "SELECT" + std::string(event_columns) + "FROM events WHERE place > ?1 AND place <= ?2 ORDER BY place LIMIT ?3"),
          records_(on, "SELECT name, value, version, expires FROM records WHERE name > ?1 ORDER BY name LIMIT ?2")
    {
    }

    std::vector<std::string> logs()
    {
        std::vector<std::string> found;
        for (auto rows = names_.with(); rows.next();)
            found.emplace_back(rows.bytes(0));
        return found;
    }

    std::optional<std::int64_t> number_of(const std::string& name)
    {
        auto rows = log_.with(name);
        return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
    }

    std::optional<whole_log> log(const std::string& name)
    {
        whole_log found;
        std::int64_t number = 0;
        {
            auto rows = log_.with(name);
            if (!rows.next())
                return std::nullopt;
            number = rows.integer(0);
            found.name = name;
            found.top.epoch = rows.bytes(1);
            found.top.offset = rows.bits(2);
            found.top.first = rows.bits(3);
            if (!rows.is_null(4))
                found.top.id = event_id{rows.bits(4)};
            found.top.at = moment(rows.integer(5));
        }
        auto rows = snapshot_.with(number);
        if (!rows.next())
            return found;
        found.snapshot =
            stored_snapshot{rows.bits(0), event_id{rows.bits(1)}, static_cast<int>(rows.integer(2)), std::string(rows.bytes(3))};
        if (rows.integer(4) != bytes_checksum(found.snapshot->bytes))
            throw data_damaged(fmt::format("{}: the snapshot of {} is not what was written.", file_.string(), name));
        return found;
    }

    std::vector<whole_event> events(const std::string& log, std::uint64_t after)
    {
        std::vector<whole_event> found;
        const auto number = number_of(log);
        if (!number)
            return found;
        auto rows = events_.with(
            event_place::of(*number, after), event_place::of(*number, event_place::offset_max),
            static_cast<std::int64_t>(data_source::events_at_once));
        while (rows.next()) {
            auto row = read_event_row(rows);
            if (!row.is_sound)
                throw data_damaged(fmt::format(
                    "{}: the event at offset {} of {} is not what was written: its checksum does not fit.", file_.string(),
                    row.event.offset, log));
            if (row.event.key.empty())
                row.digest.clear();
            found.push_back(
                {std::move(row.event), row.previous, std::move(row.digest), row.is_row, row.version, std::move(row.verdict)});
        }
        return found;
    }

    std::vector<whole_record> records(const std::string& after)
    {
        std::vector<whole_record> found;
        auto rows = records_.with(after, static_cast<std::int64_t>(data_source::records_at_once));
        while (rows.next()) {
            whole_record one{std::string(rows.bytes(0)), std::string(rows.bytes(1)), rows.bits(2), std::nullopt};
            if (!rows.is_null(3))
                one.expires = moment(rows.integer(3));
            found.push_back(std::move(one));
        }
        return found;
    }

private:
    const fs::path file_;
    sqlite_statement names_, log_, snapshot_, events_, records_;
};

/// A file that nobody else uses, left as it is.
class sqlite_source final : public data_source {
public:
    explicit sqlite_source(fs::path file) : file_(std::move(file)), connection_(file_, sqlite_connection::access::untouched)
    {
        require_ours();
        reader_.emplace(file_, connection_);
    }

    std::vector<std::string> logs() override
    {
        return told_plainly(file_, [&] { return reader_->logs(); });
    }
    std::optional<whole_log> log(const std::string& name) override
    {
        return told_plainly(file_, [&] { return reader_->log(name); });
    }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override
    {
        return told_plainly(file_, [&] { return reader_->events(log, after); });
    }
    std::vector<whole_record> records(const std::string& after) override
    {
        return told_plainly(file_, [&] { return reader_->records(after); });
    }

private:
    void require_ours()
    {
        if (connection_.integer("PRAGMA application_id") != sqlite_schema::application_id)
            throw store_refused("The file " + file_.string() + " is not a Hallway data file.");
        const auto known = static_cast<std::int64_t>(sqlite_schema::migrations().size());
        if (connection_.integer("PRAGMA user_version") != known) // columns that this version does not know would stay behind
            throw store_refused(
                "The data file " + file_.string() +
                " is of another version's form. Start a server of this version on it once, if "
                "it is an older one's.");
    }

    const fs::path file_;
    sqlite_connection connection_;
    std::optional<file_reader> reader_;
};

std::unique_ptr<data_source> read_file(const fs::path& file)
{
    return told_plainly(file, [&] { return std::make_unique<sqlite_source>(file); });
}

/// A source, and the lock that keeps servers from it.
class held_source final : public data_source {
public:
    explicit held_source(const fs::path& folder) : held_(folder), of_(read_file(folder / "hallway.db")) {}

    std::vector<std::string> logs() override { return of_->logs(); }
    std::optional<whole_log> log(const std::string& name) override { return of_->log(name); }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override { return of_->events(log, after); }
    std::vector<whole_record> records(const std::string& after) override { return of_->records(after); }

private:
    folder_being_read held_;
    std::unique_ptr<data_source> of_;
};

/// What is written to a draft.
class file_writer {
public:
    explicit file_writer(sqlite_connection& on)
        : connection_(on), begin_(on, "BEGIN IMMEDIATE"), commit_(on, "COMMIT"),
          insert_log_(on, "INSERT INTO logs (name, epoch, top, first, last_id, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
          update_log_(on, "UPDATE logs SET top = ?2, last_id = ?3, last_at = ?4 WHERE number = ?1"),
          insert_event_(
              on, "INSERT INTO events (place, log, id, previous, at, member, role, key, digest, is_row, header_crc, version, "
                  "verdict, body, body_crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
          put_snapshot_(
              on, "INSERT INTO snapshots (log, offset, id, fold_version, bytes, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                  "ON CONFLICT DO UPDATE SET offset = ?2, id = ?3, fold_version = ?4, bytes = ?5, crc = ?6"),
          delete_snapshot_(on, "DELETE FROM snapshots WHERE log = ?1"),
          delete_events_(on, "DELETE FROM events WHERE place >= ?1 AND place <= ?2"),
          delete_log_(on, "DELETE FROM logs WHERE number = ?1"),
          put_record_(
              on, "INSERT INTO records (name, value, version, expires) VALUES (?1, ?2, ?3, ?4) "
                  "ON CONFLICT DO UPDATE SET value = ?2, version = ?3, expires = ?4"),
          delete_record_(on, "DELETE FROM records WHERE name = ?1")
    {
    }

    /// All of it or nothing.
    template <class Work>
    void at_once(Work work)
    {
        begin_.with().run();
        try {
            work();
            commit_.with().run();
        } catch (...) {
            if (connection_.in_transaction())
                connection_.run("ROLLBACK");
            throw;
        }
    }

    void begin(const whole_log& what)
    {
        const bool is_empty = !what.has_events();
        const auto last_id = is_empty ? bits_of(what.top.id) : std::nullopt;
        const auto last_at = is_empty ? milliseconds_of(what.top.at) : std::int64_t{0};
        insert_log_.with(what.name, what.top.epoch, what.top.first - 1, what.top.first, last_id, last_at).run();
        if (sqlite3_last_insert_rowid(connection_.handle()) > event_place::log_max)
            throw sqlite_error(SQLITE_FULL, "more logs than there are numbers for");
    }

    void add(std::int64_t number, const std::vector<whole_event>& events)
    {
        for (const auto& each : events) {
            const auto& event = each.event;
            event_row row;
            row.log = number;
            row.previous = each.previous;
            row.event = event;
            row.digest = each.digest;
            row.is_row = each.is_row;
            insert_event_
                .with(
                    event_place::of(number, event.offset), number, event.id.value, bits_of(each.previous),
                    milliseconds_of(event.at), event.member.value, event.role, event.key, blob{each.digest}, each.is_row,
                    header_checksum(row), each.version, each.verdict, blob{event.body},
                    body_checksum(each.version, each.verdict, event.body))
                .run();
        }
        const auto& last = events.back().event;
        update_log_.with(number, last.offset, last.id.value, milliseconds_of(last.at)).run();
    }

    void set_snapshot(std::int64_t number, const std::optional<stored_snapshot>& what)
    {
        if (!what) {
            delete_snapshot_.with(number).run();
            return;
        }
        put_snapshot_
            .with(
                number, what->offset, what->id.value, std::int64_t{what->fold_version}, blob{what->bytes},
                bytes_checksum(what->bytes))
            .run();
    }

    void drop(std::int64_t number)
    {
        delete_events_.with(event_place::of(number, 0), event_place::of(number, event_place::offset_max)).run();
        delete_snapshot_.with(number).run();
        delete_log_.with(number).run();
    }

    void put(const whole_record& one)
    {
        const auto expires = one.expires ? std::optional(milliseconds_of(*one.expires)) : std::nullopt;
        put_record_.with(one.name, blob{one.value}, one.version, expires).run();
    }

    void erase(const std::string& name) { delete_record_.with(name).run(); }

private:
    sqlite_connection& connection_;
    sqlite_statement begin_, commit_, insert_log_, update_log_, insert_event_, put_snapshot_, delete_snapshot_, delete_events_,
        delete_log_, put_record_, delete_record_;
};

class sqlite_target final : public data_target {
    struct opened {
        explicit opened(const fs::path& draft) : connection(draft, sqlite_connection::access::read_write)
        {
            sqlite_schema::set_up_writer(connection, false); // the draft is flushed as a whole
            sqlite_schema::migrate(connection, draft);
            reader.emplace(draft, connection);
            writer.emplace(connection);
        }
        sqlite_connection connection;
        std::optional<file_reader> reader; // these know the tables, so they come after them
        std::optional<file_writer> writer;
    };

    template <class Work>
    auto on_draft(Work work)
    {
        return told_plainly(draft_, [&] {
            if (!open_) {
                make_draft();
                open_.emplace(draft_);
            }
            return work(*open_);
        });
    }

    template <class Work>
    void write(Work work)
    {
        on_draft([&](opened& it) { it.writer->at_once([&] { work(it); }); });
    }

    void make_draft() const
    {
        const int fd = ::open(draft_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            throw store_refused(fmt::format("{} cannot be made: {}.", draft_.string(), std::generic_category().message(errno)));
        ::close(fd);
        give_to_owner_of(folder_.path(), draft_);
    }

public:
    explicit sqlite_target(const fs::path& folder) : folder_(folder), draft_(folder / migration_draft) {}

    std::unique_ptr<data_source> present() override
    {
        return holds_data(folder_.path()) ? read_file(folder_.database()) : nullptr;
    }

    std::vector<std::string> logs() override
    {
        return on_draft([](auto& it) { return it.reader->logs(); });
    }
    std::optional<whole_log> log(const std::string& name) override
    {
        return on_draft([&](auto& it) { return it.reader->log(name); });
    }
    std::vector<whole_event> events(const std::string& log, std::uint64_t after) override
    {
        return on_draft([&](auto& it) { return it.reader->events(log, after); });
    }
    std::vector<whole_record> records(const std::string& after) override
    {
        return on_draft([&](auto& it) { return it.reader->records(after); });
    }

    void begin(const whole_log& what) override
    {
        write([&](auto& it) { it.writer->begin(what); });
    }
    void add(const std::string& log, const std::vector<whole_event>& events) override
    {
        write([&](auto& it) { it.writer->add(it.reader->number_of(log).value(), events); });
    }
    void set_snapshot(const whole_log& of) override
    {
        write([&](auto& it) { it.writer->set_snapshot(it.reader->number_of(of.name).value(), of.snapshot); });
    }
    void drop(const std::string& log) override
    {
        write([&](auto& it) {
            if (const auto number = it.reader->number_of(log))
                it.writer->drop(*number);
        });
    }
    void put(const std::vector<whole_record>& records) override
    {
        write([&](auto& it) {
            for (const auto& each : records)
                it.writer->put(each);
        });
    }
    void erase(const std::string& record) override
    {
        write([&](auto& it) { it.writer->erase(record); });
    }

    void commit() override
    {
        on_draft([](auto& it) { it.connection.run("PRAGMA wal_checkpoint(TRUNCATE)"); });
        open_.reset();
        told_plainly(draft_, [&] {
            sqlite_connection it(draft_, sqlite_connection::access::read_write);
            it.run("PRAGMA journal_mode = DELETE"); // one file, that can be renamed
        });
        check_order how;
        how.folds = false;
        if (const auto found = check_file(draft_, how); !found.is_sound())
            throw data_damaged(fmt::format("{} is not what was written: {}", draft_.string(), found.first_problem()));
        flush_file(draft_);
        if (holds_data(folder_.path())) // nobody but us could, as long as we hold the folder
            throw store_refused(fmt::format("{} has got other data meanwhile.", folder_.path().string()));
        fs::rename(draft_, folder_.database());
        flush_folder(folder_.path());
    }

private:
    data_folder folder_;
    const fs::path draft_;
    std::optional<opened> open_;
};

} // namespace

std::unique_ptr<data_source> read_whole_sqlite(const std::filesystem::path& folder)
{
    return std::make_unique<held_source>(folder);
}

std::unique_ptr<data_target> fill_whole_sqlite(const std::filesystem::path& folder)
{
    return std::make_unique<sqlite_target>(folder);
}

} // namespace hallway
