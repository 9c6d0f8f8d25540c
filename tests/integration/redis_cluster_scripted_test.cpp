// What a client makes of a cluster whose nodes say that slots are elsewhere: commands go on in their order, or not at all.
#include "redis/redis_cluster.hpp"
#include "tests/support/redis_asker.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <mutex>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

std::string bulk(const std::string& text) { return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n"; }

/// A node of a cluster that says who serves all slots, and answers the rest as a test says.
class scripted_node {
public:
    using actor = std::function<std::string(const std::vector<std::string>& words)>;

    /// Told after the node has been made, since it may name other nodes.
    void answers(actor act)
    {
        const std::lock_guard held(guard_);
        act_ = std::move(act);
    }
    void says_that_all_is_served_by(const scripted_node& owner)
    {
        const auto port = owner.port();
        const std::lock_guard held(guard_);
        slots_ = "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n" + bulk("127.0.0.1") + ":" + std::to_string(port) + "\r\n" + bulk("id");
    }

    std::uint16_t port() const { return server_.address().port; }
    redis_address address() const { return server_.address(); }

    std::string sends_on(std::string_view how, const std::string& key) const
    {
        return "-" + std::string(how) + " " + std::to_string(redis_slot_of(key)) + " 127.0.0.1:" + std::to_string(port()) +
               "\r\n";
    }

    /// Commands beside those that a client asks for its own sake.
    std::vector<std::string> heard()
    {
        const std::lock_guard held(guard_);
        return heard_;
    }

private:
    std::string act(const std::vector<std::string>& words, int connection)
    {
        const std::lock_guard held(guard_);
        if (words[0] == "INFO" && words.size() > 1 && words[1] == "server")
            return bulk("run_id:abc\r\nredis_mode:cluster\r\n");
        if (words[0] == "CLUSTER")
            return slots_;
        if (auto reply = scripted_redis::preparation(words, connection); !reply.empty())
            return reply;
        heard_.push_back(words[0] + (words.size() > 1 ? " " + words.back() : ""));
        return act_(words);
    }

    std::mutex guard_;
    actor act_ = [](const auto&) { return "+OK\r\n"; };
    std::string slots_ = "*0\r\n";
    std::vector<std::string> heard_;
    scripted_redis server_{[this](const std::vector<std::string>& words, int connection) { return act(words, connection); }};
};

/// A client that knows the first of two nodes, and what it was answered.
struct asking {
    explicit asking(scripted_node& first)
    {
        redis_cluster_settings settings;
        settings.seeds = {first.address()};
        settings.client = hasty_settings({});
        settings.client.connection_patience = 1'000ms;
        redis_access::watcher watch;
        watch.ready = [](const redis_address&) {};
        watch.lost = [](const redis_address&, const redis_failure&) {};
        cluster = std::make_unique<redis_cluster>(turns, settings, std::move(watch));
        cluster->start();
    }
    ~asking()
    {
        bool is_over = false;
        cluster->finish([&] { is_over = true; });
        while (!is_over)
            turns.run_for(10ms);
    }

    void ask(const std::string& key, const std::string& value)
    {
        redis_question what;
        what.words = {"SET", key, value};
        cluster->ask(
            key, std::move(what), [this, value](const redis_answer& answer) { answers.push_back(value + " " + said(answer)); });
        ++asked;
    }
    void await_answers()
    {
        while (answers.size() < asked)
            turns.run_for(10ms);
    }

    asio_scheduler turns;
    std::unique_ptr<redis_cluster> cluster;
    std::vector<std::string> answers;
    std::size_t asked = 0;
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE(
    "commands whose slot has moved go out again in their order, and nothing else of the slot before them", "[redis][cluster]")
{
    scripted_node old_place;
    scripted_node new_place;
    old_place.says_that_all_is_served_by(old_place);
    new_place.says_that_all_is_served_by(new_place);
    old_place.answers([&](const auto& words) { return words[1] == "a" ? new_place.sends_on("MOVED", "a") : "+OK\r\n"; });
    asking client(old_place);
    for (int i = 1; i <= 3; ++i)
        client.ask("a", std::to_string(i));
    client.ask("b", "other");
    client.await_answers();
    client.ask("a", "4");
    client.await_answers();

    CHECK(client.answers.front() == "other OK"); // it waited for nobody
    CHECK(lines(client.answers.begin() + 1, client.answers.end()) == lines{"1 OK", "2 OK", "3 OK", "4 OK"});
    CHECK(new_place.heard() == lines{"SET 1", "SET 2", "SET 3", "SET 4"});
}

TEST_CASE("what was asked for earlier is not done any more when a node has done what was asked for later", "[redis][cluster]")
{
    scripted_node old_place;
    scripted_node new_place;
    old_place.says_that_all_is_served_by(old_place);
    new_place.says_that_all_is_served_by(new_place);
    old_place.answers([&](const auto& words) { return words[2] < "3" ? new_place.sends_on("MOVED", "a") : "+OK\r\n"; });
    asking client(old_place);
    for (int i = 1; i <= 4; ++i)
        client.ask("a", std::to_string(i));
    client.await_answers();

    CHECK(client.answers == lines{"1 !overtaken", "2 !overtaken", "3 OK", "4 OK"});
    CHECK(new_place.heard().empty());
}

TEST_CASE("a slot on its way is asked for at its new place with ASKING, and at the old one first again", "[redis][cluster]")
{
    scripted_node old_place;
    scripted_node new_place;
    old_place.says_that_all_is_served_by(old_place);
    old_place.answers([&](const auto&) { return new_place.sends_on("ASK", "a"); });
    asking client(old_place);
    client.ask("a", "1");
    client.ask("a", "2");
    client.await_answers();
    client.ask("a", "3");
    client.await_answers();

    CHECK(client.answers == lines{"1 OK", "2 OK", "3 OK"});
    CHECK(old_place.heard() == lines{"SET 1", "SET 2", "SET 3"});
    CHECK(new_place.heard() == lines{"ASKING", "SET 1", "ASKING", "SET 2", "ASKING", "SET 3"});
}

TEST_CASE("a cluster that is not ready for a slot is asked again, for as long as a command may wait", "[redis][cluster]")
{
    scripted_node node;
    node.says_that_all_is_served_by(node);
    int refused = 0;
    node.answers([&](const auto& words) -> std::string {
        if (words[2] == "never")
            return "-CLUSTERDOWN Hash slot not served\r\n";
        return ++refused <= 3 ? "-TRYAGAIN Multiple keys request during rehashing of slot\r\n" : "+OK\r\n";
    });
    asking client(node);
    client.ask("a", "later");
    client.ask("b", "never");
    client.await_answers();

    CHECK(client.answers == lines{"later OK", "never !try_again"});
}
