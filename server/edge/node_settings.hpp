// What each part of a node is to know of the settings.
#pragma once

#include "edge/door.hpp"
#include "edge/settings.hpp"
#include "hub/core.hpp"
#include "log/redis_store.hpp"
#include "log/sqlite_store.hpp"
#include "support/brand_logo.hpp"
#include "support/config.hpp"
#include "support/memory_watch.hpp"

#include <cstddef>

namespace hallway {

sqlite_settings settings_of_store(const settings& all, metrics& counts);

/// \throws config_error if its password cannot be read
redis_store_settings settings_of_redis(const settings& all, metrics& counts);

/// How many there are to be: at least one.
std::size_t cores_of(const settings& all);

/// In bytes; without_limit if nobody says.
std::size_t memory_budget(const settings& all);

/// What it refers to outlives the core.
core_settings settings_of_core(
    const settings& all, const brand_logo& logo, const memory_watch& memory, attendance& people, room_pulse& pulse,
    read_marks& marks, departure* sends);

session_caps caps_of(const settings& all);
edge_settings settings_of_edge(
    const settings& all, const tls_identity& identity, const memory_watch& memory, shared_sends* sends);
door_settings settings_of_door(const settings& all);

} // namespace hallway
