// A real redis-server of a test's own: on a Unix socket in a folder of its own, ended with the test.
#pragma once

#include "support/redis_address.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hallway::test {

class redis_server {
public:
    /// \param more arguments, as of redis.conf: {"--appendonly", "yes"}. Nothing is written to disk without.
    explicit redis_server(std::vector<std::string> more = {});
    ~redis_server() { kill(); }
    redis_server(const redis_server&) = delete;
    redis_server& operator=(const redis_server&) = delete;

    /// Starts it and waits until it answers. On a thread that stays: it ends with that.
    /// \throws std::runtime_error with its log if it does not
    void start();

    /// SIGKILL, and waits for its end.
    void kill() { process_.kill(); }

    void freeze(); // SIGSTOP
    void thaw();

    /// By its Unix socket.
    redis_address address() const;
    std::filesystem::path folder() const { return folder_.path(); }
    std::filesystem::path socket() const { return folder_.path() / "redis.sock"; }
    std::string url() const { return "unix:" + socket().string(); }

    /// What redis-cli prints for a command.
    std::string ask(std::vector<std::string> words) const;

private:
    temporary_folder folder_;
    std::vector<std::string> more_;
    child_process process_;
};

/// A Sentinel that watches a Redis under the name "main", alone, and is quick to call it dead.
class redis_sentinel {
public:
    /// \param master the port of the one that it watches
    explicit redis_sentinel(std::uint16_t master);

    redis_address address() const;

private:
    temporary_folder folder_;
    std::uint16_t port_;
    child_process process_;
};

/// One that every test of a process may use, each with keys of its own.
redis_server& shared_redis();

/// A Sentinel that knows another such.
redis_sentinel& shared_sentinel();

/// A port of 127.0.0.1 on which nobody listens.
std::uint16_t free_port();

} // namespace hallway::test
