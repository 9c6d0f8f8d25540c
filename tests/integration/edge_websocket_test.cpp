#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

edge_settings soon_closed()
{
    edge_settings out;
    out.deadlines.sweep = 20ms;
    out.deadlines.close = 200ms;
    return out;
}

bool is_gone(const edge_host& host)
{
    return eventually([&] { return host.open_connections() == 0 && host.told.open == 0; });
}

/// One for which the kernel keeps little; it says `message` and reads nothing yet.
client_socket slow_websocket(const edge_host& host, std::string_view message)
{
    auto client = host.connect(4'096);
    client.send(upgrade_request());
    client.read_until("\r\n\r\n");
    client.send(client_text(message));
    return client;
}

} // namespace

TEST_CASE("messages travel both ways", "[ws]")
{
    const edge_host host;
    auto client = host.open_websocket();
    client.send(client_text("hello") + client_text("again"));
    CHECK(client.read_frame() == text_frame("hello"));
    CHECK(client.read_frame() == text_frame("again"));
    const std::string large(limits::frame_bytes_max, 'y');
    client.send(client_text(large));
    CHECK(client.read_frame() == text_frame(large));
}

TEST_CASE("a message sent together with the upgrade request is not lost", "[ws]")
{
    const edge_host host;
    auto client = host.open_websocket(client_text("early") + client_text("bird").substr(0, 3));
    CHECK(client.read_frame() == text_frame("early"));
    client.send(client_text("bird").substr(3));
    CHECK(client.read_frame() == text_frame("bird"));
}

TEST_CASE("a ping is answered and counted", "[ws]")
{
    const edge_host host;
    auto client = host.open_websocket();
    client.send(client_frame(opcode::ping, "payload"));
    CHECK(client.read_frame() == std::string("\x8A\x07payload"));
    CHECK(host.told.pings == 1);
}

TEST_CASE("the peer's close is answered, and the socket ends", "[ws]")
{
    const edge_host host(soon_closed());
    auto client = host.open_websocket();
    client.send(client_text("last") + client_close(1000, "done"));
    CHECK(client.read_all() == text_frame("last") + server_close(1000));
    CHECK(client.is_closed());
    CHECK(is_gone(host));
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"1000\"} 1\n"));
}

TEST_CASE("the server's close sends what waits first, and ends when the peer has answered", "[ws]")
{
    edge_settings settings; // an hour to answer: it is the answer that ends it
    settings.deadlines.sweep = 20ms;
    settings.deadlines.close = 1h;
    const edge_host host(settings);
    auto client = host.open_websocket();
    client.send(client_text("send 3 10000") + client_text("close 4403 banned") + client_text("ignored"));
    for (int i = 0; i < 3; ++i)
        CHECK(client.read_frame().size() == 10'004);
    CHECK(client.read_frame() == server_close(4403, "banned"));
    CHECK(eventually([&] { return host.told.open == 0; }));
    CHECK(host.open_connections() == 1);

    client.send(client_frame(opcode::ping, "") + client_text("send 1 1") + client_close(4403));
    CHECK(client.read_all().empty());
    CHECK(client.is_closed());
    CHECK(host.told.messages == 2);
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"4403\"} 1\n"));
}

TEST_CASE("a close that nobody answers ends after its deadline", "[ws]")
{
    const edge_host host(soon_closed());
    auto client = host.open_websocket();
    client.send(client_text("close 4001 10000"));
    CHECK(client.read_all() == server_close(4001, "10000"));
    CHECK(client.is_closed());
    CHECK(is_gone(host));
}

