// One SQLite connection, its prepared statements and its errors, as C++ objects.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hallway {

/// A call that SQLite refused. `code` is the extended result code.
class sqlite_error : public std::runtime_error {
public:
    sqlite_error(int extended_code, const std::string& what) : std::runtime_error(what), code(extended_code) {}

    int primary() const { return code & 0xff; }

    int code;
};

/// Used by one thread at a time. Statements end before it does.
class sqlite_connection {
public:
    enum class access {
        read_only,
        read_write,
        untouched, // reads, and leaves no trace: nothing is written to the file, nor made beside it. Only while nobody else has it open
    };

    /// Opens a file that exists, through the VFS of this name (nullptr: the system's). \throws sqlite_error
    sqlite_connection(const std::filesystem::path& file, access how, const char* vfs = nullptr);

    /// Runs statements that answer nothing, or whose answers do not matter. \throws sqlite_error
    void run(const char* sql);

    /// The first column of the first row. \throws sqlite_error, also if there is no row.
    std::int64_t integer(const char* sql);
    std::string text(const char* sql);

    /// SQLite checkpoints when the last connection of a file closes: not through this one.
    void leave_wal_on_close();

    bool in_transaction() const { return sqlite3_get_autocommit(held_.get()) == 0; }
    sqlite3* handle() { return held_.get(); }

private:
    struct closer {
        void operator()(sqlite3* it) const { sqlite3_close(it); }
    };
    std::unique_ptr<sqlite3, closer> held_;
};

/// Bytes for a BLOB column; plain string_views become TEXT.
struct blob {
    std::string_view bytes;
};

/// The rows of one run of a statement. Gives the statement back when it goes.
class sqlite_rows {
public:
    explicit sqlite_rows(sqlite3_stmt* statement) : statement_(statement) {}
    ~sqlite_rows() { sqlite3_reset(statement_); }
    sqlite_rows(const sqlite_rows&) = delete;
    sqlite_rows& operator=(const sqlite_rows&) = delete;

    /// Steps to the next row. \returns false after the last. \throws sqlite_error
    bool next();

    /// For statements without rows. \returns how many rows were changed. \throws sqlite_error
    std::int64_t run();

    // Columns of the present row, from 0. What string_views see is good until the next step.
    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::uint64_t bits(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    std::string_view bytes(int column) const;

private:
    sqlite3_stmt* statement_;
};

/// A statement that is prepared once and run often.
class sqlite_statement {
public:
    sqlite_statement(sqlite_connection& on, std::string_view sql);

    /// Binds ?1, ?2, … (copied). One run at a time: the rows of the last one are gone by then. \throws sqlite_error
    template <class... Values>
    [[nodiscard]] sqlite_rows with(const Values&... values)
    {
        int place = 0;
        (bind(++place, values), ...);
        return sqlite_rows(held_.get());
    }

private:
    void bind(int place, std::int64_t value);
    void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
    void bind(int place, bool value) { bind(place, std::int64_t{value}); }
    void bind(int place, std::string_view text);
    void bind(int place, const std::string& text) { bind(place, std::string_view(text)); }
    void bind(int place, const char* text) = delete; // would become a bool
    void bind(int place, blob value);
    void bind(int place, std::nullptr_t);

    template <class T>
    void bind(int place, const std::optional<T>& value)
    {
        if (value)
            bind(place, *value);
        else
            bind(place, nullptr);
    }

    void check(int result) const;

    struct finalizer {
        void operator()(sqlite3_stmt* it) const { sqlite3_finalize(it); }
    };
    std::unique_ptr<sqlite3_stmt, finalizer> held_;
};

} // namespace hallway
