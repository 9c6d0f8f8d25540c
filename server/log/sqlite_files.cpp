#include "log/sqlite_files.hpp"

#include "log/store_refused.hpp"

#include <sqlite3.h>

#include <atomic>
#include <list>
#include <mutex>

namespace hallway {
namespace {

/// The functions of a kind of file, with one of them in front of the original.
struct counted_methods : sqlite3_io_methods {
    const sqlite3_io_methods* original = nullptr;
    counter* syncs = nullptr;
};

int sync(sqlite3_file* file, int flags)
{
    const auto& methods = *static_cast<const counted_methods*>(file->pMethods);
    methods.syncs->add();
    return methods.original->xSync(file, flags);
}

} // namespace

/// Of the other VFS' functions, those that depend on which VFS is asked are passed on to it; the rest do not, and are copied.
struct sqlite_files::counted_vfs : sqlite3_vfs {
    sqlite3_vfs* base = nullptr;
    counter* syncs = nullptr;
    std::string name;
    std::mutex guard; // of the kinds: readers open their files on threads of their own
    std::list<counted_methods> kinds;

    static counted_vfs& of(sqlite3_vfs* vfs) { return *static_cast<counted_vfs*>(vfs); }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags)
    {
        auto& self = of(vfs);
        const int result = self.base->xOpen(self.base, path, file, flags, out_flags);
        if (file->pMethods != nullptr)
            file->pMethods = self.counted(file->pMethods);
        return result;
    }
    static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder)
    {
        return of(vfs).base->xDelete(of(vfs).base, path, sync_folder);
    }
    static int access(sqlite3_vfs* vfs, const char* path, int flags, int* found)
    {
        return of(vfs).base->xAccess(of(vfs).base, path, flags, found);
    }
    static int full_path(sqlite3_vfs* vfs, const char* path, int bytes, char* full)
    {
        return of(vfs).base->xFullPathname(of(vfs).base, path, bytes, full);
    }

    const counted_methods* counted(const sqlite3_io_methods* original)
    {
        const std::lock_guard held(guard);
        for (const auto& kind : kinds)
            if (kind.original == original)
                return &kind;
        auto& made = kinds.emplace_back();
        static_cast<sqlite3_io_methods&>(made) = *original;
        made.xSync = sync;
        made.original = original;
        made.syncs = syncs;
        return &made;
    }
};

sqlite_files::sqlite_files(const std::string& base, counter& syncs) : vfs_(std::make_unique<counted_vfs>())
{
    auto* found = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
    if (found == nullptr)
        throw store_refused("SQLite has no way to files that is called " + base + ".");
    static std::atomic<int> made{0};
    static_cast<sqlite3_vfs&>(*vfs_) = *found;
    vfs_->base = found;
    vfs_->syncs = &syncs;
    vfs_->name = "hallway-" + std::to_string(++made);
    vfs_->zName = vfs_->name.c_str();
    vfs_->pNext = nullptr;
    vfs_->xOpen = counted_vfs::open;
    vfs_->xDelete = counted_vfs::remove;
    vfs_->xAccess = counted_vfs::access;
    vfs_->xFullPathname = counted_vfs::full_path;
    if (sqlite3_vfs_register(vfs_.get(), 0) != SQLITE_OK)
        throw store_refused("SQLite cannot be given a way to its files.");
}

sqlite_files::~sqlite_files() { sqlite3_vfs_unregister(vfs_.get()); }

const char* sqlite_files::name() const { return vfs_->zName; }

} // namespace hallway
