// The contract of names: lists of logs, and records with their versions and expiry.
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

names names_of(const std::vector<std::pair<std::string, record>>& found)
{
    names all;
    for (const auto& [name, what] : found)
        all.push_back(name);
    return all;
}

// Names that trip whoever compares them other than byte for byte.
const names awkward{
    "a%",
    "a%b",
    "a*",
    "aA",
    "a[",
    "a_",
    "a_b",
    "aa",
    "ab",
    "a~",
    "a\xc3\xa9",
    "a\xc3\xa9x",
    "a\xe2\x82\xac",
    "a\xf4\x8f\xbf\xbf",
    "a\xff",
    "a\xff\xff",
    "b"};

} // namespace

TEMPLATE_LIST_TEST_CASE("logs are listed by prefix, sorted byte for byte, in pages", "[store][list]", every_store)
{
    auto house = house_of<TestType>();
    for (auto it = awkward.rbegin(); it != awkward.rend(); ++it)
        house.make_log(*it);

    CHECK(*house.list("", "", 100) == awkward);
    CHECK(*house.list("a_", "", 100) == names{"a_", "a_b"});
    CHECK(*house.list("a%", "", 100) == names{"a%", "a%b"});
    CHECK(*house.list("a*", "", 100) == names{"a*"});
    CHECK(*house.list("a\xc3\xa9", "", 100) == names{"a\xc3\xa9", "a\xc3\xa9x"});
    CHECK(*house.list("a\xc3", "", 100) == names{"a\xc3\xa9", "a\xc3\xa9x"});
    CHECK(*house.list("a\xf4\x8f\xbf\xbf", "", 100) == names{"a\xf4\x8f\xbf\xbf"});
    CHECK(*house.list("a\xff", "", 100) == names{"a\xff", "a\xff\xff"});
    CHECK(house.list("A", "", 100)->empty());
    CHECK(house.list("a", "", 0)->empty());
    CHECK(house.list("\xff", "", 100)->empty());

    names paged;
    for (std::string after;;) {
        const auto page = house.list("a", after, 3);
        paged.insert(paged.end(), page->begin(), page->end());
        if (page->size() < 3)
            break;
        after = page->back();
    }
    CHECK(paged == names(awkward.begin(), awkward.end() - 1));
    CHECK(*house.list("a_", "aA", 1) == names{"a_"}); // a cursor before the prefix
    CHECK(house.list("a_", "b", 100)->empty());       // and behind it
}

TEMPLATE_LIST_TEST_CASE("records are listed by prefix like logs, with what they hold", "[store][records]", every_store)
{
    auto house = house_of<TestType>();
    for (auto it = awkward.rbegin(); it != awkward.rend(); ++it)
        REQUIRE(house.put(*it, "value of " + *it));

    CHECK(names_of(*house.records("", "", 100)) == awkward);
    CHECK(names_of(*house.records("a_", "", 100)) == names{"a_", "a_b"});
    CHECK(names_of(*house.records("a%", "", 100)) == names{"a%", "a%b"});
    CHECK(names_of(*house.records("a\xff", "", 100)) == names{"a\xff", "a\xff\xff"});
    CHECK(names_of(*house.records("a", "a_b", 2)) == names{"aa", "ab"});
    CHECK(house.records("a", "", 0)->empty());
    CHECK(house.records("a_", "", 1)->front().second == record{"value of a_", 1});
}

TEMPLATE_LIST_TEST_CASE(
    "a record is written whatever is there, only if new, or only over a known version", "[store][records]", every_store)
{
    auto house = house_of<TestType>();
    CHECK(said(house.get("mark")) == "not_found");

    CHECK(*house.put("mark", "one") == 1);
    CHECK(*house.put("mark", "two") == 2);
    CHECK(said(house.put("mark", "new", 0)) == "conflict");
    CHECK(said(house.put("mark", "stale", 1)) == "conflict");
    CHECK(said(house.put("mark", "ahead", 3)) == "conflict");
    CHECK(*house.get("mark") == record{"two", 2});
    CHECK(*house.put("mark", std::string("\0\xff", 2), 2) == 3);
    CHECK(*house.get("mark") == record{std::string("\0\xff", 2), 3});
    CHECK(said(house.put("nonce", "used", 1)) == "conflict");
    CHECK(*house.put("nonce", "used", 0) == 1);
    CHECK(said(house.put("nonce", "used", 0)) == "conflict");
    CHECK(*house.put("empty", "") == 1);
    CHECK(*house.get("empty") == record{"", 1});
}

TEMPLATE_LIST_TEST_CASE("an erased record is not there, and counts anew when it comes back", "[store][records]", every_store)
{
    auto house = house_of<TestType>();
    REQUIRE(house.put("mark", "one"));
    REQUIRE(house.put("mark", "two"));

    CHECK(house.erase("mark"));
    CHECK(house.erase("mark"));

    CHECK(said(house.get("mark")) == "not_found");
    CHECK(house.records("", "", 10)->empty());
    CHECK(*house.put("mark", "three", 0) == 1);
}

TEMPLATE_LIST_TEST_CASE("a record expires at its time and not before", "[store][records]", every_store)
{
    auto house = house_of<TestType>();
    const auto end = house.turns.now() + 10s;
    REQUIRE(house.put("nonce", "used", 0, end));
    REQUIRE(house.put("stays", "for ever"));

    house.turns.advance(9'999ms);
    CHECK(house.get("nonce"));
    CHECK(said(house.put("nonce", "again", 0)) == "conflict");
    CHECK(house.records("", "", 10)->size() == 2);

    house.turns.advance(1ms);
    CHECK(said(house.get("nonce")) == "not_found");
    CHECK(names_of(*house.records("", "", 10)) == names{"stays"});
    CHECK(said(house.put("nonce", "again", 1)) == "conflict");
    CHECK(*house.put("nonce", "again", 0) == 1);
    CHECK(*house.get("nonce") == record{"again", 1}); // the new one was given no end
    house.turns.advance(1h);
    CHECK(house.get("nonce"));
}

TEMPLATE_LIST_TEST_CASE("records and logs of one name have nothing to do with each other", "[store][records]", every_store)
{
    auto house = house_of<TestType>();
    house.make_log("lobby");
    REQUIRE(house.put("lobby", "a record"));
    REQUIRE(house.drop("lobby"));

    CHECK(house.get("lobby")->value == "a record");
    CHECK(house.list("", "", 10)->empty());
}
