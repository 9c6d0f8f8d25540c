// Guest keys and staff links: what is accepted, and that nothing else is.
#include "identity/base64url.hpp"
#include "identity/tokens.hpp"
#include "protocol/limits.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

const std::string secret = "a secret of thirty-two bytes, it is enough";
constexpr member_id holder{0x1234567890abcdef};
constexpr time_point midday{std::chrono::milliseconds{1'700'000'000'000}};

errc code_for(const token_keeper& keeper, const std::string& token)
{
    const auto found = keeper.check(token, midday);
    REQUIRE_FALSE(found);
    return found.error().code;
}

} // namespace

TEST_CASE("a guest key names its member, role and space", "[identity]")
{
    const token_keeper keeper(secret);
    const auto found = keeper.check(keeper.guest_key(holder, role::speaker, "fosdem"), midday);
    REQUIRE(found);
    CHECK(*found == credential{holder, role::speaker, "fosdem"});
}

TEST_CASE("a staff link's token names a role and a space, and no member", "[identity]")
{
    const token_keeper keeper(secret);
    const auto found = keeper.check(keeper.staff_link(role::moderator, "fosdem"), midday);
    REQUIRE(found);
    CHECK(*found == credential{std::nullopt, role::moderator, "fosdem"});
}

TEST_CASE("tokens survive a restart: the same secret makes and accepts the same", "[identity]")
{
    const auto before = token_keeper(secret).staff_link(role::organiser, "main");
    const token_keeper after(secret);
    CHECK(after.staff_link(role::organiser, "main") == before);
    CHECK(after.check(before));
}

TEST_CASE("every role passes through a token", "[identity]")
{
    const token_keeper keeper(secret);
    for (const auto as : {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot}) {
        CHECK(keeper.check(keeper.guest_key(holder, as, "main"))->as == as);
        CHECK(keeper.check(keeper.staff_link(as, "main"))->as == as);
    }
}

TEST_CASE("a token fits into hello and needs no escaping in a link", "[identity]")
{
    const token_keeper keeper(secret);
    const auto token = keeper.guest_key(holder, role::moderator, std::string(64, 'a'), midday);
    CHECK(token.size() < 256);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos);
}

TEST_CASE("another server's tokens are refused", "[identity]")
{
    const token_keeper keeper(secret);
    const token_keeper other(secret + "!");
    CHECK(code_for(keeper, other.guest_key(holder, role::attendee, "main")) == errc::unauthorized);
}

TEST_CASE("changing any one character of a token makes it worthless", "[identity]")
{
    const token_keeper keeper(secret);
    for (const auto& token : {keeper.guest_key(holder, role::attendee, "main"), keeper.staff_link(role::moderator, "main")}) {
        for (std::size_t i = 0; i < token.size(); ++i) {
            for (const char other : {'A', 'B', 'q', '0', '.', '_', '\0', '='}) {
                auto changed = token;
                changed[i] = other;
                if (changed != token)
                    CHECK_FALSE(keeper.check(changed, midday));
            }
        }
    }
}

TEST_CASE("a token cut short or grown is refused", "[identity]")
{
    const token_keeper keeper(secret);
    const auto token = keeper.guest_key(holder, role::attendee, "main");
    for (std::size_t length = 0; length < token.size(); ++length)
        CHECK_FALSE(keeper.check(token.substr(0, length), midday));
    for (const auto* tail : {"A", "=", ".", " ", "\n"})
        CHECK_FALSE(keeper.check(token + tail, midday));
}

TEST_CASE("one kind of token does not pass for the other", "[identity]")
{
    const token_keeper keeper(secret);
    auto as_guest = keeper.staff_link(role::organiser, "main");
    as_guest.replace(0, 3, "hk1");
    auto as_staff = keeper.guest_key(holder, role::organiser, "main");
    as_staff.replace(0, 3, "hs1");
    CHECK(code_for(keeper, as_guest) == errc::unauthorized);
    CHECK(code_for(keeper, as_staff) == errc::unauthorized);
}

TEST_CASE("what is no token at all is refused", "[identity]")
{
    const token_keeper keeper(secret);
    for (const auto* text : {"", ".", "..", "...", "hk1", "hk1.", "hk1..", "hs1..", "eyJhbGciOiJub25lIn0.e30.", "hk1.AAAA.AAAA"})
        CHECK(code_for(keeper, text) == errc::unauthorized);
    CHECK(code_for(keeper, std::string(limits::token_bytes_max + 1, 'A')) == errc::unauthorized);
    CHECK(code_for(keeper, std::string(limits::token_bytes_max, '.')) == errc::unauthorized);
}

TEST_CASE("a token with an end is good until it", "[identity]")
{
    const token_keeper keeper(secret);
    const auto key = keeper.guest_key(holder, role::attendee, "main", midday);
    const auto link = keeper.staff_link(role::moderator, "main", midday);
    CHECK(keeper.check(key, midday - 1ms));
    CHECK(keeper.check(link, midday - 1ms));
    CHECK(code_for(keeper, key) == errc::expired);
    CHECK(code_for(keeper, link) == errc::expired);
}

TEST_CASE("a refused token says what to do, in a sentence", "[identity]")
{
    const token_keeper keeper(secret);
    CHECK_THAT(keeper.check("hk1.x.y").error().message, Catch::EndsWith("."));
}

TEST_CASE("a secret below 32 bytes is not taken", "[identity]")
{
    CHECK_THROWS_AS(token_keeper(std::string(31, 'x')), std::invalid_argument);
    CHECK_NOTHROW(token_keeper(std::string(32, 'x')));
}

TEST_CASE("base64url is that of RFC 4648, without padding", "[identity]")
{
    const std::pair<std::string, std::string> known[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbf", "-_-_"}};
    for (const auto& [bytes, text] : known) {
        CHECK(to_base64url(bytes) == text);
        CHECK(from_base64url(text) == bytes);
    }
    for (const auto* text : {"Zg==", "Z", "Zh", "Zm9", "Zm9v ", "Zm+v", "Zm/v"})
        CHECK_FALSE(from_base64url(text));
}
