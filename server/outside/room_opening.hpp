// Opens a room of a running server with an organiser's token.
#pragma once

#include "outside/client.hpp"
#include "protocol/errors.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hallway {

struct room_opening_settings {
    server_address server;
    std::string space; // empty: the server's first
    std::string room;
    std::string title; // empty: the room's id
    std::string token;
    std::string key; // of the command
};

/// One attempt, on a connection of its own. A room that is open already is a success.
class room_opening {
public:
    /// `then` is called once, on the io_context's thread, with nothing or with why not; it may destroy the opening.
    room_opening(boost::asio::io_context& io, room_opening_settings settings, std::function<void(std::optional<refusal>)> then);

private:
    void end(std::optional<refusal> why);

    room_opening_settings settings_;
    std::function<void(std::optional<refusal>)> then_;
    std::unique_ptr<client> client_;
};

} // namespace hallway
