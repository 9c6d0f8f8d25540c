// The contract of logs: what an append promises, and what becomes of it.
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

TEMPLATE_LIST_TEST_CASE("a log that was never opened is empty and has an epoch", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();

    const auto top = house.open("lobby");

    REQUIRE(top);
    CHECK(is_epoch(top->epoch));
    CHECK(top->offset == 0);
    CHECK(top->first == 1);
    CHECK_FALSE(top->id);
    CHECK(house.open("lobby")->epoch == top->epoch);
    CHECK(house.open("stage")->epoch != top->epoch);
}

TEMPLATE_LIST_TEST_CASE("offsets count from 1 without holes, each log for itself", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.make_log("stage");

    CHECK(house.post("lobby", "a").offset == 1);
    CHECK(house.post("stage", "b").offset == 1);
    const auto outcomes = house.append({house.request("lobby", "c"), house.request("stage", "d"), house.request("lobby", "e")});

    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[0].offset == 2);
    CHECK(outcomes[1].offset == 2);
    CHECK(outcomes[2].offset == 3);
    CHECK(bodies(*house.read("lobby", {0, no_limit, no_limit})) == std::vector<std::string>{"a", "c", "e"});
    CHECK(house.open("lobby")->offset == 3);
    CHECK(house.open("lobby")->id == outcomes[2].id);
}

TEMPLATE_LIST_TEST_CASE("an event is read as it was appended, whatever its bytes", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    auto request = house.request("lobby", std::string("nul \0 and \xff and \xc3\xa9", 17));
    request.role = "moderator";
    const auto where = house.append(request);

    const auto events = house.read("lobby", {0, 10, no_limit});

    REQUIRE(events);
    REQUIRE(events->size() == 1);
    const stored_event expected{1, request.id, where.at, request.member, "moderator", request.key, request.body};
    CHECK(events->front() == expected);
    CHECK(where.id == request.id);
    CHECK(where.at == house.turns.now());
    CHECK(*house.find("lobby", request.id) == expected);
}

