// A client of Redis on a thread of its own, asked from the test's; and a server that answers as a test says.
#pragma once

#include "redis/redis_client.hpp"
#include "support/asio_scheduler.hpp"
#include "tests/support/run_on.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hallway::test {

/// Short patience, so that a test does not need much.
redis_client_settings hasty_settings(redis_address where);

class redis_asker {
public:
    explicit redis_asker(redis_client_settings settings);
    ~redis_asker();
    redis_asker(const redis_asker&) = delete;
    redis_asker& operator=(const redis_asker&) = delete;

    using answer = std::future<redis_answer>;

    answer send(std::vector<std::string> words);
    answer put(redis_question what);
    answer run(const redis_script& script, std::vector<std::string> words);
    redis_answer ask(std::vector<std::string> words) { return send(std::move(words)).get(); }

    /// Runs on the client's thread, and waits for it.
    template <class F>
    auto on_thread(F act)
    {
        return run_on(turns_, std::move(act));
    }

    bool is_ready()
    {
        return on_thread([this] { return client_->is_ready(); });
    }
    std::uint64_t connections()
    {
        return on_thread([this] { return client_->connections(); });
    }
    /// The codes with which connections ended, or could not be made, since the last call.
    std::vector<redis_errc> losses();

private:
    asio_scheduler turns_;
    std::mutex guard_;
    std::vector<redis_errc> losses_;
    std::unique_ptr<redis_client> client_;
    std::thread thread_;
};

/// What it said, or the name of the failure, for comparisons that print well: "OK", "7", "nil", "[a b]", "!unknown".
std::string said(const redis_answer& answer);

/// Listens on a port of this machine, and answers each command with what `act` makes of it, byte for byte.
class scripted_redis {
public:
    /// The words of a command, and the number of its connection, from 1. Nothing is sent for "", and the connection ends with hang_up.
    using actor = std::function<std::string(const std::vector<std::string>& words, int connection)>;
    static constexpr const char* hang_up = "hang up";

    /// \param piece bytes that are sent at once, with a pause behind them; 0: all
    explicit scripted_redis(actor act, std::size_t piece = 0);
    ~scripted_redis();
    scripted_redis(const scripted_redis&) = delete;
    scripted_redis& operator=(const scripted_redis&) = delete;

    redis_address address() const;
    int connections() const { return connections_; }

    /// How a well-behaved Redis answers what a client asks before it is ready; empty for anything else.
    static std::string preparation(const std::vector<std::string>& words, int connection = 1);

private:
    void serve();
    bool answer(int fd, const std::string& reply) const;

    actor act_;
    std::size_t piece_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_{0};
    std::atomic<bool> is_over_{false};
    std::thread thread_;
};

} // namespace hallway::test
