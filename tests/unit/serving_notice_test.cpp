// What serve prints: which address stands in which link.
#include "edge/serving_notice.hpp"
#include "tests/unit/flag_settings.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace hallway;
using Catch::Contains;
using Catch::StartsWith;
using hallway::test::from_flags;

namespace {

const std::optional<std::string> home = "192.168.1.20";
const std::string qr_colours = "\x1b[";

} // namespace

TEST_CASE("on this machine only the links say so, and there is no code for a phone", "[config]")
{
    CHECK(
        serving_notice(settings{}, 41234, home, "hs1.a.b") ==
        "listening http://127.0.0.1:41234\n"
        "attendee http://127.0.0.1:41234/r/lobby\n"
        "moderator http://127.0.0.1:41234/r/lobby#token=hs1.a.b\n"
        "this machine only: --lan opens it to this network, --public URL names another address\n");
}

TEST_CASE("with --lan the links carry the network's address, with a code for a phone", "[config]")
{
    const auto text = serving_notice(from_flags({{"lan", "true"}}), 8000, home, "hs1.a.b");
    CHECK_THAT(text, StartsWith("listening http://192.168.1.20:8000\nattendee http://192.168.1.20:8000/r/lobby\n"));
    CHECK_THAT(text, Contains(qr_colours));
    CHECK_THAT(text, !Contains("this machine only"));
}

TEST_CASE("with --lan on a machine without a network there is no code", "[config]")
{
    const auto text = serving_notice(from_flags({{"lan", "true"}}), 8000, std::nullopt, "hs1.a.b");
    CHECK_THAT(text, StartsWith("listening http://127.0.0.1:8000\n"));
    CHECK_THAT(text, !Contains(qr_colours));
    CHECK_THAT(text, Contains("--public"));
}

TEST_CASE("with --public every link carries that address, and the first line where it listens", "[config]")
{
    const auto text = serving_notice(
        from_flags({{"public_url", "https://chat.example.org/"}, {"rooms", "main-hall=Main hall;lobby"}}), 8000, home, "hs1.a.b");
    CHECK_THAT(
        text, StartsWith("listening http://127.0.0.1:8000\n"
                         "attendee https://chat.example.org/r/main-hall\n"
                         "moderator https://chat.example.org/r/main-hall#token=hs1.a.b\n"));
    CHECK_THAT(text, Contains(qr_colours));
}

TEST_CASE("with a certificate every address says so", "[config]")
{
    const auto text = serving_notice(from_flags({{"tls.certificate", "c.pem"}, {"tls.key", "k.pem"}}), 8443, home, "t");
    CHECK_THAT(
        text, StartsWith("listening https://127.0.0.1:8443\nattendee https://127.0.0.1:8443/r/lobby\n") && !Contains("http://"));
}

TEST_CASE("an IPv6 address stands in brackets", "[config]")
{
    CHECK_THAT(serving_notice(from_flags({{"listen", "[::1]:0"}}), 9000, home, "t"), StartsWith("listening http://[::1]:9000\n"));
}
