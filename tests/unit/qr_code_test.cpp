// The QR code as it stands in a terminal.
#include "support/qr.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace hallway;

namespace {

constexpr std::string_view begin = "\x1b[38;5;16;48;5;231m";
constexpr std::string_view end = "\x1b[0m";

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = text.find('\n', at);
        REQUIRE(next != std::string::npos);
        lines.push_back(text.substr(at, next - at));
        at = next + 1;
    }
    return lines;
}

/// The modules back from the half blocks, true: dark.
std::vector<std::vector<bool>> modules_of(const std::string& text)
{
    std::vector<std::vector<bool>> rows;
    for (const auto& line : lines_of(text)) {
        REQUIRE(line.substr(0, begin.size()) == begin);
        REQUIRE(line.substr(line.size() - end.size()) == end);
        const auto blocks = line.substr(begin.size(), line.size() - begin.size() - end.size());
        std::vector<bool> upper, lower;
        for (std::size_t at = 0; at < blocks.size();) {
            const std::string_view rest = std::string_view(blocks).substr(at);
            const bool is_full = rest.starts_with("█"), is_upper = rest.starts_with("▀"), is_lower = rest.starts_with("▄");
            REQUIRE((is_full || is_upper || is_lower || rest.starts_with(" ")));
            upper.push_back(is_full || is_upper);
            lower.push_back(is_full || is_lower);
            at += is_full || is_upper || is_lower ? 3 : 1;
        }
        rows.push_back(std::move(upper));
        rows.push_back(std::move(lower));
    }
    return rows;
}

} // namespace

TEST_CASE("a link's code has its finder patterns, and a quiet zone of four modules around", "[qr]")
{
    const auto rows = modules_of(qr_for_terminal("http://192.168.1.20:8000/r/lobby"));
    const auto width = rows.front().size();
    REQUIRE(width > 8 + 21);
    for (std::size_t y = 0; y < rows.size(); ++y) {
        REQUIRE(rows[y].size() == width);
        for (std::size_t x = 0; x < width; ++x) {
            if (x < 4 || y < 4 || x >= width - 4 || y >= width - 4)
                CHECK_FALSE(rows[y][x]);
        }
    }
    for (std::size_t i = 0; i < 7; ++i) { // the upper left finder's upper and left edge
        CHECK(rows[4][4 + i]);
        CHECK(rows[4 + i][4]);
        CHECK(rows[4][width - 5 - i]);
        CHECK(rows[width - 5 - i][4]);
    }
    CHECK_FALSE(rows[5][5]);
    CHECK(rows[7][7]);
}

TEST_CASE("colours are given for every line, so that the code reads on any background", "[qr]")
{
    for (const auto& line : lines_of(qr_for_terminal("https://chat.example.org/r/lobby")))
        CHECK((line.starts_with(begin) && line.ends_with(end)));
}

TEST_CASE("what does not fit gives no code", "[qr]")
{
    CHECK(qr_for_terminal(std::string(4000, 'a')).empty());
    CHECK(qr_for_terminal("").empty());
}
