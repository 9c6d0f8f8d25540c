// What the store's reading calls find in the tables. Each looks at one committed state from its first row to its last.
#pragma once

#include "log/sqlite_connection.hpp"
#include "log/sqlite_event.hpp"
#include "log/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway {

/// Lives on one reader's thread. Every function may throw sqlite_error.
class sqlite_queries {
public:
    explicit sqlite_queries(sqlite_connection& on);

    outcome<std::vector<stored_event>> read(const std::string& log, const event_range& range);
    outcome<row_page> rows(const std::string& log, const row_range& range);
    outcome<stored_event> find(const std::string& log, event_id id);
    outcome<append_outcome> find_key(const std::string& log, member_id member, const std::string& key, const std::string& digest);
    outcome<stored_snapshot> load_snapshot(const std::string& log);
    std::vector<std::string> list(const std::string& prefix, const std::string& after, std::size_t most);

    outcome<record> get(const std::string& name, time_point now);
    std::vector<std::pair<std::string, record>> records(
        const std::string& prefix, const std::string& after, std::size_t most, time_point now);

private:
    /// One state of the file, for as long as it lives.
    class view;

    struct log_place {
        std::int64_t number = 0;
        std::uint64_t top = 0;
        std::uint64_t first = 1;
    };

    std::optional<log_place> place_of(const std::string& log);

    sqlite_connection& connection_;
    sqlite_statement begin_, find_log_;
    sqlite_statement events_, rows_forwards_, rows_backwards_, event_by_id_, event_by_key_, snapshot_, log_names_;
    sqlite_statement record_, records_;
};

} // namespace hallway
