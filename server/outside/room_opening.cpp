#include "outside/room_opening.hpp"

#include <utility>

namespace hallway {

room_opening::room_opening(
    boost::asio::io_context& io, room_opening_settings settings, std::function<void(std::optional<refusal>)> then)
    : settings_(std::move(settings)), then_(std::move(then))
{
    client_settings how;
    how.server = settings_.server;
    how.greeting.name = "Organiser";
    how.greeting.token = settings_.token;
    if (!settings_.space.empty())
        how.greeting.space = settings_.space;

    client::handlers call;
    call.welcomed = [this](const server_document& answer) {
        if (answer.is_error)
            return end(answer.error);
        open_room what{settings_.room, settings_.key, settings_.title};
        client_->send(std::move(what), [this](const server_document& opened) {
            end(opened.is_error ? std::optional(opened.error) : std::nullopt);
        });
    };
    call.ended = [this](const connection_end& how_it_ended) { end(refusal{errc::unavailable, how_it_ended.reason}); };
    client_ = std::make_unique<client>(io, std::move(how), std::move(call));
}

void room_opening::end(std::optional<refusal> why)
{
    if (auto then = std::exchange(then_, nullptr))
        then(std::move(why));
}

} // namespace hallway
