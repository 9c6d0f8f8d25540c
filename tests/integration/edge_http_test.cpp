#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"

#include <catch2/catch.hpp>

#include <string>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

std::string get(std::string_view path, std::string_view extra = {}, std::string_view method = "GET")
{
    return std::string(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n").append(extra).append("\r\n");
}

/// All that the server says to these bytes before it closes.
std::string whole_answer(const edge_host& host, std::string_view bytes)
{
    auto client = host.connect();
    client.send(bytes);
    auto answer = client.read_all();
    CHECK(client.is_closed());
    return answer;
}

edge_settings hurried()
{
    edge_settings out;
    out.deadlines.sweep = 20ms;
    out.deadlines.http_header = 200ms;
    out.deadlines.close = 200ms;
    return out;
}

} // namespace

TEST_CASE("an answer has its length, its date and the headers that protect a page", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/hello"));
    const auto answer = client.read_response();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nServer: hallway\r\nDate: "));
    CHECK_THAT(answer, Contains("Content-Type: text/plain; charset=utf-8\r\n"));
    CHECK_THAT(
        answer,
        Contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
                 "connect-src 'self' ws: wss:; "
                 "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'\r\n"));
    CHECK_THAT(answer, Contains("\r\nX-Content-Type-Options: nosniff\r\n"));
    CHECK_THAT(answer, Contains("\r\nReferrer-Policy: no-referrer\r\n"));
    CHECK_THAT(answer, Contains("\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
    CHECK_THAT(answer, Contains("\r\nPermissions-Policy: "));
    CHECK_THAT(answer, EndsWith("\r\n\r\nhello\n"));
}

TEST_CASE("a connection serves one request after the other", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    for (int i = 0; i < 3; ++i) {
        client.send(get("/hello"));
        CHECK_THAT(client.read_response(), Contains("Connection: keep-alive\r\n") && EndsWith("hello\n"));
    }
    client.send(get("/hello", "Connection: close\r\n"));
    CHECK_THAT(client.read_all(), Contains("Connection: close\r\n") && EndsWith("hello\n"));
    CHECK(client.is_closed());
}

TEST_CASE("requests sent ahead are answered in their order", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/told?1") + get("/large") + get("/nothing") + "\r\n" + get("/told?2", "Connection: close\r\n"));
    CHECK_THAT(client.read_response(), EndsWith("GET|1||local"));
    CHECK(client.read_response().size() > 8 * 1024 * 1024);
    CHECK_THAT(client.read_response(), StartsWith("HTTP/1.1 404 "));
    CHECK_THAT(client.read_all(), EndsWith("GET|2||local"));
}

TEST_CASE("a request may come in pieces", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    for (const char one : get("/told?q=1", "X-One: two\r\n"))
        client.send(std::string_view(&one, 1));
    CHECK_THAT(client.read_response(), EndsWith("GET|q=1|two|local"));
}

TEST_CASE("HEAD and 304 have no body, and the next answer follows", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/hello", {}, "HEAD") + get("/unchanged") + get("/hello"));
    CHECK_THAT(client.read_response(true), Contains("Content-Length: 6\r\n"));
    CHECK_THAT(client.read_response(), StartsWith("HTTP/1.1 304 ") && !Contains("Content-Length"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
}

TEST_CASE("HTTP/1.0 is served, and closed unless it asks otherwise", "[http]")
{
    const edge_host host;
    CHECK_THAT(whole_answer(host, "GET /hello HTTP/1.0\r\n\r\n"), EndsWith("hello\n"));
    auto client = host.connect();
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
    client.send("GET /hello HTTP/1.0\r\n\r\n");
    CHECK_THAT(client.read_all(), EndsWith("hello\n"));
}

TEST_CASE("what says it is chunked is refused with 411, whatever else it says", "[http]")
{
    const edge_host host;
    for (const auto& request :
         {get("/hello", "Transfer-Encoding: chunked\r\n", "POST") + "0\r\n\r\n",
          get("/hello", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "POST") + "0\r\n\r\n",
          get("/hello", "Transfer-Encoding: identity\r\n"),
          std::string("POST /hello HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")}) {
        CAPTURE(request);
        CHECK_THAT(whole_answer(host, request), StartsWith("HTTP/1.1 411 ") || StartsWith("HTTP/1.1 400 "));
    }
}

TEST_CASE("a body where none belongs is refused, and what follows it is not taken for a request", "[http]")
{
    const edge_host host;
    const std::string smuggled = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    const auto length = "Content-Length: " + std::to_string(smuggled.size()) + "\r\n";
    CHECK_THAT(whole_answer(host, get("/hello", length) + smuggled), StartsWith("HTTP/1.1 400 ") && !Contains("hello\n"));
    CHECK_THAT(whole_answer(host, get("/hello", length, "POST") + smuggled), StartsWith("HTTP/1.1 413 ") && !Contains("hello\n"));
    CHECK_THAT(whole_answer(host, get("/hello", "Content-Length: 99999999999\r\n", "POST")), StartsWith("HTTP/1.1 413 "));
    auto client = host.connect();
    client.send(get("/hello", "Content-Length: 0\r\n"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
}

TEST_CASE("a malformed request is refused with 400", "[http]")
{
    const edge_host host;
    for (const auto& request :
         {std::string("nonsense\r\n\r\n"), std::string("GET /hello HTTP/1.1\r\n\r\n"), get("/hello", "Host: other\r\n"),
          get("hello"), get("http://127.0.0.1"), get("http:///hello"), get("ftp://127.0.0.1/hello"),
          get("/hello", "Content-Length: 1\r\nContent-Length: 2\r\n"), get("/hello", "Content-Length: -1\r\n"),
          get("/hello", "Bad Name: x\r\n"), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)}) {
        CAPTURE(request);
        CHECK_THAT(whole_answer(host, request), StartsWith("HTTP/1.1 400 "));
    }
    CHECK_THAT(whole_answer(host, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
}

TEST_CASE("a target in absolute form is taken, and its host counts in place of the header's", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("http://127.0.0.1/hello") + get("HTTP://127.0.0.1:80/told?q=1"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
    CHECK_THAT(client.read_response(), EndsWith("GET|q=1||local"));
    const auto upgrade_from = [&](std::string_view origin) {
        auto request = upgrade_request(std::string("Origin: ").append(origin).append("\r\n"));
        request.replace(request.find("/v1/ws"), 6, "http://other.example/v1/ws");
        return request;
    };
    CHECK_THAT(whole_answer(host, upgrade_from("http://127.0.0.1")), StartsWith("HTTP/1.1 403 "));
    auto other = host.connect();
    other.send(upgrade_from("http://other.example"));
    CHECK_THAT(other.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
}

TEST_CASE("more than 8 KiB of headers are refused with 431", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.try_send(get("/hello", "X-Long: " + std::string(9'000, 'x') + "\r\n"));
    CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 431 "));
    auto drop_by_drop = host.connect();
    drop_by_drop.try_send("GET /hello HTTP/1.1\r\n");
    for (int i = 0; i < 300 && drop_by_drop.try_send("X-" + std::to_string(i) + ": " + std::string(40, 'x') + "\r\n"); ++i) {}
    CHECK_THAT(drop_by_drop.read_all(), StartsWith("HTTP/1.1 431 "));
}

TEST_CASE("a request that does not arrive in time is answered 408; silence is just closed", "[http]")
{
    const edge_host host(hurried());
    CHECK_THAT(whole_answer(host, "GET /hello HT"), StartsWith("HTTP/1.1 408 "));
    CHECK(whole_answer(host, "").empty());
    CHECK(eventually([&] { return host.open_connections() == 0; }));
}

TEST_CASE("a client that has said all it will is still answered", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/large"));
    client.finish_sending();
    CHECK(client.read_all().size() > 8 * 1024 * 1024);
    CHECK(eventually([&] { return host.open_connections() == 0; }));
}

TEST_CASE("an answer that is known later is waited for, and what was sent ahead comes behind it", "[http]")
{
    edge_host host;
    auto client = host.connect();
    client.send(get("/hello") + get("/later") + get("/later", {}, "HEAD") + get("/hello"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
    REQUIRE(eventually([&] { return host.promised() == 1; }));
    host.keep_promise("late");
    CHECK_THAT(client.read_response(), EndsWith("\r\n\r\nlate"));
    REQUIRE(eventually([&] { return host.promised() == 1; }));
    host.keep_promise("without a body");
    CHECK_THAT(client.read_response(true), Contains("Content-Length: 14\r\n"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
    client.send(get("/hello"));
    CHECK_THAT(client.read_response(), EndsWith("hello\n"));
}

TEST_CASE("who has said all they will gets an answer that is known later, too", "[http]")
{
    edge_host host;
    auto client = host.connect();
    client.send(get("/later"));
    client.finish_sending();
    REQUIRE(eventually([&] { return host.promised() == 1; }));
    host.keep_promise("late");
    CHECK_THAT(client.read_all(), EndsWith("late"));
    CHECK(eventually([&] { return host.open_connections() == 0; }));
}

TEST_CASE("an answer that nobody waits for any more goes nowhere; one that takes too long is 503", "[http]")
{
    auto settings = hurried();
    settings.deadlines.http_answer = 300ms;
    edge_host host(settings);
    {
        auto client = host.connect();
        client.send(get("/later"));
        REQUIRE(eventually([&] { return host.promised() == 1; }));
    }
    CHECK_THAT(whole_answer(host, get("/later")), StartsWith("HTTP/1.1 503 ") && Contains("Retry-After: "));
    CHECK(eventually([&] { return host.open_connections() == 0; }));
    host.keep_promise("too late");
    host.keep_promise("too late");
    CHECK_THAT(whole_answer(host, get("/hello", "Connection: close\r\n")), EndsWith("hello\n"));
}

TEST_CASE("what came through a proxy does not count as from this machine", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/told", "X-Forwarded-For: 192.0.2.1\r\n"));
    CHECK_THAT(client.read_response(), EndsWith("|remote"));
}

TEST_CASE("a page of another origin is refused with 403 before the upgrade", "[http]")
{
    edge_settings settings;
    settings.origins = {"https://www.example.org"};
    const edge_host host(settings);
    CHECK_THAT(whole_answer(host, upgrade_request("Origin: https://evil.example\r\n")), StartsWith("HTTP/1.1 403 "));
    CHECK_THAT(whole_answer(host, upgrade_request("Origin: null\r\n")), StartsWith("HTTP/1.1 403 "));
    CHECK_THAT(
        whole_answer(host, upgrade_request("Origin: http://127.0.0.1\r\nOrigin: https://evil.example\r\n")),
        StartsWith("HTTP/1.1 403 "));
    CHECK(host.told.open == 0);
    for (const auto* origin : {"Origin: http://127.0.0.1\r\n", "Origin: https://www.example.org\r\n", ""}) {
        auto client = host.connect();
        client.send(upgrade_request(origin));
        CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 ") && Contains("Connection: Upgrade\r\n"));
    }
}

TEST_CASE("the WebSocket's address says so to whom does not upgrade, and refuses other subprotocols", "[http]")
{
    const edge_host host;
    CHECK_THAT(whole_answer(host, get("/v1/ws")), StartsWith("HTTP/1.1 426 ") && Contains("Upgrade: websocket\r\n"));
    auto other = upgrade_request();
    other.replace(other.find("hallway.v1"), 10, "hallway.v9");
    CHECK_THAT(whole_answer(host, other), StartsWith("HTTP/1.1 400 "));
    auto keyless = upgrade_request();
    keyless.erase(keyless.find("Sec-WebSocket-Key"), keyless.find("Sec-WebSocket-Protocol") - keyless.find("Sec-WebSocket-Key"));
    CHECK_THAT(whole_answer(host, keyless), StartsWith("HTTP/1.1 400 "));
    auto old = upgrade_request();
    old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
    CHECK_THAT(whole_answer(host, old), StartsWith("HTTP/1.1 400 "));
}

TEST_CASE("above the limit a connection is told when to come back, and those there go on", "[http][plain]")
{
    door_settings limits;
    limits.connections_max = 2;
    const edge_host host({}, limits);
    auto one = host.open_websocket();
    {
        auto two = host.connect();
        two.send(get("/hello"));
        CHECK_THAT(two.read_response(), EndsWith("hello\n"));
        CHECK_THAT(whole_answer(host, upgrade_request()), StartsWith("HTTP/1.1 503 ") && Contains("Retry-After: "));
    }
    CHECK(eventually([&] { return host.open_connections() == 1; }));
    auto three = host.open_websocket();
}

#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define WITHOUT_DESCRIPTORS                                                                                                      \
    "[!hide]" // the sanitizer looks at memory through a pipe of its own, and would report that it has none
#endif
#endif
#ifndef WITHOUT_DESCRIPTORS
#define WITHOUT_DESCRIPTORS "[http][plain]"
#endif

TEST_CASE("without a descriptor left newcomers are told when to come back, and those there go on", WITHOUT_DESCRIPTORS)
{
    const edge_host host;
    auto there = host.open_websocket();
    const int late = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    rlimit usual{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &usual) == 0);
    const rlimit none{static_cast<rlim_t>(late) + 1, usual.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);

    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(host.port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(late, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0);
    auto client = client_socket::of(late);
    client.send(get("/hello"));
    CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: "));
    there.send(client_text("still here"));
    CHECK(there.read_frame() == text_frame("still here"));

    REQUIRE(::setrlimit(RLIMIT_NOFILE, &usual) == 0);
    CHECK(eventually([&] {
        auto again = host.connect();
        again.send(get("/hello"));
        return again.read_response().ends_with("hello\n");
    }));
    CHECK_THAT(
        host.metrics_text(),
        Contains("hallway_turned_away_total{why=\"descriptors\"} 1\n") && !Contains("hallway_accept_pauses_total 0\n"));
}

TEST_CASE("draining refuses connections and upgrades, and ends what is idle", "[http]")
{
    edge_host host(hurried());
    auto idle = host.connect();
    idle.send(get("/hello"));
    idle.read_response();
    auto busy = host.connect();
    busy.send("GET /hello HTTP/1.1\r\n");
    CHECK(eventually([&] { return host.open_connections() == 2; }));
    host.ask([&] { host.edge().stop_accepting(); });
    CHECK_THROWS(host.connect());
    busy.send("Host: x\r\n\r\n");
    CHECK_THAT(busy.read_all(), Contains("Connection: close\r\n") && EndsWith("hello\n"));
    CHECK(idle.read_all().empty());
    CHECK(idle.is_closed());
    CHECK(eventually([&] { return host.open_connections() == 0; }));
}

TEST_CASE("connections are counted, answers too", "[http]")
{
    const edge_host host;
    auto client = host.connect();
    client.send(get("/hello") + get("/nothing"));
    client.read_response();
    client.read_response();
    const auto text = host.metrics_text();
    CHECK_THAT(text, Contains("hallway_connections 1\n") && Contains("hallway_accepts_total 1\n"));
    CHECK_THAT(text, Contains("hallway_http_responses_total{class=\"2xx\"} 1\n") && Contains("{class=\"4xx\"} 1\n"));
}
