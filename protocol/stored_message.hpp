// A message and an author as the store and the snapshots keep them. Private to the codec.
#pragma once

#include "protocol/events.hpp"
#include "protocol/json_writer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace hallway {

/// The fields, into an object that is open.
void write_stored_message(json_writer& out, const message& what);

/// \returns nothing if neither a text nor `deleted` is there.
std::optional<message> read_stored_message(const nlohmann::json& object);

/// The member and the role.
void write_author_kept(json_writer& out, const author& who);
std::optional<author> read_author_kept(const nlohmann::json& object);

} // namespace hallway
