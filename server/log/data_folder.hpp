// The folder that a node keeps its data in: made if it is missing, locked against a second process, private to its owner.
#pragma once

#include <filesystem>

namespace hallway {

/// Holds the folder's lock as long as it lives.
class data_folder {
public:
    /// Makes the folder (mode 0700) if it is not there; one that is there keeps its mode, since it may serve others too.
    /// Finishes a restore that was cut off (log/restore_swap.hpp).
    /// \throws store_refused if it cannot be written to; folder_in_use if another process holds it (the sentence says which).
    explicit data_folder(std::filesystem::path where);
    ~data_folder();

    data_folder(const data_folder&) = delete;
    data_folder& operator=(const data_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path database() const { return path_ / "hallway.db"; }

    /// Has the kernel forget what it holds of the database in memory, after what it can still write is written: after a disk's error it may show pages that
    /// never reached the disk, and what is recovered from those would be lost with the next power cut.
    /// \throws store_refused if the disk does not take what was written
    void read_from_disk() const;

    /// Makes the database's file, empty and with mode 0600, if it is not there; takes what others may do with it, and with the files that
    /// SQLite keeps beside it, away. Those that SQLite makes later have the same mode.
    void make_database_private() const;

private:
    void lock();

    std::filesystem::path path_;
    int lock_ = -1; // file descriptor
};

/// Whether there is data in a folder: also that of a restore that was cut off.
bool holds_data(const std::filesystem::path& folder);

/// Keeps servers from a folder while it is read, and changes nothing in it.
class folder_being_read {
public:
    /// \throws store_refused if there is no data in it, or a restore was cut off there; folder_in_use
    explicit folder_being_read(const std::filesystem::path& folder);
    ~folder_being_read();
    folder_being_read(const folder_being_read&) = delete;
    folder_being_read& operator=(const folder_being_read&) = delete;

private:
    int lock_ = -1; // none, if nobody has ever served the folder
};

} // namespace hallway
