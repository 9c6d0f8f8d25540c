// A look at a document's JSON before anything is built from it: its depth, its keys, its numbers. Private to the codec.
#pragma once

#include "protocol/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

struct json_fault {
    refusal why;
    std::optional<std::uint64_t> id; // the outermost "id", if only a number is to blame
};

/// Whether a client's document is one JSON text within limits::json_depth_max and limits::json_keys_max, without duplicate keys and without a number that no
/// double holds. \returns what is wrong with it, or nothing.
std::optional<json_fault> check_json(std::string_view document);

/// The document with escapes of lone surrogates (what is left when a script cuts an emoji in half) replaced by "\u0000", which text cleaning removes and every
/// other field refuses. No JSON library reads them otherwise, and the author could not be told which command is to blame.
std::string without_lone_surrogates(std::string_view document);

} // namespace hallway
