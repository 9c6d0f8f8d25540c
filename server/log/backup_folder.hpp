// A folder of backups: what they are called, which of its files are ours, and which of them are kept.
#pragma once

#include "protocol/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// "hallway-20261122T091500Z.db": the time is UTC, so that names sort by it.
std::string backup_name(time_point made);

/// The time in such a name; nothing of another.
std::optional<time_point> backup_time(std::string_view name);

/// What a backup says of itself. Read from its head, not checked.
struct backup_label {
    std::filesystem::path file;
    time_point made;
    std::uintmax_t bytes = 0;
    std::string data_id; // of the data folder it was made of, random; a restored one keeps it
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
};

/// Nothing if the file is not one of Hallway's backups, or cannot be read.
std::optional<backup_label> read_backup_label(const std::filesystem::path& file);

/// Files of a backup's name, newest first. Links, folders and whatever has another name are not among them.
std::vector<std::filesystem::path> backup_files(const std::filesystem::path& folder);

/// The newest backup that was made of that data; nothing if there is none.
std::optional<backup_label> newest_backup(const std::filesystem::path& folder, const std::string& data_id);

/// Deletes all but the newest `keep` backups that were made of that data. Everything else in the folder stays: files of other names, backups of other
/// data, and what cannot be read. \returns how many it deleted
std::size_t prune_backups(const std::filesystem::path& folder, const std::string& data_id, std::size_t keep);

/// Deletes what a backup that was cut off has left: drafts (see draft_of) that nobody holds.
void remove_drafts(const std::filesystem::path& folder);

/// The name under which a backup is made, beside the one that it gets when it is known to be good.
std::filesystem::path draft_of(const std::filesystem::path& folder, std::uint64_t random);

/// The file that a backup is made in, for its owner only. Locked as long as it is worked on; gone afterwards, unless it was given its name.
class backup_draft {
public:
    /// \throws std::system_error
    backup_draft(const std::filesystem::path& folder, std::uint64_t random);
    ~backup_draft();
    backup_draft(const backup_draft&) = delete;
    backup_draft& operator=(const backup_draft&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// Never replaces what is there. \returns false if something is \throws std::system_error
    bool give_name(const std::filesystem::path& name) const;

private:
    std::filesystem::path path_;
    int fd_ = -1;
};

/// What root makes in another's folder belongs to the folder's owner: a server that runs as that user has to read it. Does nothing for anybody else.
void give_to_owner_of(const std::filesystem::path& folder, const std::filesystem::path& made);

/// Makes what was written to a file, and its name in the folder, survive a power cut. \throws std::system_error
void flush_file(const std::filesystem::path& file);
void flush_folder(const std::filesystem::path& folder);

} // namespace hallway
