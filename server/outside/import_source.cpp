#include "outside/import_source.hpp"

#include "support/exit_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace hallway {

namespace {

namespace fs = std::filesystem;

/// Up to `most` bytes, and one more if there are more. A pipe and a device are read like a file.
std::string read_all(int file, std::size_t most, const std::string& name)
{
    std::string all;
    std::array<char, 64 * 1024> part{};
    while (all.size() <= most) {
        const auto got = ::read(file, part.data(), part.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw import_refused(failed, fmt::format("{} cannot be read: {}.", name, std::strerror(errno)));
        if (got == 0)
            return all;
        all.append(part.data(), static_cast<std::size_t>(got));
    }
    throw import_refused(data_refused, fmt::format("{} has more than {} MiB; that is no schedule.", name, most >> 20));
}

/// A login page, a "not found" that says 200: what comes most often instead of a schedule.
bool is_web_page(std::string_view bytes)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(byte_order_mark))
        bytes.remove_prefix(byte_order_mark.size());
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    const auto begins = [&](std::string_view tag) {
        return bytes.size() >= tag.size() &&
               std::equal(tag.begin(), tag.end(), bytes.begin(), [](char a, unsigned char b) { return a == std::tolower(b); });
    };
    return begins("<!doctype html") || begins("<html") || begins("<head") || begins("<body");
}

} // namespace

import_source::import_source(std::string source, fetch_bounds bounds, std::function<bool()> is_wanted)
    : source_(std::move(source)), is_address_(is_web_address(source_)), bounds_(bounds)
{
    name_ = is_address_ ? told_address(source_) : is_standard_input() ? "Standard input" : source_;
    if (is_address_)
        fetcher_ = std::make_unique<document_fetcher>(bounds, std::move(is_wanted));
}

std::optional<std::string> import_source::read()
{
    auto bytes = is_address_ ? read_address() : is_standard_input() ? std::optional(read_standard_input()) : read_file();
    if (bytes && is_web_page(*bytes))
        throw import_refused(
            data_refused, name_ + " is a web page, not a schedule: look there for a link to schedule.json or schedule.xml.");
    return bytes;
}

std::optional<std::string> import_source::read_address()
{
    try {
        auto got = fetcher_->get(source_, known_ ? known_->known_by : validators{});
        if (got.is_unchanged)
            return std::nullopt;
        seen_ = state{std::move(got.known_by), {}, 0};
        return std::move(got.body);
    } catch (const fetch_failed& error) {
        import_refused refused(error.has_come_wrong ? data_refused : failed, error.what());
        refused.retry_after = error.retry_after;
        throw refused;
    }
}

std::optional<std::string> import_source::read_file()
{
    std::error_code ec;
    if (fs::is_directory(source_, ec))
        throw import_refused(failed, source_ + " is a folder.");
    state now;
    now.written = fs::last_write_time(source_, ec);
    now.bytes = ec ? 0 : fs::file_size(source_, ec);
    if (!ec && known_ == now)
        return std::nullopt;
    const int file = ::open(source_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw import_refused(failed, fmt::format("{} cannot be read: {}.", source_, std::strerror(errno)));
    try {
        auto bytes = read_all(file, bounds_.bytes_max, source_);
        ::close(file);
        seen_ = now;
        return bytes;
    } catch (...) {
        ::close(file);
        throw;
    }
}

std::string import_source::read_standard_input() { return read_all(STDIN_FILENO, bounds_.bytes_max, name_); }

} // namespace hallway
