// The metrics as Prometheus reads them.
#pragma once

#include "http/routes.hpp"
#include "support/metrics.hpp"

namespace hallway {

/// /metrics, for this machine only: to others, and to what a proxy passes on, there is no such page.
void add_metrics_page(http_routes& table, const metrics& counts);

} // namespace hallway
