// Where an import's bytes come from: a file, standard input, or an address; and whether they are others than the last time.
#pragma once

#include "outside/import_fetch.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hallway {

/// Ends an import, or a round of following. what() is one sentence; nothing was changed.
struct import_refused : std::runtime_error {
    import_refused(int exit_code, const std::string& sentence) : std::runtime_error(sentence), code(exit_code) {}

    int code;
    std::optional<std::chrono::seconds> retry_after;
};

/// For one thread.
class import_source {
public:
    /// \param source    a file's name, "-", or an address
    /// \param is_wanted false ends a fetching that is under way
    import_source(std::string source, fetch_bounds bounds, std::function<bool()> is_wanted);

    /// The bytes; nothing if they are those that were taken last (accept()).
    /// \throws import_refused: 1 they cannot be had, 3 what came is cut off, too large, or a web page
    std::optional<std::string> read();

    /// What was read last has been imported: from now on only what differs from it is of interest.
    void accept() { known_ = seen_; }

    bool is_address() const { return is_address_; }
    bool is_standard_input() const { return source_ == "-"; }

    /// As it may be told.
    const std::string& name() const { return name_; }

private:
    struct state {
        validators known_by;
        std::filesystem::file_time_type written;
        std::uintmax_t bytes = 0;
        bool operator==(const state&) const = default;
    };

    std::optional<std::string> read_address();
    std::optional<std::string> read_file();
    std::string read_standard_input();

    std::string source_;
    std::string name_;
    bool is_address_;
    fetch_bounds bounds_;
    std::unique_ptr<document_fetcher> fetcher_;
    std::optional<state> known_; // of what was imported
    std::optional<state> seen_;  // of what was read last
};

} // namespace hallway
