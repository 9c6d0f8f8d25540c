#include "outside/admin_client.hpp"

#include "outside/tls_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>

namespace hallway {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto patience = std::chrono::seconds(30);
constexpr std::uint64_t body_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t buffer_bytes_max = 1024 * 1024;

} // namespace

std::string admin_answer::sentence() const
{
    const auto read = nlohmann::json::parse(body, nullptr, false);
    if (read.is_object() && read.contains("message") && read["message"].is_string())
        return read["message"].get<std::string>();
    if (status == 404)
        return "There is nothing for this program at that address. Backups are made on the server's own machine, by its own "
               "address.";
    return fmt::format("The server answered with {}.", status);
}

class admin_client::connection {
public:
    connection(const server_address& server, std::string token) : server_(server), token_(std::move(token)) {}

    admin_answer ask(http::verb method, const std::string& target, const std::string& range)
    {
        http::request<http::empty_body> request{method, target, 11};
        request.set(http::field::host, server_.authority());
        request.set(http::field::authorization, "Bearer " + token_);
        if (!range.empty())
            request.set(http::field::range, range);
        if (method == http::verb::post)
            request.set(http::field::content_length, "0");
        if (const bool is_old = stream_.has_value(); is_old) {
            try {
                return ask_once(request);
            } catch (const no_answer&) { // the server lets go of connections that are idle
                stream_.reset();
            }
        }
        connect();
        return ask_once(request);
    }

private:
    /// Runs what was begun, and \throws no_answer unless it went well.
    void finish(const error_code& failed)
    {
        io_.restart();
        io_.run();
        if (!failed)
            return;
        stream_.reset();
        throw no_answer(fmt::format("{}:{} does not answer: {}.", server_.host, server_.port, failed.message()));
    }

    void connect()
    {
        error_code failed;
        asio::ip::tcp::resolver resolver(io_);
        const auto found = resolver.resolve(server_.host, server_.port, failed);
        if (failed)
            throw no_answer(fmt::format("{} is not known: {}.", server_.host, failed.message()));
        buffer_.clear();
        stream_.emplace(io_, tls_of_clients());
        socket().expires_after(patience);
        socket().async_connect(found, [&](error_code ec, const auto&) { failed = ec; });
        finish(failed);
        if (!server_.is_secure)
            return;
        expect(stream_->native_handle(), server_);
        stream_->async_handshake(asio::ssl::stream_base::client, [&](error_code ec) { failed = ec; });
        finish(failed);
    }

    admin_answer ask_once(http::request<http::empty_body>& request)
    {
        return server_.is_secure ? ask_over(*stream_, request) : ask_over(socket(), request);
    }

    template <class Stream>
    admin_answer ask_over(Stream& stream, http::request<http::empty_body>& request)
    {
        error_code failed;
        socket().expires_after(patience);
        http::async_write(stream, request, [&](error_code ec, std::size_t) { failed = ec; });
        finish(failed);
        http::response_parser<http::string_body> answer;
        answer.body_limit(body_bytes_max);
        http::async_read(stream, buffer_, answer, [&](error_code ec, std::size_t) { failed = ec; });
        finish(failed);
        const bool keeps_alive = answer.keep_alive();
        auto message = answer.release();
        if (!keeps_alive)
            stream_.reset();
        return {message.result_int(), std::move(message.body())};
    }

    boost::beast::tcp_stream& socket() { return stream_->next_layer(); }

    server_address server_;
    std::string token_;
    asio::io_context io_{1};
    std::optional<boost::beast::ssl_stream<boost::beast::tcp_stream>> stream_; // its TLS is used if the server speaks that
    boost::beast::flat_buffer buffer_{buffer_bytes_max};
};

admin_client::admin_client(const server_address& server, std::string token)
    : connection_(std::make_unique<connection>(server, std::move(token)))
{
}

admin_client::~admin_client() = default;

admin_answer admin_client::get(const std::string& target) { return connection_->ask(http::verb::get, target, {}); }

admin_answer admin_client::post(const std::string& target) { return connection_->ask(http::verb::post, target, {}); }

admin_answer admin_client::get_part(const std::string& target, std::uint64_t first, std::uint64_t last)
{
    return connection_->ask(http::verb::get, target, fmt::format("bytes={}-{}", first, last));
}

} // namespace hallway
