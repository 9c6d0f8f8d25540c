// Requests for a page, as the routes are handed them.
#pragma once

#include "support/http_message.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace hallway::test {

inline http_request get(std::string_view path, std::vector<std::pair<std::string_view, std::string_view>> headers = {})
{
    http_request out;
    out.method = "GET";
    out.path = path;
    out.headers = std::move(headers);
    return out;
}

} // namespace hallway::test
