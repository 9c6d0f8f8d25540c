// A moderator's part of a replay: says of each question which message of the room answers it.
#pragma once

#include "outside/replay_plan.hpp"
#include "outside/room_member.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hallway {

/// A question and the message that answers it.
struct attached_answer {
    std::string key; // of the command
    event_id question;
    event_id message;
};

/// What a replayed plan attaches: `ids` of its posts, as far as the server took them.
std::vector<attached_answer> answers_of(
    const replay_plan& plan, const std::vector<std::optional<event_id>>& ids, std::string_view run, std::string_view file);

/// One after the other, over a connection that comes back. To be destroyed after the io_context has stopped running.
class answer_attaching {
public:
    /// \param how   the server, the room, and the token of a moderator or organiser
    /// \param moved called when another one is answered, `then` when all are, or with why it cannot go on
    answer_attaching(
        boost::asio::io_context& io, room_member_settings how, std::vector<attached_answer> answers, std::function<void()> moved,
        std::function<void(std::optional<refusal>)> then);

    std::size_t attached() const { return attached_; }
    std::size_t refused() const { return refused_; }

private:
    void settle(const posted& answer);

    std::function<void()> moved_;
    std::function<void(std::optional<refusal>)> then_;
    std::size_t open_;
    std::size_t attached_ = 0;
    std::size_t refused_ = 0;
    room_member moderator_;
};

} // namespace hallway
