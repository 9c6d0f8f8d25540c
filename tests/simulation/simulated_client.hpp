// A client that follows protocol/README.md and believes nothing: it shows every document to the laws before it folds it.
#pragma once

#include "protocol/codec.hpp"
#include "tests/simulation/banning.hpp"
#include "tests/simulation/laws.hpp"
#include "tests/simulation/schedule_follower.hpp"
#include "tests/simulation/simulated_link.hpp"
#include "tests/simulation/trace.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway::simulation {

/// A member: what their tabs share.
struct person {
    std::string name;
    std::string token;
    member_id id;
    role as = role::attendee;
    std::vector<asked> unsettled; // sent again until it is answered for good
    uptime waits_until{};         // told to by rate_limited
    std::size_t at_once = 1'000;  // commands under way on one connection: few after rate_limited
};

/// What a client lives in.
struct surroundings {
    world& in;
    simulated_thread& clients;
    const profile& how;
    laws& rules;
    const book& truth;
    trace& told;
    coverage& seen;
    /// A link to some core; null while there is no server.
    std::function<std::shared_ptr<simulated_link>(link_reader&)> connect;
    complaint complain;
    bool is_calm = false; // no more faults: everybody stays
    // Only of worlds in which somebody plans.
    std::function<std::shared_ptr<const std::string>()> fetch_schedule{}; // of some core; null while there is no server
    dice* planning = nullptr;
    ban_law* bans = nullptr; // of every world
};

class simulated_client final : public link_reader {
public:
    simulated_client(surroundings& world, std::shared_ptr<person> who, std::string label)
        : world_(world), who_(std::move(who)), label_(std::move(label))
    {
    }

    // What a person does.
    void connect();
    void enter(const std::string& room);
    void leave(const std::string& room);
    void write(asked what);
    void send_once(const asked& what); // outside the list: an answer is judged, and that is all
    void look_back(const std::string& room, history_place place, std::size_t limit);
    void rename(std::string name);
    void ping();
    void stop_reading();
    void give_up();

    /// From its next connection on it follows the schedule.
    void follow_schedule();
    schedule_follower& programme() { return *programme_; }

    /// Of a moderator.
    void guard_the_door();
    bouncer& door() { return *door_; }

    /// What a client does by itself now and then: joins, sends again, notices silence.
    void tick();

    bool is_connected() const { return link_ != nullptr; }
    const std::shared_ptr<simulated_link>& link() const { return link_; }
    person& who() { return *who_; }
    const person& who() const { return *who_; }
    std::map<std::string, room_view>& rooms() { return views_; }
    /// Of members who were named anew, as told on this connection.
    const std::map<member_id, std::string>& names() const { return names_; }
    /// What is still missing; empty: nothing.
    std::string unsettled() const;

    // link_reader
    void arrived(std::string_view bytes) override;
    void lost() override;

private:
    struct gap {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
    };
    struct wanted {
        bool is_wanted = false;
        std::uint64_t join_command = 0; // under way; 0: none
        std::uint64_t gap_command = 0;
        uptime joins_again_at{}; // of a room that is not there yet
        std::deque<gap> unfilled;
    };
    /// A command that is not answered yet.
    struct sent {
        sent() : was_joined(false), is_once(false) {}
        command what;
        std::optional<asked> writes;
        join_sent joins;
        std::uint64_t known = 0; // of a page: where the client stood
        bool was_joined;
        bool is_once;
    };

    std::uint64_t send(command_body what, sent about);
    std::uint64_t send(command_body what) { return send(std::move(what), sent{}); }
    void join(const std::string& room);
    void come_back();
    void take(const server_document& what);
    void take_answer(const server_document& what, const sent& about);
    void take_join(const server_document& what, const sent& about, const std::string& room);
    void take_page(const server_document& what, const sent& about, const history& asked_for);
    void take_written(const server_document& what, const sent& about);
    void take_event(const server_document& what);
    void fold(room_view& view, const server_document& what);
    void send_unsettled();
    void ask_for_gap(const std::string& room);

    surroundings& world_;
    std::shared_ptr<person> who_;
    std::string label_;
    std::shared_ptr<simulated_link> link_;
    std::string bytes_;
    std::map<std::string, room_view> views_;
    std::map<std::string, wanted> wishes_;
    std::map<member_id, std::string> names_;
    std::unique_ptr<schedule_follower> programme_; // null: it does not follow the schedule
    std::unique_ptr<bouncer> door_;                // null: it bans nobody
    std::map<std::uint64_t, sent> under_way_;
    std::uint64_t last_command_ = 0;
    unsigned tries_ = 0;
    uptime connected_at_{}, heard_at_{}, pinged_at_{};
    bool is_pinged_ = false;
    bool is_coming_back_ = false;
    bool is_reading_ = true;
};

} // namespace hallway::simulation
