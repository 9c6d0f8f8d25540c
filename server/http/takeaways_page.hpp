// What is worth keeping of a room, for whoever asks: to read, to keep, for programs.
#pragma once

#include "http/routes.hpp"
#include "protocol/errors.hpp"
#include "protocol/takeaways.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

/// Calls back with what everybody may see of the room, at once or later, or with why not. Called by the thread of the core that the table is of.
using takeaways_source =
    std::function<void(const std::string& room, std::function<void(outcome<std::shared_ptr<const takeaways>>)> then)>;

/// /v1/rooms/ROOM/takeaways.md, .html and .json: with a tag, and gzip to whom takes it. 404 without such a room; 503 with a time to come back when too many ask. Pages of
/// these origins may read them.
/// \param table  of one core
void add_takeaways(http_routes& table, takeaways_source ask, const std::vector<std::string>& origins);

} // namespace hallway
