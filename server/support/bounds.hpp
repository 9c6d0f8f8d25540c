// The bounds of what a node holds, gathered so that they can be injected. The server uses them as they are; the simulation makes them small, so that every one of
// them is met within a short run.
#pragma once

#include "protocol/limits.hpp"

#include <cstddef>
#include <cstdint>

namespace hallway {

/// How much of a room a replica keeps. Every replica of a log must have the same.
struct room_bounds {
    std::size_t rows = limits::room_rows_kept;
    std::size_t alterations = limits::room_alterations_kept;
};

/// A node's bounds; each has its unit and reason beside its value in limits.hpp.
struct bounds {
    // The log service and the cores it serves.
    std::size_t requests_per_core = limits::requests_per_core_max;
    std::size_t mailbox_items = limits::mailbox_items_max; // above requests_per_core
    std::size_t ring_events = limits::ring_events_max;
    std::uint64_t snapshot_every = limits::snapshot_every;
    std::size_t read_ahead_events = 1'000; // in one read while a log is opened or a core is caught up
    std::size_t read_ahead_bytes = 4 * 1024 * 1024;
    std::size_t shared_read_events = 512;            // in one read for all who come back there,
    std::size_t shared_read_bytes = 8 * 1024 * 1024; // and of all that is kept for others who do

    // A room and its seats.
    room_bounds room;
    std::size_t fresh_rows = limits::fresh_rows;
    std::size_t page_rows = limits::page_rows_max; // of a recovery
    std::size_t page_bytes = limits::page_bytes_max;
    std::size_t page_reads = limits::page_reads_per_core;
    std::uint64_t recovery_events = limits::recovery_events_max;
    std::size_t outbox_signal_bytes = limits::outbox_signal_bytes;
    std::size_t outbox_tally_bytes = limits::outbox_tally_bytes;
    std::size_t outbox_gap_bytes = limits::outbox_gap_bytes;
    std::size_t outbox_bytes = limits::outbox_bytes_max;
};

} // namespace hallway