TEST_CASE("what breaks the protocol is told why, and ends; others do not notice", "[ws]")
{
    const edge_host host(soon_closed());
    auto other = host.open_websocket();
    const std::vector<std::pair<int, std::string>> broken{
        {1002, client_frame(opcode::text, "x", {.is_masked = false})},
        {1003, client_frame(opcode::binary, "x")},
        {1007, client_text("\xC3\x28")},
        {1008, client_frame(opcode::text, "", {.is_final = false})},
        {1009, client_frame(opcode::text, "", {.claimed_bytes = 1ull << 58})},
    };
    for (const auto& [code, bytes] : broken) {
        CAPTURE(code);
        auto client = host.open_websocket();
        client.try_send(bytes);
        if (code == 1008) {
            std::string empty;
            for (int i = 0; i < 10'000; ++i)
                empty += client_frame(opcode::continuation, "", {.is_final = false});
            client.try_send(empty);
        }
        CHECK(client.read_all() == server_close(static_cast<std::uint16_t>(code)));
        CHECK(client.is_closed());
    }
    other.send(client_text("still here"));
    CHECK(other.read_frame() == text_frame("still here"));
    CHECK(eventually([&] { return host.open_connections() == 1 && host.told.open == 1; }));
}

TEST_CASE("who does not say hello is closed with 4010", "[ws]")
{
    auto settings = soon_closed();
    settings.deadlines.hello = 100ms;
    const edge_host host(settings);
    auto known = host.open_websocket();
    known.send(client_text("know"));
    auto silent = host.open_websocket();
    CHECK(silent.read_frame() == server_close(4010, "Say hello first."));
    known.send(client_text("still here"));
    CHECK(known.read_frame() == text_frame("still here"));
}

TEST_CASE("a message that trickles in is closed with 1008, one after the other is not", "[ws]")
{
    auto settings = soon_closed();
    settings.deadlines.message = 1s;
    const edge_host host(settings);
    auto slow = host.open_websocket();
    auto quick = host.open_websocket();
    const auto text = client_text("abcdefgh");
    slow.send(text.substr(0, 1));
    slow.patience = 50ms;
    // Every write of this one ends within a message, but never for long within the same.
    quick.send(text.substr(0, 3));
    std::string answer;
    std::size_t sent = 1;
    for (int i = 0; i < 200 && answer.empty() && !slow.is_closed(); ++i) {
        if (sent + 1 < text.size() && slow.try_send(text.substr(sent, 1)))
            ++sent;
        quick.send(text.substr(3) + text.substr(0, 3));
        CHECK(quick.read_frame() == text_frame("abcdefgh"));
        answer = slow.read(2);
    }
    const auto told = server_close(1008, "The message did not arrive in time.");
    CHECK(answer + slow.read(told.size() - 2) == told);
    quick.send(text.substr(3));
    CHECK(quick.read_frame() == text_frame("abcdefgh"));
}

TEST_CASE("who is silent is pinged, and given up if no pong comes", "[ws]")
{
    auto settings = soon_closed();
    settings.deadlines.ping = 100ms;
    settings.deadlines.pong = 1s;
    const edge_host host(settings);
    auto alive = host.open_websocket();
    auto dead = host.open_websocket();
    CHECK(dead.read_frame() == std::string("\x89\x00", 2));
    for (int i = 0; i < 5; ++i) {
        CHECK(alive.read_frame() == std::string("\x89\x00", 2));
        alive.send(client_frame(opcode::pong, ""));
    }
    dead.read_all();
    CHECK(dead.is_closed());
    CHECK(eventually([&] { return host.told.open == 1; }));
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"1006\"} 1\n"));
}

