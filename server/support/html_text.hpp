// Text in a page of our own making.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// As it is written between tags and in quoted attributes, so that it is read as text whatever stands in it.
std::string html_text(std::string_view text);

} // namespace hallway
