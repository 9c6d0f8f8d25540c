#include "outside/client.hpp"
#include "outside/import_fetch.hpp"
#include "outside/takeaways_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <utility>

namespace hallway {
namespace {

constexpr int tries = 10; // of a document, when the server asks to come back

/// Says hello, then asks for page after page of the rooms that were opened.
class room_lister {
public:
    std::optional<refusal> run(client_settings how)
    {
        client::handlers call;
        call.welcomed = [this](const server_document& answer) { on_page(answer); };
        call.ended = [this](const connection_end& why) {
            end(refusal{errc::unavailable, "The connection to the server was lost: " + why.reason});
        };
        client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
        io_.run();
        return why_not_;
    }

    std::set<std::string> rooms;

private:
    void on_page(const server_document& page)
    {
        if (page.is_error)
            return end(page.error);
        for (const auto& each : page.rooms)
            rooms.insert(each.id);
        if (page.rooms_after.empty())
            return end(std::nullopt);
        client_->send(list_rooms{page.rooms_after}, [this](const server_document& answer) { on_page(answer); });
    }

    void end(std::optional<refusal> why)
    {
        if (std::exchange(is_over_, true))
            return;
        why_not_ = std::move(why);
        io_.stop();
    }

    std::optional<refusal> why_not_;
    bool is_over_ = false;
    boost::asio::io_context io_{1};
    std::unique_ptr<client> client_;
};

/// The rooms of the published schedule.
void add_scheduled(std::set<std::string>& into, const std::string& schedule)
{
    const auto read = nlohmann::json::parse(schedule, nullptr, false);
    for (const auto* const kind : {"stages", "talks", "lessons"})
        if (const auto list = read.find(kind); list != read.end())
            for (const auto& each : *list)
                into.insert(each.value("room", ""));
}

void wait_for(std::chrono::seconds pause)
{
    boost::asio::io_context io{1};
    boost::asio::steady_timer(io, pause).wait();
}

std::string fetched_from(document_fetcher& fetch, const std::string& address)
{
    for (int left = tries;; --left) {
        try {
            return fetch.get(address).body;
        } catch (const fetch_failed& failed) {
            if (!failed.retry_after || left <= 1)
                throw;
            wait_for(*failed.retry_after);
        }
    }
}

} // namespace

std::optional<refusal> takeaways_from_server(
    const std::string& url, const std::string& space, const std::string& room, const takeaways_sink& to)
{
    const auto server = parse_server_address(url);
    if (!server)
        return server.error();
    auto base = fmt::format("{}://{}{}", server->is_secure ? "https" : "http", server->authority(), server->path);
    base.resize(base.size() - std::string_view("/ws").size());

    room_lister lister;
    client_settings how;
    how.server = *server;
    if (!space.empty())
        how.greeting.space = space;
    if (auto why = lister.run(std::move(how)))
        return why;
    auto rooms = std::move(lister.rooms);
    try {
        document_fetcher fetch;
        if (room.empty())
            add_scheduled(rooms, fetched_from(fetch, base + "/schedule"));
        else
            rooms = {room};
        std::size_t done = 0;
        for (const auto& each : rooms) {
            const auto address = fmt::format("{}/rooms/{}/takeaways.", base, each);
            const auto get = [&](const char* ending) { return fetched_from(fetch, address + ending); };
            to.room(each, {get("json"), get("md"), get("html")});
            to.progress(++done, rooms.size());
        }
    } catch (const fetch_failed& failed) {
        return refusal{errc::unavailable, failed.what()};
    }
    return std::nullopt;
}

} // namespace hallway
