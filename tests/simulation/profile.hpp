// What a seed's world is like: its size, its bounds, and which faults it has. Each seed has some and not others, so that rare ones are not drowned by frequent ones
// (swarm testing; Groce et al., 2012).
#pragma once

#include "support/bounds.hpp"
#include "tests/simulation/world.hpp"

#include <cstdint>
#include <string>

namespace hallway::simulation {

struct network_faults {
    uptime latency_max = 5ms;
    std::uint64_t bytes_per_ms = 1'000;
    std::size_t kernel_bytes = 16 * 1024; // a connection's buffers on both sides
    std::uint64_t cuts = 0;               // per mille of actions, as all that follow
    std::uint64_t half_open = 0;          // of cuts: per mille that one side hears of late
    std::uint64_t slow_readers = 0;
};

struct store_faults {
    bool is_one_writer = true; // else the logs are committed independently of each other
    uptime commit_max = 2ms;
    uptime read_max = 2ms;
    std::size_t batch_max = 16;
    std::uint64_t append_unknown = 0; // per mille: `unavailable`, made durable or not
    std::uint64_t write_unknown = 0;  // likewise of amendments, snapshots, trimming
    std::uint64_t read_refused = 0;
    std::uint64_t full = 0; // per 10,000 commits
};

struct node_faults {
    std::uint64_t crashes = 0; // per 100,000 steps
    std::uint64_t drains = 0;  // per mille of actions, as all that follow
    std::uint64_t stalls = 0;  // of threads
    std::uint64_t clock_jumps = 0;
    std::uint64_t trims = 0;
    std::uint64_t rewinds = 0; // per mille of crashes: the disk forgot what it had said was safe
    std::uint64_t drops = 0;   // per mille of crashes: a log is gone
};

/// Of a Redis that several nodes share; per mille of actions, but for the last.
struct redis_faults {
    std::uint64_t cuts = 0;      // a node reaches it no more for a while
    std::uint64_t restarts = 0;  // it has lost the newest that it acknowledged, or nothing
    std::uint64_t restores = 0;  // an older copy is put in its place
    std::uint64_t failovers = 0; // a replica that was behind takes over, and others have written there
    std::uint64_t flushes = 0;   // it is emptied
    uptime publish_max = 2ms;
    std::uint64_t unheard = 0; // per mille of what is published, for each node that follows it
};

struct profile {
    bounds held;
    std::size_t nodes = 0; // that share a Redis; 0: one, with a disk of its own
    std::size_t cores = 2;
    std::size_t people = 4;
    std::size_t tabs = 1; // of the first person
    std::size_t actions = 100;
    std::uint64_t lies = 0; // per mille of joins: the client names a place where it never was
    bool is_flood_controlled = false;
    bool is_trimmed = false;   // at any time of the run
    std::uint64_t changes = 0; // per mille of actions: somebody changes or deletes a message besides
    std::uint64_t plans = 0;   // per mille of actions: somebody plans, or moves the clock of a stage
    std::uint64_t bans = 0;    // per mille of actions: a moderator bans somebody, or lets them in again
    network_faults network;
    store_faults disk;
    node_faults node;
    redis_faults redis;
};

profile profile_of(dice& random);

/// Of a world of several nodes.
profile profile_of_nodes(dice& random);

/// Has staff plan in some worlds. \param own chance of its own, so that the other worlds stay what they were
profile with_planning(profile what, dice& own);

/// Has staff plan, ban, or both in some worlds of several nodes. \param own as with_planning()
profile with_staff(profile what, dice& own);

/// Whether a version of the schedule names one state of it, as long as the world lasts.
bool may_follow_schedule(const profile& what);

/// A line for people.
std::string described(const profile& what);

} // namespace hallway::simulation
