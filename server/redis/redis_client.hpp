// Commands to one Redis, pipelined over one connection and answered in order, each by a deadline.
#pragma once

#include "redis/redis_failure.hpp"
#include "redis/redis_link.hpp"
#include "redis/redis_scripts.hpp"
#include "support/asio_scheduler.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

struct redis_client_settings {
    redis_link_settings link;
    bool must_be_master = false;                          // a server that says it is none is left: a Sentinel may not know yet
    bool is_of_cluster = false;                           // a server that is the other kind is left
    std::chrono::milliseconds connection_patience{2'000}; // that a command waits for a connection
    std::chrono::milliseconds answer_patience{3'000};     // that a command waits for its answer once it is sent
    std::chrono::milliseconds probe_after{5'000};         // of silence: a PING, which has answer_patience too
    std::size_t queue_max = 32'768;                       // commands that wait, sent or not
    std::size_t under_way_max = 1'024;                    // of them sent and not answered
};

/// Makes the words of a command, as often as it is asked to.
using redis_words_maker = std::function<std::vector<std::string>()>;

/// What Redis is asked: a command, or to run a script of ours.
struct redis_question {
    const redis_script* script = nullptr; // then the words are the number of keys, the keys, the arguments
    std::vector<std::string> words;
    redis_words_maker make_words; // instead of them: made when they are sent, and again if they have to be sent again
    bool is_redirected = false;   // ASKING goes before it: the node serves it though the slot is not its own yet
    bool is_reading = false;      // it changes nothing, so it may be asked twice
};

/// On one thread, its scheduler's. Outlives the run of that, or is destroyed after it has ended.
///
/// Commands take effect in the order of the calls, and are answered in that order, across reconnections too: what was sent over a connection that has ended is told to be
/// `unknown` before anything is sent over the next, and Redis is asked to forget that connection first, so that nothing of it takes effect later. What only reads is asked
/// once more instead, over the next connection and before anything else, if the time for its answer is not up.
class redis_client final : redis_link_user {
public:
    /// Called when Redis is ready for commands, and again after each reconnection; and when it no longer is, with the reason.
    struct watcher {
        std::function<void()> ready;
        std::function<void(const redis_failure&)> lost;
    };

    redis_client(asio_scheduler& turns, redis_client_settings settings, watcher watch = {});
    ~redis_client();

    void start();

    /// Asks for something. `then` is called once, never within this call.
    void ask(redis_question what, redis_handler then);

    void send(std::vector<std::string> words, redis_handler then);

    /// Runs a script of ours: `words` are the number of keys, the keys, the arguments.
    void run(const redis_script& script, std::vector<std::string> words, redis_handler then);

    /// The same with words that are made when they are sent, and again if they have to be sent again: what they say is then of this connection's time.
    void run(const redis_script& script, redis_words_maker words, redis_handler then);

    /// Takes no more commands, waits for the answers to those it has (which are bounded in time), ends the connection, and calls back.
    void finish(std::function<void()> then);

    bool is_ready() const { return state_ == state::ready; }
    std::size_t waiting() const { return queue_.size() + sent_.size(); }
    std::uint64_t connections() const { return connections_; } // that were ready, so far

    /// Where it is connected to, or tried to last.
    const redis_address& there() const { return link_.there(); }

    /// Of the server that it is connected to, or was last: a name that it draws when it starts.
    const std::string& run_id() const { return run_id_; }

private:
    enum class state : std::uint8_t { away, preparing, ready };

    struct command {
        redis_question what;
        bool is_whole_script = false; // Redis has forgotten it: with its text
        bool is_again = false;        // its connection ended before its answer came
        redis_handler then;
        uptime until{};
    };

    void opened() override;
    void received(redis_reply reply) override;
    void closed(const redis_failure& why) override;

    void add(command what);
    void prepare();
    void prepare_with(const redis_reply& info);
    void begin_new_file();
    void ask_first(std::vector<std::string> words, std::function<std::optional<redis_failure>(const redis_reply&)> fault_of);
    void become_ready();
    void flush_soon();
    void flush();
    void send_asking(std::string& out, uptime until);
    void write_to(std::string& out, const command& what) const;
    void take(redis_reply reply);
    void put_back_forgotten();
    void put_back_reading();
    static void refuse_first(std::deque<command>& of, const redis_failure& why);
    static void refuse_all(std::deque<command>& all, const redis_failure& why);
    void watch_time();
    void finish_if_done();

    asio_scheduler& turns_;
    redis_client_settings settings_;
    watcher watch_;
    redis_link link_;
    state state_ = state::away;
    std::deque<std::function<std::optional<redis_failure>(const redis_reply&)>>
        preparing_;             // what is wrong with the answers before it is ready
    std::deque<command> queue_; // not sent
    std::deque<command> sent_;
    std::deque<command> forgotten_; // answered NOSCRIPT: sent again, before the queue, when nothing is under way
    std::string run_id_;
    std::string connection_id_; // Redis' number for this connection, or for the last one
    std::uint64_t connections_ = 0;
    std::uint64_t connection_ = 0; // redis_answer::connection of the present one
    bool is_flush_posted_ = false;
    bool is_probing_ = false;
    std::function<void()> finished_;
    bool is_finishing_ = false;
};

} // namespace hallway
