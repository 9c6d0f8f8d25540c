#include "log/redis_seen.hpp"

#include <catch2/catch.hpp>

using namespace hallway;

namespace {

/// Of the log as it was; of a fork the ids are 1000 more.
stored_event at(std::uint64_t offset, bool is_of_fork = false)
{
    stored_event made;
    made.offset = offset;
    made.id = {offset * 10 + (is_of_fork ? 1'000 : 0)};
    return made;
}

heard_event news(std::uint64_t offset, bool is_of_fork = false, std::string epoch = "epoch")
{
    const auto previous = offset > 1 ? std::optional{at(offset - 1, is_of_fork).id} : std::nullopt;
    return {"lobby", std::move(epoch), at(offset, is_of_fork), previous};
}

/// Opened when it had ten events.
redis_seen opened()
{
    redis_seen seen;
    seen.opened("lobby", {.epoch = "epoch", .offset = 10, .id = at(10).id});
    return seen;
}

} // namespace

TEST_CASE("what is heard of a log counts as seen if it follows what was seen", "[redis]")
{
    auto seen = opened();
    seen.heard(news(11));
    CHECK(seen.in("lobby").offset == 11);
    seen.heard(news(13)); // the one before is missing
    CHECK(seen.in("lobby").offset == 11);
    seen.heard(news(12, true));
    CHECK(seen.in("lobby").offset == 11);
    seen.heard(news(12, false, "another"));
    CHECK(seen.in("lobby").offset == 11);
    seen.heard(news(12));
    CHECK(seen.in("lobby").offset == 12);
    CHECK(seen.in("lobby").id == at(12).id);

    redis_seen of_none;
    of_none.heard(news(1));
    CHECK(of_none.in("lobby").offset == 0);
}

TEST_CASE("what is read of a log counts as seen if what was seen is there, too", "[redis]")
{
    auto seen = opened();
    seen.read("lobby", {});
    seen.read("lobby", {at(8), at(9), at(10)});
    CHECK(seen.in("lobby").offset == 10);
    seen.read("lobby", {at(12), at(13)});
    CHECK(seen.in("lobby").offset == 10);
    seen.read("lobby", {at(10, true), at(11, true)});
    CHECK(seen.in("lobby").id == at(10).id);
    seen.read("lobby", {at(9), at(10), at(11)});
    CHECK(seen.in("lobby").offset == 11);

    redis_seen of_new;
    of_new.opened("lobby", {.epoch = "epoch"});
    of_new.read("lobby", {at(2), at(3)});
    CHECK(of_new.in("lobby").offset == 0);
    of_new.read("lobby", {at(1), at(2), at(3)});
    CHECK(of_new.in("lobby").offset == 3);
}

TEST_CASE("what was appended counts as seen: what was seen was looked for then", "[redis]")
{
    auto seen = opened();
    seen.appended("lobby", "epoch", 14, at(14).id);
    CHECK(seen.in("lobby").offset == 14);
    seen.appended("lobby", "epoch", 13, at(13).id);
    CHECK(seen.in("lobby").offset == 14);
    seen.heard(news(15));
    CHECK(seen.in("lobby").offset == 15);
}
