// The data file's form: what marks it as ours, its tables, how an older one becomes a newer one, and how a connection is set up.
#pragma once

#include "log/sqlite_connection.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace hallway::sqlite_schema {

/// "HALW", in the file's header: file(1) and every SQLite tool show it.
inline constexpr std::int64_t application_id = 0x48414c57;

/// Up to this size a file is checked at every start; a larger one only after a stop that was not clean.
inline constexpr std::uintmax_t always_checked_bytes = 64 * 1024 * 1024;

/// One step of the form: only adds (tables, columns, indexes), so that what older code wrote keeps its meaning. A step after which programs of form N still read and
/// write the file rightly says so, `INSERT OR REPLACE INTO meta VALUES ('oldest_reader', N)`; they then open it. Without that, they refuse it.
using migration = const char*;

/// All steps, oldest first. user_version counts those that a file has behind it.
std::span<const migration> migrations();

/// The oldest form whose programs may use this file: what its last step says, else the file's own form.
std::int64_t oldest_reader_of(sqlite_connection& it);

/// The end of a sentence: the commands that put a backup in the place of a file.
std::string restore_command(const std::filesystem::path& file);

/// Looks at a file without changing it, or anything beside it: it is new, or ours, not newer than `steps` can use, and sound.
/// \throws store_refused with the sentence to show.
void inspect(const std::filesystem::path& file, std::span<const migration> steps = migrations(), const char* vfs = nullptr);

/// Sets up the one connection that writes: WAL, durability, private deletes, checkpoints only when asked for.
void set_up_writer(sqlite_connection& writer, bool full_sync);

/// Sets up a connection that only reads, and never checkpoints.
void set_up_reader(sqlite_connection& reader);

/// Brings a file to the newest form, in one transaction; of a file that had an older form a copy `….before-vN` is left beside it.
/// \throws sqlite_error, with nothing changed
void migrate(sqlite_connection& writer, const std::filesystem::path& file, std::span<const migration> steps = migrations());

/// The name of this data, random, made the first time: by it a backup is known to be of this data.
std::string data_id(sqlite_connection& writer);

/// Writes down whether the last process left cleanly.
void mark_clean_stop(sqlite_connection& writer, bool clean);

} // namespace hallway::sqlite_schema
