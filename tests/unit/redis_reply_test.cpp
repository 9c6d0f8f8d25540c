// Replies of Redis: read from any pieces, within bounds, and what its errors mean.
#include "redis/redis_failure.hpp"
#include "redis/redis_reply.hpp"
#include "redis/redis_scripts.hpp"
#include "support/redis_address.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hallway;
using namespace std::string_literals;

namespace {

using kind = redis_reply::kind;

redis_reply text(std::string what) { return {kind::text, std::move(what), 0, {}}; }
redis_reply integer(std::int64_t what) { return {kind::integer, {}, what, {}}; }
redis_reply array(std::vector<redis_reply> what) { return {kind::array, {}, 0, std::move(what)}; }

std::vector<redis_reply> read_all(redis_reply_reader& reader, std::string_view bytes)
{
    reader.feed(bytes);
    std::vector<redis_reply> found;
    while (auto reply = reader.next())
        found.push_back(std::move(*reply));
    return found;
}

/// Whether these bytes end the reading.
bool breaks(std::string_view bytes, const redis_reply_bounds& bounds = {})
{
    redis_reply_reader reader(bounds);
    reader.feed(bytes);
    const bool is_nothing = !reader.next();
    return is_nothing && reader.is_broken();
}

redis_errc code_of(std::string said) { return failure_of({kind::error, std::move(said), 0, {}}).code; }

} // namespace

TEST_CASE("replies of every kind are read, whole or byte for byte", "[redis]")
{
    const std::string bytes =
        "+OK\r\n-ERR no\r\n:-7\r\n$-1\r\n*-1\r\n$4\r\na\r\nb\r\n*3\r\n:1\r\n*2\r\n$0\r\n\r\n*0\r\n$1\r\nx\r\n";
    const std::vector<redis_reply> expected{
        {kind::status, "OK", 0, {}},
        {kind::error, "ERR no", 0, {}},
        integer(-7),
        {},
        {},
        text("a\r\nb"),
        array({integer(1), array({text(""), array({})}), text("x")})};
    redis_reply_reader reader;
    CHECK(read_all(reader, bytes) == expected);

    std::vector<redis_reply> found;
    for (const char each : bytes) {
        for (auto& reply : read_all(reader, std::string_view(&each, 1)))
            found.push_back(std::move(reply));
    }
    CHECK(found == expected);
}

TEST_CASE("a reply that claims to be longer than any may be is refused before it has arrived", "[redis]")
{
    CHECK(breaks("$288230376151711744\r\nx"));
    CHECK(breaks("$9223372036854775807\r\n"));
    CHECK(breaks("$99999999999999999999999\r\n"));
    CHECK(breaks("*2147483647\r\n"));
    CHECK(breaks("*9223372036854775807\r\n"));
    CHECK(breaks("*1000001\r\n"));
    CHECK(breaks("$101\r\n", {.bytes_max = 100}));
    CHECK_FALSE(breaks("$100\r\n", {.bytes_max = 100}));
    CHECK(breaks("+" + std::string(200, 'x'), {.bytes_max = 100})); // a line without an end
    CHECK(breaks("*3\r\n:1\r\n*2\r\n:2\r\n", {.elements_max = 3})); // over all arrays
    CHECK(breaks("*3\r\n$40\r\n" + std::string(40, 'x') + "\r\n$61\r\n" + std::string(61, 'x') + "\r\n", {.bytes_max = 100}));
}

