#include "edge/node_settings.hpp"

#include "support/origin.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace hallway {

sqlite_settings settings_of_store(const settings& all, metrics& counts)
{
    sqlite_settings own;
    own.folder = all.data;
    own.counts = &counts;
    return own;
}

redis_store_settings settings_of_redis(const settings& all, metrics& counts)
{
    redis_store_settings own;
    own.client.link.where = redis_with_password(all);
    own.sentinels.where = all.redis_sentinels;
    own.sentinels.master = all.redis_master;
    own.cluster = redis_cluster_with_password(all);
    for (auto& each : own.sentinels.where)
        each.authorities = all.redis.authorities;
    own.prefix = all.redis_prefix;
    own.replicas = all.redis_replicas;
    own.counts = &counts;
    return own;
}

std::size_t cores_of(const settings& all)
{
    return all.cores > 0 ? all.cores : std::max(1u, std::thread::hardware_concurrency());
}

std::size_t memory_budget(const settings& all)
{
    if (all.memory_mib > 0)
        return all.memory_mib * 1024 * 1024;
    const auto there = memory_of_machine();
    return there > 0 ? there / 4 * 3 : without_limit;
}

core_settings settings_of_core(
    const settings& all, const brand_logo& logo, const memory_watch& memory, attendance& people, room_pulse& pulse,
    read_marks& marks, departure* sends)
{
    core_settings own;
    own.sends = sends;
    own.memory = &memory;
    own.people = &people;
    own.pulse = &pulse;
    own.marks = &marks;
    own.space = all.space;
    own.space_title = all.space_title;
    own.keep_deleted = all.safety_keep_deleted;
    own.windows = {all.talk_opens_before, all.talk_qa, all.talk_locks_after};
    own.rules = all.space_rules;
    own.looks = {all.brand_colour, logo.bytes ? logo.path() : std::string{}};
    for (const auto& room : all.rooms)
        own.rooms.push_back({room.id, room.title});
    own.is_unlimited = all.unlimited;
    return own;
}

session_caps caps_of(const settings& all)
{
    return {all.sessions_per_member, std::max(all.sessions_per_member, limits::sessions_per_staff)};
}

edge_settings settings_of_edge(const settings& all, const tls_identity& identity, const memory_watch& memory, shared_sends* sends)
{
    edge_settings own;
    own.tls = identity;
    own.has_own_address = all.public_url.starts_with("https://");
    own.memory = &memory;
    own.sends = sends;
    own.cores = cores_of(all);
    own.origins = origins_of(all);
    return own;
}

door_settings settings_of_door(const settings& all)
{
    door_settings own;
    own.trusted_proxies = all.trusted_proxies;
    if (all.unlimited)
        return own;
    own.hello_burst = all.hello_burst;
    own.hello_refill = uptime{std::chrono::seconds{1}} / all.hellos_per_second;
    return own;
}

} // namespace hallway
