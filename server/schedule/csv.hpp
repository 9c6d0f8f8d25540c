// Comma-separated values (RFC 4180) as people's spreadsheets write them: records of fields, and the line that each begins in.
#pragma once

#include "protocol/errors.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

namespace csv_limits {
inline constexpr std::size_t records_max = 20'000; // refused
inline constexpr std::size_t columns_max = 64;     // of one record: refused
} // namespace csv_limits

struct csv_record {
    std::size_t line = 0; // in the file, counted from 1
    std::vector<std::string> fields;
    bool operator==(const csv_record&) const = default;
};

/// Reads records separated by LF, CRLF or CR. What stands between fields is said by a first line "sep=;" (which is no record), else it is that of
/// comma, semicolon and tab which the first record has most of outside quotes, a comma if it has none. A field that begins with a quote ends with the
/// next one that is not doubled, and may hold separators and line breaks; elsewhere a quote is a character. Lines without any character are no records.
/// A byte order mark is passed over. The bytes of a field are what stands there, white space included.
/// \returns errc::bad_request or errc::too_large, with a sentence that names the line.
outcome<std::vector<csv_record>> read_csv(std::string_view bytes);

} // namespace hallway
