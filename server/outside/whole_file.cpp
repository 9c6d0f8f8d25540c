#include "outside/whole_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace hallway {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

[[noreturn]] void fail(const std::filesystem::path& name)
{
    const auto code = errno;
    throw std::system_error(code, std::generic_category(), name.empty() ? "stdout" : name.string());
}

} // namespace

whole_file::whole_file(std::filesystem::path name) : name_(std::move(name)), file_(STDOUT_FILENO)
{
    if (name_.empty())
        return;
    beside_ = name_.string() + ".part-" + std::to_string(::getpid());
    file_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file_ < 0)
        fail(beside_);
}

whole_file::~whole_file()
{
    if (name_.empty())
        return;
    if (file_ >= 0)
        ::close(file_);
    if (!beside_.empty())
        ::unlink(beside_.c_str());
}

void whole_file::write(std::string_view bytes)
{
    buffer_ += bytes;
    if (buffer_.size() >= buffer_bytes)
        flush();
}

void whole_file::flush()
{
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const auto written = ::write(file_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            fail(name_);
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

void whole_file::keep()
{
    flush();
    if (name_.empty())
        return;
    if (::fsync(file_) != 0 && errno != EINVAL)
        fail(beside_);
    ::close(file_);
    file_ = -1;
    std::filesystem::rename(beside_, name_);
    beside_.clear();
}

} // namespace hallway
