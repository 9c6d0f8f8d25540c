// Those who read along in a replay, one at each server: what was answered must be told to each of them, once and in order.
#pragma once

#include "outside/delivery_check.hpp"
#include "outside/replay_report.hpp"
#include "outside/room_member.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

class replay_observers {
public:
    struct handlers {
        std::function<void()> heard;                     // something
        std::function<void()> joined;                    // all of them, for the first time
        std::function<void(const refusal& why)> gave_up; // one, for good
    };

    /// Each stays at its server, whatever becomes of that. \param authors_of, keeps_lines of delivery_check
    replay_observers(
        boost::asio::io_context& io, const std::vector<server_address>& servers, room_member_settings how,
        const std::vector<std::size_t>& authors_of, bool keeps_lines, handlers call);

    /// Begins with the first who has not been in the room yet; one after the other.
    void start();

    void answered(std::size_t post, const posted& answer, bool is_message);

    /// Whether everybody was told all that was answered.
    bool is_complete() const;

    /// Why somebody is not in the room; empty if all are, or nobody knows.
    std::string last_trouble() const;

    /// \param is_done everything is answered
    void report(replay_figures& into, bool is_done) const;

private:
    struct observer {
        room_member_settings settings;
        delivery_check check;
        std::unique_ptr<room_member> reader;
    };

    boost::asio::io_context& io_;
    handlers call_;
    std::vector<observer> all_;
    std::size_t present_ = 0; // have been in the room
};

} // namespace hallway
