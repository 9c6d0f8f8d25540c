// Bans in a world: a moderator who sees to it that what they want done is done, and the law of it (promise 5 of the design).
#pragma once

#include "protocol/codec.hpp"
#include "tests/simulation/book.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/profile.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace hallway::simulation {

struct surroundings;

/// A second after the moderator was answered no node lets the member write any more, unless it cannot know: the ban is lost with what the store lost, or has ended.
class ban_law {
public:
    ban_law(const world& in, const book& truth, const profile& how, complaint complain, coverage& seen)
        : in_(in), truth_(truth), may_stall_(how.node.stalls != 0), may_jump_(how.node.clock_jumps != 0),
          complain_(std::move(complain)), seen_(seen)
    {
    }

    /// The moderator is told that it is done.
    void answered(const std::string& key) { answered_.emplace(key, in_.clock()); }

    /// A node asks the store to append this.
    void asked(const append_request& what);

    /// Called when a moderator asks for a ban.
    std::function<void(member_id)> on_sent = [](member_id) {};

    /// Whether there was a ban of this member at any time, in any life of the space's log.
    bool was_banned(member_id who) const;

private:
    const world& in_;
    const book& truth_;
    bool may_stall_; // threads,
    bool may_jump_;  // and the wall clock
    complaint complain_;
    coverage& seen_;
    std::map<std::string, uptime> answered_; // by the ban's key
    std::size_t lives_ = 1;                  // of the space's log that were there when somebody wrote last,
    uptime began_{};                         // and when the last was seen first
};

/// Of one member of staff: one act after the other, each sent again until it is answered for good.
class bouncer {
public:
    /// \param send false: there is no connection
    bouncer(surroundings& world, std::function<bool(command_body)> send) : world_(world), send_(std::move(send)) {}

    void ban(member_id whom, std::optional<time_point> until);
    void let_in(member_id whom);

    /// \returns whether it was a command of this side
    bool answered(const server_document& what, const command_body& asked);
    void lost() { is_under_way_ = false; }
    void tick();

    /// What is still missing; empty: nothing.
    std::string unsettled() const;

private:
    void want(command_body what);
    std::string new_key() { return "b-key-of-an-act-" + std::to_string(++acts_); }

    surroundings& world_;
    std::function<bool(command_body)> send_;
    std::deque<command_body> wanted_;
    std::uint64_t acts_ = 0;
    uptime waits_until_{};
    bool is_under_way_ = false;
};

} // namespace hallway::simulation
