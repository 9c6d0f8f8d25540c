// A disk whose power can be cut: it keeps what was synced apart from what was only written, and knows what it could have kept of the latter.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

struct sqlite3_file;
struct sqlite3_io_methods;
struct sqlite3_vfs;

namespace hallway::test {

/// A VFS of SQLite in front of the system's. Files lie in a real folder, where the living process reads them; what a power cut would leave of them is another
/// set of files. A disk may, until it is told to sync, keep a write or not, keep some of its 512-byte sectors only, and keep later ones before earlier ones;
/// names in a folder likewise. What the store does to files without SQLite (making the folder, the lock, the empty data file) it does with syncs of its own,
/// and is taken as done.
class power_cut_disk {
public:
    explicit power_cut_disk(std::uint64_t seed);
    ~power_cut_disk(); // after the last file was closed
    power_cut_disk(const power_cut_disk&) = delete;
    power_cut_disk& operator=(const power_cut_disk&) = delete;

    /// The VFS' name, for sqlite_settings.
    const std::string& vfs() const { return name_; }

    /// Lets `count` operations happen (writes, syncs, truncations, deletions, growing shared memory); with the next one the power is gone, and everything fails.
    void cut_after(std::uint64_t count) { last_ = count; }
    std::uint64_t operations() const { return done_; }
    bool is_cut() const { return is_cut_; }

    /// A disk that says it has synced, and has not.
    void lie_about_syncs() { lies_ = true; }

    /// From now on writes or syncs fail with this code of SQLite's; 0: they do not.
    void fail_writes_with(int result) { write_result_ = result; }
    void fail_syncs_with(int result) { sync_result_ = result; }
    std::uint64_t failed_syncs() const { return failed_syncs_; }

    /// Makes the next write to a write-ahead log wait until release(); wait_until_held() returns when it does, or when the power is gone.
    void hold();
    void wait_until_held();
    void release();

    /// Writes files into a folder as the disk could hold them now. The seed decides which of the possible sets.
    void leave_in(const std::filesystem::path& folder);

private:
    struct change {
        bool is_truncation = false;
        std::uint64_t at = 0; // the new size of a truncation
        std::string bytes;
    };
    struct content {
        std::string durable;
        std::vector<change> pending; // since the last sync
        bool syncs_its_name = false; // SQLite syncs the folder with the first sync of a log that it has made
    };
    using names = std::map<std::filesystem::path, std::shared_ptr<content>>;
    struct functions;
    friend struct functions;

    void pass_gate();
    int begin_operation(); // \returns SQLITE_OK, or what it fails with
    int open(const char* path, sqlite3_file* file, int flags, int* out_flags);
    int remove(const char* path, int sync_folder);
    void note(sqlite3_file* file, change what);
    void synced(sqlite3_file* file);
    std::string remains_of(const content& what, int keeps);

    static void apply(std::string& to, const change& what);

    std::mt19937_64 random_;
    std::string name_;
    sqlite3_vfs* system_;
    std::unique_ptr<sqlite3_vfs> vfs_;

    std::mutex guard_; // of what follows
    names durable_names_, present_names_;
    std::map<sqlite3_file*, std::shared_ptr<content>> open_;

    std::atomic<std::uint64_t> done_{0};
    std::atomic<std::uint64_t> last_{~std::uint64_t{0}};
    std::atomic<bool> is_cut_{false};
    std::atomic<bool> lies_{false};
    std::atomic<int> write_result_{0};
    std::atomic<int> sync_result_{0};
    std::atomic<std::uint64_t> failed_syncs_{0};

    std::mutex gate_;
    std::condition_variable gate_moved_;
    bool is_held_ = false;
    bool is_waiting_ = false;
};

} // namespace hallway::test
