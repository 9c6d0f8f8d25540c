#include "log/beginning.hpp"

#include "support/logging.hpp"

#include <charconv>

namespace hallway {

std::string encode_trimmed_fold(const stored_snapshot& what) { return std::to_string(what.fold_version) + '\n' + what.bytes; }

std::optional<stored_snapshot> decode_trimmed_fold(const std::string& bytes)
{
    stored_snapshot read;
    const auto line = bytes.find('\n');
    if (line == std::string::npos)
        return std::nullopt;
    const auto* end = bytes.data() + line;
    if (const auto number = std::from_chars(bytes.data(), end, read.fold_version); number.ec != std::errc{} || number.ptr != end)
        return std::nullopt;
    read.bytes = bytes.substr(line + 1);
    const auto state = decode_room_snapshot(read.bytes);
    if (!state || !state->id)
        return std::nullopt;
    read.offset = state->offset;
    read.id = *state->id;
    return read;
}

std::vector<stored_snapshot> beginnings(
    const log_top& log, std::optional<stored_snapshot> saved, std::optional<stored_snapshot> trimmed)
{
    // One that is ahead of the log tells of events that were lost since: the log is what counts.
    const auto fits = [&](const std::optional<stored_snapshot>& one) {
        return one && one->fold_version <= fold_version && one->offset <= log.offset && one->offset + 1 >= log.first;
    };
    const bool has_saved = fits(saved);
    const bool is_current = has_saved && saved->fold_version >= fold_version_alike;
    std::vector<stored_snapshot> found;
    if (is_current)
        found.push_back(std::move(*saved));
    if (log.first > 1 && fits(trimmed))
        found.push_back(std::move(*trimmed));
    if (has_saved && !is_current && log.first > 1)
        found.push_back(std::move(*saved));
    return found;
}

void warn_of_partial_replay(const std::string& log, std::uint64_t first)
{
    log_warn(
        "a room is shown from its oldest event that is kept: what came before was trimmed, and no snapshot of it can be read",
        {{"log", log}, {"first", first}});
}

} // namespace hallway
