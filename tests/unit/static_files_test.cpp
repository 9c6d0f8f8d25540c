#include "http/live.hpp"
#include "http/metrics_page.hpp"
#include "http/static_files.hpp"
#include "tests/unit/http_get.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace hallway;
using Catch::Contains;
using hallway::test::get;

namespace {

/// A web root that goes away again.
class web_root {
public:
    web_root() : path_(std::filesystem::temp_directory_path() / ("hallway-web-" + std::to_string(::getpid())))
    {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~web_root() { std::filesystem::remove_all(path_); }

    web_root& with(const std::string& name, const std::string& bytes)
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return *this;
    }

    static_files load() const { return static_files::load(path_, {"/r/", "/now"}); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

const std::string long_text(5'000, 'a');

} // namespace

TEST_CASE("a file is served with its type, a tag, and what a cache may do with it", "[static]")
{
    web_root root;
    const auto files = root.with("index.html", "<p>").with("app-4JHG7KXA.js", "x").with("style-protocol.css", "y").load();

    const auto page = files.respond(get("/index.html"));
    REQUIRE(page);
    CHECK(page->text() == "<p>");
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK(page->header("Cache-Control") == "no-cache");
    CHECK(page->header("ETag").size() == 34);

    CHECK(files.respond(get("/app-4JHG7KXA.js"))->header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(files.respond(get("/style-protocol.css"))->header("Cache-Control") == "no-cache");
}

TEST_CASE("the root, folders, and the app's own addresses give the index", "[static]")
{
    web_root root;
    const auto files = root.with("index.html", "app").with("embed/index.html", "embed").load();
    CHECK(files.respond(get("/"))->text() == "app");
    CHECK(files.respond(get("/now"))->text() == "app");
    CHECK_FALSE(files.respond(get("/nowhere")));
    CHECK_FALSE(files.respond(get("/now/")));
    CHECK(files.respond(get("/r/lobby"))->text() == "app");
    CHECK(files.respond(get("/r/../../etc/passwd"))->text() == "app");
    CHECK(files.respond(get("/embed/"))->text() == "embed");
    CHECK_FALSE(files.respond(get("/x/lobby")));
}

TEST_CASE("only names that were found are served", "[static]")
{
    web_root root;
    const auto files = root.with("index.html", "app").with(".env", "secret").with(".git/config", "secret").load();
    for (const auto* path :
         {"/.env", "/.git/config", "/../index.html", "//index.html", "/./index.html", "/%2e%2e/etc/passwd", "/index.html/",
          "/index.html%00", "/INDEX.HTML", ""}) {
        CAPTURE(path);
        CHECK_FALSE(files.respond(get(path)));
    }
}

TEST_CASE("who knows a file's tag is told that it has not changed", "[static]")
{
    web_root root;
    const auto files = root.with("index.html", "app").load();
    const auto tag = std::string(files.respond(get("/"))->header("ETag"));
    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        const auto again = files.respond(get("/", {{"If-None-Match", known}}));
        CHECK(again->status == 304);
        CHECK_FALSE(again->body);
        CHECK(again->header("ETag") == tag);
    }
    CHECK(files.respond(get("/", {{"If-None-Match", "\"other\""}}))->status == 200);
}

TEST_CASE("a compressed form is served to whom can read it", "[static]")
{
    web_root root;
    const auto files =
        root.with("a.js", long_text).with("a.js.br", "brotli").with("b.css", long_text).with("c.png", long_text).load();

    const auto plain = files.respond(get("/a.js"));
    CHECK(plain->text() == long_text);
    CHECK(plain->header("Content-Encoding").empty());
    CHECK(plain->header("Vary") == "Accept-Encoding");

    const auto brotli = files.respond(get("/a.js", {{"accept-encoding", "gzip, deflate, br"}}));
    CHECK(brotli->text() == "brotli");
    CHECK(brotli->header("Content-Encoding") == "br");
    CHECK(brotli->content_type == "text/javascript; charset=utf-8");
    CHECK(brotli->header("ETag") != plain->header("ETag"));

    const auto gzip = files.respond(get("/a.js", {{"Accept-Encoding", "gzip;q=0.5, br;q=0"}}));
    CHECK(gzip->header("Content-Encoding") == "gzip");
    CHECK(gzip->text().size() < 200);
    CHECK(files.respond(get("/b.css", {{"Accept-Encoding", "*"}}))->header("Content-Encoding") == "gzip");
    CHECK(files.respond(get("/b.css", {{"Accept-Encoding", "gzip;q=0, *"}}))->header("Content-Encoding").empty());
    CHECK(files.respond(get("/c.png", {{"Accept-Encoding", "gzip"}}))->header("Content-Encoding").empty());
    CHECK_FALSE(files.respond(get("/a.js.br")));
}

TEST_CASE("without a web client the page says how to build it", "[static]")
{
    const auto files = static_files::load("/nonexistent/web", {"/r/"});
    CHECK_THAT(std::string(files.respond(get("/"))->text()), Contains("server/run"));
    CHECK(files.respond(get("/r/lobby"))->status == 200);
}

TEST_CASE("a route is found by path, then by method", "[routes]")
{
    web_root root;
    const auto files = root.with("index.html", "app").load();
    http_routes table;
    table.add("GET", "/livez", [](const http_request&) { return http_response::of_text(200, "live"); });
    table.add("POST", "/v1/rooms", [](const http_request&) { return http_response::of_text(201, "made"); });
    add_static_files(table, files);
    const auto ask = [&](std::string_view method, std::string_view path) {
        auto request = get(path);
        request.method = method;
        return table.respond(request);
    };
    CHECK(ask("GET", "/livez").text() == "live");
    CHECK(ask("HEAD", "/livez").status == 200);
    CHECK(ask("POST", "/v1/rooms").status == 201);
    CHECK(ask("GET", "/").text() == "app");
    CHECK(ask("HEAD", "/").status == 200);

    CHECK(ask("GET", "/nothing").status == 404);
    CHECK(ask("POST", "/nothing").status == 404);
    const auto refused = ask("DELETE", "/livez");
    CHECK(refused.status == 405);
    CHECK(refused.header("Allow") == "GET, HEAD");
    CHECK(ask("GET", "/v1/rooms").header("Allow") == "POST");
    CHECK(ask("POST", "/").header("Allow") == "GET, HEAD");
}

TEST_CASE("readiness names its reasons", "[routes]")
{
    std::vector<std::string> reasons;
    http_routes table;
    add_live(table, [&reasons] { return reasons; });
    CHECK(table.respond(get("/livez")).status == 200);
    CHECK(table.respond(get("/readyz")).text() == "{\"ready\":true}\n");

    reasons = {"the store refuses writes", "draining"};
    const auto unready = table.respond(get("/readyz"));
    CHECK(unready.status == 503);
    CHECK(unready.text() == "{\"ready\":false,\"reasons\":[\"the store refuses writes\",\"draining\"]}\n");
    CHECK(unready.content_type == "application/json");
    CHECK(table.respond(get("/livez")).status == 200);
    CHECK(table.respond(get("/healthz")).status == 200);
}

TEST_CASE("a warning is told, and keeps nobody out", "[routes]")
{
    http_routes table;
    add_live(table, [] { return std::vector<std::string>{}; }, [] { return std::vector<std::string>{"no backup"}; });
    const auto ready = table.respond(get("/readyz"));
    CHECK(ready.status == 200);
    CHECK(ready.text() == "{\"ready\":true,\"warnings\":[\"no backup\"]}\n");
    CHECK_THAT(std::string(table.respond(get("/healthz")).text()), Contains("no backup"));
}

TEST_CASE("metrics are for this machine only", "[routes]")
{
    metrics counts;
    counts.show("hallway_connections", "Open.").set(3);
    http_routes table;
    add_metrics_page(table, counts);
    auto request = get("/metrics");
    CHECK(table.respond(request).status == 404);
    request.is_from_this_machine = true;
    CHECK_THAT(std::string(table.respond(request).text()), Contains("hallway_connections 3\n"));
}
