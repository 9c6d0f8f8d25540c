#include "identity/secrets.hpp"

#include "identity/tokens.hpp"
#include "log/backup_folder.hpp"
#include "log/store_refused.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hallway {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 4096;

std::string reason(int error = errno) { return std::generic_category().message(error); }

/// A file descriptor, closed at the end of its scope.
class open_file {
public:
    open_file(const fs::path& path, int flags, mode_t mode = 0) : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~open_file()
    {
        if (is_open())
            ::close(number_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

std::string random_hex(std::size_t bytes)
{
    std::array<unsigned char, 32> random{};
    if (RAND_bytes(random.data(), static_cast<int>(bytes)) != 1)
        throw std::runtime_error("The system has no randomness to give.");
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += fmt::format("{:02x}", random[i]);
    return text;
}

std::string without_line_break(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

/// What a private file says. \returns nothing if there is no such file.
std::optional<std::string> read_private(const fs::path& path)
{
    const open_file file(path, O_RDONLY | O_NONBLOCK); // not to wait on a pipe that somebody put there
    if (!file.is_open()) {
        if (errno == ENOENT)
            return std::nullopt;
        throw store_refused(fmt::format("{} cannot be read: {}.", path.string(), reason()));
    }
    struct stat status{};
    if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode))
        throw store_refused(fmt::format("{} is not a file.", path.string()));
    if ((status.st_mode & 077) != 0)
        throw store_refused(fmt::format(
            "{0} can be read by others than its owner. Run: chmod 600 {0} - or delete it if somebody may have read it; "
            "all guest keys and links are then made anew.",
            path.string()));
    std::string text(file_bytes_max + 1, '\0');
    const auto bytes = ::read(file.number(), text.data(), text.size());
    if (bytes < 0)
        throw store_refused(fmt::format("{} cannot be read: {}.", path.string(), reason()));
    text.resize(static_cast<std::size_t>(bytes));
    if (text.size() > file_bytes_max)
        throw store_refused(fmt::format("{} is longer than 4 KiB, so it is not what it should be.", path.string()));
    return without_line_break(std::move(text));
}

void sync_folder(const fs::path& folder)
{
    const open_file file(folder, O_RDONLY | O_DIRECTORY);
    if (!file.is_open() || ::fsync(file.number()) != 0)
        throw store_refused(fmt::format("{} cannot be written to disk: {}.", folder.string(), reason()));
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const auto bytes = ::write(file, text.data(), text.size());
        if (bytes < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(bytes));
    }
    return true;
}

/// A new file beside `path` that holds the text and is on disk.
fs::path write_beside(const fs::path& path, const std::string& text)
{
    auto draft = path;
    draft += "." + random_hex(8);
    const open_file file(draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (!file.is_open() || !write_all(file.number(), text + "\n") || ::fsync(file.number()) != 0) {
        const auto why = reason();
        ::unlink(draft.c_str());
        throw store_refused(fmt::format("{} cannot be written: {}.", path.string(), why));
    }
    return draft;
}

std::string checked(const fs::path& path, std::string secret)
{
    if (secret.size() < secret_bytes_min)
        throw store_refused(fmt::format(
            "{} is shorter than 32 bytes. Put the right one back, or delete it; all guest keys and links are then made anew.",
            path.string()));
    return secret;
}

} // namespace

std::string make_secret() { return random_hex(32); }

std::string load_secret(const fs::path& folder)
{
    const auto path = folder / secret_file;
    auto secret = read_private(path);
    if (!secret)
        throw store_refused(
            fmt::format("There is no {}: a server makes it when it first serves from that folder.", path.string()));
    return checked(path, std::move(*secret));
}

namespace {

/// \returns the secret that lies there afterwards: this one, or the one that was there
std::string lay_down(const fs::path& folder, const std::string& secret)
{
    const auto path = folder / secret_file;
    const auto draft = write_beside(path, secret);
    give_to_owner_of(folder, draft);
    // A link, unlike a rename, never replaces what another process put there meanwhile.
    const bool is_ours = ::link(draft.c_str(), path.c_str()) == 0;
    const auto error = errno;
    ::unlink(draft.c_str());
    if (!is_ours && error == EEXIST)
        return load_secret(folder);
    if (!is_ours)
        throw store_refused(fmt::format("{} cannot be made: {}.", path.string(), reason(error)));
    sync_folder(folder);
    return secret;
}

} // namespace

std::string load_or_make_secret(const fs::path& folder)
{
    const auto path = folder / secret_file;
    if (auto there = read_private(path))
        return checked(path, std::move(*there));
    return lay_down(folder, make_secret());
}

bool keep_secret_beside(const fs::path& folder, const std::string& secret)
{
    const auto there = read_private(folder / secret_file);
    return there ? *there == secret : lay_down(folder, secret) == secret;
}

secret_brought bring_secret(const fs::path& from, const fs::path& to)
{
    const auto beside = read_private(from / secret_file);
    const auto own = read_private(to / secret_file);
    if (!beside)
        return own ? secret_brought::had_one : secret_brought::none;
    const auto secret = checked(from / secret_file, *beside);
    if (own)
        return *own == secret ? secret_brought::had_one : secret_brought::had_another;
    lay_down(to, secret);
    return secret_brought::brought;
}

void write_organiser_token(const fs::path& folder, const std::string& token)
{
    const auto path = folder / organiser_file;
    if (read_private(path) == token)
        return;
    const auto draft = write_beside(path, token);
    if (::rename(draft.c_str(), path.c_str()) != 0) {
        const auto why = reason();
        ::unlink(draft.c_str());
        throw store_refused(fmt::format("{} cannot be written: {}.", path.string(), why));
    }
    sync_folder(folder);
}

} // namespace hallway
