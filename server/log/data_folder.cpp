#include "log/data_folder.hpp"

#include "log/restore_swap.hpp"
#include "log/store_refused.hpp"
#include "support/logging.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace hallway {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what)
{
    throw store_refused(path.string() + " " + what + ": " + std::generic_category().message(errno) + ".");
}

/// So that a new name in the folder survives a power cut.
void sync_folder(const std::filesystem::path& folder)
{
    const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return; // a parent that may not be read: its owner's affair
    ::fsync(fd);
    ::close(fd);
}

void make_folder(const std::filesystem::path& folder)
{
    if (folder.empty() || std::filesystem::is_directory(folder))
        return;
    make_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        refuse(folder, "cannot be made");
    sync_folder(folder.parent_path());
}

std::string written_in(int fd)
{
    std::string text(64, '\0');
    const auto count = ::pread(fd, text.data(), text.size(), 0);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text.substr(0, text.find('\n'));
}

} // namespace

data_folder::data_folder(std::filesystem::path where) : path_(std::move(where))
{
    try {
        make_folder(path_);
    } catch (const std::filesystem::filesystem_error& error) {
        throw store_refused("The data folder " + path_.string() + " cannot be used: " + error.code().message() + ".");
    }
    lock();
    try {
        if (finish_restore(path_))
            log_warn("a restore that was cut off has been finished", {{"folder", path_.string()}});
    } catch (const std::system_error& error) {
        ::close(std::exchange(lock_, -1));
        throw store_refused("A restore into " + path_.string() + " was cut off and cannot be finished: " + error.what() + ".");
    }
}

data_folder::~data_folder()
{
    // The file stays: were it removed, a process that had opened it before would lock a file that nobody sees.
    if (::ftruncate(lock_, 0) != 0) { /* only the note on who holds it */
    }
    ::close(lock_);
}

void data_folder::lock()
{
    const auto file = path_ / "lock";
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock_ < 0)
        refuse(file, "cannot be written");
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        const bool held = errno == EWOULDBLOCK;
        const std::string holder = written_in(lock_);
        ::close(std::exchange(lock_, -1));
        if (!held)
            refuse(file, "cannot be locked");
        throw folder_in_use(
            "The data folder " + path_.string() + " is in use by " +
            (holder.empty() ? std::string("another process") : "process " + holder) +
            ". Stop that server first, or give this one another --data folder.");
    }
    const std::string note = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock_, 0) != 0 || ::pwrite(lock_, note.data(), note.size(), 0) < 0) {
        const int why = errno;
        ::close(std::exchange(lock_, -1));
        errno = why;
        refuse(file, "cannot be written");
    }
}

bool holds_data(const std::filesystem::path& folder)
{
    std::error_code ec;
    return std::filesystem::exists(folder / "hallway.db", ec) || is_restore_unfinished(folder);
}

folder_being_read::folder_being_read(const std::filesystem::path& folder)
{
    if (!holds_data(folder))
        throw store_refused(folder.string() + " holds no data of a Hallway server.");
    lock_ = ::open((folder / "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (lock_ < 0 && errno != ENOENT)
        refuse(folder / "lock", "cannot be read");
    if (lock_ >= 0 && ::flock(lock_, LOCK_SH | LOCK_NB) != 0) {
        const std::string holder = written_in(lock_);
        ::close(std::exchange(lock_, -1));
        throw folder_in_use(
            "The data folder " + folder.string() + " is in use by " +
            (holder.empty() ? std::string("another process") : "process " + holder) + ".");
    }
    if (is_restore_unfinished(folder)) {
        if (lock_ >= 0)
            ::close(std::exchange(lock_, -1));
        throw store_refused(
            "A restore into " + folder.string() +
            " was cut off. The next start of the server, or the next hallway restore, finishes it.");
    }
}

folder_being_read::~folder_being_read()
{
    if (lock_ >= 0)
        ::close(lock_);
}

void data_folder::read_from_disk() const
{
    for (const auto* suffix : {"", "-wal", "-journal"}) {
        const auto each = database().string() + suffix;
        const int fd = ::open(each.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue; // there is none, or who opens it next tells why not
        const bool is_written = ::fsync(fd) == 0;
        const int why = errno;
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        ::close(fd);
        errno = why;
        if (!is_written)
            refuse(each, "is not taken by its disk, nothing was changed; look at the disk before you start again");
    }
}

void data_folder::make_database_private() const
{
    const auto file = database();
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        refuse(file, "cannot be written");
    ::close(fd);
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        const auto each = file.string() + suffix;
        struct stat now{};
        if (::stat(each.c_str(), &now) == 0 && (now.st_mode & 0077) != 0 && ::chmod(each.c_str(), 0600) != 0)
            refuse(each, "is open to others, and cannot be closed to them");
    }
    sync_folder(path_);
}

} // namespace hallway
