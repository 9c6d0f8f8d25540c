// The table of HTTP routes, without a socket.
#include "http/cross_origin.hpp"
#include "http/routes.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace hallway;

namespace {

http_request asking(std::string_view path, std::string_view method = "GET") { return {.method = method, .path = path}; }

} // namespace

TEST_CASE("a star in a route stands for one segment of the path, whichever", "[routes]")
{
    http_routes table;
    table.add("GET", "/rooms/*/notes.md", [](const http_request& request) {
        return http_response::of_text(200, std::string(request.path));
    });
    CHECK(table.respond(asking("/rooms/lobby/notes.md")).text() == "/rooms/lobby/notes.md");
    for (const auto* const path :
         {"/rooms//notes.md", "/rooms/notes.md", "/rooms/a/b/notes.md", "/rooms/a/notes.md/", "/rooms/*", "/room/a/notes.md"})
        CHECK(table.respond(asking(path)).status == 404);
    CHECK(table.respond(asking("/rooms/a/notes.md", "POST")).status == 405);
}

TEST_CASE("what an answer gets on its way it gets also when it is known later", "[routes]")
{
    std::function<void(http_response)> awaits;
    http_routes table;
    add_cross_origin(table, "/later", {"https://www.example.org"}, [&](const http_request&) {
        http_response out;
        out.when_known = [&](auto then) { awaits = std::move(then); };
        return out;
    });
    auto request = asking("/later");
    request.headers.emplace_back("Origin", "https://www.example.org");
    const auto promised = table.respond(request);
    request.headers.clear(); // what the request was made of is gone by then

    std::optional<http_response> known;
    promised.when_known([&](http_response answer) { known = std::move(answer); });
    CHECK_FALSE(known);
    awaits(http_response::of_text(200, "Here."));

    REQUIRE(known);
    CHECK(known->text() == "Here.");
    CHECK(known->header("Access-Control-Allow-Origin") == "https://www.example.org");
    CHECK(known->header("Vary") == "Origin");
}
