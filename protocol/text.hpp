// Cleaning what people type: Unicode form, invisible characters, lengths (ICU does the tables).
#pragma once

#include "protocol/errors.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// A message's text: valid UTF-8 to NFC; "\r\n" and "\r" become "\n"; control characters other than "\n" and tab are removed, NUL and lone surrogates
/// too; at most limits::combining_marks_max marks on a base and limits::line_breaks_max line breaks (further ones become spaces); white space
/// trimmed at both ends. Cleaning a cleaned text changes nothing.
/// \returns errc::bad_request (field "text") if nothing visible is left or it is not UTF-8; errc::too_large above limits::text_code_points_max.
outcome<std::string> clean_text(std::string_view raw);

/// A display name: NFC, inner white space folded to one space, trimmed, 1 to limits::name_code_points_max code points with one visible at least.
/// \returns errc::bad_request (field "name") otherwise, also for control, bidirectional-control, zero-width or tag characters.
outcome<std::string> clean_name(std::string_view raw);

/// A room's title, as clean_name but of limits::title_code_points_max; the field is "title".
outcome<std::string> clean_title(std::string_view raw);

/// A space's line of rules, as clean_name but of limits::rules_code_points_max; the field is "rules".
outcome<std::string> clean_rules(std::string_view raw);

// --- for what others wrote, and cannot be asked to write again (imports): nothing is refused, what may not stand is dropped ---

/// Any bytes as a line that clean_title would take but for its length: bytes that are not UTF-8 become U+FFFD, invisible characters are dropped. What is longer
/// than `code_points_max` (at least 1) ends with "…". Empty if nothing visible is left. Tidying a tidy line changes nothing.
std::string tidy_line(std::string_view raw, std::size_t code_points_max);

/// Any bytes as text of several lines: control characters dropped, NFC, at most two line breaks on end, trimmed; shortened like a line.
std::string tidy_text(std::string_view raw, std::size_t code_points_max);

/// An address to be followed: http, https or mailto, of visible ASCII, not longer than limits::url_bytes_max.
bool is_url(std::string_view text);

/// Code points in valid UTF-8.
std::size_t code_points(std::string_view text);

/// Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

/// Where the first byte stands that belongs to no character; nothing if the bytes are well-formed.
std::optional<std::size_t> first_not_utf8(std::string_view bytes);

} // namespace hallway
