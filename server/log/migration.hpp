// Copies all that one store keeps into another, exactly, and compares the two before the copy counts. What was cut off goes on where it was.
#pragma once

#include "log/whole_data.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace hallway {

struct migration_progress {
    const char* step = ""; // "copying", "comparing"
    std::uint64_t rooms_done = 0;
    std::uint64_t rooms = 0;
    std::uint64_t events_done = 0;
    std::uint64_t events = 0;
};

struct migration_order {
    time_point now; // records that have expired by then stay behind
    std::function<void(const migration_progress&)> tell;
};

struct migrated_data {
    std::uint64_t logs = 0;
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
    std::uint64_t records = 0;
    std::uint64_t events_found = 0; // of those: an earlier migration, cut off, had copied them
    bool was_done = false;          // the target had exactly this data already; nothing was changed
};

/// The copy is not what it was made of. It does not count.
struct migration_failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Logs keep their epochs: nothing that a client has seen is missing, so its position stays good.
/// \throws data_damaged if `from` is, or holds nothing; store_refused, also if `to` holds other data; migration_failed
migrated_data migrate(data_source& from, data_target& to, const migration_order& order);

} // namespace hallway
