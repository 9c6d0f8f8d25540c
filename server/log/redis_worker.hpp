// The thread that speaks to Redis for the store, be that one, the master that Sentinels name, or a cluster; and what is wrong with it at present.
#pragma once

#include "log/redis_store.hpp"
#include "redis/redis_access.hpp"
#include "support/asio_scheduler.hpp"
#include "support/metrics.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace hallway {

class redis_worker {
public:
    /// `counts` outlives it.
    redis_worker(redis_store_settings settings, metrics& counts);
    ~redis_worker();
    redis_worker(const redis_worker&) = delete;
    redis_worker& operator=(const redis_worker&) = delete;

    /// Runs `what` on the worker's thread, in the order of the calls from one thread. Any thread.
    void post(task what) { turns_.post(std::move(what)); }

    /// Asks Redis where `key` lies, one of those that it is asked about: runs a script, or a command if its name is empty. On the worker's thread, where the answer comes, too.
    void ask(const std::string& key, std::string_view script, std::vector<std::string> words, redis_handler then);

    /// Runs a script with words that are made when they are sent.
    void ask(const std::string& key, std::string_view script, redis_words_maker words, redis_handler then);

    /// Whom a key is asked of at present: another number for each Redis. On the worker's thread.
    std::size_t place_of(const std::string& key) const { return redis_->place_of(key); }

    /// The command that publishes to who follows.
    std::string publish_command() const { return std::string(redis_->publish_command()); }

    /// What is published, from when on without a hole, and when that ends; set before the first follow(). Called on the worker's thread.
    void on_published(redis_subscriber::listener tell);

    /// On the worker's thread.
    void follow(const std::string& channel) { redis_->follow(channel); }
    void unfollow(const std::string& channel) { redis_->unfollow(channel); }

    /// A sentence if writes are not taken, or what is written may not be kept. Any thread.
    std::optional<std::string> trouble() const;

    /// Waits until all that was posted is answered, which deadlines bound, and ends the thread. Once; not on the worker's thread.
    void stop();

private:
    std::unique_ptr<redis_access> make_access();
    redis_handler noting(redis_handler then);
    void note(const redis_answer& answer, uptime asked_at);
    void ready(const redis_address& where);
    void lost(const redis_address& where, const redis_failure& why);
    void look_after();
    void look();
    void look_at_cluster(std::optional<std::string> found);
    std::optional<std::string> trouble_in(const redis_access::answers& all);
    std::optional<std::string> sentence_of(std::optional<std::string> trouble, const redis_address& where) const;
    void tell(std::optional<std::string> trouble);

    const redis_store_settings settings_;
    counter& connections_;
    counter& losses_;
    histogram& answer_time_;
    std::map<std::string, std::string> last_losses_; // why connections are away, as logged, by address
    bool has_warned_ = false;
    std::atomic<bool> is_stopped_{false};
    mutable std::mutex guard_;
    std::optional<std::string> trouble_ = "Redis has not answered yet.";
    asio_scheduler turns_;
    redis_subscriber::listener published_;
    std::unique_ptr<redis_access> redis_;
    std::thread thread_;
};

} // namespace hallway
