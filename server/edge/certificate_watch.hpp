// Looks whether the certificate's files changed, so that a renewed one is shown without a restart.
#pragma once

#include "support/metrics.hpp"
#include "support/tls_identity.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace hallway {

/// One for the process; one thread looks, any may ask for the trouble.
class certificate_watch {
public:
    using time_point = std::chrono::system_clock::time_point;

    /// Reads them for the first time, and says in the log what an operator ought to know. Without files there is nothing to look at.
    /// \throws config_error if they cannot be used
    certificate_watch(const tls_files& files, metrics& counts, time_point now = std::chrono::system_clock::now());

    /// What is shown at the start; without a context if there are no files.
    const tls_identity& first() const { return first_; }

    /// Once a second or so. What is broken is told in the log once, and what was read before stays.
    /// \returns what to show from now on: the files changed, and rest since the last look; or the keys of tickets have served for half a day
    std::optional<tls_identity> look(time_point now = std::chrono::system_clock::now());

    /// A sentence for the operator if people are refused, or soon will be.
    std::optional<std::string> trouble(time_point now = std::chrono::system_clock::now()) const;

private:
    /// Of each file: when it was changed, and which it is.
    using stamp = std::array<std::int64_t, 6>;

    stamp stamp_of_files() const;
    tls_identity read(time_point now);

    tls_files files_;
    tls_identity first_;
    stamp seen_{}; // at the last look
    stamp tried_{};
    time_point read_at_;
    std::atomic<time_point> ends_;
    std::atomic<bool> is_broken_{false}; // the files are, and those before them are shown
};

} // namespace hallway
