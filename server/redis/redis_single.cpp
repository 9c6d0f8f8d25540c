#include "redis/redis_single.hpp"

#include <utility>

namespace hallway {

redis_single::redis_single(
    asio_scheduler& turns, redis_client_settings settings, redis_sentinel_settings sentinels, watcher watch)
    : settings_(std::move(settings)), has_sentinels_(!sentinels.where.empty()), watch_(std::move(watch)),
      sentinels_(turns, sentinels), sentinels_of_subscriber_(turns, sentinels),
      client_(
          turns, settings_of_client(),
          {[this] { ready(); }, [this](const redis_failure& why) { watch_.lost(client_.there(), why); }}),
      subscriber_(turns, settings_of_subscriber(), watch_.published)
{
}

/// With Sentinels they say where Redis is; who we are there stays as it is set.
redis_finder redis_single::finder(redis_sentinels& asking)
{
    if (!has_sentinels_)
        return {};
    return [this, &asking](const std::function<void(std::optional<redis_address>)>& then) {
        asking.find([this, then](std::optional<redis_address> found) {
            if (found) {
                auto as = settings_.link.where;
                as.socket.clear();
                as.host = std::move(found->host);
                as.port = found->port;
                found = std::move(as);
            }
            then(found);
        });
    };
}

redis_client_settings redis_single::settings_of_client()
{
    auto own = settings_;
    own.link.find = finder(sentinels_);
    own.must_be_master = has_sentinels_;
    return own;
}

redis_subscriber_settings redis_single::settings_of_subscriber()
{
    redis_subscriber_settings own;
    own.link = settings_.link;
    own.link.find = finder(sentinels_of_subscriber_);
    return own;
}

void redis_single::start()
{
    client_.start();
    subscriber_.start();
}

void redis_single::ask(const std::string&, redis_question what, redis_handler then)
{
    client_.ask(std::move(what), std::move(then));
}

void redis_single::ask_all(std::vector<std::string> words, std::function<void(answers)> then)
{
    client_.send(std::move(words), [this, then = std::move(then)](redis_answer answer) {
        answers all;
        all.emplace_back(client_.there(), std::move(answer));
        then(std::move(all));
    });
}

void redis_single::ready()
{
    const auto before = std::exchange(run_id_, client_.run_id());
    if (!before.empty() && before != run_id_)
        subscriber_.reconnect(); // what others append is published at the new master
    watch_.ready(client_.there());
}

void redis_single::finish(std::function<void()> then)
{
    client_.finish([this, then = std::move(then)] {
        subscriber_.stop();
        sentinels_.stop();
        sentinels_of_subscriber_.stop();
        then();
    });
}

} // namespace hallway
