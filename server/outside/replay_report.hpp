// What a replay says: its progress on stderr, its figures on stdout.
#pragma once

#include "outside/chat_log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace hallway {

struct replay_figures {
    std::string file;
    std::string room;
    std::string run;
    std::size_t servers = 0; // that members were spread over, with an observer at each
    std::size_t members = 0;
    std::size_t posts = 0;
    std::size_t answers = 0;
    std::size_t duplicates = 0; // answers that say the post was stored already
    std::size_t refused = 0;    // for good
    std::size_t retried = 0;    // refused for the moment, and sent again
    std::uint64_t reconnects = 0;
    std::uint64_t observers_back = 0; // times that an observer came back
    std::size_t lost = 0;             // answered, not delivered; like the next two, over all observers
    std::size_t doubled = 0;
    std::size_t out_of_order = 0;
    std::size_t links = 0;             // replies that were posted as such
    std::size_t questions = 0;         // asked
    std::size_t attached = 0;          // messages that were attached to them as answers
    std::size_t attaching_refused = 0; // for good
    chat_figures source;
    double p50_ms = 0; // from send to delivery
    double p99_ms = 0;
    double seconds = 0;

    std::size_t unanswered() const { return posts - answers - refused; }
    bool is_faultless() const { return unanswered() + refused + attaching_refused + lost + doubled + out_of_order == 0; }
};

/// One line for a person.
std::string as_text(const replay_figures& figures);

/// One line of JSON.
std::string as_json(const replay_figures& figures);

/// A bar on a terminal; elsewhere a line a second, and only if something changed.
class progress_line {
public:
    progress_line();

    /// How often show() is worth calling.
    std::chrono::milliseconds every() const;

    void show(std::size_t done, std::size_t all, const std::string& remark);

    /// Leaves the terminal's line.
    void finish();

private:
    bool is_terminal_;
    bool is_drawn_ = false;
    std::string last_;
};

} // namespace hallway
