// A Redis Cluster: learns who serves which slot, asks each master over a connection of its own, and goes after slots that move.
#pragma once

#include "redis/redis_access.hpp"
#include "redis/redis_channels.hpp"
#include "redis/redis_slots.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hallway {

struct redis_cluster_settings {
    std::vector<redis_address> seeds; // nodes to begin with, one at least; who we are at all is what the first says
    redis_client_settings
        client; // patience and bounds; a connection's patience is how long a command may wait for its slot to be served
    std::chrono::milliseconds refresh_every{5'000}; // of who serves what, if nothing shows before that it has changed
};

/// The order of a slot's commands holds while it moves, too. A node that does not serve it (MOVED, ASK, TRYAGAIN, CLUSTERDOWN, no connection) has done nothing: such commands
/// wait until nothing of their slot is under way, and go out again in their order. Should one of a later number have been done meanwhile, those before it are
/// refused (`overtaken`) rather than done behind it.
class redis_cluster final : public redis_access {
public:
    redis_cluster(asio_scheduler& turns, redis_cluster_settings settings, watcher watch);

    void start() override;
    void ask(const std::string& key, redis_question what, redis_handler then) override;
    std::size_t place_of(const std::string& key) const override;
    void ask_all(std::vector<std::string> words, std::function<void(answers)> then) override;
    void follow(const std::string& channel) override { channels_.subscribe(channel); }
    void unfollow(const std::string& channel) override { channels_.unsubscribe(channel); }
    std::string_view publish_command() const override { return "SPUBLISH"; }
    bool is_ready() const override { return is_known_; }
    void finish(std::function<void()> then) override;

private:
    struct node {
        redis_address where;
        std::size_t number = 0;
        std::unique_ptr<redis_client> client;
    };

    struct command {
        std::uint64_t number = 0; // in the order of the calls
        std::uint16_t slot = 0;
        redis_question what;
        redis_handler then;
        uptime until{};
        unsigned refusals = 0; // by nodes that have not done it
    };
    using command_ptr = std::shared_ptr<command>;

    /// What is asked of a slot and not answered yet.
    struct lane {
        std::deque<command_ptr> waiting; // by number
        std::size_t under_way = 0;
        node* at = nullptr; // where that is
        bool is_asking = false;
        node* instead = nullptr; // ASK: where what waits goes next
        uptime rests_until{};
    };

    node* node_at(const std::string& host, std::uint16_t port, const redis_address& said_by);
    node* node_at(const redis_address& where);
    void connect_seeds();
    void ready(node& it);

    void pump(std::uint16_t slot);
    void pump_all();
    void send(lane& of, node& to, const command_ptr& what, bool is_redirected);
    void answered(const command_ptr& what, node& by, redis_answer answer);
    void put_back(lane& of, const command_ptr& what, node& by, const redis_failure& why);
    void refuse_overtaken(std::uint16_t slot, std::uint64_t number);
    void finish_one(const command_ptr& what, redis_answer answer);
    void refuse_late();

    void moved(const redis_address& by, const redis_failure& why);
    void refresh_soon(const node* by = nullptr);
    void refresh();
    const node* who_is_asked_next();
    void take_slots(const redis_address& said_by, const std::vector<redis_slot_range>& ranges);
    void end_unused();
    void watch_time();
    void finish_if_done();

    asio_scheduler& turns_;
    const redis_cluster_settings settings_;
    watcher watch_;
    std::map<std::string, std::unique_ptr<node>> nodes_; // by address
    std::vector<std::unique_ptr<node>> ended_;           // their connections are, but the scheduler may know them yet
    std::array<node*, redis_slot_count> owners_{};
    bool is_known_ = false; // who serves what
    std::unordered_map<std::uint16_t, lane> lanes_;
    std::size_t waiting_ = 0; // commands that are not answered
    std::uint64_t last_number_ = 0;
    std::size_t last_node_ = 0;
    redis_channels channels_;
    std::string asked_next_; // who is to say who serves what; else whoever comes after who was asked last
    bool is_refresh_wanted_ = true;
    bool is_refreshing_ = false;
    uptime refreshed_at_{};
    std::function<void()> finished_;
    bool is_finishing_ = false;
};

} // namespace hallway
