// A Redis Cluster of a test's own: masters that share the slots evenly, replicas if they are wanted, and slots that move while they are used.
#pragma once

#include "support/redis_address.hpp"
#include "support/tls_identity.hpp"
#include "tests/support/redis_server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hallway::test {

class redis_cluster_servers {
public:
    struct options {
        std::size_t masters = 3;
        std::size_t replicas = 0;      // of the first master
        std::vector<std::string> more; // arguments of each, as of redis.conf
        std::chrono::milliseconds node_timeout{
            5'000};      // until one that is silent is taken for dead; short ones call a busy machine so
        tls_files tls{}; // with a certificate: nothing else is spoken, neither to clients nor among the nodes
    };

    /// Starts them and waits until the cluster is up, which takes two seconds: Redis waits so long before it trusts a new one.
    explicit redis_cluster_servers(options wanted);
    redis_cluster_servers() : redis_cluster_servers(options{}) {}

    /// All nodes, masters first.
    std::vector<redis_address> addresses() const;
    redis_server& node(std::size_t which) { return *nodes_.at(which)->server; }
    std::size_t masters() const { return masters_; }

    /// The master whom the slots were given to at first; move() is not looked at.
    std::size_t first_owner(std::uint16_t slot) const;

    /// What a node answers, asked from a shell.
    std::string ask(std::size_t which, std::vector<std::string> words) { return node(which).ask(std::move(words)); }

    // A slot's way to another master, in the steps of `redis-cli --cluster reshard`.
    void begin_move(std::uint16_t slot, std::size_t from, std::size_t to);
    void move_keys(std::uint16_t slot, std::size_t from, std::size_t to);
    void end_move(std::uint16_t slot, std::size_t from, std::size_t to);
    void move(std::uint16_t slot, std::size_t from, std::size_t to);

private:
    struct one {
        std::uint16_t port = 0;
        std::uint16_t bus = 0;
        std::unique_ptr<redis_server> server;
        std::string id;
    };

    void give_slots();
    void meet();
    bool is_up();

    std::size_t masters_;
    tls_files tls_;
    std::vector<std::unique_ptr<one>> nodes_;
};

/// One of three masters that every test of a process may use, each with keys of its own.
redis_cluster_servers& shared_cluster();

} // namespace hallway::test
