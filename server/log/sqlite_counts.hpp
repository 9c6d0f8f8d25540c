// What the embedded store tells of itself on /metrics.
#pragma once

#include "support/metrics.hpp"

namespace hallway {

/// Raised by the writer's thread, and by the one that opens and closes the store.
struct sqlite_counts {
    explicit sqlite_counts(metrics& in)
        : syncs(in.count(
              "hallway_store_fsyncs_total", "Calls that made the disk keep what was written, for every file of the store.")),
          commits(in.count("hallway_store_commits_total", "Transactions committed for what was asked of the store.")),
          events(in.count("hallway_store_commit_events_total", "Events and other changes in those transactions.")),
          commit_time(in.timing("hallway_store_commit_seconds", "From the begin of a transaction to its being on disk.")),
          checkpoints(
              in.count("hallway_store_checkpoints_total", "Times that the write-ahead log was written back into the file.")),
          wal_bytes(in.show("hallway_store_wal_bytes", "In the write-ahead log since it last started over.")),
          is_writable(in.show("hallway_store_writable", "1 while the store takes writes, 0 while /readyz says why not."))
    {
        is_writable.set(1);
    }

    counter& syncs;
    counter& commits;
    counter& events;
    histogram& commit_time;
    counter& checkpoints;
    level& wal_bytes;
    level& is_writable;
};

} // namespace hallway
