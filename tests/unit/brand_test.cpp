// The logo: which files are taken, and how it is served.
#include "http/brand.hpp"
#include "support/config.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/http_get.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>

using namespace hallway;
using hallway::test::get;
using hallway::test::temporary_folder;
using namespace std::string_literals;
using Catch::Contains;

namespace {

const auto svg = R"(<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>)"s;
const auto png = "\x89PNG\r\n\x1A\n\0\0\0\x0D"s;
const auto webp = "RIFF\x10\0\0\0WEBPVP8 "s;

std::filesystem::path file_of(const temporary_folder& folder, const std::string& bytes)
{
    const auto path = folder.path() / "a logo";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

http_routes served(const std::string& bytes)
{
    const temporary_folder folder;
    http_routes table;
    add_brand(table, read_brand_logo(file_of(folder, bytes)));
    return table;
}

} // namespace

TEST_CASE("a logo's form is what is in the file", "[brand]")
{
    CHECK(form_of_picture(svg) == "svg");
    CHECK(form_of_picture("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- by hand -->\n<!DOCTYPE svg>\n" + svg) == "svg");
    CHECK(form_of_picture(png) == "png");
    CHECK(form_of_picture(webp) == "webp");
    for (const auto& other :
         {""s, "<"s, "<svg"s, "<!--"s, "<svgx >"s, "<html><svg>"s, "GIF89a"s, "\xFF\xD8\xFF\xE0"s, "RIFF"s, "svg"s})
        CHECK(form_of_picture(other).empty());
}

TEST_CASE("a logo that is missing, too large or of another form is refused with a sentence", "[brand]")
{
    const temporary_folder folder;
    CHECK_FALSE(read_brand_logo({}).bytes);
    CHECK_THROWS_WITH(read_brand_logo(folder.path() / "none.svg"), Contains("brand.logo") && Contains("cannot be read"));
    CHECK_THROWS_WITH(read_brand_logo(folder.path()), Contains("cannot be read"));
    CHECK_THROWS_WITH(read_brand_logo(file_of(folder, "GIF89a")), Contains("no SVG, PNG or WebP"));
    CHECK_THROWS_AS(read_brand_logo(file_of(folder, "")), config_error);
    CHECK(read_brand_logo(file_of(folder, png + std::string(logo_bytes_max - png.size(), 'x'))).bytes->size() == logo_bytes_max);
    CHECK_THROWS_WITH(read_brand_logo(file_of(folder, svg + std::string(logo_bytes_max, ' '))), Contains("64 KiB"));
}

TEST_CASE("a logo is served with its type, a tag, and a policy under which no script runs", "[brand]")
{
    const auto table = served(svg);
    const auto whole = table.respond(get("/brand/logo.svg"));
    CHECK(whole.status == 200);
    CHECK(whole.content_type == "image/svg+xml");
    CHECK(whole.text() == svg);
    CHECK_THAT(
        std::string{whole.header("Content-Security-Policy")},
        Contains("default-src 'none'") && Contains("sandbox") && !Contains("script"));

    const auto known = table.respond(get("/brand/logo.svg", {{"If-None-Match", whole.header("ETag")}}));
    CHECK(known.status == 304);
    CHECK(known.text().empty());
    CHECK(table.respond(get("/brand/logo.png")).status == 404);
    CHECK(served(png).respond(get("/brand/logo.png")).content_type == "image/png");
    CHECK(served(webp).respond(get("/brand/logo.webp")).content_type == "image/webp");
}
