// The way from SQLite to the operating system's files, with its calls to fsync counted.
#pragma once

#include "support/metrics.hpp"

#include <memory>
#include <string>

namespace hallway {

/// A VFS of SQLite under a name of its own, in front of another. Connections that use it end before it does.
class sqlite_files {
public:
    /// \param base the name of the VFS that does the work; empty: the operating system's
    /// \param syncs raised at every xSync, on the thread that asks for it
    /// \throws store_refused if there is no such VFS
    sqlite_files(const std::string& base, counter& syncs);
    ~sqlite_files();
    sqlite_files(const sqlite_files&) = delete;
    sqlite_files& operator=(const sqlite_files&) = delete;

    const char* name() const;

private:
    struct counted_vfs;
    std::unique_ptr<counted_vfs> vfs_;
};

} // namespace hallway
