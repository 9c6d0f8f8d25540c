// Ids, keys and the closed lists of names: what counts as one and what does not.
#include "protocol/codec.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/ids.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <limits>
#include <set>
#include <string>

using namespace hallway;

TEST_CASE("an id is written in thirteen digits of base 36 and read back", "[protocol][ids]")
{
    CHECK(to_string(event_id{0}) == "e-0000000000000");
    CHECK(to_string(member_id{35}) == "u-000000000000z");
    CHECK(to_string(event_id{std::numeric_limits<std::uint64_t>::max()}) == "e-3w5e11264sgsf");
    rc::prop("every id", [](std::uint64_t value) {
        RC_ASSERT(parse_event_id(to_string(event_id{value})) == event_id{value});
        RC_ASSERT(parse_member_id(to_string(member_id{value})) == member_id{value});
    });
}

TEST_CASE("what is not an id is not read as one", "[protocol][ids]")
{
    for (const auto* const text :
         {"", "e-", "e-000000000000", "e-00000000000000", "u-0000000000000", "E-0000000000000", "e_0000000000000",
          "e-000000000000A", "e-000000000000 ", "e-3w5e11264sgsg", "e-zzzzzzzzzzzzz", "0000000000000"}) {
        INFO(text);
        CHECK_FALSE(parse_event_id(text).has_value());
    }
    CHECK_FALSE(parse_event_id(std::string_view{"e-00000000000\0\0", 15}).has_value());
    CHECK_FALSE(parse_member_id("e-0000000000000").has_value());
}

TEST_CASE("room ids, keys and epochs have their forms", "[protocol][ids]")
{
    for (const auto& text :
         {std::string{"a"}, std::string{"0"}, std::string{"lobby"}, std::string{"t-0123456789ab"}, std::string(64, 'a')})
        CHECK(is_slug(text));
    for (const auto& text :
         {std::string{}, std::string{"-a"}, std::string{"A"}, std::string{"../"}, std::string{"a/b"}, std::string{"{tag}"},
          std::string{"a b"}, std::string{"l\u043ebby"}, std::string{"a\0", 2}, std::string(65, 'a'), std::string(10'240, 'a')})
        CHECK_FALSE(is_slug(text));

    CHECK(is_key(std::string(16, 'a')));
    CHECK(is_key("AZaz09_-AZaz09_-"));
    CHECK(is_key(std::string(64, '-')));
    CHECK_FALSE(is_key(std::string(15, 'a')));
    CHECK_FALSE(is_key(std::string(65, 'a')));
    CHECK_FALSE(is_key("AZaz09_-AZaz09.-"));
    CHECK_FALSE(is_key("AZaz09_-AZaz09\u00e9"));

    CHECK(is_epoch("k3v9"));
    CHECK(is_epoch(make_epoch(0)));
    CHECK(is_epoch(make_epoch(std::numeric_limits<std::uint64_t>::max())));
    CHECK_FALSE(is_epoch(""));
    CHECK_FALSE(is_epoch("K3V9"));
    CHECK_FALSE(is_epoch(std::string(17, '0')));
}

TEST_CASE("every code has its own name and a sentence with a full stop", "[protocol][errors]")
{
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(errc::draining); ++i) {
        const auto code = static_cast<errc>(i);
        INFO(code_of(code));
        names.insert(code_of(code));
        CHECK(errc_named(code_of(code)) == code);
        CHECK(sentence_for(code).ends_with('.'));
    }
    CHECK(names.size() == static_cast<std::size_t>(errc::draining) + 1);
    CHECK_FALSE(errc_named("no_such_code").has_value());
    CHECK_FALSE(errc_named("").has_value());
}

TEST_CASE("a role has a name and is found by it", "[protocol][events]")
{
    for (const auto which : {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot})
        CHECK(role_named(name_of(which)) == which);
    CHECK_FALSE(role_named("Moderator").has_value());
}

TEST_CASE("the close code says who comes back", "[protocol][errors]")
{
    for (const int code : {1001, 1005, 1006, 1011, 1012, 1013, 1014, 4001, 4005, 4008, 4010, 4029}) {
        INFO(code);
        CHECK(comes_back(static_cast<std::uint16_t>(code)));
    }
    for (const int code : {1000, 1002, 1003, 1007, 1008, 1009, 4030, 4400, 4401, 4403, 4499}) {
        INFO(code);
        CHECK_FALSE(comes_back(static_cast<std::uint16_t>(code)));
    }
}