TEMPLATE_LIST_TEST_CASE("a send that is retried is stored once and gets the first answer", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.request("lobby", "hello");
    const auto stored = house.append(first);
    house.post("lobby", "between");
    house.turns.advance(3s);

    auto again = first;
    again.id = event_id{7}; // a retry by another node draws another id
    const auto repeated = house.append(again);

    CHECK(said(repeated) == "duplicate");
    CHECK(repeated.offset == 1);
    CHECK(repeated.id == first.id);
    CHECK(repeated.at == stored.at);
    CHECK_FALSE(repeated.verdict);
    CHECK(house.open("lobby")->offset == 2);
    CHECK(said(house.find("lobby", event_id{7})) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("two requests of one call with the same key are stored once", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.request("lobby", "hello");
    auto second = first;
    second.id = event_id{7};

    const auto outcomes = house.append({first, second, house.request("lobby", "next")});

    CHECK(said(outcomes[0]) == "ok");
    CHECK(said(outcomes[1]) == "duplicate");
    CHECK(outcomes[1].offset == 1);
    CHECK(outcomes[2].offset == 2);
}

TEMPLATE_LIST_TEST_CASE(
    "the same key with another digest is refused, and the others of the call are not", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.request("lobby", "hello");
    house.append(first);
    auto other = house.request("lobby", "something else");
    other.key = first.key;

    const auto outcomes = house.append({house.request("lobby", "before"), other, house.request("lobby", "after")});

    CHECK(said(outcomes[0]) == "ok");
    CHECK(said(outcomes[1]) == "conflict");
    CHECK(outcomes[1].offset == 0);
    CHECK(outcomes[2].offset == 3);
    CHECK(bodies(*house.read("lobby", {0, 10, no_limit})) == std::vector<std::string>{"hello", "before", "after"});
}

TEMPLATE_LIST_TEST_CASE("a key belongs to one member and one log", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    house.make_log("stage");
    auto request = house.request("lobby", "hello");
    house.append(request);

    auto by_another = request;
    by_another.id = event_id{7};
    by_another.member = member_id{8};
    auto elsewhere = request;
    elsewhere.log = "stage";

    CHECK(said(house.append(by_another)) == "ok");
    CHECK(said(house.append(elsewhere)) == "ok");
}

TEMPLATE_LIST_TEST_CASE("an event without a key is never a duplicate", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    auto first = house.request("lobby", "opened");
    auto second = house.request("lobby", "opened");
    first.key.clear();
    second.key.clear();

    CHECK(said(house.append(first)) == "ok");
    CHECK(house.append(second).offset == 2);
    CHECK(said(house.find_key("lobby", first.member, "", first.digest)) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("an id that the log has under another key is refused", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto first = house.request("lobby", "hello");
    house.append(first);
    auto second = house.request("lobby", "other");
    second.id = first.id;

    CHECK(said(house.append(second)) == "conflict");
    CHECK(house.post("lobby", "next").offset == 2);
}

TEMPLATE_LIST_TEST_CASE("a log that was never opened, or has another epoch, takes nothing", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    const auto epoch = house.open("lobby")->epoch;
    auto stale = house.request("lobby", "for the log before");
    stale.epoch = epoch + "x";
    auto current = house.request("lobby", "for this log");
    current.epoch = epoch;

    const auto outcomes = house.append({house.request("nowhere", "a"), stale, current});

    CHECK(said(outcomes[0]) == "gone");
    CHECK(said(outcomes[1]) == "gone");
    CHECK(outcomes[2].offset == 1);
}

TEMPLATE_LIST_TEST_CASE("time in a log never runs backwards", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto noon = house.turns.now();
    CHECK(house.post("lobby", "a").at == noon);

    house.turns.set_now(noon - 1h);
    CHECK(house.post("lobby", "b").at == noon);
    CHECK(house.open("lobby")->at == noon);

    house.turns.set_now(noon + 1h);
    CHECK(house.post("lobby", "c").at == noon + 1h);
}

TEMPLATE_LIST_TEST_CASE("a call without requests is answered without outcomes", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();

    CHECK(house.append(std::vector<append_request>{}).empty());
}

TEMPLATE_LIST_TEST_CASE("a verdict is kept with the key and told to a retry", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto edit = house.request("lobby", "edit of a deleted message", false);
    house.append(edit);

    CHECK(house.amend({"lobby", 1, 1, std::nullopt, errc::gone}));

    CHECK(house.append(edit).verdict == errc::gone);
    const auto known = house.find_key("lobby", edit.member, edit.key, edit.digest);
    REQUIRE(known);
    CHECK(known->verdict == errc::gone);
    CHECK(house.find("lobby", edit.id)->body == edit.body);
}

TEMPLATE_LIST_TEST_CASE("a key is found with its first answer, its conflict, or not", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    const auto request = house.request("lobby", "hello");
    const auto stored = house.append(request);

    const auto known = house.find_key("lobby", request.member, request.key, request.digest);
    REQUIRE(known);
    CHECK(known->duplicate);
    CHECK(known->offset == stored.offset);
    CHECK(known->id == stored.id);
    CHECK(known->at == stored.at);
    const auto other_digest = house.find_key("lobby", request.member, request.key, "another");
    REQUIRE(other_digest);
    CHECK(said(*other_digest) == "conflict");
    CHECK(said(house.find_key("lobby", request.member, "no-such-key-at-all", "d")) == "not_found");
    CHECK(said(house.find_key("lobby", member_id{8}, request.key, request.digest)) == "not_found");
    CHECK(said(house.find_key("nowhere", request.member, request.key, request.digest)) == "not_found");
}

TEMPLATE_LIST_TEST_CASE("a dropped log is gone, and comes back empty under another epoch", "[store][logs]", every_store)
{
    auto house = house_of<TestType>();
    const auto epoch = house.open("lobby")->epoch;
    const auto request = house.request("lobby", "hello");
    const auto stored = house.append(request);
    REQUIRE(house.save_snapshot_at("lobby", stored));
    REQUIRE(house.put(store::trimmed_fold_name("lobby"), "what was forgotten"));
    REQUIRE(house.put(store::trimmed_fold_name("lobby-2"), "of another"));

    CHECK(house.drop("lobby"));
    CHECK(house.drop("lobby"));
    CHECK(house.drop("nowhere"));

    CHECK(said(house.read("lobby", {0, 10, no_limit})) == "not_found");
    CHECK(said(house.append(request)) == "gone");
    const auto anew = house.open("lobby");
    REQUIRE(anew);
    CHECK(anew->epoch != epoch);
    CHECK(anew->offset == 0);
    CHECK_FALSE(anew->id);
    CHECK(said(house.load_snapshot("lobby")) == "not_found");
    CHECK(said(house.get(store::trimmed_fold_name("lobby"))) == "not_found");
    CHECK(said(house.get(store::trimmed_fold_name("lobby-2"))) == "ok");
    CHECK(said(house.find("lobby", request.id)) == "not_found");
    CHECK(said(house.append(request)) == "ok");
    CHECK(bodies(*house.read("lobby", {0, 10, no_limit})) == std::vector<std::string>{"hello"});
}
