// The store in Redis as a whole: read as it lies there, or made of what lay elsewhere. Nobody else uses it meanwhile.
#pragma once

#include "log/whole_data.hpp"
#include "support/redis_address.hpp"

#include <functional>
#include <memory>
#include <string>

namespace hallway {

struct whole_redis_settings {
    redis_address where;
    std::string prefix = "hallway:";              // of all keys
    std::function<void(const std::string&)> warn; // a sentence for the operator
};

/// \throws store_refused if Redis does not answer, or a server follows logs there
std::unique_ptr<data_source> read_whole_redis(const whole_redis_settings& settings);

/// What is laid there has keys of its own until commit(): `migrating:` behind the prefix.
/// \throws store_refused also if another process lays something there, or if Redis could throw away what it is given
std::unique_ptr<data_target> fill_whole_redis(const whole_redis_settings& settings);

} // namespace hallway
