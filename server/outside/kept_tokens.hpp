// The guest keys of a replay's members, kept in a file: with them a run that is resumed is the same members again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hallway {

/// Where a run's keys lie unless told otherwise: below $XDG_STATE_HOME/hallway/replay, else ~/.local/state/hallway/replay.
/// `subject` names server, space, room, file and run. \returns nothing where there is no such folder to be had.
std::optional<std::filesystem::path> kept_tokens_path(std::string_view subject);

/// One line a key, "token nick"; appended, so that a run that is killed loses none that was written. Readable by its owner only.
class kept_tokens {
public:
    /// Keeps nothing without a path. A file that cannot be made is told by trouble().
    explicit kept_tokens(std::optional<std::filesystem::path> path);
    ~kept_tokens();
    kept_tokens(const kept_tokens&) = delete;
    kept_tokens& operator=(const kept_tokens&) = delete;

    /// Empty if none is kept.
    std::string of(const std::string& nick) const;
    void keep(const std::string& nick, const std::string& token);

    std::size_t count() const { return tokens_.size(); }

    /// A sentence; empty: all is well.
    const std::string& trouble() const { return trouble_; }

private:
    std::unordered_map<std::string, std::string> tokens_;
    std::string trouble_;
    int file_ = -1;
};

} // namespace hallway
