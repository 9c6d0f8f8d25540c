// The contract of reading: ranges, rows, single events, and rows that were amended.
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace hallway;
using namespace hallway::test;

namespace {

std::vector<std::uint64_t> offsets(const std::vector<stored_event>& events)
{
    std::vector<std::uint64_t> found;
    for (const auto& event : events)
        found.push_back(event.offset);
    return found;
}

using numbers = std::vector<std::uint64_t>;

} // namespace

TEMPLATE_LIST_TEST_CASE("a range is read in order, from after an offset, up to so many events", "[store][read]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post_many("lobby", 6);

    CHECK(offsets(*house.read("lobby", {0, 3, no_limit})) == numbers{1, 2, 3});
    CHECK(offsets(*house.read("lobby", {3, 100, no_limit})) == numbers{4, 5, 6});
    CHECK(offsets(*house.read("lobby", {5, 1, no_limit})) == numbers{6});
    CHECK(house.read("lobby", {2, 0, no_limit})->empty());
    CHECK(said(house.read("nowhere", {0, 1, no_limit})) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("a range that asks for more than there is gets what there is", "[store][read]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post_many("lobby", 3);
    constexpr auto all = std::numeric_limits<std::uint64_t>::max();

    CHECK(house.read("lobby", {0, all, all})->size() == 3);
    CHECK(house.read("lobby", {0, 1'000'000'000, all})->size() == 3);
    CHECK(house.read("lobby", {3, all, all})->empty());
    CHECK(house.read("lobby", {1'000'000, all, all})->empty());
    CHECK(house.read("lobby", {all, all, all})->empty());
    CHECK(house.rows("lobby", {all, true, all, all})->rows.size() == 3);
    CHECK(house.rows("lobby", {0, false, all, all})->rows.size() == 3);
    CHECK(house.rows("lobby", {all, false, all, all})->rows.empty());
    CHECK(house.rows("lobby", {0, true, all, all})->rows.empty());
}

TEMPLATE_LIST_TEST_CASE("a range keeps its byte limit, but never starves", "[store][read]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post("lobby", std::string(100, 'a'));
    house.post("lobby", std::string(100, 'b'));
    house.post("lobby", std::string(5'000, 'c'));
    house.post("lobby", std::string(10, 'd'));

    CHECK(offsets(*house.read("lobby", {0, 10, 200})) == numbers{1, 2});
    CHECK(offsets(*house.read("lobby", {0, 10, 199})) == numbers{1});
    CHECK(offsets(*house.read("lobby", {2, 10, 200})) == numbers{3});
    CHECK(offsets(*house.read("lobby", {2, 10, 0})) == numbers{3});
    CHECK(offsets(*house.read("lobby", {2, 10, 5'010})) == numbers{3, 4});
}

TEMPLATE_LIST_TEST_CASE(
    "rows skip what is no row, in both directions, and say whether there are more", "[store][rows]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    for (int i = 1; i <= 9; ++i)
        house.post("lobby", std::to_string(i), i % 2 == 1); // rows at 1, 3, 5, 7, 9

    const auto page = [&](std::uint64_t from, bool backwards, std::size_t most) {
        auto found = house.rows("lobby", {from, backwards, most, no_limit});
        return std::pair(offsets(found->rows), found->has_more);
    };
    CHECK(page(100, true, 2) == std::pair(numbers{7, 9}, true));
    CHECK(page(7, true, 2) == std::pair(numbers{3, 5}, true));
    CHECK(page(3, true, 2) == std::pair(numbers{1}, false));
    CHECK(page(6, true, 3) == std::pair(numbers{1, 3, 5}, false));
    CHECK(page(1, true, 2) == std::pair(numbers{}, false));
    CHECK(page(0, false, 2) == std::pair(numbers{1, 3}, true));
    CHECK(page(3, false, 2) == std::pair(numbers{5, 7}, true));
    CHECK(page(6, false, 2) == std::pair(numbers{7, 9}, false));
    CHECK(page(9, false, 2) == std::pair(numbers{}, false));
    CHECK(page(100, true, 0) == std::pair(numbers{}, true));
    CHECK(page(0, false, 0) == std::pair(numbers{}, true));
    CHECK(said(house.rows("nowhere", {0, false, 1, no_limit})) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("rows keep their byte limit from the place outwards, but never starve", "[store][rows]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    for (const std::size_t bytes : {100U, 100U, 5'000U, 100U, 100U})
        house.post("lobby", std::string(bytes, 'x'));

    const auto newest = house.rows("lobby", {no_limit, true, 10, 250});
    CHECK(offsets(newest->rows) == numbers{4, 5});
    CHECK(newest->has_more);
    const auto large = house.rows("lobby", {4, true, 10, 250});
    CHECK(offsets(large->rows) == numbers{3});
    CHECK(large->has_more);
    const auto oldest = house.rows("lobby", {0, false, 10, 200});
    CHECK(offsets(oldest->rows) == numbers{1, 2});
    CHECK(oldest->has_more);
    const auto rest = house.rows("lobby", {3, false, 10, 200});
    CHECK(offsets(rest->rows) == numbers{4, 5});
    CHECK_FALSE(rest->has_more);
}

TEMPLATE_LIST_TEST_CASE("an event is found by its id, in its own log only", "[store][read]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.make_log("stage");
    const auto here = house.post("lobby", "here");
    const auto there = house.post("stage", "there");

    CHECK(house.find("lobby", here.id)->body == "here");
    CHECK(said(house.find("lobby", there.id)) == "not_found");
    CHECK(said(house.find("lobby", event_id{12345})) == "not_found");
    CHECK(said(house.find("nowhere", here.id)) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("an amended row is read as it stands, by every way", "[store][amend]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto where = house.post("lobby", "typo");
    house.post("lobby", "the edit", false);
    house.post("lobby", "last");

    CHECK(house.amend({"lobby", 1, 2, "corrected", std::nullopt}));

    CHECK(house.find("lobby", where.id)->body == "corrected");
    CHECK(bodies(*house.read("lobby", {0, 10, no_limit})) == std::vector<std::string>{"corrected", "the edit", "last"});
    CHECK(bodies(house.rows("lobby", {no_limit, true, 10, no_limit})->rows) == std::vector<std::string>{"corrected", "last"});
}

TEMPLATE_LIST_TEST_CASE("an amendment is of the log that it names, and of no other in its place", "[store][amend]", every_store)
{
    auto house = house_of<TestType>();
    const auto before = house.open("lobby")->epoch;
    house.post("lobby", "first");
    REQUIRE(house.drop("lobby"));
    const auto epoch = house.open("lobby")->epoch;
    house.post("lobby", "another first");

    CHECK(said(house.amend({"lobby", 1, 5, "late", std::nullopt, before})) == "gone");
    CHECK(bodies(*house.read("lobby", {0, 10, no_limit})) == std::vector<std::string>{"another first"});
    CHECK(house.amend({"lobby", 1, 5, "amended", std::nullopt, epoch}));
    CHECK(bodies(*house.read("lobby", {0, 10, no_limit})) == std::vector<std::string>{"amended"});
}

TEMPLATE_LIST_TEST_CASE(
    "an amendment takes effect once and in the order of versions, however often and late it comes", "[store][amend]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto request = house.request("lobby", "first");
    house.append(request);
    const auto body = [&] { return house.find("lobby", request.id)->body; };

    CHECK(house.amend({"lobby", 1, 5, "of version 5", std::nullopt}));
    CHECK(house.amend({"lobby", 1, 5, "of version 5 again", std::nullopt}));
    CHECK(body() == "of version 5");
    CHECK(house.amend({"lobby", 1, 3, "of version 3, late", errc::gone}));
    CHECK(body() == "of version 5");
    CHECK_FALSE(house.append(request).verdict);
    CHECK(house.amend({"lobby", 1, 6, std::nullopt, errc::locked}));
    CHECK(body() == "of version 5");
    CHECK(house.append(request).verdict == errc::locked);
    CHECK(house.amend({"lobby", 1, 7, "", std::nullopt}));
    CHECK(body().empty());
    CHECK(house.append(request).verdict == errc::locked);
    CHECK(house.amend({"lobby", 1, 0, "of version 0", std::nullopt}));
    CHECK(body().empty());
}

TEMPLATE_LIST_TEST_CASE("there is nothing to amend where there is no event", "[store][amend]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post("lobby", "one");

    CHECK(said(house.amend({"lobby", 0, 5, "zero", std::nullopt})) == "not_found");
    CHECK(said(house.amend({"lobby", 2, 5, "two", std::nullopt})) == "not_found");
    CHECK(said(house.amend({"lobby", no_limit, 5, "far", std::nullopt})) == "not_found");
    CHECK(said(house.amend({"nowhere", 1, 5, "one", std::nullopt})) == "not_found");
}
