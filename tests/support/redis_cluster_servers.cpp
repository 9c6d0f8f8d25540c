#include "tests/support/redis_cluster_servers.hpp"

#include "redis/redis_slots.hpp"

#include <poll.h>

#include <functional>
#include <sstream>
#include <stdexcept>

namespace hallway::test {

namespace {

std::size_t first_slot(std::size_t master, std::size_t masters) { return redis_slot_count * master / masters; }

/// Where a node listens. The cluster's bus takes what clients take, and the same certificate.
std::vector<std::string> ways_in(std::uint16_t port, const tls_files& tls)
{
    if (tls.certificate.empty())
        return {"--port", std::to_string(port)};
    return {"--tls-port",         std::to_string(port),
            "--tls-cert-file",    tls.certificate.string(),
            "--tls-key-file",     tls.key.string(),
            "--tls-ca-cert-file", tls.certificate.string(),
            "--tls-auth-clients", "no",
            "--tls-cluster",      "yes"};
}

/// A new cluster takes its time, and on a busy machine much of it.
void await(const std::function<bool()>& condition, const std::string& otherwise)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error(otherwise);
        ::poll(nullptr, 0, 20);
    }
}

} // namespace

redis_cluster_servers::redis_cluster_servers(options wanted) : masters_(wanted.masters), tls_(wanted.tls)
{
    for (std::size_t i = 0; i < wanted.masters + wanted.replicas; ++i) {
        auto made = std::make_unique<one>();
        made->port = free_port();
        made->bus = free_port();
        auto more = ways_in(made->port, tls_);
        for (const auto& word :
             {"--bind", "127.0.0.1", "--cluster-enabled", "yes", "--repl-diskless-sync-delay", "0", "--cluster-port"})
            more.emplace_back(word);
        more.push_back(std::to_string(made->bus));
        more.insert(more.end(), {"--cluster-node-timeout", std::to_string(wanted.node_timeout.count())});
        more.insert(more.end(), wanted.more.begin(), wanted.more.end());
        made->server = std::make_unique<redis_server>(std::move(more));
        made->id = made->server->ask({"CLUSTER", "MYID"});
        nodes_.push_back(std::move(made));
    }
    give_slots();
    meet();
    for (std::size_t i = masters_; i < nodes_.size(); ++i) {
        auto& replica = *nodes_[i]->server;
        await(
            [&] { return replica.ask({"CLUSTER", "REPLICATE", nodes_[0]->id}) == "OK"; },
            "a node of the cluster does not become a replica");
    }
    await([&] { return is_up(); }, "the cluster does not come up");
}

void redis_cluster_servers::give_slots()
{
    for (std::size_t i = 0; i < masters_; ++i) {
        ask(i, {"CLUSTER", "ADDSLOTSRANGE", std::to_string(first_slot(i, masters_)),
                std::to_string(first_slot(i + 1, masters_) - 1)});
        ask(i, {"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(i + 1)});
    }
}

/// Each meets all, since to be told of by others takes as long as a silent node may be.
void redis_cluster_servers::meet()
{
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        for (std::size_t other = 0; other < i; ++other)
            ask(i, {"CLUSTER", "MEET", "127.0.0.1", std::to_string(nodes_[other]->port), std::to_string(nodes_[other]->bus)});
}

bool redis_cluster_servers::is_up()
{
    const auto known = "cluster_known_nodes:" + std::to_string(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto told = ask(i, {"CLUSTER", "INFO"});
        if (told.find("cluster_state:ok") == std::string::npos || told.find(known) == std::string::npos)
            return false;
        if (i >= masters_ && ask(i, {"INFO", "replication"}).find("master_link_status:up") == std::string::npos)
            return false;
    }
    return true;
}

std::vector<redis_address> redis_cluster_servers::addresses() const
{
    std::vector<redis_address> all;
    for (const auto& each : nodes_) {
        redis_address made;
        made.port = each->port;
        made.is_encrypted = !tls_.certificate.empty();
        made.authorities = tls_.certificate;
        all.push_back(std::move(made));
    }
    return all;
}

std::size_t redis_cluster_servers::first_owner(std::uint16_t slot) const
{
    std::size_t found = 0;
    while (first_slot(found + 1, masters_) <= slot)
        ++found;
    return found;
}

void redis_cluster_servers::begin_move(std::uint16_t slot, std::size_t from, std::size_t to)
{
    ask(to, {"CLUSTER", "SETSLOT", std::to_string(slot), "IMPORTING", nodes_[from]->id});
    ask(from, {"CLUSTER", "SETSLOT", std::to_string(slot), "MIGRATING", nodes_[to]->id});
}

void redis_cluster_servers::move_keys(std::uint16_t slot, std::size_t from, std::size_t to)
{
    std::istringstream keys(ask(from, {"CLUSTER", "GETKEYSINSLOT", std::to_string(slot), "1000"}));
    std::string key;
    while (std::getline(keys, key))
        if (!key.empty())
            ask(from, {"MIGRATE", "127.0.0.1", std::to_string(nodes_[to]->port), key, "0", "5000"});
}

void redis_cluster_servers::end_move(std::uint16_t slot, std::size_t from, std::size_t to)
{
    for (const auto which : {to, from})
        ask(which, {"CLUSTER", "SETSLOT", std::to_string(slot), "NODE", nodes_[to]->id});
}

void redis_cluster_servers::move(std::uint16_t slot, std::size_t from, std::size_t to)
{
    begin_move(slot, from, to);
    move_keys(slot, from, to);
    end_move(slot, from, to);
}

redis_cluster_servers& shared_cluster()
{
    static redis_cluster_servers shared;
    return shared;
}

} // namespace hallway::test
