// Flood control.
#include "support/token_bucket.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

TEST_CASE("a bucket gives its burst at once, then one permit each refill", "[token_bucket]")
{
    token_bucket bucket{5, 2s};
    for (int i = 0; i < 5; ++i)
        CHECK_FALSE(bucket.take(10s));
    CHECK(bucket.take(10s) == 2s);
    CHECK(bucket.take(11s) == 1s);
    CHECK_FALSE(bucket.take(12s));
    CHECK(bucket.take(12s));
}

TEST_CASE("a refused permit costs nothing, and rest fills the bucket again", "[token_bucket]")
{
    token_bucket bucket{2, 1s};
    CHECK(bucket.is_full(0s));
    CHECK_FALSE(bucket.take(0s));
    CHECK_FALSE(bucket.take(0s));
    for (int i = 0; i < 100; ++i)
        CHECK(bucket.take(500ms));
    CHECK_FALSE(bucket.take(1s));
    CHECK_FALSE(bucket.is_full(2s));
    CHECK(bucket.is_full(3s));
    CHECK_FALSE(bucket.take(3s));
    CHECK_FALSE(bucket.take(3s));
    CHECK(bucket.take(3s));
}
