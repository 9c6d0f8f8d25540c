#include "http/metrics_page.hpp"

namespace hallway {

void add_metrics_page(http_routes& table, const metrics& counts)
{
    table.add("GET", "/metrics", [&counts](const http_request& request) {
        if (!request.is_from_this_machine)
            return http_response::of_text(404, "There is nothing at this address.\n");
        return http_response::of_text(200, counts.text(), "text/plain; version=0.0.4; charset=utf-8");
    });
}

} // namespace hallway