TEST_CASE("what is no reply, or lies too deep, ends the reading", "[redis]")
{
    CHECK(breaks("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(breaks("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"));
    redis_reply_reader reader;
    CHECK(read_all(reader, "+OK\r\n?\r\n").size() == 1);
    CHECK(reader.is_broken());
    CHECK(read_all(reader, "+OK\r\n").empty()); // for good
}

TEST_CASE("many replies of any sizes are read alike from pieces of any sizes", "[redis]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::string bytes;
    std::vector<redis_reply> expected;
    for (int i = 0; i < 3'000; ++i) {
        expected.push_back(text(std::string(random() % (i % 100 == 0 ? 100'000 : 50), static_cast<char>(random()))));
        bytes += "$" + std::to_string(expected.back().text.size()) + "\r\n" + expected.back().text + "\r\n";
    }
    redis_reply_reader reader;
    std::vector<redis_reply> found;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto piece = std::string_view(bytes).substr(at, 1 + random() % 9'000);
        at += piece.size();
        for (auto& reply : read_all(reader, piece))
            found.push_back(std::move(reply));
    }
    CHECK(found == expected);
}

TEST_CASE("a command is written with the lengths of its words, whatever their bytes", "[redis]")
{
    std::string out = "before ";
    write_redis_command(out, {"SET", std::string("k\0\r\n", 4), ""});
    CHECK(out == "before *3\r\n$3\r\nSET\r\n$4\r\nk\0\r\n\r\n$0\r\n\r\n"s);
}

TEST_CASE("errors of Redis are sorted into a short list", "[redis]")
{
    CHECK(code_of("READONLY You can't write against a read only replica.") == redis_errc::read_only);
    CHECK(code_of("MASTERDOWN Link with MASTER is down") == redis_errc::master_down);
    CHECK(code_of("LOADING Redis is loading the dataset in memory") == redis_errc::loading);
    CHECK(code_of("BUSY Redis is busy running a script.") == redis_errc::busy);
    CHECK(code_of("CLUSTERDOWN The cluster is down") == redis_errc::cluster_down);
    CHECK(code_of("TRYAGAIN Multiple keys request during rehashing of slot") == redis_errc::try_again);
    CHECK(code_of("MOVED 3999 127.0.0.1:6381") == redis_errc::moved);
    CHECK(code_of("ASK 3999 127.0.0.1:6381") == redis_errc::moved);
    CHECK(code_of("OOM command not allowed when used memory > 'maxmemory'.") == redis_errc::out_of_memory);
    CHECK(code_of("NOREPLICAS Not enough good replicas to write.") == redis_errc::no_replicas);
    CHECK(code_of("MISCONF Errors writing to the AOF file: No space left on device") == redis_errc::cannot_persist);
    CHECK(code_of("NOAUTH Authentication required.") == redis_errc::no_auth);
    CHECK(code_of("NOPERM this user has no permissions to run the 'eval' command") == redis_errc::no_permission);
    CHECK(code_of("WRONGPASS invalid username-password pair or user is disabled.") == redis_errc::wrong_password);
    CHECK(code_of("ERR AUTH <password> called without any password configured") == redis_errc::wrong_password);
    CHECK(code_of("NOSCRIPT No matching script.") == redis_errc::no_script);
    CHECK(code_of("ERR unknown command 'FOO'") == redis_errc::other);
    CHECK(code_of("BUSYKEY Target key name already exists.") == redis_errc::other);
    CHECK(code_of("") == redis_errc::other);
    CHECK(
        code_of("ERR Error running script (call to f_2a): @user_script:9: @user_script: 9: -OOM command not allowed when used") ==
        redis_errc::out_of_memory); // before 7.0
    CHECK(code_of("ERR Error running script (call to f_2a): @user_script:9: something else") == redis_errc::other);
}

TEST_CASE("an address of Redis says host, port, user, database and whether it is encrypted", "[redis]")
{
    CHECK(parse_redis_url("redis://localhost") == redis_address{.host = "localhost"});
    CHECK(parse_redis_url("redis://10.0.0.7:7000/3") == redis_address{.host = "10.0.0.7", .port = 7'000, .database = 3});
    CHECK(parse_redis_url("redis://[::1]:7000/") == redis_address{.host = "::1", .port = 7'000});
    CHECK(
        parse_redis_url("rediss://ada@db.example.org") ==
        redis_address{.host = "db.example.org", .is_encrypted = true, .user = "ada"});
    CHECK(parse_redis_url("unix:/run/redis/redis.sock") == redis_address{.socket = "/run/redis/redis.sock"});
    CHECK(parse_redis_url("unix:///run/redis.sock?db=2") == redis_address{.socket = "/run/redis.sock", .database = 2});
    for (const auto* wrong :
         {"",
          "localhost",
          "http://localhost",
          "redis://",
          "redis://:6379",
          "redis://h:0",
          "redis://h:65536",
          "redis://h:",
          "redis://h:1x",
          "redis://ada:secret@h",
          "redis://:secret@h",
          "redis://h/x",
          "redis://h/-1",
          "redis://[::1",
          "redis://[::1]x",
          "redis://[::1]:",
          "unix:relative",
          "unix:",
          "unix:/a?db=x",
          "unix:/a?x=1"}) {
        INFO(wrong);
        CHECK_FALSE(parse_redis_url(wrong));
    }
}

TEST_CASE("the scripts are there, each with the name that Redis will have for it", "[redis]")
{
    CHECK(redis_scripts().size() == 15);
    for (const auto& each : redis_scripts()) {
        INFO(each.name);
        CHECK(each.sha.size() == 40);
        CHECK(each.text.find("local function sweep") != std::string::npos);
        CHECK(each.text.find("KEYS") != std::string::npos);
    }
    CHECK(redis_script_named("append").text.find("'XADD'") != std::string::npos);
}
