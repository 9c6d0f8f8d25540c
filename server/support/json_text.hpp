// A string as JSON writes it, for the few places that write JSON by hand (logs, readiness).
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// With its quotation marks. Bytes that are not UTF-8 become U+FFFD, so that the line stays JSON whatever it quotes.
std::string json_quoted(std::string_view text);

} // namespace hallway
