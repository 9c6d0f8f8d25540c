#include "log/restore_swap.hpp"

#include "log/backup_folder.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <vector>

namespace hallway {
namespace {

namespace fs = std::filesystem;

constexpr const char* aside_begin = "before-restore-";
constexpr const char* database = "hallway.db";
constexpr const char* write_ahead_log = "hallway.db-wal";
constexpr const char* log_index = "hallway.db-shm"; // made anew from the log whenever it is missing
constexpr const char* restored = "restored.db";     // in the folder that the old data goes to: the restored data counts

bool is_there(const fs::path& path)
{
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0;
}

std::vector<fs::path> unfinished(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec))
        if (entry.path().filename().string().starts_with(aside_begin) && is_there(entry.path() / restored))
            found.push_back(entry.path());
    return found;
}

fs::path make_aside(const fs::path& folder, const std::string& stamp)
{
    auto name = aside_begin + stamp;
    for (int i = 2; ::mkdir((folder / name).c_str(), 0700) != 0; ++i) {
        if (errno != EEXIST)
            throw std::system_error(errno, std::generic_category(), (folder / name).string());
        name = aside_begin + stamp + "-" + std::to_string(i);
    }
    give_to_owner_of(folder, folder / name);
    return folder / name;
}

} // namespace

fs::path commit_restore(const fs::path& folder, const std::string& stamp)
{
    const auto draft = folder / restore_draft;
    if (!is_there(folder / database) && !is_there(folder / write_ahead_log)) {
        fs::rename(draft, folder / database);
        flush_folder(folder);
        return {};
    }
    const auto aside = make_aside(folder, stamp);
    fs::rename(draft, aside / restored); // from here on the restored data counts
    flush_folder(aside);
    flush_folder(folder);
    finish_restore(folder);
    return aside;
}

bool finish_restore(const fs::path& folder)
{
    const auto left = unfinished(folder);
    for (const auto& aside : left) {
        // The log goes with its database: the restored one must not meet it.
        for (const auto* name : {database, write_ahead_log})
            if (is_there(folder / name) && !is_there(aside / name))
                fs::rename(folder / name, aside / name);
        fs::remove(folder / log_index);
        flush_folder(aside);
        flush_folder(folder);
        fs::rename(aside / restored, folder / database);
        flush_folder(folder);
        flush_folder(aside);
    }
    return !left.empty();
}

bool is_restore_unfinished(const fs::path& folder) { return !unfinished(folder).empty(); }

} // namespace hallway
