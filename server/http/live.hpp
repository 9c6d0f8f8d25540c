// Whether the server lives, and whether it can be sent people: for supervisors, containers and load balancers.
#pragma once

#include "http/routes.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hallway {

/// Why the server is not ready, in sentences for its operator; empty: it is. Called by every core's thread.
using reasons_unready = std::function<std::vector<std::string>()>;

/// /livez: 200 while the thread answers at all. /readyz: 200, or 503 with the reasons. /healthz: 200 with both and the version.
/// \param warnings what is wrong but keeps nobody out, told by /readyz and /healthz
void add_live(http_routes& table, reasons_unready why, reasons_unready warnings = {});

} // namespace hallway
