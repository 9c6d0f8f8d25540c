// The space's logo, for every page.
#pragma once

#include "http/routes.hpp"
#include "support/brand_logo.hpp"

namespace hallway {

/// Adds nothing if there is no logo.
void add_brand(http_routes& table, const brand_logo& logo);

} // namespace hallway