TEST_CASE("what a slow reader is sent waits, arrives whole and in order, and the reader is told", "[ws]")
{
    const edge_host host;
    auto client = slow_websocket(host, "know");
    // Below the megabyte that may wait, above what the kernel takes; with pings between, whose pongs must not break a frame.
    for (int i = 0; i < 20; ++i)
        client.send(client_text("send 1 40000") + client_frame(opcode::ping, std::to_string(i)));
    for (int i = 0; i < 20; ++i) {
        CHECK(client.read_frame() == text_frame(std::string(40'000, 'x')));
        CHECK(client.read_frame().substr(2) == std::to_string(i));
    }
    client.send(client_text("over"));
    CHECK(client.read_frame() == text_frame("over"));
}

TEST_CASE("after the kernel had refused bytes, the reader hears that they have left", "[ws]")
{
    const edge_host host;
    auto client = slow_websocket(host, "send 15 60000");
    REQUIRE(eventually([&] { return host.told.messages == 1; }));
    host.ask([] {}); // what was asked for has been given to the kernel, as far as it took it
    for (int i = 0; i < 15; ++i)
        CHECK(client.read_frame().size() == 60'004);
    CHECK(eventually([&] { return host.told.drained == 1; }));
}

TEST_CASE("more than a megabyte waiting is closed with 4008", "[ws]")
{
    const edge_host host(soon_closed());
    auto client = slow_websocket(host, "send 400 60000");
    CHECK(eventually([&] { return host.told.messages == 1 && host.told.open == 0; }));
    const auto all = client.read_all();
    CHECK(all.size() < 400u * 60'000);
    CHECK(client.is_closed());
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"4008\"} 1\n"));
}

TEST_CASE("who takes nothing is closed with 4008, and told so if he reads at last", "[ws]")
{
    auto settings = soon_closed();
    settings.deadlines.stall = 200ms;
    settings.deadlines.close = 5s;
    const edge_host host(settings);
    auto client = slow_websocket(host, "send 15 60000"); // more than the kernel takes, less than may wait
    CHECK(eventually([&] { return host.told.messages == 1 && host.told.open == 0; }));
    const auto all = client.read_all();
    CHECK_THAT(all, Catch::EndsWith(server_close(4008, "You read too slowly.")));
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"4008\"} 1\n"));
}

TEST_CASE("a connection that is cut takes its reader along", "[ws]")
{
    const edge_host host(soon_closed());
    {
        auto client = host.open_websocket();
        client.send(client_text("hello"));
        client.read_frame();
        CHECK(host.told.open == 1);
    }
    CHECK(is_gone(host));
    {
        auto half_a_message = host.open_websocket(client_text("hello").substr(0, 4));
    }
    CHECK(is_gone(host));
    CHECK_THAT(host.metrics_text(), Contains("hallway_closes_total{code=\"1006\"} 2\n"));
}

TEST_CASE("a thousand come and go, and leave nothing", "[ws]")
{
    const edge_host host(soon_closed());
    for (int round = 0; round < 10; ++round) {
        std::vector<client_socket> crowd;
        for (int i = 0; i < 100; ++i)
            crowd.push_back(host.open_websocket(client_text(std::to_string(i))));
        for (int i = 0; i < 100; ++i)
            CHECK(crowd[static_cast<std::size_t>(i)].read_frame() == text_frame(std::to_string(i)));
        for (int i = 0; i < 100; i += 2)
            crowd[static_cast<std::size_t>(i)].send(client_close(1000));
    }
    CHECK(is_gone(host));
    CHECK_THAT(host.metrics_text(), Contains("hallway_connections 0\n"));
}

TEST_CASE("a server may be stopped in the middle of anything", "[ws]")
{
    std::vector<client_socket> crowd;
    {
        const edge_host host;
        crowd.push_back(host.open_websocket());
        crowd.push_back(host.open_websocket(client_text("half").substr(0, 3)));
        crowd.push_back(host.connect());
        crowd.push_back(host.open_websocket(client_text("close 4001 1")));
        crowd.push_back(slow_websocket(host, "send 15 60000"));
        CHECK(eventually([&] { return host.told.messages == 2; }));
    }
    for (auto& one : crowd) {
        one.read_all();
        CHECK(one.is_closed());
    }
}

TEST_CASE("dropping everything ends everything", "[ws]")
{
    edge_host host;
    auto one = host.open_websocket();
    auto two = host.connect();
    CHECK(eventually([&] { return host.open_connections() == 2; }));
    host.ask([&] { host.edge().drop_all(); });
    one.read_all();
    two.read_all();
    CHECK((one.is_closed() && two.is_closed()));
    CHECK(is_gone(host));
}
