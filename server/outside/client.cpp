#include "outside/client.hpp"

#include "outside/tls_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <optional>
#include <unordered_map>
#include <utility>

namespace hallway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto welcome_deadline = 15s;                     // from the first packet to the answer of hello
constexpr auto goodbye_deadline = 5s;                      // for the server's answer to our close
constexpr std::size_t message_bytes_max = 8 * 1024 * 1024; // of one frame from the server

template <class Stream>
constexpr bool is_tls = !std::is_same_v<Stream, tcp::socket>;

/// Decodes a document, or finds it decoded: what a room's members are told is the same bytes for all of them, and many of them may live on this
/// thread. \returns null if it is none; good until the next call
const server_document* decoded(std::string_view document)
{
    struct known {
        std::string bytes;
        std::optional<server_document> read;
    };
    thread_local std::array<known, 512> cache;
    auto& slot = cache[std::hash<std::string_view>{}(document) % cache.size()];
    if (slot.bytes != document) {
        slot.bytes = document;
        slot.read = decode_server_document(document);
    }
    return slot.read ? &*slot.read : nullptr;
}

} // namespace

/// What the client sees of its connection. Kept alive by the client and by the two coroutines that read and write.
class client::connection {
public:
    connection(asio::io_context& io, client_settings settings, handlers call)
        : settings_(std::move(settings)), call_(std::move(call)), io_(io), wake_writer_(io), deadline_(io)
    {
        wake_writer_.expires_at(asio::steady_timer::time_point::max());
    }
    virtual ~connection() = default;

    virtual void cut() = 0;

    void send(command_body what, answer_handler then)
    {
        if (is_over_ || is_closing_)
            return;
        const auto id = next_id_++;
        waiting_.emplace(id, std::move(then));
        outbox_.push_back(encode(command{id, std::move(what)}));
        wake_writer_.cancel();
    }

    void close()
    {
        is_closing_ = true;
        wake_writer_.cancel();
    }

    /// The owner is gone.
    void abandon()
    {
        is_over_ = true;
        cut();
    }

    bool is_welcome() const { return is_welcome_ && !is_over_; }

protected:
    /// Up to limits::documents_per_frame_max documents that wait, as one frame.
    std::string take_frame()
    {
        std::string frame = std::move(outbox_.front());
        outbox_.pop_front();
        for (std::size_t documents = 1; !outbox_.empty() && documents < limits::documents_per_frame_max; ++documents) {
            if (frame.size() + 1 + outbox_.front().size() > limits::frame_bytes_max)
                break;
            frame += '\n';
            frame += outbox_.front();
            outbox_.pop_front();
        }
        return frame;
    }

    void receive(std::string_view frame)
    {
        while (!frame.empty() && !is_over_) {
            const auto end = std::min(frame.find('\n'), frame.size());
            const auto document = frame.substr(0, end);
            frame.remove_prefix(std::min(end + 1, frame.size()));
            if (document.empty() || (settings_.skims && document.starts_with(R"({"ev":"message")")))
                continue;
            if (const auto* read = decoded(document))
                take(*read);
        }
    }

    void end(const connection_end& why)
    {
        deadline_.cancel();
        wake_writer_.cancel();
        cut();
        if (std::exchange(is_over_, true))
            return;
        if (call_.ended)
            call_.ended(why);
    }

    void allow(std::chrono::milliseconds time)
    {
        deadline_.expires_after(time);
        deadline_.async_wait([alive = std::weak_ptr(self_)](error_code ec) {
            if (const auto self = alive.lock(); self && !ec)
                self->cut();
        });
    }

    client_settings settings_;
    handlers call_;
    asio::io_context& io_;
    asio::steady_timer wake_writer_;
    asio::steady_timer deadline_;
    std::deque<std::string> outbox_;
    std::weak_ptr<connection> self_;
    bool is_closing_ = false;
    bool is_over_ = false;

private:
    void take(const server_document& document)
    {
        if (!document.ev.empty() || !document.re) {
            if (call_.told)
                call_.told(document);
            return;
        }
        const auto found = waiting_.find(*document.re);
        if (found == waiting_.end())
            return;
        const auto then = std::move(found->second);
        waiting_.erase(found);
        if (then)
            then(document);
    }

    void welcomed(const server_document& answer)
    {
        deadline_.cancel();
        is_welcome_ = !answer.is_error;
        if (call_.welcomed)
            call_.welcomed(answer);
    }

    std::unordered_map<std::uint64_t, answer_handler> waiting_;
    std::uint64_t next_id_ = 1;
    bool is_welcome_ = false;

protected:
    void greet()
    {
        send(settings_.greeting, [this](const server_document& answer) { welcomed(answer); });
    }
};

template <class Stream>
class client::connection_over final : public client::connection {
public:
    connection_over(asio::io_context& io, client_settings settings, handlers call)
        : connection(io, std::move(settings), std::move(call)), resolver_(io), ws_(make_stream(io))
    {
    }

