// Addresses, networks, and for whom a proxy speaks.
#include "support/network.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace hallway;

namespace {

address_bytes ip(std::string_view text)
{
    const auto parsed = parse_ip(text);
    REQUIRE(parsed);
    return *parsed;
}

std::vector<network> networks(std::initializer_list<std::string_view> texts)
{
    std::vector<network> all;
    for (const auto text : texts)
        all.push_back(*parse_network(text));
    return all;
}

} // namespace

TEST_CASE("an address may be written in brackets and with a port, and IPv4 is the same when mapped", "[network]")
{
    CHECK(ip("192.0.2.7") == ip("::ffff:192.0.2.7"));
    CHECK(ip(" 192.0.2.7:4711 ") == ip("192.0.2.7"));
    CHECK(ip("[2001:db8::7]:4711") == ip("2001:db8::7"));
    CHECK(ip("[2001:db8::7]") == ip("2001:db8::7"));
    for (const auto* wrong :
         {"", "unknown", "192.0.2", "192.0.2.7:x", "192.0.2.7:99999", "[2001:db8::7", "[::1]x", "_hidden", "2001:db8::7::1"})
        CHECK_FALSE(parse_ip(wrong));
    CHECK_FALSE(parse_ip(std::string(10'000, '1')));
}

TEST_CASE("IPv6 counts by its /64, IPv4 by the address", "[network]")
{
    CHECK(counted_as(ip("2001:db8:1:2:3::7")) == counted_as(ip("2001:db8:1:2:ffff::9")));
    CHECK(counted_as(ip("2001:db8:1:2::7")) != counted_as(ip("2001:db8:1:3::7")));
    CHECK(counted_as(ip("192.0.2.7")) != counted_as(ip("192.0.2.8")));
}

TEST_CASE("a network has the addresses that begin as it does", "[network]")
{
    CHECK(parse_network("10.0.0.0/8")->contains(ip("10.255.0.1")));
    CHECK_FALSE(parse_network("10.0.0.0/8")->contains(ip("11.0.0.1")));
    CHECK(parse_network("192.0.2.64/26")->contains(ip("192.0.2.127")));
    CHECK_FALSE(parse_network("192.0.2.64/26")->contains(ip("192.0.2.128")));
    CHECK(parse_network("fd00::/8")->contains(ip("fd12::1")));
    CHECK_FALSE(parse_network("fd00::/8")->contains(ip("10.0.0.1")));
    CHECK(parse_network("0.0.0.0/0")->contains(ip("203.0.113.9")));
    CHECK_FALSE(parse_network("0.0.0.0/0")->contains(ip("2001:db8::1")));
    for (const auto* wrong : {"10.0.0.0/33", "10.0.0.1/8", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "proxy"})
        CHECK_FALSE(parse_network(wrong));
}

TEST_CASE("who connects through a trusted proxy is the right-most address that is none", "[network]")
{
    const auto trusted = networks({"127.0.0.1", "10.0.0.0/8"});
    const auto proxy = ip("127.0.0.1");

    CHECK(client_behind(proxy, {"203.0.113.9"}, trusted) == ip("203.0.113.9"));
    CHECK(
        client_behind(proxy, {"198.51.100.1, 203.0.113.9"}, trusted) ==
        ip("203.0.113.9")); // the left one anybody may have written
    CHECK(client_behind(proxy, {"198.51.100.1", "203.0.113.9, 10.1.2.3"}, trusted) == ip("203.0.113.9"));
    CHECK(client_behind(proxy, {"198.51.100.1, 203.0.113.9, 10.1.2.3"}, trusted) == ip("203.0.113.9"));
    CHECK(client_behind(proxy, {"10.9.9.9, 10.1.2.3"}, trusted) == ip("10.9.9.9"));
    CHECK(client_behind(proxy, {"203.0.113.9, unknown"}, trusted) == proxy);
    CHECK(client_behind(proxy, {}, trusted) == proxy);
    CHECK(
        client_behind(ip("203.0.113.5"), {"198.51.100.1"}, trusted) == ip("203.0.113.5")); // not a proxy: its words do not count
    CHECK(client_behind(proxy, {"203.0.113.9"}, {}) == proxy);
}
