// What pages of other sites may read: their browser asks whether they may, and shows them nothing otherwise (Fetch Standard, 3.2, "CORS protocol").
#pragma once

#include "http/routes.hpp"

#include <string>
#include <vector>

namespace hallway {

/// Adds a GET, and its OPTIONS, whose answers those pages may read that come from one of the origins, and no others. Only for what everybody may read
/// who asks without a browser: nothing here is authorised by what a browser sends by itself.
/// \param origins  as for is_origin_allowed (support/origin.hpp); never "*"
void add_cross_origin(http_routes& table, std::string path, std::vector<std::string> origins, http_handler answer);

} // namespace hallway
