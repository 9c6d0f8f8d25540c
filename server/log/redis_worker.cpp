#include "log/redis_worker.hpp"

#include "log/redis_health.hpp"
#include "redis/redis_cluster.hpp"
#include "redis/redis_info.hpp"
#include "redis/redis_single.hpp"
#include "support/logging.hpp"
#include "support/thread_name.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <utility>

namespace hallway {
namespace {

/// Of the commands that a store uses beside its scripts.
bool is_reading(std::string_view command)
{
    constexpr std::array reading{"HGET", "HMGET", "ZSCORE", "ZRANGEBYLEX", "EXISTS"};
    return std::ranges::find(reading, command) != reading.end();
}

} // namespace

redis_worker::redis_worker(redis_store_settings settings, metrics& counts)
    : settings_(std::move(settings)),
      connections_(counts.count("hallway_redis_connections_total", "Times that a connection to Redis was made ready.")),
      losses_(counts.count("hallway_redis_losses_total", "Times that a connection to Redis was lost or could not be made.")),
      answer_time_(counts.timing("hallway_redis_answer_seconds", "From asking Redis to its answer.")), redis_(make_access()),
      thread_([this] {
          name_thread("redis");
          turns_.run();
      })
{
    turns_.post([this] {
        redis_->start();
        look_after();
    });
}

redis_worker::~redis_worker() { stop(); }

std::unique_ptr<redis_access> redis_worker::make_access()
{
    redis_access::watcher watch;
    watch.ready = [this](const redis_address& where) { ready(where); };
    watch.lost = [this](const redis_address& where, const redis_failure& why) { lost(where, why); };
    watch.published.live = [this](const std::string& channel) {
        if (published_.live)
            published_.live(channel);
    };
    watch.published.heard = [this](const std::string& channel, std::string payload) {
        if (published_.heard)
            published_.heard(channel, std::move(payload));
    };
    watch.published.lost = [this](const std::string& channel, const redis_failure& why) {
        if (published_.lost)
            published_.lost(channel, why);
    };
    if (settings_.cluster.empty())
        return std::make_unique<redis_single>(turns_, settings_.client, settings_.sentinels, std::move(watch));
    redis_cluster_settings own;
    own.seeds = settings_.cluster;
    own.client = settings_.client;
    return std::make_unique<redis_cluster>(turns_, std::move(own), std::move(watch));
}

void redis_worker::on_published(redis_subscriber::listener tell)
{
    turns_.post([this, tell = std::move(tell)]() mutable { published_ = std::move(tell); });
}

void redis_worker::ask(const std::string& key, std::string_view script, std::vector<std::string> words, redis_handler then)
{
    redis_question what;
    what.script = script.empty() ? nullptr : &redis_script_named(script);
    what.is_reading = what.script != nullptr ? what.script->is_reading : is_reading(words.front());
    what.words = std::move(words);
    redis_->ask(key, std::move(what), noting(std::move(then)));
}

void redis_worker::ask(const std::string& key, std::string_view script, redis_words_maker words, redis_handler then)
{
    redis_question what;
    what.script = &redis_script_named(script);
    what.make_words = std::move(words);
    redis_->ask(key, std::move(what), noting(std::move(then)));
}

redis_handler redis_worker::noting(redis_handler then)
{
    return [this, asked_at = turns_.monotonic(), then = std::move(then)](redis_answer answer) {
        note(answer, asked_at);
        then(std::move(answer));
    };
}

std::optional<std::string> redis_worker::trouble() const
{
    const std::lock_guard held(guard_);
    return trouble_;
}

void redis_worker::note(const redis_answer& answer, uptime asked_at)
{
    answer_time_.observe(std::chrono::duration<double>(turns_.monotonic() - asked_at).count());
    if (!answer.failure)
        return;
    switch (answer.failure->code) {
    case redis_errc::read_only:
    case redis_errc::master_down:
    case redis_errc::no_auth:
    case redis_errc::no_permission:
    case redis_errc::moved:
    case redis_errc::out_of_memory:
    case redis_errc::no_replicas:
    case redis_errc::cannot_persist:
        tell(std::string(sentence_for(answer.failure->code))); // until the next look
        return;
    case redis_errc::away:
    case redis_errc::full:
    case redis_errc::stopped:
    case redis_errc::overtaken:
    case redis_errc::no_cluster:
    case redis_errc::unknown:
    case redis_errc::loading:
    case redis_errc::busy:
    case redis_errc::cluster_down:
    case redis_errc::try_again:
    case redis_errc::wrong_password:
    case redis_errc::no_script: return;
    case redis_errc::other: log_error("Redis refused a command", {{"why", answer.failure->said}}); return;
    }
}

void redis_worker::ready(const redis_address& where)
{
    connections_.add();
    last_losses_.erase(to_string(where));
    log_info("Redis is ready", {{"at", to_string(where)}});
    look();
}

void redis_worker::lost(const redis_address& where, const redis_failure& why)
{
    losses_.add();
    if (std::exchange(last_losses_[to_string(where)], why.said) != why.said) // else every attempt would be a line
        log_warn("Redis cannot be used", {{"at", to_string(where)}, {"why", why.said}});
    tell(sentence_of(std::string(sentence_for(why.code)), where));
}

void redis_worker::look_after()
{
    if (is_stopped_)
        return;
    if (redis_->is_ready())
        look();
    turns_.after(settings_.look_every, [this] { look_after(); });
}

void redis_worker::look()
{
    redis_->ask_all({"INFO"}, [this](const redis_access::answers& all) {
        if (!settings_.cluster.empty())
            return look_at_cluster(trouble_in(all));
        if (!all.front().second.failure)
            tell(trouble_in(all));
    });
}

/// Its masters may be well, and slots nobody's.
void redis_worker::look_at_cluster(std::optional<std::string> found)
{
    redis_->ask_all({"CLUSTER", "INFO"}, [this, found = std::move(found)](const redis_access::answers& all) {
        const auto is_down = [](const auto& each) {
            return !each.second.failure && info_value(each.second.reply.text, "cluster_state") != "ok";
        };
        const bool is_any_down = std::ranges::any_of(all, is_down);
        tell(found || !is_any_down ? found : std::string(sentence_for(redis_errc::cluster_down)));
    });
}

/// The first that is found.
std::optional<std::string> redis_worker::trouble_in(const redis_access::answers& all)
{
    std::optional<std::string> found;
    for (const auto& [where, answer] : all) {
        if (answer.failure) {
            found = sentence_of(std::string(sentence_for(answer.failure->code)), where);
            continue;
        }
        const auto health = redis_health_in(answer.reply.text);
        if (!health.has_log && !std::exchange(has_warned_, true))
            log_warn(
                "Redis loses what it acknowledged when its process ends: set appendonly to yes",
                {{"at", to_string(where)}, {"version", health.version}});
        if (!found)
            found = sentence_of(trouble_of(health), where);
    }
    return found;
}

/// With the one of a cluster's nodes that it is about.
std::optional<std::string> redis_worker::sentence_of(std::optional<std::string> trouble, const redis_address& where) const
{
    if (trouble && !settings_.cluster.empty())
        trouble->insert(trouble->size() - 1, " (" + to_string(where) + ")");
    return trouble;
}

void redis_worker::tell(std::optional<std::string> trouble)
{
    const std::lock_guard held(guard_);
    if (!is_stopped_)
        trouble_ = std::move(trouble);
}

void redis_worker::stop()
{
    if (is_stopped_.exchange(true))
        return;
    std::promise<void> finished;
    turns_.post([&] { redis_->finish([&] { finished.set_value(); }); });
    finished.get_future().wait();
    turns_.stop();
    thread_.join();
    const std::lock_guard held(guard_);
    trouble_ = "The store has stopped.";
}

} // namespace hallway
