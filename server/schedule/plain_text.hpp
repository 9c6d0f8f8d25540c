// What authors wrote in markup, as text to read; and addresses that a page may link to.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// HTML as text: tags dropped, paragraphs and list items as lines, character references resolved. Text without an HTML tag is returned as it is
/// ("a < b", "vector<int>", Markdown). Linear in its length. The result may hold anything: tidy it (protocol/text.hpp) before it is shown.
std::string without_markup(std::string_view text);

/// An http, https or mailto address without white space, quotes or invisible characters, at most schedule_limits::url_bytes_max; one that begins
/// with a slash is resolved at `base`'s origin. Empty if it is none.
std::string tidy_url(std::string_view written, std::string_view base);

/// The letters and digits of a name, "K.1.105 (La Fontaine)" as "k-1-105-la-fontaine": [a-z0-9-], at most 60 bytes, other scripts in Latin letters.
/// Empty if it has none.
std::string slug_of(std::string_view name);

} // namespace hallway
