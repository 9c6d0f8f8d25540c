// What stands on posters and slides: /c/ and a code, which leads to a room.
#pragma once

#include "http/routes.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// The path of the page that a code leads to; nothing if it leads nowhere. Called by the thread of the core that the table is of.
using code_lookup = std::function<std::optional<std::string>(std::string_view code)>;

/// /c/CODE, in whichever case it is typed: 302 to the page, or a page that says in words that there is none.
void add_short_links(http_routes& table, code_lookup where);

} // namespace hallway
