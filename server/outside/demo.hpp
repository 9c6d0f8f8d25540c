// A conference that never took place: people who come, sit in talks, chat, reply and correct themselves, for who wants to look around without setting anything up.
#pragma once

#include "outside/server_address.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hallway {

struct demo_settings {
    server_address server;
    std::string title;              // of the space
    std::vector<std::string> rooms; // that belong to no talk; people chat in each of them
    std::string organiser_token;    // plans the talks,
    std::string moderator_token;    // and makes some people more than attendees
    std::string speaker_token;
};

/// Runs on a thread of its own, through the same door as everybody. What it does follows from when it began.
class demo {
public:
    explicit demo(demo_settings settings);

    /// Ends it, at once: connections are just dropped.
    ~demo();
    demo(const demo&) = delete;
    demo& operator=(const demo&) = delete;

private:
    class event;
    std::unique_ptr<event> event_;
};

} // namespace hallway
