// What the scripts of server/redis answer, as the store's own types; and how ids and numbers are written for them.
#pragma once

#include "log/store.hpp"
#include "redis/redis_failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway::redis_answers {

/// Of what failed. For who wrote, what is unknown and what was refused look alike: unavailable, ask again with the same key.
errc code_of(const redis_failure& failure);

/// 16 hexadecimal digits.
std::string hex_of(std::uint64_t id);

/// A number that a script may reckon with: what is above 2^53 - 1 is so far away that this does as well.
std::string number_of(std::uint64_t value);
std::string milliseconds_of(time_point when);

// Each takes the reply of its script or command; errc::unavailable if that is not as it must be.
outcome<log_top> top_of(const redis_answer& answer);
/// Of HMGET with the same fields: nothing if there is no such log.
outcome<std::optional<log_top>> known_top_of(const redis_answer& answer);
append_outcome appended(const redis_answer& answer);
outcome<std::vector<stored_event>> events_of(const redis_answer& answer);
outcome<row_page> page_of(const redis_answer& answer);
outcome<stored_event> event_of(const redis_answer& answer);
outcome<append_outcome> known_of(const redis_answer& answer);
outcome<done> done_of(const redis_answer& answer);
outcome<std::uint64_t> version_of(const redis_answer& answer);
outcome<stored_snapshot> snapshot_of(const redis_answer& answer);
outcome<record> record_of(const redis_answer& answer, time_point now);
outcome<std::vector<std::pair<std::string, record>>> records_of(const redis_answer& answer, time_point now);
outcome<std::vector<std::string>> names_of(const redis_answer& answer);

/// What append.lua publishes, but for the log, which the channel tells; nothing if it is something else.
std::optional<heard_event> heard_in(std::string_view payload);

/// Whether trim.lua says that there is more to clear away.
bool has_more(const redis_answer& answer);

} // namespace hallway::redis_answers
