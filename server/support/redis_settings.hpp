// How the settings that begin with "redis." are set: where Redis is, and who we are there. Each is of the kind that setting::set wants.
#pragma once

#include "support/setting_table.hpp"

namespace hallway {

bool set_redis_url(settings& all, const setting_value& value);
bool set_redis_authorities(settings& all, const setting_value& value);
bool set_redis_sentinels(settings& all, const setting_value& value);
bool set_redis_cluster(settings& all, const setting_value& value);
bool set_redis_master(settings& all, const setting_value& value);
bool set_redis_prefix(settings& all, const setting_value& value);

} // namespace hallway
