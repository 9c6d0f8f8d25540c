#include "tests/simulation/profile.hpp"

namespace hallway::simulation {

namespace {

/// In about half of the worlds this fault does not exist.
std::uint64_t perhaps(dice& random, std::uint64_t most) { return random.chance(500) ? random.between(1, most) : 0; }

bounds small_bounds(dice& random)
{
    bounds held;
    held.requests_per_core = random.between(24, 64);
    held.mailbox_items = held.requests_per_core + random.between(1, 12);
    held.ring_events = random.between(2, 24);
    held.snapshot_every = random.between(2, 12);
    held.read_ahead_events = random.between(2, 20);
    held.room.rows = random.between(3, 16);
    held.room.alterations = random.between(24, 48);
    held.fresh_rows = random.between(1, held.room.rows);
    held.page_rows = random.between(2, 12);
    held.page_bytes = random.between(600, 8'000);
    held.recovery_events = random.between(10, 60);
    held.outbox_gap_bytes = random.between(600, 3'000);
    held.outbox_bytes = held.outbox_gap_bytes + random.between(9'000, 16'000);
    return held;
}

} // namespace

profile profile_of(dice& random)
{
    profile made;
    if (random.chance(900))
        made.held = small_bounds(random);
    made.cores = random.between(1, 3);
    made.people = random.between(2, 4);
    made.tabs = random.between(1, 2);
    made.actions = random.between(20, 90);
    made.held.page_reads = 1 + made.held.ring_events % 5;
    made.held.shared_read_events = 1 + made.held.ring_events % 7;
    made.held.shared_read_bytes = made.held.page_bytes;
    made.lies = perhaps(random, 250);
    made.is_flood_controlled = random.chance(80);

    made.network.latency_max = random.chance(500) ? 2ms : 150ms;
    made.network.bytes_per_ms = random.chance(600) ? 10'000 : random.between(5, 200);
    made.network.kernel_bytes = random.between(300, 6'000);
    made.network.cuts = perhaps(random, 80);
    made.network.half_open = perhaps(random, 600);
    made.network.slow_readers = perhaps(random, 60);

    made.disk.is_one_writer = random.chance(600);
    made.disk.commit_max = random.chance(600) ? 2ms : 80ms;
    made.disk.read_max = random.chance(700) ? 2ms : 400ms;
    made.disk.batch_max = random.between(1, 32);
    made.disk.append_unknown = random.chance(300) ? random.between(1, 120) : 0;
    made.disk.write_unknown = random.chance(300) ? random.between(1, 120) : 0;
    made.disk.read_refused = random.chance(300) ? random.between(1, 120) : 0;
    made.disk.full = random.chance(150) ? random.between(5, 100) : 0;

    made.node.crashes = perhaps(random, 300);
    made.node.drains = random.chance(200) ? random.between(1, 15) : 0;
    made.node.stalls = perhaps(random, 120);
    made.node.clock_jumps = random.chance(200) ? random.between(1, 30) : 0;
    made.node.trims = perhaps(random, 60);
    made.is_trimmed = made.node.trims > 0;
    made.node.rewinds = random.chance(150) ? random.between(100, 600) : 0;
    made.node.drops = random.chance(100) ? random.between(100, 400) : 0;
    return made;
}

profile profile_of_nodes(dice& random)
{
    auto made = profile_of(random);
    made.nodes = random.between(2, 4);
    made.cores = random.between(1, 2);
    made.people = random.between(2, 5);
    made.changes = perhaps(random, 500);
    made.disk.full = 0;
    made.node.rewinds = made.node.drops = 0;
    made.redis.cuts = perhaps(random, 60);
    made.redis.restarts = perhaps(random, 60);
    made.redis.restores = random.chance(300) ? random.between(1, 30) : 0;
    made.redis.failovers = perhaps(random, 60);
    made.redis.flushes = random.chance(300) ? random.between(1, 30) : 0;
    made.redis.publish_max = random.chance(500) ? 1ms : 300ms;
    made.redis.unheard = perhaps(random, 300);
    return made;
}

profile with_planning(profile what, dice& own)
{
    if (!own.chance(200))
        return what;
    what.plans = own.between(30, 300);
    // A version is a place in the space's log, and names no other log than that: who knows one that was forgotten and written anew has no way to see it.
    what.node.rewinds = 0;
    return what;
}

profile with_staff(profile what, dice& own)
{
    if (own.chance(400))
        what.bans = own.between(50, 300);
    if (!own.chance(300))
        return what;
    what.plans = own.between(30, 300);
    if (own.chance(500)) // see above: who follows what others plan does so where nothing is lost
        what.redis.restarts = what.redis.restores = what.redis.failovers = what.redis.flushes = 0;
    return what;
}

bool may_follow_schedule(const profile& what)
{
    return what.plans > 0 && what.redis.restarts + what.redis.restores + what.redis.failovers + what.redis.flushes == 0;
}

std::string described(const profile& what)
{
    std::string text;
    const auto add = [&](const char* name, std::uint64_t value) {
        if (value != 0)
            text += std::string{text.empty() ? "" : ", "} + name + " " + std::to_string(value);
    };
    const auto ms = [](uptime time) { return static_cast<std::uint64_t>(time / 1ms); };
    add("nodes", what.nodes), add("cores", what.cores), add("people", what.people), add("tabs", what.tabs),
        add("actions", what.actions);
    add("mailbox", what.held.mailbox_items), add("of it answers", what.held.requests_per_core),
        add("ring", what.held.ring_events);
    add("snapshot every", what.held.snapshot_every), add("rows", what.held.room.rows), add("lies", what.lies);
    add("flood control", what.is_flood_controlled), add("latency ms", ms(what.network.latency_max));
    add("cuts", what.network.cuts), add("half open", what.network.half_open), add("slow readers", what.network.slow_readers);
    add("one writer", what.disk.is_one_writer), add("commit ms", ms(what.disk.commit_max)),
        add("read ms", ms(what.disk.read_max));
    add("appends unknown", what.disk.append_unknown), add("writes unknown", what.disk.write_unknown);
    add("reads refused", what.disk.read_refused), add("full", what.disk.full), add("crashes", what.node.crashes);
    add("drains", what.node.drains), add("stalls", what.node.stalls), add("clock jumps", what.node.clock_jumps);
    add("changes", what.changes), add("plans", what.plans), add("bans", what.bans);
    add("trims", what.node.trims), add("rewinds", what.node.rewinds), add("drops", what.node.drops);
    add("redis cuts", what.redis.cuts), add("restarts", what.redis.restarts), add("restores", what.redis.restores);
    add("failovers", what.redis.failovers), add("flushes", what.redis.flushes), add("unheard", what.redis.unheard);
    add("published within ms", what.nodes == 0 ? 0 : ms(what.redis.publish_max));
    return text;
}

} // namespace hallway::simulation
