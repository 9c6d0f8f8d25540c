// The schedule, for whoever asks.
#pragma once

#include "http/routes.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

/// The text of the schedule as it is now; another text is another object. Called by the thread of the core that the table is of.
using schedule_source = std::function<std::shared_ptr<const std::string>()>;

/// /v1/schedule: JSON, with a tag, and gzip to whom takes it. What is sent is made once for each text and shared by all who are sent it. Pages of these origins may read it.
/// \param table  of one core
void add_schedule(http_routes& table, schedule_source text, std::vector<std::string> origins);

} // namespace hallway
