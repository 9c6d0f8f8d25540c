// Subscriptions to a real Redis: what is published arrives, and whoever may have missed something is told.
#include "redis/redis_subscriber.hpp"
#include "tests/support/edge_host.hpp"
#include "tests/support/redis_asker.hpp"
#include "tests/support/redis_server.hpp"

#include <catch2/catch.hpp>

#include <poll.h>

#include <algorithm>
#include <mutex>
#include <thread>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

/// A subscriber on a thread of its own, which writes down what it is told.
class listening {
public:
    explicit listening(const redis_server& server)
    {
        redis_subscriber_settings settings;
        settings.link = hasty_settings(server.address()).link;
        settings.probe_after = 100ms;
        settings.lost_after = 600ms;
        subscriber_ = std::make_unique<redis_subscriber>(
            turns_, settings,
            redis_subscriber::listener{
                [this](const std::string& channel) { note("live " + channel); },
                [this](const std::string& channel, std::string payload) { note(channel + ": " + payload); },
                [this](const std::string&, const redis_failure&) { note("lost"); }});
        thread_ = std::thread([this] { turns_.run(); });
        turns_.post([this] { subscriber_->start(); });
    }

    ~listening()
    {
        turns_.post([this] {
            subscriber_->stop();
            turns_.stop();
        });
        thread_.join();
    }

    void subscribe(std::string channel)
    {
        turns_.post([this, channel] { subscriber_->subscribe(channel); });
    }
    void unsubscribe(std::string channel)
    {
        turns_.post([this, channel] { subscriber_->unsubscribe(channel); });
    }

    /// Subscribes after so many subscriptions that are ended before Redis can have confirmed them.
    void waver(std::string channel, int count)
    {
        turns_.post([this, channel, count] {
            for (int i = 0; i < count; ++i) {
                subscriber_->subscribe(channel);
                subscriber_->unsubscribe(channel);
            }
            subscriber_->subscribe(channel);
        });
    }

    std::size_t times(const std::string& what)
    {
        const std::lock_guard held(guard_);
        return static_cast<std::size_t>(std::ranges::count(heard_, what));
    }
    bool hears(const std::string& what)
    {
        return eventually([&] { return times(what) > 0; });
    }

private:
    void note(std::string what)
    {
        const std::lock_guard held(guard_);
        heard_.push_back(std::move(what));
    }

    asio_scheduler turns_;
    std::unique_ptr<redis_subscriber> subscriber_;
    std::mutex guard_;
    std::vector<std::string> heard_;
    std::thread thread_;
};

} // namespace

TEST_CASE("what is published on a channel arrives once it is live, and not after it was left", "[redis]")
{
    redis_server server;
    listening here(server);
    here.subscribe("lobby");
    here.subscribe("stage");
    REQUIRE(here.hears("live lobby"));
    REQUIRE(here.hears("live stage"));

    server.ask({"PUBLISH", "lobby", "one"});
    server.ask({"PUBLISH", "elsewhere", "no"});
    server.ask({"PUBLISH", "stage", "two"});
    CHECK(here.hears("lobby: one"));
    CHECK(here.hears("stage: two"));
    CHECK(here.times("elsewhere: no") == 0);

    here.unsubscribe("lobby");
    here.subscribe("table");
    REQUIRE(here.hears("live table")); // so it has left the other
    CHECK(server.ask({"PUBLISH", "lobby", "three"}) == "0");
}

TEST_CASE("a channel that is left and taken up again at once is live once", "[redis]")
{
    redis_server server;
    listening here(server);
    here.subscribe("first");
    REQUIRE(here.hears("live first"));
    here.waver("lobby", 10);
    REQUIRE(here.hears("live lobby"));
    CHECK(server.ask({"PUBLISH", "lobby", "one"}) == "1");
    CHECK(here.hears("lobby: one"));
    CHECK(here.times("live lobby") == 1);
}

TEST_CASE("after a connection was lost every channel is live anew, and so is one that was asked for meanwhile", "[redis]")
{
    redis_server server;
    listening here(server);
    here.subscribe("lobby");
    REQUIRE(here.hears("live lobby"));

    SECTION("since Redis ended") { server.kill(); }
    SECTION("since somebody ended it") { server.ask({"CLIENT", "KILL", "TYPE", "pubsub"}); }
    SECTION("since nothing was heard for too long") { server.freeze(); }
    REQUIRE(here.hears("lost"));
    here.subscribe("stage");
    server.thaw();
    if (server.ask({"PING"}) != "PONG")
        server.start();

    CHECK(eventually([&] { return here.times("live lobby") == 2; }));
    CHECK(here.hears("live stage"));
    server.ask({"PUBLISH", "lobby", "again"});
    CHECK(here.hears("lobby: again"));
}

TEST_CASE("silence is not loss as long as Redis answers", "[redis]")
{
    redis_server server;
    listening here(server);
    here.subscribe("lobby");
    REQUIRE(here.hears("live lobby"));
    listening other(server);
    other.subscribe("unrelated");
    REQUIRE(other.hears("live unrelated"));

    ::poll(nullptr, 0, 1'500); // more than twice what would be too long

    CHECK(here.times("lost") == 0);
    CHECK(other.times("lost") == 0);
}
