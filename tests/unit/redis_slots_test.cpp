// Slots of a Redis Cluster: the specification's own examples, and what nodes say of who serves which.
#include "redis/redis_slots.hpp"

#include <catch2/catch.hpp>

using namespace hallway;

namespace {

redis_reply read(const std::string& bytes)
{
    redis_reply_reader reader;
    reader.feed(bytes);
    return *reader.next();
}

} // namespace

TEST_CASE("slots are reckoned as the specification of Redis Cluster says", "[redis]")
{
    CHECK(redis_crc16("123456789") == 0x31c3);
    CHECK(redis_crc16("") == 0);
    CHECK(redis_slot_of("123456789") == 0x31c3 % 16'384);
    CHECK(redis_slot_of("foo") == 12'182); // as CLUSTER KEYSLOT says
    CHECK(redis_slot_of("bar") == 5'061);
    CHECK(redis_slot_of("\xff\x80") == redis_slot_of("x{\xff\x80}"));
}

TEST_CASE("of a key with a hash tag only the tag counts", "[redis]")
{
    CHECK(redis_slot_of("{user1000}.following") == redis_slot_of("user1000"));
    CHECK(redis_slot_of("{user1000}.followers") == redis_slot_of("user1000"));
    CHECK(redis_slot_of("foo{}{bar}") == redis_crc16("foo{}{bar}") % 16'384); // an empty tag is none
    CHECK(redis_slot_of("foo{{bar}}zap") == redis_slot_of("{bar"));
    CHECK(redis_slot_of("foo{bar}{zap}") == redis_slot_of("bar"));
    CHECK(redis_slot_of("foo{bar") == redis_crc16("foo{bar") % 16'384);
    CHECK(redis_slot_of("foo}bar{") == redis_crc16("foo}bar{") % 16'384);
}

TEST_CASE("a redirection says which slot, where, and whether for good", "[redis]")
{
    CHECK(redirection_in("MOVED 3999 127.0.0.1:6381") == redis_redirection{false, 3999, "127.0.0.1", 6381});
    CHECK(redirection_in("ASK 16383 redis.example.org:7000") == redis_redirection{true, 16'383, "redis.example.org", 7000});
    CHECK(redirection_in("MOVED 0 2001:db8::1:6379") == redis_redirection{false, 0, "2001:db8::1", 6379});
    CHECK(redirection_in("MOVED 7 :6379") == redis_redirection{false, 7, "", 6379});
    for (const auto* other :
         {"", "MOVED", "MOVED 16384 a:1", "MOVED x a:1", "MOVED 1 a", "MOVED 1 a:70000", "ERR MOVED 1 a:1", "MOVED 1 a:-1"})
        CHECK_FALSE(redirection_in(other));
}

TEST_CASE("the answer to CLUSTER SLOTS tells the master of each range", "[redis]")
{
    const auto ranges = slot_ranges_of(read("*4\r\n"
                                            "*4\r\n:0\r\n:5460\r\n*4\r\n$8\r\n10.0.0.1\r\n:7000\r\n$2\r\nid\r\n*0\r\n"
                                            "*3\r\n$8\r\n10.0.0.4\r\n:7003\r\n$2\r\nid\r\n"
                                            "*3\r\n:5461\r\n:10922\r\n*3\r\n$0\r\n\r\n:7001\r\n$2\r\nid\r\n"
                                            "*3\r\n:10923\r\n:16382\r\n*3\r\n$-1\r\n:7002\r\n$2\r\nid\r\n"
                                            "*3\r\n:16383\r\n:16383\r\n*3\r\n$1\r\n?\r\n:7002\r\n$2\r\nid\r\n"));
    REQUIRE(ranges);
    CHECK(
        *ranges ==
        std::vector<redis_slot_range>{{0, 5460, "10.0.0.1", 7000}, {5461, 10'922, "", 7001}, {10'923, 16'382, "", 7002}});
    CHECK(slot_ranges_of(read("*0\r\n"))->empty());
    for (const auto* other :
         {"+OK\r\n", "*1\r\n:1\r\n", "*1\r\n*3\r\n:0\r\n:16384\r\n*2\r\n$1\r\na\r\n:1\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n$1\r\na\r\n$1\r\nx\r\n"})
        CHECK_FALSE(slot_ranges_of(read(other)));
}
