// The server's side of a world: one node with a disk of its own, or several that share a Redis; and what happens to them.
#pragma once

#include "tests/simulation/simulated_client.hpp"
#include "tests/simulation/simulated_node.hpp"
#include "tests/simulation/simulated_redis.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::simulation {

class simulated_servers {
public:
    /// `disk` and `world` outlive it. `give_up`: every client does, and hears nothing that is still on its way.
    simulated_servers(
        surroundings& world, simulated_disk& disk, book& truth, const token_keeper& tokens, std::function<void()> give_up);

    void start();

    /// One of them is killed, and started again.
    void crash();
    /// Each of them.
    void crash_all();
    /// Those that came to an end, or to nothing, are started again.
    void look_after();

    /// A connection to some core of some node; null if there is none, or it does not let anybody in.
    std::shared_ptr<simulated_link> accept(link_reader& reader);
    std::shared_ptr<const std::string> schedule_text(dice& chance);

    // Faults, as often as the profile has them.
    void disturb();
    void disturb_redis();
    /// Some node from the Redis that they share.
    void cut_one_off();

    /// What some node holds too much of, or two of its cores have folded differently; empty: nothing.
    std::string broken();

    /// When nothing is under way any more they are ready, and every replica of every node is equal; else what is missing.
    std::string unsettled();

private:
    struct place {
        std::unique_ptr<simulated_node> node;
        uptime started_at{};
        std::optional<uptime> drained_at; // it lets nobody in, and ends then
    };

    void start(place& which);
    void crash(place& which);
    void look_after(place& which);
    place& some_place();
    void trim_something();
    void fail_over();
    void fault(std::string_view what) { world_.told.note("--------", "*", what); }
    dice& chance() { return world_.in.random(); }

    surroundings& world_;
    simulated_disk& disk_;
    book& truth_;
    const token_keeper& tokens_;
    std::function<void()> give_up_;
    std::optional<simulated_redis> redis_; // if they share one
    std::vector<place> places_;
    std::uint64_t written_elsewhere_ = 0;
};

} // namespace hallway::simulation
