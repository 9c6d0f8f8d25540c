// Many raw members in one epoll: brings them into their rooms, posts on time, and checks every delivery.
#pragma once

#include "bench/latency_histogram.hpp"
#include "bench/raw_member.hpp"
#include "bench/receiver_check.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::bench {

struct crowd_settings {
    std::vector<place> servers; // members of each room are spread over them
    const wire* speech = nullptr;
    std::string room = "lobby"; // if there are more than one: "lobby-0" …
    std::size_t rooms = 1;
    std::size_t members = 1'000; // in each
    std::size_t authors = 0;     // of each room; 0: every member
    std::size_t text_bytes = 120;
    std::size_t stalling_every = 0; // above 0: every so many-th member is one that stall() will stop
    std::size_t arriving_max = 64;  // connections between connect() and the answer of join
    double arrivals_per_second =
        0;                // above 0: they come at this rate, whoever is still on the way; else as fast as `arriving_max` permits
    bool is_timed = true; // its posts carry when they were due
};

struct crowd_figures {
    std::uint64_t posts = 0; // sent
    std::uint64_t answers = 0;
    std::uint64_t refusals = 0;
    std::uint64_t deliveries = 0;  // of timed posts
    std::uint64_t others = 0;      // messages that are not
    std::uint64_t applause = 0;    // times that somebody was told of some
    std::uint64_t claps = 0;       // that they were told of
    std::uint64_t gone = 0;        // connections that ended
    std::uint64_t unrecovered = 0; // came back and were not where they had left
    delivery_faults faults;
    std::string first_refusal;
    double busy_seconds = 0; // of this process, while it loads
};

/// The name of a room of the scenario.
std::string room_name(const crowd_settings& settings, std::size_t room);

/// Ctrl-C.
struct interrupted : std::runtime_error {
    interrupted() : std::runtime_error("Interrupted.") {}
};

/// From now on SIGINT and SIGTERM make every crowd throw `interrupted` from what it does.
void end_crowds_on_signals();

/// \throws interrupted from everything that waits
class crowd {
public:
    /// Called in every turn of a load, for somebody else who has to have a turn.
    using companion = std::function<void()>;

    /// \param settings its `speech` outlives the crowd
    explicit crowd(crowd_settings settings);
    ~crowd();
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;

    /// Connects everybody; arrivals() has from when each was to come to the answer of join. \throws std::runtime_error after `seconds_max`
    void bring_in(double seconds_max);

    /// Cuts every connection.
    void cut_all();

    /// Brings everybody back to where they were, as bring_in() does. Each has to be told of `missed` posts.
    void bring_back(std::uint64_t missed, double seconds_max);

    /// Every author posts once, and it is waited for: a member's first post also tells the member's name.
    void introduce_authors(double seconds_max);

    /// Posts at an even rate over all rooms until `seconds` have passed.
    void post_at(double rate, double seconds, const companion& beside = {});

    /// Keeps so many posts unanswered in each room until `seconds` have passed.
    void post_with_outstanding(std::size_t outstanding, double seconds);

    /// Everybody claps once, at an even rate until `seconds` have passed; then all read until each has been told of each clap, or `seconds_max` have passed.
    void applaud(double seconds, double seconds_max);

    /// Reads until every post has reached every member of its room, or `seconds_max` have passed. \returns the deliveries that are missing
    std::uint64_t settle(double seconds_max);

    /// From now on the stalling members read nothing, each with some pages of history on the way to it. One room only. \returns how many they are
    std::size_t stall();

    /// Cuts the connections of those who stopped reading.
    void cut_stalled();

    /// Reads for a while, without spinning.
    void idle(double seconds);

    /// One look at the kernel. \returns whether there was anything
    bool turn(int patience_ms);

    /// One post of somebody's, in the next room.
    void post_next(std::uint64_t due_ns);

    const crowd_figures& figures() const { return figures_; }
    std::size_t size() const { return settings_.rooms * settings_.members; }

    latency_histogram& arrivals() { return arrivals_; }

    /// From the time a post was due to each delivery, of posts that were due since the last load began.
    latency_histogram& delays() { return delays_; }

private:
    void watch(raw_member& one, bool is_new);
    void let_in(const std::function<raw_member&(std::size_t)>& next, double seconds_max);
    void take(raw_member& from, std::string_view document);
    void take_entry(raw_member& from, const heard& answer);
    void take_message(raw_member& from, const heard& message);
    void post(std::size_t room, std::uint64_t due_ns);
    std::size_t authors() const;
    entry entry_of(const raw_member& one) const;
    std::uint64_t expected_deliveries() const;
    bool is_stalling(std::size_t number) const;
    std::size_t room_of(const raw_member& one) const { return one.number() % settings_.rooms; }

    crowd_settings settings_;
    int epoll_;
    std::deque<raw_member> members_; // of room r: those whose number is r modulo rooms
    std::vector<std::string> room_names_;
    std::vector<std::string> epochs_; // by room
    std::string scratch_;
    std::string filler_;
    std::vector<std::size_t> next_poster_; // by room
    std::vector<std::size_t> unanswered_;  // by room
    std::size_t next_room_ = 0;
    std::size_t arriving_ = 0;
    std::size_t present_ = 0;
    std::size_t stalled_ = 0;
    std::uint64_t missed_ = 0; // by each, while it was away
    std::uint64_t answers_before_stall_ = 0;
    std::uint64_t timed_from_ns_ = 0;
    std::uint64_t heard_at_ns_ = 0;
    std::uint64_t key_seed_;
    latency_histogram arrivals_;
    latency_histogram delays_;
    crowd_figures figures_;
};

} // namespace hallway::bench
