// What a Redis says of itself in its answer to INFO.
#pragma once

#include <string>
#include <string_view>

namespace hallway {

/// The value of a line "name:value"; empty if there is none.
std::string info_value(std::string_view info, std::string_view name);

/// Whether the end of its append-only file may be half a transaction.
///
/// A Redis that is killed while it writes one, and then starts, cuts its file off behind the last whole command, which may stand within the transaction
/// (up to 7.0 at least; mended in Valkey, pull request 4342). What it appends then becomes part of that transaction when the file is read the next time: events change
/// their places without a word. Until it has written a new file since it started, nothing should be appended.
bool may_end_amid_transaction(std::string_view info);

} // namespace hallway
