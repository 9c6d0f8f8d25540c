// A connection to Redis that is made again whenever it ends: greets (AUTH, SELECT), reads replies, and waits with jitter before it tries again.
#pragma once

#include "redis/redis_failure.hpp"
#include "redis/redis_reply.hpp"
#include "redis/redis_socket.hpp"
#include "support/asio_scheduler.hpp"
#include "support/redis_address.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

/// Finds out where to connect to, before every attempt; nothing if that cannot be told now. For who asks a Sentinel.
using redis_finder = std::function<void(std::function<void(std::optional<redis_address>)> then)>;

struct redis_link_settings {
    redis_address where;
    redis_finder find; // empty: it stays where it is
    std::shared_ptr<boost::asio::ssl::context>
        tls; // that connections to one cluster share; empty: one of its own, if it is encrypted
    std::chrono::milliseconds connect_patience{3'000}; // from the attempt until Redis has taken the greeting
    std::chrono::milliseconds pause_least{50};         // before the first attempt anew at most that; doubled with each that fails
    std::chrono::milliseconds pause_most{3'000};
    std::chrono::milliseconds good_after{5'000}; // a connection that stood so long was a success, and pauses begin anew
    redis_reply_bounds replies;
};

/// What a link tells whoever speaks over it.
class redis_link_user {
public:
    /// Redis has taken the greeting. What is written now is the first it hears.
    virtual void opened() = 0;
    virtual void received(redis_reply reply) = 0;
    /// What was written may have arrived or not. Also after an attempt that failed before opened().
    virtual void closed(const redis_failure& why) = 0;

protected:
    ~redis_link_user() = default;
};

/// On one thread. Outlives the run of its scheduler, or is destroyed after it has ended.
class redis_link final : redis_socket_owner {
public:
    redis_link(asio_scheduler& turns, redis_link_settings settings, redis_link_user& user);
    ~redis_link();
    redis_link(const redis_link&) = delete;
    redis_link& operator=(const redis_link&) = delete;

    /// Begins to connect. Once.
    void start();

    /// Sends bytes behind those that were written before. While it is open.
    void write(std::string_view bytes);

    /// Ends this connection; another is made after a pause.
    void drop(redis_failure why);

    /// Ends it for good; nothing is told any more.
    void stop();

    /// Where the present attempt leads to, or the last one did.
    const redis_address& there() const { return there_; }

    bool is_open() const { return is_open_; }
    std::uint64_t attempts() const { return attempts_; }

    /// Of the last thing heard; for who wants to know whether anybody is still there.
    uptime heard_at() const { return heard_at_; }

private:
    void connected() override;
    void arrived(std::string_view bytes) override;
    void written() override;
    void failed(const std::string& why) override;
    void idle() override;

    void attempt();
    void attempt_at(const std::optional<redis_address>& where);
    void greet();
    void take_greeting(const redis_reply& reply);
    void open();
    void flush();
    uptime next_pause();

    asio_scheduler& turns_;
    redis_link_settings settings_;
    redis_link_user& user_;
    redis_address there_; // of the present attempt
    std::unique_ptr<redis_socket> socket_;
    std::vector<std::unique_ptr<redis_socket>> ended_; // until the system is done with them
    std::unique_ptr<redis_reply_reader> reader_;
    std::string out_; // waits for the write under way
    bool is_writing_ = false;
    bool is_open_ = false;
    bool is_stopped_ = false;
    std::size_t greetings_left_ = 0;
    std::uint64_t attempts_ = 0; // also the number of the present one
    unsigned failures_ = 0;
    uptime opened_at_{};
    uptime heard_at_{};
};

} // namespace hallway
