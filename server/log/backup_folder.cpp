#include "log/backup_folder.hpp"

#include "log/sqlite_connection.hpp"
#include "log/sqlite_schema.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace hallway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view name_begin = "hallway-";
constexpr std::string_view name_end = ".db";
constexpr std::string_view draft_begin = ".hallway-backup-";

std::optional<int> digits(std::string_view text)
{
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (failure != std::errc{} || end != text.data() + text.size() || !is_digits)
        return std::nullopt;
    return number;
}

bool is_plain_file(const fs::path& path)
{
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

[[noreturn]] void fail(const fs::path& path) { throw std::system_error(errno, std::generic_category(), path.string()); }

void flush_path(const fs::path& path, int flags)
{
    const int fd = ::open(path.empty() ? "." : path.c_str(), flags | O_CLOEXEC);
    if (fd < 0)
        fail(path);
    const bool is_synced = ::fsync(fd) == 0;
    const int why = errno;
    ::close(fd);
    errno = why;
    if (!is_synced)
        fail(path);
}

} // namespace

std::string backup_name(time_point made)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(made);
    return fmt::format("{}{:%Y%m%dT%H%M%S}Z{}", name_begin, fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), name_end);
}

std::optional<time_point> backup_time(std::string_view name)
{
    using namespace std::chrono;
    if (name.size() != name_begin.size() + 16 + name_end.size() || !name.starts_with(name_begin) || !name.ends_with(name_end))
        return std::nullopt;
    const auto text = name.substr(name_begin.size(), 16);
    const auto at = [&](std::size_t from, std::size_t count) { return digits(text.substr(from, count)); };
    const auto y = at(0, 4), mo = at(4, 2), d = at(6, 2), h = at(9, 2), mi = at(11, 2), s = at(13, 2);
    if (text[8] != 'T' || text[15] != 'Z' || !y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 59)
        return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok())
        return std::nullopt;
    return time_point{sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s}};
}

std::optional<backup_label> read_backup_label(const fs::path& file)
{
    try {
        sqlite_connection it(file, sqlite_connection::access::untouched);
        if (it.integer("PRAGMA application_id") != sqlite_schema::application_id)
            return std::nullopt;
        backup_label label;
        label.file = file;
        label.made = time_point{std::chrono::milliseconds{it.integer("SELECT value FROM meta WHERE name = 'backup_at'")}};
        label.bytes = fs::file_size(file);
        label.data_id = it.text("SELECT value FROM meta WHERE name = 'data_id'");
        label.rooms = static_cast<std::uint64_t>(it.integer("SELECT count(*) FROM logs WHERE name LIKE '%/%'"));
        label.events = static_cast<std::uint64_t>(it.integer("SELECT coalesce(sum(top + 1 - first), 0) FROM logs"));
        return label;
    } catch (const std::runtime_error&) { // sqlite_error, filesystem_error: not one that we can tell anything of
        return std::nullopt;
    }
}

std::vector<fs::path> backup_files(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec))
        if (backup_time(entry.path().filename().string()) && is_plain_file(entry.path()))
            found.push_back(entry.path());
    std::ranges::sort(found, std::greater<>{}, [](const fs::path& one) { return one.filename().string(); });
    return found;
}

std::optional<backup_label> newest_backup(const fs::path& folder, const std::string& data_id)
{
    for (const auto& file : backup_files(folder))
        if (auto label = read_backup_label(file); label && label->data_id == data_id)
            return label;
    return std::nullopt;
}

std::size_t prune_backups(const fs::path& folder, const std::string& data_id, std::size_t keep)
{
    std::size_t kept = 0;
    std::size_t deleted = 0;
    for (const auto& file : backup_files(folder)) {
        const auto label = read_backup_label(file);
        if (!label || label->data_id != data_id || ++kept <= keep)
            continue;
        std::error_code ec;
        deleted += fs::remove(file, ec) ? 1 : 0;
    }
    return deleted;
}

void remove_drafts(const fs::path& folder)
{
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(draft_begin) || !is_plain_file(entry.path()))
            continue;
        const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
            continue;
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
            ::unlink(entry.path().c_str());
        ::close(fd);
    }
}

fs::path draft_of(const fs::path& folder, std::uint64_t random) { return folder / fmt::format("{}{:016x}", draft_begin, random); }

backup_draft::backup_draft(const fs::path& folder, std::uint64_t random) : path_(draft_of(folder, random))
{
    fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd_ < 0 || ::flock(fd_, LOCK_EX | LOCK_NB) != 0)
        fail(path_);
    give_to_owner_of(folder, path_);
}

backup_draft::~backup_draft()
{
    ::unlink(path_.c_str());
    for (const auto* suffix : {"-journal", "-wal", "-shm"})
        ::unlink((path_.string() + suffix).c_str());
    ::close(fd_);
}

bool backup_draft::give_name(const fs::path& name) const
{
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if ((errno == EINVAL || errno == ENOSYS) && ::link(path_.c_str(), name.c_str()) == 0) // a file system that cannot do that
        return true;
    if (errno == EEXIST)
        return false;
    fail(name);
}

void give_to_owner_of(const fs::path& folder, const fs::path& made)
{
    struct stat owner{};
    if (::geteuid() != 0 || ::stat(folder.c_str(), &owner) != 0)
        return;
    if (::lchown(made.c_str(), owner.st_uid, owner.st_gid) != 0)
        fail(made);
}

void flush_file(const fs::path& file) { flush_path(file, O_RDONLY); }

void flush_folder(const fs::path& folder) { flush_path(folder, O_RDONLY | O_DIRECTORY); }

} // namespace hallway
