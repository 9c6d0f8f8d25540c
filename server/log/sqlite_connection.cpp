#include "log/sqlite_connection.hpp"

#include <system_error>

namespace hallway {
namespace {

[[noreturn]] void fail(sqlite3* on) { throw sqlite_error(sqlite3_extended_errcode(on), sqlite3_errmsg(on)); }

/// As SQLite takes it in a "file:" address (RFC 3986, 2.1).
std::string as_address(const std::filesystem::path& file)
{
    constexpr const char* digits = "0123456789ABCDEF";
    std::string text = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                              c == '.' || c == '-' || c == '_';
        if (is_plain)
            text += c;
        else
            text.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return text;
}

bool has_content(const std::filesystem::path& file)
{
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(file, ec);
    return !ec && bytes > 0;
}

} // namespace

sqlite_connection::sqlite_connection(const std::filesystem::path& file, access how, const char* vfs)
{
    // "immutable" keeps SQLite from looking at a write-ahead log, or at a journal. One with something in it has to be read, which only who may write can do;
    // with the file locked for one connection alone, the log's index stays in memory.
    const bool is_immutable =
        how == access::untouched && !has_content(file.string() + "-wal") && !has_content(file.string() + "-journal");
    const bool only_reads = how == access::read_only || is_immutable;
    const int flags = (only_reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (is_immutable ? SQLITE_OPEN_URI : 0);
    sqlite3* opened = nullptr;
    const auto name = is_immutable ? as_address(file) + "?immutable=1" : file.string();
    const int result = sqlite3_open_v2(name.c_str(), &opened, flags, vfs);
    held_.reset(opened);
    if (result != SQLITE_OK) {
        throw sqlite_error(result, opened != nullptr ? std::string(sqlite3_errmsg(opened)) : std::string(sqlite3_errstr(result)));
    }
    // Nothing in the file may call functions or write to the schema behind our back.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (how == access::untouched) {
        leave_wal_on_close();
        run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON; PRAGMA busy_timeout = 2000; PRAGMA mmap_size = 0;"
            "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
    }
}

void sqlite_connection::run(const char* sql)
{
    if (sqlite3_exec(held_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(held_.get());
}

std::int64_t sqlite_connection::integer(const char* sql)
{
    sqlite_statement statement(*this, sql);
    auto rows = statement.with();
    if (!rows.next())
        throw sqlite_error(SQLITE_NOTFOUND, std::string("no row answers: ") + sql);
    return rows.integer(0);
}

std::string sqlite_connection::text(const char* sql)
{
    sqlite_statement statement(*this, sql);
    auto rows = statement.with();
    if (!rows.next())
        throw sqlite_error(SQLITE_NOTFOUND, std::string("no row answers: ") + sql);
    return std::string(rows.bytes(0));
}

void sqlite_connection::leave_wal_on_close() { sqlite3_db_config(held_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

bool sqlite_rows::next()
{
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        fail(sqlite3_db_handle(statement_));
    return result == SQLITE_ROW;
}

std::int64_t sqlite_rows::run()
{
    while (next()) {}
    return sqlite3_changes64(sqlite3_db_handle(statement_));
}

std::string_view sqlite_rows::bytes(int column) const
{
    const auto* begin = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto count = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return begin == nullptr ? std::string_view() : std::string_view(begin, count);
}

sqlite_statement::sqlite_statement(sqlite_connection& on, std::string_view sql)
{
    sqlite3_stmt* prepared = nullptr;
    const int result =
        sqlite3_prepare_v3(on.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    held_.reset(prepared);
    if (result != SQLITE_OK)
        fail(on.handle());
}

void sqlite_statement::bind(int place, std::int64_t value) { check(sqlite3_bind_int64(held_.get(), place, value)); }

void sqlite_statement::bind(int place, std::string_view text)
{
    const char* begin = text.data() == nullptr ? "" : text.data();
    check(sqlite3_bind_text64(held_.get(), place, begin, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void sqlite_statement::bind(int place, blob value)
{
    const char* begin = value.bytes.data() == nullptr ? "" : value.bytes.data();
    check(sqlite3_bind_blob64(held_.get(), place, begin, value.bytes.size(), SQLITE_TRANSIENT));
}

void sqlite_statement::bind(int place, std::nullptr_t) { check(sqlite3_bind_null(held_.get(), place)); }

void sqlite_statement::check(int result) const
{
    if (result != SQLITE_OK)
        fail(sqlite3_db_handle(held_.get()));
}

} // namespace hallway
