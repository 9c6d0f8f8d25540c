#include "tests/support/edge_host.hpp"

#include "bench/own_certificate.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>

#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

namespace hallway::test {

void obedient_reader::receive(std::string_view frame)
{
    ++counts_.messages;
    std::istringstream words{std::string(frame)};
    std::string verb;
    words >> verb;
    if (verb == "close") {
        int code = 0;
        std::string reason;
        words >> code >> reason;
        out_.close(static_cast<close_code>(code), reason);
    } else if (verb == "send") {
        std::size_t count = 0;
        std::size_t bytes = 0;
        words >> count >> bytes;
        const auto one = frame_of(std::string(bytes, 'x'));
        for (std::size_t i = 0; i < count; ++i)
            out_.push(one);
    } else if (verb == "know") {
        is_known_ = !out_.hello_wait();
        if (!is_known_)
            out_.push(frame_of("wait"));
    } else {
        out_.push(frame_of(frame));
    }
    out_.flush();
}

namespace {

http_response small_site(const http_request& request)
{
    if (request.path == "/hello")
        return http_response::of_text(200, "hello\n");
    if (request.path == "/large")
        return http_response::of_text(200, std::string(8 * 1024 * 1024, 'L'));
    if (request.path == "/unchanged") {
        http_response out;
        out.status = 304;
        out.headers.emplace_back("ETag", "\"x\"");
        return out;
    }
    if (request.path == "/told")
        return http_response::of_text(
            200, std::string(request.method) + "|" + std::string(request.query) + "|" + std::string(request.header("x-one")) +
                     "|" + (request.is_from_this_machine ? "local" : "remote"));
    return http_response::of_text(404, "There is nothing at this address.\n");
}

} // namespace

http_response edge_host::site(const http_request& request)
{
    if (request.path != "/later")
        return small_site(request);
    http_response out;
    out.when_known = [this](auto then) { promised_.push_back(std::move(then)); };
    return out;
}

void edge_host::keep_promise(std::string text)
{
    ask([&] {
        const auto then = std::move(promised_.front());
        promised_.pop_front();
        then(http_response::of_text(200, std::move(text)));
    });
}

const tls_identity& own_identity()
{
    static const auto made = [] {
        const scratch_folder folder;
        return read_tls_identity(bench::make_own_certificate(folder.path()));
    }();
    return made;
}

namespace {

edge_settings& with_tls_if_asked(edge_settings& own)
{
    if (std::getenv("HALLWAY_TEST_TLS") != nullptr)
        own.tls = own_identity();
    return own;
}

} // namespace

edge_host::edge_host(edge_settings settings, door_settings limits)
    : speaks_tls_(with_tls_if_asked(settings).tls.context != nullptr), door_(std::move(limits)),
      turns_(std::make_unique<asio_scheduler>())
{
    const auto readers = [this](wire& out) { return std::make_unique<obedient_reader>(out, told); };
    edge_ = std::make_unique<edge_server>(
        *turns_, std::move(settings), door_, [this](const http_request& request) { return site(request); }, readers, counts_);
    port_ = edge_->listen("127.0.0.1", 0);
    edge_->start();
    thread_ = std::thread([this] { turns_->run(); });
}

edge_host::~edge_host()
{
    turns_->stop();
    thread_.join();
    edge_.reset();
    turns_.reset();
}

client_socket edge_host::connect(int receive_buffer) const
{
    client_socket client(port_, receive_buffer);
    if (speaks_tls_)
        client.speak_tls();
    return client;
}

client_socket edge_host::open_websocket(std::string_view behind) const
{
    auto client = connect();
    client.send(upgrade_request().append(behind));
    const auto answer = client.read_until("\r\n\r\n");
    REQUIRE_THAT(answer, Catch::StartsWith("HTTP/1.1 101 "));
    return client;
}

std::string upgrade_request(std::string_view extra)
{
    return "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: hallway.v1\r\n" +
           std::string(extra) + "\r\n";
}

bool eventually(const std::function<bool()>& condition)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30); // a machine may be slow, and sanitizers are
    while (std::chrono::steady_clock::now() < until) {
        if (condition())
            return true;
        ::poll(nullptr, 0, 1);
    }
    return false;
}

} // namespace hallway::test
