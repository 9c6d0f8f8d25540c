#include "log/sqlite_schema.hpp"

#include "log/backup_folder.hpp"
#include "log/store_refused.hpp"
#include "support/logging.hpp"

#include <array>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <system_error>

namespace hallway::sqlite_schema {
namespace {

// Why it looks like this: server/decisions/0002-sqlite.md.
constexpr std::array<migration, 1> all = {
    R"sql(
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;
INSERT INTO meta VALUES ('clean_stop', 0);

CREATE TABLE logs (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, so that events of a dropped log belong to nobody
    name    TEXT NOT NULL UNIQUE,
    epoch   TEXT NOT NULL,
    top     INTEGER NOT NULL DEFAULT 0,         -- offset of the newest event, 0: none
    first   INTEGER NOT NULL DEFAULT 1,         -- oldest offset that is kept
    last_id INTEGER,                            -- of the newest event
    last_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE events (
    place      INTEGER PRIMARY KEY,             -- logs.number << 40 | offset
    log        INTEGER NOT NULL,                -- logs.number
    id         INTEGER NOT NULL,
    previous   INTEGER,                         -- id of the event before it, NULL: it is the first
    at         INTEGER NOT NULL,                -- ms since the epoch, UTC
    member     INTEGER NOT NULL,
    role       TEXT NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL,
    is_row     INTEGER NOT NULL,
    header_crc INTEGER NOT NULL,                -- CRC-32C of all columns above
    version    INTEGER NOT NULL DEFAULT 0,      -- of the last amendment
    verdict    TEXT,
    body       BLOB NOT NULL,
    body_crc   INTEGER NOT NULL                 -- CRC-32C of version, verdict, body
);
CREATE UNIQUE INDEX events_by_id ON events (log, id);
CREATE UNIQUE INDEX events_by_key ON events (log, member, key) WHERE key <> '';
CREATE INDEX events_rows ON events (log) WHERE is_row = 1;

CREATE TABLE unswept (                          -- events that are forgotten but still lie there
    low  INTEGER PRIMARY KEY,                   -- place, inclusive
    high INTEGER NOT NULL                       -- place, exclusive
);

CREATE TABLE snapshots (
    log          INTEGER PRIMARY KEY,           -- logs.number
    offset       INTEGER NOT NULL,
    id           INTEGER NOT NULL,
    fold_version INTEGER NOT NULL,
    bytes        BLOB NOT NULL,
    crc          INTEGER NOT NULL               -- CRC-32C of bytes
);

CREATE TABLE records (
    name    TEXT PRIMARY KEY,
    value   BLOB NOT NULL,
    version INTEGER NOT NULL,
    expires INTEGER                             -- ms since the epoch, NULL: never
);
CREATE INDEX records_expiring ON records (expires) WHERE expires IS NOT NULL;

CREATE VIEW log_events AS                       -- for people who look into the file; the server does not use it
SELECT logs.name AS log, place & ((1 << 40) - 1) AS offset, format('%016x', id) AS id, at, format('%016x', member) AS member,
       role, key, is_row, version, verdict, CAST(body AS TEXT) AS body
FROM events JOIN logs ON logs.number = events.log AND place & ((1 << 40) - 1) >= logs.first;
)sql",
};

std::string advice_for(const std::filesystem::path& file)
{
    return " Nothing in it was changed. Put the last backup in its place: " + restore_command(file);
}

/// \throws store_refused unless every page, row and index of the file fits together
void check_quickly(sqlite_connection& it, const std::filesystem::path& file)
{
    const std::string found = it.text("PRAGMA quick_check(1)");
    if (found != "ok")
        throw store_refused("The data file " + file.string() + " is damaged (" + found + ")." + advice_for(file));
}

void inspect_open(sqlite_connection& it, const std::filesystem::path& file, std::span<const migration> steps)
{
    const auto version = it.integer("PRAGMA user_version");
    const auto application = it.integer("PRAGMA application_id");
    const bool has_tables = it.integer("SELECT count(*) FROM sqlite_schema") != 0;
    if (version == 0 && application == 0 && !has_tables)
        return; // a start that was cut off before it had made the tables
    if (application != application_id) {
        throw store_refused(
            "The file " + file.string() +
            " belongs to another program. Nothing in it was changed; give --data another "
            "folder.");
    }
    const auto known = static_cast<std::int64_t>(steps.size());
    if (version > known && oldest_reader_of(it) > known) {
        throw store_refused(
            "The data file " + file.string() + " was written by a newer Hallway (its form is " + std::to_string(version) +
            ", this one knows up to " + std::to_string(known) + "). Nothing in it was changed; start that newer version.");
    }
    if (version > known)
        log_warn("the data file was written by a newer version, which only added to it", {{"form", version}, {"known", known}});
    const bool was_clean = it.integer("SELECT value FROM meta WHERE name = 'clean_stop'") == 1;
    const auto bytes = std::filesystem::file_size(file);
    if (!was_clean)
        log_warn("the last server did not stop cleanly, its data file is being checked", {{"mib", bytes >> 20}});
    if (!was_clean || bytes <= always_checked_bytes)
        check_quickly(it, file);
}

std::filesystem::path beside(const std::filesystem::path& file, const char* suffix) { return file.string() + suffix; }

/// 0, too, for one that is not there.
std::uintmax_t bytes_of(const std::filesystem::path& file)
{
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(file, ec);
    return ec ? 0 : bytes;
}

/// SQLite would take an empty file for a new one. It is, unless it was served before: the secret is made after the tables.
/// \throws store_refused
void check_never_used(const std::filesystem::path& file, const std::filesystem::path& wal)
{
    const bool is_there = std::filesystem::exists(file);
    const bool was_served = is_there && std::filesystem::exists(file.parent_path() / "secret.key");
    if (was_served || bytes_of(wal) != 0)
        throw store_refused(
            "The data file " + file.string() + (is_there ? " is empty" : " is missing") +
            ", though this folder has been in use." + advice_for(file));
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at)
{
    std::uint32_t made = 0;
    for (std::size_t i = 0; i < 4; ++i)
        made = made << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return made;
}

/// SQLite takes a write-ahead log whose header is no header for an empty one, and would go on without what lies in it. A power cut does not leave such a one:
/// the header lies in one sector, and is on disk before the first frame is.
/// \throws store_refused
void check_wal_header(const std::filesystem::path& file, const std::filesystem::path& wal)
{
    constexpr std::size_t header_bytes = 32; // https://sqlite.org/fileformat2.html#walformat
    constexpr std::uint32_t magic = 0x377f0682;
    if (bytes_of(wal) <= header_bytes)
        return;
    std::string header(header_bytes, '\0');
    std::ifstream(wal, std::ios::binary).read(header.data(), static_cast<std::streamsize>(header_bytes));
    std::uint32_t sum0 = 0;
    std::uint32_t sum1 = 0;
    const auto kind = big_endian(header, 0);
    for (std::size_t at = 0; at < 24; at += 8) {
        const auto word = [&](std::size_t where) {
            const auto read = big_endian(header, where);
            return kind == magic ? __builtin_bswap32(read) : read; // 0x377f0683 would be summed as big-endian words
        };
        sum0 += word(at) + sum1;
        sum1 += word(at + 4) + sum0;
    }
    if ((kind & ~1U) != magic || sum0 != big_endian(header, 24) || sum1 != big_endian(header, 28))
        throw store_refused("The data file's write-ahead log " + wal.string() + " is damaged." + advice_for(file));
}

} // namespace

std::span<const migration> migrations() { return all; }

std::int64_t oldest_reader_of(sqlite_connection& it)
{
    const auto said = it.integer("SELECT max(value) FROM meta WHERE name = 'oldest_reader'");
    return said > 0 ? said : it.integer("PRAGMA user_version");
}

std::string restore_command(const std::filesystem::path& file)
{
    const auto folder = file.parent_path().string();
    return "hallway restore --data " + folder + " --list shows them, hallway restore --data " + folder + " FILE does it.";
}

void inspect(const std::filesystem::path& file, std::span<const migration> steps, const char* vfs)
{
    const auto wal = beside(file, "-wal");
    if (bytes_of(file) == 0) {
        check_never_used(file, wal);
        return;
    }
    check_wal_header(file, wal);
    try {
        sqlite_connection it(file, sqlite_connection::access::untouched, vfs);
        inspect_open(it, file, steps);
    } catch (const sqlite_error& error) {
        const bool damaged =
            error.primary() == SQLITE_NOTADB || error.primary() == SQLITE_CORRUPT || error.primary() == SQLITE_ERROR;
        throw store_refused(
            "The data file " + file.string() + (damaged ? " is damaged (" : " cannot be read (") + error.what() + ")." +
            advice_for(file));
    }
}

void set_up_writer(sqlite_connection& writer, bool full_sync)
{
    writer.run("PRAGMA busy_timeout = 5000;"
               "PRAGMA page_size = 4096;"
               "PRAGMA auto_vacuum = NONE;" // freed pages are used again; moving pages at each commit would cost more
               "PRAGMA journal_mode = WAL;"
               "PRAGMA wal_autocheckpoint = 0;" // the writer's thread decides when
               "PRAGMA journal_size_limit = 67108864;"
               "PRAGMA secure_delete = ON;" // what is erased is overwritten
               "PRAGMA temp_store = MEMORY;"
               "PRAGMA cache_size = -32768;" // KiB
               "PRAGMA mmap_size = 0;"       // a disk error must be an answer, not a signal
               "PRAGMA cell_size_check = ON;");
    writer.run(full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    if (writer.text("PRAGMA journal_mode") != "wal")
        throw sqlite_error(SQLITE_CANTOPEN, "the file system does not support a write-ahead log");
}

void set_up_reader(sqlite_connection& reader)
{
    reader.leave_wal_on_close();
    reader.run("PRAGMA busy_timeout = 2000;"
               "PRAGMA wal_autocheckpoint = 0;"
               "PRAGMA query_only = ON;"
               "PRAGMA temp_store = MEMORY;"
               "PRAGMA cache_size = -8192;" // KiB
               "PRAGMA mmap_size = 0;"
               "PRAGMA cell_size_check = ON;");
}

void migrate(sqlite_connection& writer, const std::filesystem::path& file, std::span<const migration> steps)
{
    const auto from = static_cast<std::size_t>(writer.integer("PRAGMA user_version"));
    if (from >= steps.size())
        return;
    if (from > 0) {
        const auto copy = file.string() + ".before-v" + std::to_string(steps.size());
        std::filesystem::remove(copy);
        sqlite_statement vacuum(writer, "VACUUM INTO ?1");
        vacuum.with(copy).run();
        ::chmod(copy.c_str(), 0600);
        flush_folder(file.parent_path());
    }
    writer.run("BEGIN IMMEDIATE");
    try {
        for (const auto step : steps.subspan(from))
            writer.run(step);
        writer.run(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
        writer.run(("PRAGMA user_version = " + std::to_string(steps.size())).c_str());
        writer.run("COMMIT");
    } catch (const sqlite_error&) {
        if (writer.in_transaction())
            writer.run("ROLLBACK");
        throw;
    }
}

std::string data_id(sqlite_connection& writer)
{
    writer.run("INSERT INTO meta VALUES ('data_id', lower(hex(randomblob(16)))) ON CONFLICT DO NOTHING");
    return writer.text("SELECT value FROM meta WHERE name = 'data_id'");
}

void mark_clean_stop(sqlite_connection& writer, bool clean)
{
    sqlite_statement mark(writer, "UPDATE meta SET value = ?1 WHERE name = 'clean_stop'");
    mark.with(clean).run();
}

} // namespace hallway::sqlite_schema
