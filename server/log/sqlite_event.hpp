// One row of the table `events`: its columns, its place, and the checksums that tell when it is not what was written.
#pragma once

#include "log/sqlite_connection.hpp"
#include "log/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// Where an event lies in the table: its log's number and its offset in one integer, so that the table itself is in the order of the
/// logs and needs no index for it.
struct event_place {
    static constexpr int offset_bits = 40;
    static constexpr std::uint64_t offset_max = (std::uint64_t{1} << offset_bits) - 1;
    static constexpr std::int64_t log_max = (std::int64_t{1} << (63 - offset_bits)) - 1;

    /// An offset beyond offset_max counts as offset_max, which no event has.
    static std::int64_t of(std::int64_t log, std::uint64_t offset);
    static std::uint64_t offset_of(std::int64_t place) { return static_cast<std::uint64_t>(place) & offset_max; }
};

/// As a column keeps it.
inline std::optional<std::int64_t> bits_of(const std::optional<event_id>& id)
{
    return id ? std::optional(static_cast<std::int64_t>(id->value)) : std::nullopt;
}

/// The columns that read_event_row() expects, in its order.
inline constexpr std::string_view event_columns =
    " place, log, id, previous, at, member, role, key, digest, is_row, header_crc, version, verdict, body, body_crc ";

struct event_row {
    std::int64_t log = 0;
    std::optional<event_id> previous;
    stored_event event;
    std::string digest;
    bool is_row = false;
    std::uint64_t version = 0;
    std::optional<std::string> verdict; // code_of(errc)
    bool is_sound = true;               // both checksums fit
};

event_row read_event_row(sqlite_rows& rows);

std::int64_t header_checksum(const event_row& of);
std::int64_t body_checksum(std::uint64_t version, const std::optional<std::string>& verdict, std::string_view body);
std::int64_t bytes_checksum(std::string_view bytes);

/// What a later append with this event's key is told.
append_outcome outcome_of_known(const event_row& known, std::string_view digest);

/// Says in the server's log that a row is not what was written, and counts it. \returns the refusal for who asked.
refusal report_damage(std::string_view log, std::uint64_t offset, std::string_view what);

} // namespace hallway
