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
    const settings& all, const brand_logo& logo, const memory_watch& memory, attendance& people, read_marks& marks)
{
    core_settings own;
    own.memory = &memory;
    own.people = &people;
    own.marks = &marks;
    own.space = all.space;
    own.space_title = all.space_title;
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

edge_settings settings_of_edge(const settings& all, const memory_watch& memory)
{
    edge_settings own;
    own.memory = &memory;
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
    own.per_address_max = all.connections_per_address;
    own.hello_burst = all.hello_burst;
    own.hello_refill = uptime{std::chrono::seconds{1}} / all.hellos_per_second;
    return own;
}

} // namespace hallway
