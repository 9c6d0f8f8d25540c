#include "outside/demo_guest.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <random>
#include <utility>

namespace hallway {

namespace {

constexpr auto guest_comeback = std::chrono::seconds{1};

} // namespace

demo_guest::demo_guest(boost::asio::io_context& io, server_address server, std::string name, std::string token)
    : io_(io), server_(std::move(server)), name_(std::move(name)), token_(std::move(token)), comeback_(io)
{
}

demo_guest::~demo_guest() = default;

void demo_guest::connect()
{
    client_settings how;
    how.server = server_;
    how.skims = true;
    if (!name_.empty())
        how.greeting.name = name_;
    if (!token_.empty())
        how.greeting.token = token_;

    client::handlers call;
    call.welcomed = [this](const server_document& answer) {
        if (answer.is_error)
            return;
        token_ = answer.token;
        for (const auto& room : wanted_)
            enter(room);
    };
    call.told = [](const server_document&) {};
    call.ended = [this](const connection_end&) {
        joined_.clear();
        comeback_.expires_after(guest_comeback);
        comeback_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec)
                connect();
        });
    };
    client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
}

void demo_guest::sit_in(std::set<std::string> rooms)
{
    const auto before = std::exchange(wanted_, std::move(rooms));
    if (!client_ || !client_->is_welcome())
        return;
    for (const auto& room : before)
        if (!wanted_.contains(room) && joined_.erase(room) > 0)
            client_->send(leave{room}, [](const server_document&) {});
    for (const auto& room : wanted_)
        if (!before.contains(room))
            enter(room);
}

void demo_guest::enter(const std::string& room)
{
    client_->send(join{room, std::nullopt}, [this, room](const server_document& answer) {
        if (!answer.is_error && wanted_.contains(room))
            joined_.insert(room);
    });
}

void demo_guest::say(
    const std::string& room, std::string text, std::optional<event_id> reply_to,
    std::function<void(std::optional<event_id>)> then)
{
    client_->send(post{room, new_key(), std::move(text), reply_to}, [then = std::move(then)](const server_document& answer) {
        then(answer.is_error ? std::nullopt : answer.id);
    });
}

void demo_guest::correct(const std::string& room, event_id target, std::string text)
{
    if (is_in(room))
        client_->send(edit{room, new_key(), target, std::move(text)}, [](const server_document&) {});
}

std::string demo_guest::new_key()
{
    std::random_device random; // the node is a new one each time, but the guest may be an old one
    return fmt::format("demo-{:08x}{:08x}-{}", random(), random(), ++said_);
}

} // namespace hallway
