// The record of what staff did: entries chained by their hashes, so that none can be changed or taken out unseen.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/ids.hpp"
#include "protocol/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

/// Something that staff asked for and that was allowed; whether it lost a race then, the rooms' logs tell.
struct audit_entry {
    std::uint64_t number = 0; // from 1, without holes
    time_point at;
    author by;
    std::string name;   // of that time
    std::string act;    // the command as JSON, without what was written in it
    std::string before; // the hash of the entry before this one; of the first: 64 zeros
    bool operator==(const audit_entry&) const = default;
};

/// One line of JSON; its hash is SHA-256 over these bytes, in hex.
std::string encode_audit(const audit_entry& what);
std::optional<audit_entry> decode_audit(std::string_view bytes);

/// The hash that stands before the first entry.
std::string no_audit_hash();

/// A command as an entry tells it: an object with "do", whom and what it is about, and its key. What people wrote (texts, addresses) is left out, since
/// that can be deleted; of a plan it says how much of what.
std::string audited_form(const command_body& what);

} // namespace hallway
