// A server process of the simulation: cores, log service, store. What is not on the disk dies with it.
#pragma once

#include "hub/core.hpp"
#include "identity/tokens.hpp"
#include "log/log_service.hpp"
#include "tests/simulation/simulated_link.hpp"
#include "tests/simulation/simulated_store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway::simulation {

class simulated_node {
public:
    simulated_node(
        world& in, const profile& how, simulated_disk& disk, commit_witness& witness, const token_keeper& tokens, coverage& seen,
        simulated_redis* shared = nullptr);
    ~simulated_node();
    simulated_node(const simulated_node&) = delete;
    simulated_node& operator=(const simulated_node&) = delete;

    /// Every core has the space and its rooms. Until then nobody is let in.
    bool is_ready() const;
    bool has_failed() const { return has_failed_; }

    std::shared_ptr<simulated_link> accept(link_reader& reader, simulated_thread& clients);
    void drain(std::chrono::milliseconds window);

    /// As some core answers it over HTTP; null while there is none to ask.
    std::shared_ptr<const std::string> schedule_text(dice& chance);

    /// Some thread gets no processor for a while.
    void stall_something(uptime how_long);

    /// Forgets what lies below the saved snapshot of a room's log, as far as `keep` newest events allow, and others that may not have applied it yet.
    void trim(const std::string& log, std::uint64_t keep, std::uint64_t at_most = ~std::uint64_t{0});

    /// The oldest of the offsets to which its cores have applied a room's log; none if no core has the room.
    std::optional<std::uint64_t> applied(const std::string& room) const;

    simulated_store& kept() { return store_; }

    /// Links that were cut by the end of the process hear of it within this.
    uptime farewell_max = 50ms;

    /// Something holds more than it may; empty: nothing does.
    std::string overfull() const;

    /// A room of which two cores have folded the same events to different states; empty: there is none. What was compared before is not compared again.
    std::string unequal_replicas();

    /// For the same between nodes.
    std::vector<const core*> cores() const;

    /// Commands of the cores to the log service that are not answered.
    std::size_t unanswered() const;

private:
    world& in_;
    const profile& how_;
    simulated_disk& disk_;
    coverage& seen_;
    simulated_thread& disk_thread_;
    simulated_thread& log_thread_;
    std::optional<redis_connection> connection_; // of a node that shares what it keeps its logs in
    simulated_store store_;
    metrics counts_;
    log_service service_;
    attendance people_;
    room_pulse pulse_;
    read_marks marks_;
    struct core_on_thread {
        simulated_thread* thread = nullptr;
        core_line* line = nullptr;
        std::unique_ptr<core> it;
    };
    std::vector<core_on_thread> cores_;
    std::vector<std::weak_ptr<simulated_link>> links_;
    std::uint64_t space_compared_ = 0;              // the offset at which the replicas of the space were compared last
    std::map<std::string, std::uint64_t> compared_; // by room: the offset at which replicas were compared last
    std::size_t ready_ = 0;
    bool has_failed_ = false;
};

/// Whether two replicas of a room at the same offset are equal, but for what only one of them knows to be forgotten.
bool are_equal(room_snapshot one, room_snapshot other, bool is_trimmed);

} // namespace hallway::simulation
