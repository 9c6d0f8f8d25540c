// What is told and forgotten: applause, who is typing, and which of it a room is too large for. Nothing of it is ever in a log.
#pragma once

#include "protocol/ids.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {

enum class applause_kind : std::uint8_t { clap, heart, laugh, wow, agree };
inline constexpr std::size_t applause_kinds = 5;

std::string_view name_of(applause_kind which);
std::optional<applause_kind> applause_kind_named(std::string_view name);

/// How many gave each, by applause_kind.
using applause_counts = std::array<std::uint64_t, applause_kinds>;

/// `applaud` on the wire.
struct applaud {
    std::string room;
    applause_kind kind = applause_kind::clap;
    bool operator==(const applaud&) const = default;
};

/// `typing` on the wire: the member writes a message, or does not any more.
struct note_typing {
    std::string room;
    bool on = true;
    bool operator==(const note_typing&) const = default;
};

/// What a room leaves out because of how many are in it.
struct shedding {
    bool typing = false;                   // would be told in a smaller room
    std::chrono::milliseconds applause{0}; // so seldom it is told; 0: as often as ever
    bool operator==(const shedding&) const = default;
};

/// What a room with so many people leaves out, where typing is told if there is room for it.
shedding shed_in(std::uint64_t people, bool tells_typing);

} // namespace hallway
