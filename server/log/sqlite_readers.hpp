// A few threads that read, each with a connection of its own that can do nothing else.
#pragma once

#include "log/sqlite_job.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace hallway {

class sqlite_readers {
public:
    /// What is to become of a query that has run; called on a reader's thread.
    using taker = std::function<void(sqlite_query)>;

    /// Opens `count` connections through a VFS and starts their threads. \throws sqlite_error
    sqlite_readers(const std::filesystem::path& file, std::size_t count, const char* vfs, taker take);
    ~sqlite_readers();

    /// Runs a query as soon as a reader is free; it then sees all that was committed before this call. Any thread.
    void add(sqlite_query query);

    /// Queries that wait for a reader. Any thread.
    std::size_t waiting() const;

    /// Runs what waits, then closes the connections. Later queries are dropped: nobody makes any then.
    void stop();

private:
    class reader;

    void serve(reader& with);

    const taker take_;
    mutable std::mutex guard_;
    std::condition_variable added_;
    std::deque<sqlite_query> queue_;
    bool is_stopping_ = false;
    std::vector<std::unique_ptr<reader>> readers_;
    std::vector<std::thread> threads_;
};

} // namespace hallway
