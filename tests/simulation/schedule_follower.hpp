// A client's side of the schedule: follows it as protocol/README.md says, and sends what its person plans until that is answered.
#pragma once

#include "protocol/codec.hpp"
#include "room/space.hpp"
#include "tests/simulation/world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::simulation {

struct person;
struct surroundings;

/// What staff may come to plan: of few stages, talks and lessons, so that plans meet. \param key of the command
plan some_plan(dice& chance, std::string key, time_point now);
move_clock some_move(dice& chance, std::string key);

class schedule_follower {
public:
    /// \param send false: there is no connection. \param follows else it plans only
    schedule_follower(surroundings& world, const person& who, bool follows, std::function<bool(command_body)> send);
    ~schedule_follower();
    schedule_follower(const schedule_follower&) = delete;
    schedule_follower& operator=(const schedule_follower&) = delete;

    void want(const plan& what) { want_this(what.key, what); }
    void want(const move_clock& what) { want_this(what.key, what); }

    /// Every document, before the client takes it.
    void heard(std::string_view document);

    /// \returns whether it was a command of this side
    bool answered(const server_document& what, const command_body& asked);

    void lost();
    void tick();

    /// What is still missing; empty: nothing.
    std::string unsettled() const;

private:
    struct wanted {
        command_body what;
        std::string key;
        bool is_under_way = false;
    };

    void want_this(std::string key, command_body what);
    void greeted(std::uint64_t version);
    void told(std::string_view document);
    void fetch_soon(uptime after);
    void fetched(const std::shared_ptr<const std::string>& text);
    void check_shown();
    void check_done(const server_document& answer, const command_body& asked);
    bool is_due() const { return reached_ < needed_; }
    std::uint64_t version() const;

    surroundings& world_;
    const person& who_;
    bool follows_;
    std::function<bool(command_body)> send_;
    std::vector<wanted> wanted_;
    uptime waits_until_{};
    struct documents;
    std::unique_ptr<documents> held_;
    std::int64_t reached_ = 0; // fetched
    std::int64_t needed_ = 0;  // has to be fetched; what is told from then on is folded
    std::uint64_t told_ = 0;   // on this connection
    unsigned failures_ = 0;
    bool is_running_ = false;
    bool is_fetching_ = false;
};

} // namespace hallway::simulation
