// One person of the demo: a connection like any other, in some rooms, that comes back if it is lost.
#pragma once

#include "outside/client.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace hallway {

/// On the io_context's thread. It is to be destroyed after the io_context has stopped running, and before the io_context is.
class demo_guest {
public:
    /// \param name  empty: somebody who only reads; \param token  of a staff link; empty: an attendee
    demo_guest(boost::asio::io_context& io, server_address server, std::string name, std::string token);
    ~demo_guest();

    void start() { connect(); }

    /// Is in these rooms from now on, and in no others.
    void sit_in(std::set<std::string> rooms);

    /// `then` gets the message's id, or nothing if it was not taken; not called if the connection is lost.
    void say(
        const std::string& room, std::string text, std::optional<event_id> reply_to,
        std::function<void(std::optional<event_id>)> then);

    void correct(const std::string& room, event_id target, std::string text);

    bool is_in(const std::string& room) const { return joined_.contains(room); }

private:
    void connect();
    void enter(const std::string& room);
    std::string new_key();

    boost::asio::io_context& io_;
    server_address server_;
    std::string name_;
    std::string token_;
    std::set<std::string> wanted_;
    std::set<std::string> joined_;
    std::unique_ptr<client> client_;
    boost::asio::steady_timer comeback_;
    unsigned said_ = 0;
};

} // namespace hallway
