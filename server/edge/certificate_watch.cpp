#include "edge/certificate_watch.hpp"

#include "support/config.hpp"
#include "support/logging.hpp"

#include <sys/stat.h>

#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

constexpr auto tickets_last = 12h; // who steals a key can read what was said with its tickets over TLS 1.2; so none lives long
constexpr auto told_before_end = 3 * 24h;

} // namespace

certificate_watch::certificate_watch(const tls_files& files, metrics& counts, time_point now) : files_(files)
{
    if (!files_.is_there())
        return;
    tried_ = seen_ = stamp_of_files();
    first_ = read(now);
    counts.gauge("hallway_certificate_end_timestamp_seconds", "When the certificate that is shown ends.", [this] {
        return std::chrono::duration<double>(ends_.load().time_since_epoch()).count();
    });
}

std::optional<tls_identity> certificate_watch::look(time_point now)
{
    if (!files_.is_there())
        return std::nullopt;
    const auto there = stamp_of_files();
    const bool is_at_rest = std::exchange(seen_, there) == there; // one of the two may have been written, and the other not yet
    const bool is_new = there != tried_;
    if (!is_at_rest || (!is_new && now - read_at_ < tickets_last))
        return std::nullopt;
    tried_ = there;
    read_at_ = now;
    try {
        auto made = read(now);
        is_broken_ = false;
        if (is_new)
            log_info("certificate read again", {{"file", files_.certificate.string()}});
        return made;
    } catch (const config_error& error) {
        if (is_new)
            log_error("the new certificate cannot be used; the one before it stays", {{"why", error.what()}});
        is_broken_ = true;
        return std::nullopt;
    }
}

std::optional<std::string> certificate_watch::trouble(time_point now) const
{
    if (!files_.is_there())
        return std::nullopt;
    if (ends_.load() <= now)
        return "The certificate has expired: browsers refuse it.";
    if (is_broken_)
        return "The new certificate cannot be used; the log says why.";
    if (ends_.load() - now < told_before_end)
        return "The certificate ends within three days.";
    return std::nullopt;
}

tls_identity certificate_watch::read(time_point now)
{
    auto made = read_tls_identity(files_);
    for (const auto& doubt : doubts_about(files_, made, now))
        log_warn("about the certificate", {{"what", doubt}});
    ends_ = made.ends;
    read_at_ = now;
    return made;
}

certificate_watch::stamp certificate_watch::stamp_of_files() const
{
    struct stat certificate{};
    struct stat key{};
    ::stat(files_.certificate.c_str(), &certificate); // one that is missing is all zeros
    ::stat(files_.key.c_str(), &key);
    const auto nanoseconds = [](const timespec& time) { return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec; };
    return {nanoseconds(certificate.st_mtim), static_cast<std::int64_t>(certificate.st_ino), certificate.st_size,
            nanoseconds(key.st_mtim),         static_cast<std::int64_t>(key.st_ino),         key.st_size};
}

} // namespace hallway
