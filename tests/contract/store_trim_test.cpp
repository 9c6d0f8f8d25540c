// The contract of logs: snapshots, and what may be forgotten below them.
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace hallway::test;

TEMPLATE_LIST_TEST_CASE(
    "a snapshot is given back as it was saved, and a newer one replaces it", "[store][snapshots]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.post("lobby", "a");
    const auto second = house.post("lobby", "b");
    CHECK(said(house.load_snapshot("lobby")) == "not_found");
    CHECK(said(house.load_snapshot("nowhere")) == "not_found");

    const stored_snapshot early{1, first.id, 3, std::string("fold\0\xff", 6)};
    REQUIRE(house.save_snapshot("lobby", early));
    CHECK(*house.load_snapshot("lobby") == early);

    const stored_snapshot late{2, second.id, 3, "fold of two"};
    REQUIRE(house.save_snapshot("lobby", late));
    CHECK(*house.load_snapshot("lobby") == late);

    REQUIRE(house.save_snapshot("lobby", early)); // of a slower replica
    CHECK(*house.load_snapshot("lobby") == late);

    const stored_snapshot refolded{2, second.id, 4, "the same, folded anew"};
    REQUIRE(house.save_snapshot("lobby", refolded));
    CHECK(*house.load_snapshot("lobby") == refolded);
}

TEMPLATE_LIST_TEST_CASE("a snapshot that does not belong to the log is refused", "[store][snapshots]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.post("lobby", "a");

    CHECK(said(house.save_snapshot("nowhere", {1, first.id, 1, "fold"})) == "not_found");
    CHECK(said(house.save_snapshot("lobby", {2, first.id, 1, "of the future"})) == "conflict");
    CHECK(said(house.save_snapshot("lobby", {1, event_id{7}, 1, "of a forked log"})) == "conflict");
    CHECK(said(house.load_snapshot("lobby")) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("nothing is forgotten without a snapshot, or above it", "[store][trim]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post_many("lobby", 9);
    const auto tenth = house.post("lobby", "tenth");
    house.post("lobby", "eleventh");

    CHECK(house.trim("lobby", 1)); // nothing to forget
    CHECK(said(house.trim("lobby", 2)) == "conflict");
    CHECK(said(house.trim("nowhere", 2)) == "not_found");
    REQUIRE(house.save_snapshot_at("lobby", tenth));
    CHECK(said(house.trim("lobby", 12)) == "conflict");
    CHECK(house.open("lobby")->first == 1);

    CHECK(house.trim("lobby", 10));
    CHECK(house.open("lobby")->first == 10);
    CHECK(house.trim("lobby", 4)); // long done
    CHECK(house.open("lobby")->first == 10);
    CHECK(house.open("lobby")->offset == 11);
}

TEMPLATE_LIST_TEST_CASE("what is forgotten is gone for every reader, and what is kept is not", "[store][trim]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    std::vector<append_request> requests;
    for (int i = 1; i <= 1'200; ++i)
        requests.push_back(house.request("lobby", std::to_string(i)));
    const auto outcomes = house.append(requests);
    REQUIRE(house.save_snapshot_at("lobby", outcomes.back()));

    REQUIRE(house.trim("lobby", 1'195));

    CHECK(said(house.read("lobby", {0, 10, no_limit})) == "gone");
    CHECK(said(house.read("lobby", {1'193, 10, no_limit})) == "gone");
    CHECK(house.read("lobby", {1'194, 10, no_limit})->front().offset == 1'195);
    CHECK(said(house.find("lobby", outcomes[1'193].id)) == "not_found");
    CHECK(said(house.find("lobby", outcomes[1'194].id)) == "ok");
    CHECK(said(house.amend({"lobby", 1'194, 1'300, "late", std::nullopt})) == "gone");
    const auto rows = house.rows("lobby", {no_limit, true, 100, no_limit});
    REQUIRE(rows);
    CHECK(rows->rows.size() == 6);
    CHECK_FALSE(rows->has_more);
    CHECK(house.rows("lobby", {0, false, 100, no_limit})->rows.size() == 6);
    const auto& forgotten = requests[0];
    CHECK(said(house.find_key("lobby", forgotten.member, forgotten.key, forgotten.digest)) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("a key that was forgotten with its event may be used again", "[store][trim]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto early = house.request("lobby", "early");
    house.append(early);
    const auto late = house.post("lobby", "late");
    REQUIRE(house.save_snapshot_at("lobby", late));
    REQUIRE(house.trim("lobby", 2));

    auto again = early;
    again.digest = "of another text";
    const auto outcome = house.append(again);

    CHECK(said(outcome) == "ok");
    CHECK(outcome.offset == 3);
    CHECK(house.find("lobby", early.id)->offset == 3);
    CHECK(house.post("lobby", "next").offset == 4);
}

TEMPLATE_LIST_TEST_CASE("an id whose event was trimmed is as good as new", "[store][trim]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    auto first = house.request("lobby", "first");
    house.append(first);
    const auto last = house.post("lobby", "last");
    REQUIRE(house.save_snapshot_at("lobby", last));
    REQUIRE(house.trim("lobby", 2));

    first.key = "another-key-than-it-had";
    CHECK(said(house.append(first)) == "ok");
    CHECK(house.find("lobby", first.id)->offset == 3);
}

TEMPLATE_LIST_TEST_CASE("a log may be forgotten to its end, and goes on from there", "[store][trim]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.post_many("lobby", 9);
    const auto tenth = house.post("lobby", "tenth");
    REQUIRE(house.save_snapshot_at("lobby", tenth));
    REQUIRE(house.trim("lobby", 11));

    const auto empty = house.open("lobby");
    REQUIRE(empty);
    CHECK(empty->first == 11);
    CHECK(empty->offset == 10);
    CHECK(empty->id == tenth.id);
    CHECK(house.rows("lobby", {no_limit, true, 10, no_limit})->rows.empty());
    CHECK(said(house.read("lobby", {9, 10, no_limit})) == "gone");
    CHECK(house.read("lobby", {10, 10, no_limit})->empty());

    const auto next = house.post("lobby", "next");
    CHECK(next.offset == 11);
    CHECK(bodies(*house.read("lobby", {10, 10, no_limit})) == std::vector<std::string>{"next"});
    CHECK(house.open("lobby")->first == 11);
}
