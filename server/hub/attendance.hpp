// Who is here: how many people are in each room, over all cores and nodes, and which sessions each member has, over all cores of a node.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/limits.hpp"
#include "support/scheduler.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hallway {

/// As people are told: 0; 4 for "a few" (1 to 4); else the nearest multiple of 5 up to 50, of 10 up to 200, of 50 up to 1,000, of 100 above.
std::uint64_t rounded(std::uint64_t count);
head_count rounded(const head_count& exact);

// Where staff are is counted under names that no room can have; who only wants to know it is there without a name.
std::string staff_seated_in(const std::string& room);
std::string staff_of(const std::string& scope); // with a role in it; empty: in the whole space
std::string staff_anywhere();

class attendance;
class attendance_elsewhere;

/// One core's share: it says who comes and goes there, a few times a second at most and nothing while nobody does, and is told what the whole node has. On its core's
/// thread, but for the constructor.
class attendance_line {
public:
    attendance_line(attendance& whole, std::size_t index, scheduler& core);

    /// A session of a member has said hello.
    void arrived(member_id who, std::uint64_t session, bool is_staff);
    void gone(member_id who, std::uint64_t session);

    /// A session has a seat in a room from now on, and is counted by whether it has a name.
    void entered(const std::string& room, member_id who, bool is_named);

    /// As it entered.
    void left(const std::string& room, member_id who, bool is_named);

    /// What everybody in the room was told, or is when it is answered now. Somebody is in it.
    head_count here(const std::string& room);

    /// Called when a room's people are to be told another count than here() said. Set before anybody comes.
    void on_count(std::function<void(const std::string& room, head_count now)> then) { on_count_ = std::move(then); }

    /// Called for a session that has to make room for its member's newer ones; it may be gone.
    void on_replaced(std::function<void(std::uint64_t session)> then) { on_replaced_ = std::move(then); }

private:
    friend class attendance;

    struct room {
        std::unordered_map<member_id, unsigned> people; // sessions of each
        std::size_t watching = 0;
        std::set<member_id> changed;     // came as the first of theirs, or went as the last, since the last report
        std::optional<head_count> shown; // what is told at present
    };

    /// A session that came or went.
    struct passage {
        member_id who;
        std::uint64_t session = 0;
        bool is_staff = false;
        bool has_come = false;
        uptime at{}; // when it came: cores report at different times
    };

    /// What changed in a room here.
    struct room_report {
        std::vector<std::pair<member_id, bool>> people; // and whether any session of theirs is in it now
        std::size_t watching = 0;
    };

    struct report {
        std::vector<passage> passages; // in order
        std::map<std::string, room_report> rooms;
    };

    void report_soon();
    void send_report();
    void take(const std::vector<std::pair<std::string, head_count>>& counts, const std::vector<std::uint64_t>& replaced);
    void tell_next();

    attendance& whole_;
    std::size_t index_;
    scheduler& core_;
    std::unordered_map<std::string, room> rooms_;
    std::set<std::string> changed_; // rooms
    std::vector<passage> passages_;
    std::deque<std::pair<std::string, head_count>> to_tell_; // the first is next
    bool is_reporting_ = false;
    std::function<void(const std::string&, head_count)> on_count_ = [](const std::string&, head_count) {};
    std::function<void(std::uint64_t)> on_replaced_ = [](std::uint64_t) {};
};

/// How many sessions a member may have at once; 0: any number.
struct session_caps {
    std::size_t member = limits::sessions_per_member;
    std::size_t staff = limits::sessions_per_staff;
};

/// The whole node's. Lives on a scheduler of its own choice; cores reach it by what they post there, and are reached likewise, so that nothing of it lies on the way of
/// a message. All members but attach() are called there.
class attendance {
public:
    /// `elsewhere`: what other nodes count, which outlives it; null: there are none.
    explicit attendance(scheduler& where, session_caps caps = {}, attendance_elsewhere* elsewhere = nullptr);

    /// A core's share; before anything runs. Lives as long as this.
    attendance_line& attach(scheduler& core);

private:
    friend class attendance_line;

    /// What one core has of a room, and was told of it.
    struct part {
        std::unordered_set<member_id> people;
        std::size_t watching = 0;
        std::optional<head_count> told;
        uptime told_at{};
    };

    struct room {
        std::unordered_map<member_id, unsigned> people; // cores that have each
        std::size_t watching = 0;
        std::vector<part> parts; // by the cores' indices
    };

    struct seen_session {
        std::size_t core = 0;
        std::uint64_t session = 0;
        uptime came_at{};
    };

    /// What a turn has to say to each core.
    struct news {
        std::vector<std::pair<std::string, head_count>> counts;
        std::vector<std::uint64_t> replaced;
    };

    void take(std::size_t core, const attendance_line::report& what);
    void take(std::size_t core, const attendance_line::passage& what, std::vector<news>& to_tell);
    void take(std::size_t core, const std::string& name, const attendance_line::room_report& what);
    void tell_elsewhere(const std::string& name);
    void offer(const std::string& name, std::vector<news>& to_tell);
    void offer(const std::set<std::string>& names);
    void send(std::vector<news>& to_tell);
    void look_soon();

    scheduler& where_;
    session_caps caps_;
    attendance_elsewhere* elsewhere_;
    std::vector<std::unique_ptr<attendance_line>> lines_;
    std::unordered_map<std::string, room> rooms_;
    std::unordered_map<member_id, std::vector<seen_session>> sessions_; // the oldest first
    std::set<std::string> owed_;                                        // rooms of which some core was told something else lately
    bool is_looking_ = false;
};

} // namespace hallway
