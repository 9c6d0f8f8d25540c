#include "support/origin.hpp"

#include <catch2/catch.hpp>

using namespace hallway;

TEST_CASE("a page of this server may connect, whichever scheme it came by", "[origin]")
{
    CHECK(is_origin_allowed("http://127.0.0.1:8080", "127.0.0.1:8080", {}));
    CHECK(is_origin_allowed("https://chat.example.org", "chat.example.org", {}));
    CHECK(is_origin_allowed("https://chat.example.org", "Chat.Example.org:443", {}));
    CHECK(is_origin_allowed("http://[::1]:8080", "[::1]:8080", {}));
}

TEST_CASE("a page of another server may not", "[origin]")
{
    CHECK_FALSE(is_origin_allowed("https://evil.example", "chat.example.org", {}));
    CHECK_FALSE(is_origin_allowed("https://chat.example.org.evil.example", "chat.example.org", {}));
    CHECK_FALSE(is_origin_allowed("https://evil-chat.example.org", "chat.example.org", {}));
    CHECK_FALSE(is_origin_allowed("http://127.0.0.1:8081", "127.0.0.1:8080", {}));
    CHECK_FALSE(is_origin_allowed("ftp://chat.example.org", "chat.example.org", {}));
    CHECK_FALSE(is_origin_allowed("null", "chat.example.org", {}));
    CHECK_FALSE(is_origin_allowed("https://", "", {}));
}

TEST_CASE("a listed origin may connect, exactly as listed", "[origin]")
{
    const std::vector<std::string> listed{"https://www.example.org", "http://dev.example.org:3000"};
    CHECK(is_origin_allowed("https://www.example.org", "chat.example.org", listed));
    CHECK(is_origin_allowed("https://www.example.org:443", "chat.example.org", listed));
    CHECK(is_origin_allowed("http://dev.example.org:3000", "chat.example.org", listed));
    CHECK_FALSE(is_origin_allowed("http://www.example.org", "chat.example.org", listed));
    CHECK_FALSE(is_origin_allowed("https://www.example.org:444", "chat.example.org", listed));
    CHECK_FALSE(is_origin_allowed("http://dev.example.org", "chat.example.org", listed));
}

TEST_CASE("what is no browser sends no origin, and may connect", "[origin]")
{
    CHECK(is_origin_allowed("", "chat.example.org", {}));
}
