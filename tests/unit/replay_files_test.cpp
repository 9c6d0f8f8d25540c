// Files that the command line's clients keep: guest keys, and outputs that are there as a whole or not at all.
#include "outside/kept_tokens.hpp"
#include "outside/text_file.hpp"
#include "outside/whole_file.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hallway;
using hallway::test::scratch_folder;

TEST_CASE("a kept key is found again by its nick, which may hold spaces", "[replay]")
{
    const scratch_folder folder;
    const auto path = folder / "deep/er/keys";
    {
        kept_tokens keys(path);
        CHECK(keys.of("ada").empty());
        keys.keep("ada", "hk1.first");
        keys.keep("ada", "hk1.second");
        keys.keep("a b", "hk1.other");
        CHECK(keys.trouble().empty());
    }

    const kept_tokens again(path);
    CHECK(again.of("ada") == "hk1.second");
    CHECK(again.of("a b") == "hk1.other");
    CHECK(
        (std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("keys that cannot be kept are kept for this run, with a sentence", "[replay]")
{
    const scratch_folder folder;
    kept_tokens keys(folder.path()); // a folder, not a file

    keys.keep("ada", "hk1.x");

    CHECK(keys.of("ada") == "hk1.x");
    CHECK_FALSE(keys.trouble().empty());
}

TEST_CASE("the keys of another run lie elsewhere", "[replay]")
{
    const auto one = kept_tokens_path("server room one");
    const auto two = kept_tokens_path("server room two");

    if (one && two) // neither without a home
        CHECK(*one != *two);
    CHECK(one.has_value() == two.has_value());
}

TEST_CASE("a file that is not kept leaves what was there before", "[export]")
{
    const scratch_folder folder;
    const auto path = folder / "out.jsonl";
    {
        whole_file file(path);
        file.write("first");
        file.keep();
    }
    {
        whole_file file(path);
        file.write("second");
    }

    CHECK(*read_text_file(path.string()) == "first");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a file that cannot be read is refused with its name", "[replay]")
{
    const scratch_folder folder;
    const auto missing = read_text_file((folder / "missing").string());
    const auto directory = read_text_file(folder.path().string());

    REQUIRE_FALSE(missing);
    CHECK(missing.error().message.find("missing") != std::string::npos);
    CHECK_FALSE(directory);
}

TEST_CASE("white space around a token is not part of it", "[replay]")
{
    CHECK(trimmed("  hs1.abc \r\n") == "hs1.abc");
    CHECK(trimmed(" \n").empty());
}
