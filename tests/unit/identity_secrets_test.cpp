// The secret and the organiser's token in the data folder.
#include "identity/secrets.hpp"
#include "log/store_refused.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>

using namespace hallway;
using hallway::test::temporary_folder;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& text, mode_t mode)
{
    std::ofstream(path) << text;
    REQUIRE(::chmod(path.c_str(), mode) == 0);
}

mode_t mode_of(const fs::path& path)
{
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

std::size_t count_files(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("a secret is made once, for its owner only, and stays", "[identity]")
{
    const temporary_folder folder;
    const auto secret = load_or_make_secret(folder.path());
    CHECK(secret.size() == 64);
    CHECK(load_or_make_secret(folder.path()) == secret);
    CHECK(load_secret(folder.path()) == secret);
    CHECK(mode_of(folder.path() / "secret.key") == 0600);
    CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("two secrets differ", "[identity]")
{
    CHECK(make_secret() != make_secret());
    const temporary_folder one, another;
    CHECK(load_or_make_secret(one.path()) != load_or_make_secret(another.path()));
}

TEST_CASE("a secret of one's own is taken as it is, without its line break", "[identity]")
{
    const temporary_folder folder;
    write(folder.path() / "secret.key", "correct horse battery staple and more\n", 0600);
    CHECK(load_or_make_secret(folder.path()) == "correct horse battery staple and more");
}

TEST_CASE("a secret that others can read is refused, with what to do", "[identity]")
{
    const temporary_folder folder;
    const mode_t mode = GENERATE(0640, 0604, 0620, 0644);
    write(folder.path() / "secret.key", std::string(64, 'a'), mode);
    CHECK_THROWS_WITH(load_or_make_secret(folder.path()), Catch::Contains("chmod 600") && Catch::Contains("secret.key"));
    CHECK_THROWS_AS(load_secret(folder.path()), store_refused);
}

TEST_CASE("what cannot be a secret is refused and left as it is", "[identity]")
{
    const temporary_folder folder;
    const auto path = folder.path() / "secret.key";
    const auto text = GENERATE(std::string{}, std::string("short"), std::string(5000, 'a'));
    write(path, text, 0600);
    CHECK_THROWS_AS(load_or_make_secret(folder.path()), store_refused);
    CHECK(text_of(path) == text);
}

TEST_CASE("a folder in the secret's place is refused", "[identity]")
{
    const temporary_folder folder;
    fs::create_directory(folder.path() / "secret.key");
    CHECK_THROWS_AS(load_or_make_secret(folder.path()), store_refused);
}

TEST_CASE("without a secret or a folder nothing is made by looking", "[identity]")
{
    const temporary_folder folder;
    CHECK_THROWS_AS(load_secret(folder.path()), store_refused);
    CHECK_THROWS_AS(load_secret(folder.path() / "none"), store_refused);
    CHECK(count_files(folder.path()) == 0);
    CHECK_THROWS_AS(load_or_make_secret(folder.path() / "none"), store_refused);
}

TEST_CASE("the organiser's token is a line for its owner only, and is replaced", "[identity]")
{
    const temporary_folder folder;
    write_organiser_token(folder.path(), "hs1.one");
    write_organiser_token(folder.path(), "hs1.one");
    CHECK(text_of(folder.path() / "organiser.token") == "hs1.one\n");
    write_organiser_token(folder.path(), "hs1.another");
    CHECK(text_of(folder.path() / "organiser.token") == "hs1.another\n");
    CHECK(mode_of(folder.path() / "organiser.token") == 0600);
    CHECK(count_files(folder.path()) == 1);
}
