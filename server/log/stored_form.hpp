// Between an event as the house knows it and as a store keeps it.
#pragma once

#include "log/log_service.hpp"
#include "protocol/codec.hpp"

#include <optional>
#include <vector>

namespace hallway {

/// All but the log and the digest.
append_request request_for(const append_draft& what);

/// Nothing if the bytes are no event.
std::optional<event> event_of(stored_event stored);

/// errc::unavailable if one of them is no event.
outcome<std::vector<shared_event>> events_of(std::vector<stored_event> stored);

/// Nothing if it is not a message.
std::optional<row> row_of(stored_event stored);

} // namespace hallway
