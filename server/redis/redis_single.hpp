// A single Redis, where its address says or where Sentinels say that it is.
#pragma once

#include "redis/redis_access.hpp"
#include "redis/redis_sentinels.hpp"

#include <string>

namespace hallway {

class redis_single final : public redis_access {
public:
    /// \param sentinels empty: it is where the client's settings say
    redis_single(asio_scheduler& turns, redis_client_settings settings, redis_sentinel_settings sentinels, watcher watch);

    void start() override;
    void ask(const std::string& key, redis_question what, redis_handler then) override;
    std::size_t place_of(const std::string&) const override { return 0; }
    void ask_all(std::vector<std::string> words, std::function<void(answers)> then) override;
    void follow(const std::string& channel) override { subscriber_.subscribe(channel); }
    void unfollow(const std::string& channel) override { subscriber_.unsubscribe(channel); }
    std::string_view publish_command() const override { return "PUBLISH"; }
    bool is_ready() const override { return client_.is_ready(); }
    void finish(std::function<void()> then) override;

private:
    redis_client_settings settings_of_client();
    redis_subscriber_settings settings_of_subscriber();
    redis_finder finder(redis_sentinels& asking);
    void ready();

    const redis_client_settings settings_;
    const bool has_sentinels_;
    watcher watch_;
    std::string run_id_; // of the Redis that it was connected to last
    redis_sentinels sentinels_;
    redis_sentinels sentinels_of_subscriber_;
    redis_client client_;
    redis_subscriber subscriber_;
};

} // namespace hallway
