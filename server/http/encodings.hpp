// What a browser and a server agree on so that a text is sent small, and only once: codings and tags.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

inline constexpr int best_compression = 9;
inline constexpr int quick_compression = 6;

/// Empty if it would not be smaller by a tenth.
std::string gzipped(const std::string& bytes, int level);

/// 128 bits of the SHA-256, quoted.
std::string etag_of(std::string_view bytes);

/// Whether an Accept-Encoding header takes this coding (RFC 9110, 12.5.3). Its preferences among those it takes are ours to choose.
bool accepts(std::string_view header, std::string_view coding);

/// Whether an If-None-Match header has this tag; compared weakly (RFC 9110, 13.1.2).
bool has_etag(std::string_view if_none_match, std::string_view etag);

} // namespace hallway
