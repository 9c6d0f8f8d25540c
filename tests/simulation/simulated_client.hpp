// A client that believes nothing: it checks every document against what the protocol promises, and folds what it is told.
#pragma once

#include "hub/core.hpp"
#include "protocol/codec.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hallway::simulation {

/// A message as this client shows it.
struct shown_message {
    std::string text;
    bool is_deleted = false;
    bool operator==(const shown_message&) const = default;
};

class simulated_client : public wire {
public:
    simulated_client(std::string name, bool is_slow) : name_(std::move(name)), is_slow_(is_slow) {}

    void connect(core& to);
    void disconnect();
    bool is_connected() const { return session_ != nullptr; }
    bool is_joined() const { return is_joined_; }

    /// Writes something; it is sent again with its key until it is answered.
    void post(std::string text, std::uint64_t random);
    void edit(event_id target, std::string text, std::uint64_t random);
    void remove(event_id target, std::uint64_t random);

    /// Takes what the server sent. A slow client takes it only when told to.
    void read();
    void take_waiting();

    /// Sends again what was refused for the moment only.
    void send_unsent();

    const std::map<std::uint64_t, std::pair<event_id, shown_message>>& shown() const { return shown_; }
    const std::map<std::string, event_id>& answered() const { return answered_; } // text -> id of answered posts
    bool has_unsent() const { return !unsent_.empty(); }
    std::uint64_t offset() const { return at_.offset; }
    std::optional<event_id> some_message(std::uint64_t random) const;
    std::size_t fresh_starts() const { return fresh_starts_; }
    std::size_t gaps() const { return gaps_; }
    bool is_closed_by_server() const { return is_closed_; }

    // wire
    void push(shared_bytes frames) override;
    void flush() override;
    std::size_t queued_bytes() const override { return queued_; }
    void close(close_code, std::string) override { is_closed_ = true; }

private:
    struct asked {
        command what;
        std::string text; // of a post
    };

    void send(const command& what);
    void take(const server_document& what);
    void take_answer(const server_document& what);
    void take_event(const server_document& what);
    void fold(const server_document& what);
    void ask_for_gaps();

    std::string name_;
    bool is_slow_;
    std::unique_ptr<session> session_;
    std::string token_;
    position at_;
    bool is_joined_ = false;
    bool is_closed_ = false;
    std::uint64_t last_command_ = 0;
    std::uint64_t join_command_ = 0;
    std::uint64_t gap_command_ = 0;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> unfilled_;      // gaps, from and to
    std::vector<asked> unsent_;                                         // until they are answered, in order
    std::map<std::uint64_t, std::string> sent_;                         // command -> key
    std::map<std::uint64_t, std::pair<event_id, shown_message>> shown_; // by offset
    std::map<std::string, event_id> answered_;
    std::vector<shared_bytes> queue_;
    std::vector<shared_bytes> arrived_;
    std::size_t queued_ = 0;
    std::size_t fresh_starts_ = 0;
    std::size_t gaps_ = 0;
};

} // namespace hallway::simulation
