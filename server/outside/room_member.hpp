// A member of one room who comes back: connects, says hello, joins where it stood, and sends again what was not answered.
#pragma once

#include "outside/client.hpp"
#include "outside/room_follower.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace hallway {

/// How long to wait before the next try after `failures` failed ones: full jitter below min(`most`, 0.5 s × 2^failures).
std::chrono::milliseconds comeback_pause(
    unsigned failures, std::uint64_t random, std::chrono::milliseconds most = std::chrono::seconds(20));

struct room_member_settings {
    server_address server;
    std::vector<server_address> others; // of the same event: when a connection has ended the next one is tried, in turn
    std::string space;                  // empty: the server's first
    std::string room;
    std::string name;                    // empty: a spectator, who cannot post
    std::string token;                   // kept from an earlier hello; empty: somebody new
    bool reads = true;                   // false: the room's messages are dropped unread
    bool from_the_start = false;         // reads the room's history before it goes on live
    std::size_t posts_in_flight_max = 1; // above 1, a refusal that is retried may change the order of a member's posts
    std::chrono::milliseconds answer_patience{10'000}; // then the connection is given up
    std::chrono::milliseconds comeback_max{20'000};    // the longest pause before the next try
    std::uint64_t seed = 0;                            // of the pauses before it comes back
};

/// Something to say. `key` makes it safe to send it as often as needed.
struct outgoing {
    std::string key;
    std::string text;
    std::optional<event_id> reply_to;
    bool asks = false; // it is a question

    /// That a message answers a question, said by staff; then there is no text.
    struct answering {
        event_id question;
        event_id message;
    };
    std::optional<answering> answers;
};

/// What became of a post, once and for all.
struct posted {
    bool is_ok = false;
    refusal why; // of one that is not
    event_id id;
    std::uint64_t offset = 0;
    bool duplicate = false; // the server had it already, from an earlier run or from a send whose answer was lost
    unsigned sends = 0;
    std::chrono::steady_clock::time_point sent_at; // the last time
    std::chrono::steady_clock::time_point answered_at;
};

struct room_member_figures {
    std::uint64_t connects = 0; // hello answered with ok
    std::uint64_t refused = 0;  // posts refused for now, and sent again
    std::uint64_t timeouts = 0; // connections given up since an answer did not come
};

/// Everything happens on the io_context's thread. It is to be destroyed after the io_context has stopped running, and before the io_context is.
class room_member {
public:
    struct handlers {
        std::function<void(const server_document& event)> heard; // each event of the room, in order; those of a gap late
        std::function<void(const std::string& token)> known_as;  // the token to keep; before anything is posted
        std::function<void()> joined;                            // every time
        std::function<void(const refusal& why)> gave_up;         // will not come back
    };

    room_member(boost::asio::io_context& io, room_member_settings settings, handlers call);
    ~room_member();
    room_member(const room_member&) = delete;
    room_member& operator=(const room_member&) = delete;

    void start();

    /// Sends it, now or when in the room again, until there is an answer that lasts.
    void post(outgoing what, std::function<void(const posted&)> then);

    /// Closes the connection and stays away.
    void leave();

    std::size_t unanswered() const { return outbox_.size(); }
    bool is_in_room() const { return is_in_room_; }
    const room_follower& follower() const { return follower_; }
    const room_member_figures& figures() const { return figures_; }

    /// Why the last connection ended, or was not made; empty: none has.
    const std::string& last_trouble() const { return last_trouble_; }

private:
    struct unsettled {
        outgoing what;
        std::function<void(const posted&)> then;
        posted state;
        bool in_flight = false;
    };

    void connect();
    void welcomed(const server_document& answer);
    void send_join();
    void join_answered(const server_document& answer);
    void told(const server_document& document);
    void fill();
    void flush();
    void post_answered(const std::string& key, const server_document& answer);
    void pause_posts(std::chrono::milliseconds time);
    void watch_answers();
    void lost(const connection_end& end);
    void come_back_in(std::chrono::milliseconds pause);
    void give_up(const refusal& why);

    boost::asio::io_context& io_;
    room_member_settings settings_;
    handlers call_;
    room_follower follower_;
    std::mt19937_64 random_;
    std::unique_ptr<client> client_;
    boost::asio::steady_timer comeback_;
    boost::asio::steady_timer post_pause_;
    boost::asio::steady_timer page_pause_;
    boost::asio::steady_timer answer_watch_;
    std::deque<unsettled> outbox_;
    std::size_t in_flight_ = 0;
    unsigned failures_ = 0;
    std::size_t attempts_ = 0; // to connect
    std::chrono::steady_clock::time_point up_since_;
    bool is_in_room_ = false;
    bool is_paused_ = false;
    bool is_watching_ = false;
    bool is_gone_ = false;
    std::string last_trouble_;
    room_member_figures figures_;
};

} // namespace hallway
