// Sentinels: who knows which Redis is the master at present. Asked before every attempt to connect to it.
#pragma once

#include "redis/redis_reply.hpp"
#include "redis/redis_socket.hpp"
#include "support/asio_scheduler.hpp"
#include "support/redis_address.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

struct redis_sentinel_settings {
    std::vector<redis_address> where;        // at least one; user and password are the Sentinels' own
    std::string master;                      // the name that they have for it
    std::chrono::milliseconds patience{500}; // with each of them
};

/// On one thread, its scheduler's. Outlives the run of that, or is destroyed after it has ended.
class redis_sentinels final : redis_socket_owner {
public:
    redis_sentinels(asio_scheduler& turns, redis_sentinel_settings settings);
    ~redis_sentinels();

    /// Asks one after the other, first who knew it last. `then` gets host and port; nothing if none of them knows. One question at a time: another takes its place.
    void find(std::function<void(std::optional<redis_address>)> then);

    void stop();

private:
    void connected() override;
    void arrived(std::string_view bytes) override;
    void written() override {}
    void failed(const std::string& why) override;
    void idle() override;

    void ask_next();
    void take(const redis_reply& reply);
    void answer(std::optional<redis_address> found);
    void close();

    asio_scheduler& turns_;
    redis_sentinel_settings settings_;
    std::vector<std::optional<boost::asio::ssl::context>> tls_; // of each
    std::function<void(std::optional<redis_address>)> then_;
    std::unique_ptr<redis_socket> socket_;
    std::vector<std::unique_ptr<redis_socket>> ended_; // until the system is done with them
    std::unique_ptr<redis_reply_reader> reader_;
    std::size_t present_ = 0; // who is asked
    std::size_t tried_ = 0;
    std::size_t replies_left_ = 0;
    std::uint64_t number_ = 0; // of the attempt
};

} // namespace hallway
