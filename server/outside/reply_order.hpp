// Which posts may be sent: an author's go one after the other, and a reply waits for what it answers. Pure.
#pragma once

#include "outside/replay_plan.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <set>
#include <unordered_map>
#include <vector>

namespace hallway {

class reply_order {
public:
    /// \param plan outlives this. \param send is called for each post as soon as it may go; it must not call back.
    reply_order(const replay_plan& plan, std::function<void(std::size_t post)> send);

    /// The post is due. Called for each once, in the order of the plan.
    void release(std::size_t post);

    /// The post was sent and is answered, or refused for good.
    void settle(std::size_t post);

    std::size_t released() const { return released_; }
    std::size_t settled() const { return settled_; }
    bool is_done() const { return settled_ == plan_.posts.size(); }

private:
    struct author {
        std::deque<std::size_t> queue; // due, in order
        bool is_busy = false;          // its first one was sent
    };

    void send_next(std::size_t who);

    const replay_plan& plan_;
    std::function<void(std::size_t)> send_;
    std::vector<author> authors_;
    std::vector<bool> is_settled_;
    std::unordered_map<std::size_t, std::set<std::size_t>> waiting_; // a post, and the authors whose next one answers it
    std::size_t released_ = 0;
    std::size_t settled_ = 0;
};

} // namespace hallway
