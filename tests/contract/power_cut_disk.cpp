#include "tests/contract/power_cut_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace hallway::test {
namespace {

constexpr std::uint64_t sector_bytes = 512;

/// Which disk has a file open, and the system's functions for it. One of them for all disks, since SQLite hands back the file alone.
struct registry {
    struct entry {
        power_cut_disk* disk = nullptr;
        const sqlite3_io_methods* original = nullptr;
        bool is_log = false;
    };
    std::mutex guard;
    std::map<sqlite3_file*, entry> files;
    std::map<const sqlite3_io_methods*, sqlite3_io_methods> tables; // by original

    static registry& all()
    {
        static registry one;
        return one;
    }
    entry of(sqlite3_file* file)
    {
        const std::lock_guard held(guard);
        return files.at(file);
    }
};

std::string bytes_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

/// What SQLite calls.
struct power_cut_disk::functions {
    static power_cut_disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<power_cut_disk*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags)
    {
        return disk_of(vfs).open(path, file, flags, out_flags);
    }
    static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) { return disk_of(vfs).remove(path, sync_folder); }

    static int close(sqlite3_file* file)
    {
        const auto it = registry::all().of(file);
        {
            const std::lock_guard held(registry::all().guard);
            registry::all().files.erase(file);
        }
        {
            const std::lock_guard held(it.disk->guard_);
            it.disk->open_.erase(file);
        }
        return it.original->xClose(file);
    }

    static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at)
    {
        const auto it = registry::all().of(file);
        if (it.is_log)
            it.disk->pass_gate();
        if (const int result = it.disk->begin_operation(); result != SQLITE_OK)
            return result;
        if (const int result = it.disk->write_result_; result != SQLITE_OK)
            return result;
        const int result = it.original->xWrite(file, bytes, count, at);
        if (result == SQLITE_OK)
            it.disk->note(
                file, {false, static_cast<std::uint64_t>(at),
                       std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
        return result;
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size)
    {
        const auto it = registry::all().of(file);
        if (const int result = it.disk->begin_operation(); result != SQLITE_OK)
            return result;
        const int result = it.original->xTruncate(file, size);
        if (result == SQLITE_OK)
            it.disk->note(file, {true, static_cast<std::uint64_t>(size), {}});
        return result;
    }

    /// Nothing is really synced: nobody pulls this machine's plug.
    static int sync(sqlite3_file* file, int)
    {
        const auto it = registry::all().of(file);
        if (const int result = it.disk->begin_operation(); result != SQLITE_OK)
            return result;
        if (const int result = it.disk->sync_result_; result != SQLITE_OK) {
            ++it.disk->failed_syncs_;
            return result;
        }
        it.disk->synced(file);
        return SQLITE_OK;
    }

    static int map_shared(sqlite3_file* file, int region, int bytes, int extend, volatile void** where)
    {
        const auto it = registry::all().of(file);
        if (extend != 0)
            if (const int result = it.disk->begin_operation(); result != SQLITE_OK)
                return result;
        return it.original->xShmMap(file, region, bytes, extend, where);
    }

    static const sqlite3_io_methods* in_front_of(const sqlite3_io_methods* original)
    {
        const auto [at, is_new] = registry::all().tables.try_emplace(original, *original);
        auto& table = at->second;
        if (!is_new)
            return &table;
        table.iVersion = std::min(original->iVersion, 2); // no memory-mapped reading
        table.xClose = close;
        table.xWrite = write;
        table.xTruncate = truncate;
        table.xSync = sync;
        table.xShmMap = map_shared;
        return &table;
    }
};

power_cut_disk::power_cut_disk(std::uint64_t seed)
    : random_(seed), system_(sqlite3_vfs_find(nullptr)), vfs_(std::make_unique<sqlite3_vfs>(*system_))
{
    static std::atomic<int> made{0};
    name_ = "power-cut-" + std::to_string(++made);
    vfs_->zName = name_.c_str();
    vfs_->pNext = nullptr;
    vfs_->pAppData = this;
    vfs_->xOpen = functions::open;
    vfs_->xDelete = functions::remove;
    sqlite3_vfs_register(vfs_.get(), 0);
}

power_cut_disk::~power_cut_disk() { sqlite3_vfs_unregister(vfs_.get()); }

void power_cut_disk::pass_gate()
{
    std::unique_lock held(gate_);
    is_waiting_ = true;
    gate_moved_.notify_all();
    gate_moved_.wait(held, [this] { return !is_held_; });
    is_waiting_ = false;
}

int power_cut_disk::begin_operation()
{
    if (is_cut_ || done_ >= last_) {
        const std::lock_guard held(gate_);
        is_cut_ = true;
        gate_moved_.notify_all();
        return SQLITE_IOERR;
    }
    ++done_;
    return SQLITE_OK;
}

void power_cut_disk::hold()
{
    const std::lock_guard held(gate_);
    is_held_ = true;
}

void power_cut_disk::wait_until_held()
{
    std::unique_lock held(gate_);
    gate_moved_.wait(held, [this] { return is_waiting_ || is_cut_; });
}

void power_cut_disk::release()
{
    const std::lock_guard held(gate_);
    is_held_ = false;
    gate_moved_.notify_all();
}

int power_cut_disk::open(const char* path, sqlite3_file* file, int flags, int* out_flags)
{
    if (is_cut_) {
        file->pMethods = nullptr;
        return SQLITE_CANTOPEN;
    }
    const bool was_there = path != nullptr && std::filesystem::exists(path);
    const int result = system_->xOpen(system_, path, file, flags, out_flags);
    if (result != SQLITE_OK || path == nullptr)
        return result;
    {
        const std::lock_guard held(guard_);
        auto& present = present_names_[path];
        if (!present || !was_there) {
            present = std::make_shared<content>();
            present->syncs_its_name = !was_there && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
            if (was_there) {
                present->durable = bytes_of(path);
                durable_names_[path] = present;
            }
        }
        open_[file] = present;
    }
    const std::lock_guard held(registry::all().guard);
    registry::all().files[file] = {this, file->pMethods, (flags & SQLITE_OPEN_WAL) != 0};
    file->pMethods = functions::in_front_of(file->pMethods);
    return SQLITE_OK;
}

int power_cut_disk::remove(const char* path, int sync_folder)
{
    if (const int result = begin_operation(); result != SQLITE_OK)
        return result;
    const int result = system_->xDelete(system_, path, sync_folder);
    const std::lock_guard held(guard_);
    present_names_.erase(path);
    if (sync_folder != 0 && !lies_)
        durable_names_ = present_names_;
    return result;
}

void power_cut_disk::note(sqlite3_file* file, change what)
{
    const std::lock_guard held(guard_);
    if (const auto it = open_.find(file); it != open_.end())
        it->second->pending.push_back(std::move(what));
}

void power_cut_disk::synced(sqlite3_file* file)
{
    const std::lock_guard held(guard_);
    const auto it = open_.find(file);
    if (it == open_.end() || lies_)
        return;
    auto& what = *it->second;
    for (const auto& each : std::exchange(what.pending, {}))
        apply(what.durable, each);
    if (std::exchange(what.syncs_its_name, false))
        durable_names_ = present_names_;
}

void power_cut_disk::apply(std::string& to, const change& what)
{
    if (what.is_truncation) {
        to.resize(what.at);
        return;
    }
    if (to.size() < what.at + what.bytes.size())
        to.resize(what.at + what.bytes.size()); // what was never written reads as zeros
    to.replace(what.at, what.bytes.size(), what.bytes);
}

/// `keeps`: 0 nothing that was not synced; 1 all; 2 any of the writes; 3 any of their sectors; 4 any of their sectors, in any order.
std::string power_cut_disk::remains_of(const content& what, int keeps)
{
    auto made = what.durable;
    if (keeps == 0)
        return made;
    std::vector<change> pieces;
    for (const auto& each : what.pending) {
        if (keeps <= 2 || each.is_truncation) {
            pieces.push_back(each);
            continue;
        }
        for (std::size_t from = 0; from < each.bytes.size();) {
            const auto room = sector_bytes - (each.at + from) % sector_bytes;
            const auto count = std::min<std::size_t>(room, each.bytes.size() - from);
            pieces.push_back({false, each.at + from, each.bytes.substr(from, count)});
            from += count;
        }
    }
    if (keeps == 4)
        std::ranges::shuffle(pieces, random_);
    for (const auto& each : pieces)
        if (keeps == 1 || random_() % 2 == 0)
            apply(made, each);
    return made;
}

void power_cut_disk::leave_in(const std::filesystem::path& folder)
{
    const std::lock_guard held(guard_);
    const auto keeps = static_cast<int>(random_() % 5);
    names left;
    for (const auto* each : {&durable_names_, &present_names_})
        for (const auto& [path, what] : *each) {
            const auto durable = durable_names_.find(path);
            const auto present = present_names_.find(path);
            const bool is_settled =
                durable != durable_names_.end() && present != present_names_.end() && durable->second == present->second;
            const bool is_new_one = keeps == 1 || (keeps > 1 && random_() % 2 == 0);
            if (is_settled)
                left[path] = what;
            else if (is_new_one && present != present_names_.end())
                left[path] = present->second;
            else if (!is_new_one && durable != durable_names_.end())
                left[path] = durable->second;
        }
    for (const auto& [path, what] : left)
        std::ofstream(folder / path.filename(), std::ios::binary) << remains_of(*what, keeps);
    // The memory that processes shared is a file too, which nobody syncs: anything may lie in it.
    if (random_() % 3 == 0) {
        std::string anything(32'768, '\0');
        for (auto& each : anything)
            each = static_cast<char>(random_());
        std::ofstream(folder / "hallway.db-shm", std::ios::binary) << anything;
    }
}

} // namespace hallway::test
