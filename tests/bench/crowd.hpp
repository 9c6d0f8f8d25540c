// Many raw members in one epoll: brings them into their rooms, posts on time, and checks every delivery.
#pragma once

#include "tests/bench/raw_member.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace hallway::bench {

struct crowd_settings {
    std::uint16_t port = 0;
    std::size_t rooms = 1;       // "lobby", or "bench-0" … if there are more than one
    std::size_t members = 1'000; // in each
    std::size_t text_bytes = 120;
    std::size_t stalling_every = 0; // above 0: every so many-th member is one that stall() will stop
    std::size_t arriving_max = 64;  // connections between connect() and the answer of join
};

struct crowd_figures {
    std::uint64_t posts = 0; // sent
    std::uint64_t answers = 0;
    std::uint64_t refusals = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t doubled = 0;      // the same offset again
    std::uint64_t out_of_order = 0; // an offset below the last one
    std::uint64_t holes = 0;        // offsets skipped
    std::uint64_t gone = 0;         // connections that ended
    std::string first_refusal;
};

/// The name of a room of the scenario.
std::string room_name(const crowd_settings& settings, std::size_t room);

class crowd {
public:
    explicit crowd(crowd_settings settings);
    ~crowd();
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;

    /// Connects everybody. \returns the time from connecting to the answer of join, of each, in ms. \throws std::runtime_error after `seconds_max`
    std::vector<double> bring_in(double seconds_max);

    /// Posts at an even rate over all rooms until `seconds` have passed; `deliveries` of posts that were due in that time are timed.
    void post_at(double rate, double seconds);

    /// Keeps so many posts unanswered in each room until `seconds` have passed.
    void post_with_outstanding(std::size_t outstanding, double seconds);

    /// Reads until every post has reached every member of its room, or `seconds_max` have passed. \returns the deliveries that are missing
    std::uint64_t settle(double seconds_max);

    /// From now on the stalling members read nothing, each with some pages of history on the way to it. One room only. \returns how many they are
    std::size_t stall();

    /// Reads for a while, without spinning.
    void idle(double seconds);

    const crowd_figures& figures() const { return figures_; }

    /// From the time a post was due to each delivery, in ms; at most the first five million.
    std::vector<double>& delays_ms() { return delays_ms_; }

private:
    void watch(raw_member& one, bool is_new);
    void turn(int patience_ms);
    void take(raw_member& from, std::string_view document);
    void take_answer(raw_member& from, std::string_view document);
    void take_message(raw_member& from, std::string_view document);
    void post(std::size_t room, std::uint64_t due_ns);
    std::uint64_t expected_deliveries() const;
    bool is_stalling(std::size_t number) const;

    crowd_settings settings_;
    int epoll_;
    std::deque<raw_member> members_; // of room r: those whose number is r modulo rooms
    std::string scratch_;
    std::string filler_;
    std::vector<std::size_t> next_poster_; // by room
    std::vector<std::size_t> unanswered_;  // by room
    std::size_t arriving_ = 0;
    std::size_t present_ = 0;
    std::size_t stalled_ = 0;
    std::uint64_t answers_before_stall_ = 0;
    std::uint64_t timed_from_ns_ = 0;
    std::uint64_t key_seed_;
    std::vector<double> arrivals_ms_;
    std::vector<double> delays_ms_;
    crowd_figures figures_;
};

} // namespace hallway::bench
