// Who is let in: limits of the process and of an address, over real sockets.
#include "tests/support/client_frame.hpp"
#include "tests/support/edge_host.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

std::string upgrade_of(const edge_host& host, std::string_view extra)
{
    auto client = host.connect();
    client.send(upgrade_request(extra));
    return client.read_until("\r\n\r\n");
}

door_settings trusting_loopback()
{
    door_settings limits;
    limits.trusted_proxies = {*parse_network("127.0.0.0/8")};
    return limits;
}

} // namespace

TEST_CASE("an address has so many connections; one more is told when to come back, and may when another has gone", "[door]")
{
    door_settings limits;
    limits.per_address_max = 3;
    const edge_host host({}, limits);
    auto one = host.open_websocket();
    auto two = host.open_websocket();
    {
        auto three = host.open_websocket();
        auto four = host.connect();
        CHECK_THAT(four.read_all(), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: ")); // nothing was asked yet
        one.send(client_text("still here"));
        CHECK(one.read_frame() == text_frame("still here"));
    }
    CHECK(eventually([&] { return host.open_connections() == 2; }));
    auto later = host.open_websocket();
    CHECK_THAT(host.metrics_text(), Contains("hallway_turned_away_total{why=\"address\"} 1\n"));
}

TEST_CASE("only so many may be here without a hello; who has said it makes room", "[door]")
{
    door_settings limits;
    limits.newcomers_max = 2;
    const edge_host host({}, limits);
    auto silent = host.open_websocket();
    auto known = host.open_websocket();
    CHECK_THAT(upgrade_of(host, {}), StartsWith("HTTP/1.1 503 "));
    known.send(client_text("know"));
    known.send(client_text("done"));
    CHECK(known.read_frame() == text_frame("done"));
    auto next = host.open_websocket();
    CHECK_THAT(upgrade_of(host, {}), StartsWith("HTTP/1.1 503 "));
    CHECK_THAT(host.metrics_text(), Contains("hallway_turned_away_total{why=\"newcomers\"} 2\n"));
}

TEST_CASE("an address says so many hellos at once; who has said it is not asked again", "[door]")
{
    door_settings limits;
    limits.hello_burst = 2;
    limits.hello_refill = 1h;
    const edge_host host({}, limits);
    std::vector<client_socket> clients;
    for (int i = 0; i < 3; ++i)
        clients.push_back(host.open_websocket());
    const auto greet = [](client_socket& who) {
        who.send(client_text("know") + client_text("done"));
        return who.read_frame();
    };
    CHECK(greet(clients[0]) == text_frame("done"));
    CHECK(greet(clients[1]) == text_frame("done"));
    CHECK(greet(clients[2]) == text_frame("wait"));
    CHECK(clients[2].read_frame() == text_frame("done")); // it is still connected
    CHECK_THAT(host.metrics_text(), Contains("hallway_hellos_refused_total 1\n"));
}

TEST_CASE("behind a trusted proxy each address counts by itself, and a foreign hand to the left of it does not", "[door]")
{
    auto limits = trusting_loopback();
    limits.per_address_max = 1;
    const edge_host host({}, limits);
    const auto enter = [&](std::string_view extra) {
        auto client = host.connect();
        client.send(upgrade_request(extra));
        CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
        return client;
    };
    auto one = enter("X-Forwarded-For: 203.0.113.1\r\n");
    auto two = enter("X-Forwarded-For: 203.0.113.2\r\n");
    auto three = enter("X-Forwarded-For: 2001:db8:1:2::3\r\n");
    CHECK_THAT(
        upgrade_of(host, "X-Forwarded-For: 203.0.113.1\r\n"), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: "));
    CHECK_THAT(upgrade_of(host, "X-Forwarded-For: 198.51.100.7, 203.0.113.1\r\n"), StartsWith("HTTP/1.1 503 "));
    CHECK_THAT(upgrade_of(host, "X-Forwarded-For: 2001:db8:1:2:ffff::9\r\n"), StartsWith("HTTP/1.1 503 "));
}

TEST_CASE("from anybody else X-Forwarded-For is not believed", "[door]")
{
    door_settings limits;
    limits.per_address_max = 1;
    limits.trusted_proxies = {*parse_network("10.0.0.0/8")};
    const edge_host host({}, limits);
    auto one = host.open_websocket();
    CHECK_THAT(upgrade_of(host, "X-Forwarded-For: 203.0.113.1\r\n"), StartsWith("HTTP/1.1 503 "));
}

TEST_CASE("far above the limit connections are just closed", "[door]")
{
    door_settings limits;
    limits.connections_max = 1;
    const edge_host host({}, limits);
    auto there = host.open_websocket();
    std::vector<client_socket> crowd;
    for (std::size_t i = 0; i < turned_away_max + 8; ++i)
        crowd.push_back(host.connect());
    CHECK(eventually([&] { return host.metrics_text().find("hallway_accepts_total 41\n") != std::string::npos; }));
    std::size_t told = 0;
    for (auto& each : crowd)
        told += each.read_all().starts_with("HTTP/1.1 503 ") ? 1 : 0;
    CHECK(told == turned_away_max);
    there.send(client_text("still here"));
    CHECK(there.read_frame() == text_frame("still here"));
}

TEST_CASE("the door forgets an address when nobody connects from it any more", "[door]")
{
    door_settings limits;
    limits.per_address_max = 5;
    limits.hello_burst = 1;
    limits.hello_refill = 10s;
    door entrance(limits);
    {
        auto one = entrance.knock(*parse_ip("192.0.2.1"));
        auto two = entrance.knock(*parse_ip("192.0.2.2"));
        CHECK_FALSE(one.hello_wait(5s));
        CHECK(one.hello_wait(6s) == uptime(9s));
        one.is_known();
        CHECK(entrance.newcomers() == 1);
        entrance.sweep(7s);
        CHECK(entrance.addresses() == 2);
    }
    CHECK(entrance.newcomers() == 0);
    entrance.sweep(8s);
    CHECK(entrance.addresses() == 1); // what it said is remembered until it may say it again
    entrance.sweep(16s);
    CHECK(entrance.addresses() == 0);
}

TEST_CASE("when memory is short the connection for which most waits is given up, and only that", "[door]")
{
    memory_watch memory(4'000'000);
    edge_settings settings;
    settings.memory = &memory;
    settings.deadlines.sweep = 20ms;
    settings.deadlines.close = 200ms;
    const edge_host host(settings);
    const auto stalled = [&](int frames) {
        auto client = host.connect(4'096);
        client.send(upgrade_request());
        CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
        client.send(client_text("send " + std::to_string(frames) + " 10000"));
        return client;
    };
    auto large = stalled(100);
    auto smaller = stalled(30); // most of it is the kernel's by then, and what is left is not worth an end
    auto reading = host.open_websocket();
    CHECK(eventually([&] { return host.told.messages == 2; }));
    memory.saw(3'500'000);
    reading.send(client_text("nothing is shed yet"));
    CHECK(reading.read_frame() == text_frame("nothing is shed yet"));
    CHECK_THAT(host.metrics_text(), Contains("hallway_sheds_total 0\n"));

    memory.saw(3'600'001);
    CHECK(eventually([&] { return host.metrics_text().find("hallway_sheds_total 0\n") == std::string::npos; }));
    memory.saw(0);
    CHECK_THAT(large.read_all(), EndsWith(server_close(4008, "You read too slowly.")));
    smaller.patience = 300ms;
    CHECK_THAT(smaller.read_all(), !Contains("You read too slowly."));
    CHECK_FALSE(smaller.is_closed());
    reading.send(client_text("still here"));
    CHECK(reading.read_frame() == text_frame("still here"));
}
