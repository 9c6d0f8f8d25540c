#include "outside/client.hpp"
#include "outside/export_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <utility>

namespace hallway {
namespace {

export_row row_of(const server_document& told)
{
    export_row row;
    row.id = told.id.value_or(event_id{});
    row.offset = told.offset;
    row.at = told.at.value_or(time_point{});
    row.from = told.from;
    row.reply_to = told.reply_to;
    row.deleted = told.deleted;
    if (!told.deleted) {
        row.text = told.text;
        row.edited_at = told.edited_at;
    }
    return row;
}

/// Hello, join, then page after page.
class server_reader {
public:
    server_reader(std::string room, const export_sink& to) : room_(std::move(room)), to_(to) {}

    std::optional<refusal> run(client_settings how)
    {
        client::handlers call;
        call.welcomed = [this](const server_document& answer) {
            if (answer.is_error)
                return end(answer.error);
            for (const auto& card : answer.rooms)
                if (card.id == room_)
                    title_ = card.title;
            client_->send(join{room_, std::nullopt}, [this](const server_document& joined) { on_join(joined); });
        };
        call.ended = [this](const connection_end& why) {
            end(refusal{errc::unavailable, "The connection to the server was lost: " + why.reason});
        };
        client_ = std::make_unique<client>(io_, std::move(how), std::move(call));
        io_.run();
        return why_not_;
    }

private:
    void on_join(const server_document& joined)
    {
        if (joined.is_error)
            return end(joined.error);
        head_ = {title_.empty() ? room_ : title_, joined.epoch, joined.offset};
        to_.begin(head_);
        next_page(0);
    }

    void next_page(std::uint64_t after)
    {
        history page{room_, after_offset{after}, limits::page_rows_max};
        client_->send(std::move(page), [this, after](const server_document& answer) { on_page(after, answer); });
    }

    void on_page(std::uint64_t after, const server_document& page)
    {
        if (page.is_error && page.retryable) {
            pause_.expires_after(page.error.retry_after.value_or(std::chrono::milliseconds(500)));
            pause_.async_wait([this, after](boost::system::error_code ec) {
                if (!ec)
                    next_page(after);
            });
            return;
        }
        if (page.is_error)
            return end(page.error);
        if (page.epoch != head_.epoch)
            return end(refusal{errc::unavailable, "The room's log was replaced meanwhile; export it again."});
        for (const auto& told : page.events) {
            if (told.offset > head_.offset)
                return end(std::nullopt);
            to_.row(row_of(told));
        }
        if (!page.after || *page.after <= after)
            return end(std::nullopt);
        next_page(*page.after);
    }

    void end(std::optional<refusal> why)
    {
        if (std::exchange(is_over_, true))
            return;
        why_not_ = std::move(why);
        io_.stop();
    }

    std::string room_;
    std::string title_;
    const export_sink& to_;
    export_head head_;
    std::optional<refusal> why_not_;
    bool is_over_ = false;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer pause_{io_};
    std::unique_ptr<client> client_;
};

} // namespace

std::optional<refusal> export_from_server(
    const server_address& server, const std::string& space, const std::string& room, const std::string& token,
    const export_sink& to)
{
    client_settings how;
    how.server = server;
    how.skims = true;
    if (!space.empty())
        how.greeting.space = space;
    if (!token.empty())
        how.greeting.token = token;
    return server_reader(room, to).run(std::move(how));
}

} // namespace hallway