    static void start(const std::shared_ptr<connection_over>& self)
    {
        self->self_ = self;
        self->allow(welcome_deadline);
        asio::co_spawn(self->io_, live(self), [self](const std::exception_ptr& failure) { self->done(failure); });
    }

    void cut() override
    {
        error_code ignored;
        resolver_.cancel();
        beast::get_lowest_layer(ws_).close(ignored);
    }

private:
    static websocket::stream<Stream, false> make_stream(asio::io_context& io)
    {
        if constexpr (is_tls<Stream>)
            return websocket::stream<Stream, false>(io, tls_of_clients());
        else
            return websocket::stream<Stream, false>(io);
    }

    /// Connects, then reads until the connection ends. Owns the connection through its parameter.
    static asio::awaitable<void> live(std::shared_ptr<connection_over> self)
    {
        co_await self->open();
        asio::co_spawn(self->io_, write(self), [self](const std::exception_ptr& failure) {
            if (failure)
                self->cut(); // the reading side then tells why
        });
        self->greet();

        beast::flat_buffer buffer(message_bytes_max);
        for (;;) {
            error_code ec;
            co_await self->ws_.async_read(buffer, asio::redirect_error(asio::use_awaitable, ec));
            if (ec) {
                self->end(self->reason_of(ec));
                co_return;
            }
            const std::string_view frame(static_cast<const char*>(buffer.data().data()), buffer.size());
            self->receive(frame);
            buffer.consume(buffer.size());
        }
    }

    asio::awaitable<void> open()
    {
        const auto& server = settings_.server;
        auto& socket = beast::get_lowest_layer(ws_);
        const auto found = co_await resolver_.async_resolve(server.host, server.port, asio::use_awaitable);
        co_await asio::async_connect(socket, found, asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        if constexpr (is_tls<Stream>) {
            auto& tls = ws_.next_layer();
            expect(tls.native_handle(), server);
            co_await tls.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        }

        websocket::stream_base::timeout times;
        times.handshake_timeout = welcome_deadline;
        times.idle_timeout = 2 * limits::ping_interval + limits::pong_deadline;
        times.keep_alive_pings = true;
        ws_.set_option(times);
        ws_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
            request.set(beast::http::field::sec_websocket_protocol, "hallway.v1");
            request.set(beast::http::field::user_agent, "hallway");
        }));
        ws_.read_message_max(message_bytes_max);
        ws_.text(true);
        const auto host = server.authority();
        websocket::response_type response;
        error_code ec;
        co_await ws_.async_handshake(response, host, server.path, asio::redirect_error(asio::use_awaitable, ec));
        if (ec == websocket::error::upgrade_declined)
            http_status_ = response.result_int();
        if (ec)
            throw boost::system::system_error(ec);
    }

    /// The one writer: sends what waits, then waits for more.
    static asio::awaitable<void> write(std::shared_ptr<connection_over> self)
    {
        while (!self->is_over_) {
            if (!self->outbox_.empty()) {
                const auto frame = self->take_frame();
                const auto bytes = asio::buffer(frame);
                co_await self->ws_.async_write(bytes, asio::use_awaitable);
            } else if (self->is_closing_) {
                self->allow(goodbye_deadline);
                co_await self->ws_.async_close(websocket::close_code::normal, asio::use_awaitable);
                co_return;
            } else {
                error_code woken;
                co_await self->wake_writer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
            }
        }
    }

    connection_end reason_of(error_code ec) const
    {
        const auto& close = ws_.reason();
        if (ec == websocket::error::closed && close.code != websocket::close_code::none)
            return {static_cast<std::uint16_t>(close.code), std::string(close.reason.data(), close.reason.size()), 0};
        return {1006, ec.message(), 0};
    }

    void done(const std::exception_ptr& failure)
    {
        if (!failure)
            return;
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& error) {
            const auto words = http_status_ == 0 ? error.code().message() : "the answer was HTTP " + std::to_string(http_status_);
            end({1006, words, http_status_});
        } catch (const std::exception& error) {
            end({1006, error.what(), http_status_});
        }
    }

    tcp::resolver resolver_;
    websocket::stream<Stream, false> ws_;
    unsigned http_status_ = 0;
};

client::client(asio::io_context& io, client_settings settings, handlers call)
{
    const auto begin = [&]<class Stream>(std::type_identity<Stream>) {
        const auto made = std::make_shared<connection_over<Stream>>(io, std::move(settings), std::move(call));
        connection_ = made;
        connection_over<Stream>::start(made);
    };
    if (settings.server.is_secure)
        begin(std::type_identity<asio::ssl::stream<tcp::socket>>{});
    else
        begin(std::type_identity<tcp::socket>{});
}

client::~client() { connection_->abandon(); }

void client::send(command_body what, answer_handler then) { connection_->send(std::move(what), std::move(then)); }

void client::close() { connection_->close(); }

bool client::is_welcome() const { return connection_->is_welcome(); }

} // namespace hallway
