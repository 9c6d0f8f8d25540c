// The endpoints of backups: who may, what is answered, and what can be fetched.
#include "http/backups.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_scheduler.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>
#include <poll.h>

using namespace hallway;
using namespace hallway::test;
using Catch::Matchers::Contains;

namespace {

struct backup_site {
    backup_site()
    {
        store = open_sqlite_store(turns, {.folder = folder.path() / "data"});
        keeper.emplace(turns, *store, backup_rules{.folder = folder.path() / "backups"}, counts);
        add_backups(table, tokens, "main", &*keeper);
    }
    ~backup_site() { store->stop(); }

    http_response ask(
        const std::string& method, const std::string& path, const std::string& authorization, const std::string& query = {},
        const std::string& range = {}) const
    {
        http_request request;
        request.method = method;
        request.path = path;
        request.query = query;
        request.is_from_this_machine = is_from_this_machine;
        if (!authorization.empty())
            request.headers.emplace_back("authorization", authorization);
        if (!range.empty())
            request.headers.emplace_back("Range", range);
        return table.respond(request);
    }

    std::string organiser() const { return "Bearer " + tokens.staff_link(role::organiser, "main"); }

    temporary_folder folder;
    test_scheduler turns;
    metrics counts;
    token_keeper tokens{std::string(32, 's')};
    std::unique_ptr<embedded_store> store;
    std::optional<backup_keeper> keeper;
    http_routes table;
    bool is_from_this_machine = true;
};

constexpr const char* path = "/v1/admin/backups";
constexpr const char* file_path = "/v1/admin/backups/file";

} // namespace

TEST_CASE("only an organiser of the space, on this machine, has backups made", "[backups]")
{
    backup_site site;
    const auto token = [&](role as, const char* space = "main") { return "Bearer " + site.tokens.staff_link(as, space); };
    const token_keeper elsewhere(std::string(32, 'x'));
    const time_point past{std::chrono::milliseconds{1}};

    for (const auto* where : {path, file_path}) {
        const std::string method = where == path ? "POST" : "GET";
        CHECK(site.ask(method, where, {}).status == 401);
        CHECK(site.ask(method, where, {}).header("WWW-Authenticate") == "Bearer");
        CHECK(site.ask(method, where, "Bearer ").status == 401);
        CHECK(site.ask(method, where, "Bearer nonsense").status == 401);
        CHECK(site.ask(method, where, "Basic " + site.organiser().substr(7)).status == 401);
        CHECK(site.ask(method, where, "Bearer " + elsewhere.staff_link(role::organiser, "main")).status == 401);
        CHECK(site.ask(method, where, "Bearer " + site.tokens.staff_link(role::organiser, "main", past)).status == 401);
        for (const auto as : {role::attendee, role::speaker, role::moderator, role::safety, role::bot})
            CHECK(site.ask(method, where, token(as)).status == 403);
        CHECK(site.ask(method, where, token(role::organiser, "other")).status == 403);
    }
    CHECK(site.ask("GET", path, token(role::moderator), "number=1").status == 403);
    site.is_from_this_machine = false;
    CHECK(site.ask("POST", path, site.organiser()).status == 404);
    CHECK(site.ask("GET", path, site.organiser(), "number=1").status == 404);
    CHECK(site.ask("GET", file_path, site.organiser()).status == 404);
    site.turns.run_until_idle();
    CHECK_FALSE(std::filesystem::exists(site.folder.path() / "backups"));
}

TEST_CASE("a backup is asked for, watched, and fetched in parts", "[backups]")
{
    backup_site site;
    const auto accepted = site.ask("POST", path, site.organiser());
    CHECK(accepted.status == 202);
    CHECK(accepted.text() == "{\"number\":1}\n");
    CHECK(site.ask("GET", path, site.organiser(), "number=1").text() == "{\"state\":\"waiting\"}\n");
    CHECK(site.ask("GET", path, site.organiser(), "number=2").status == 404);
    CHECK(site.ask("GET", path, site.organiser(), "number=x").status == 400);
    CHECK(site.ask("GET", path, site.organiser()).status == 400);

    std::string told;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do {
        site.turns.run_until_idle();
        told = site.ask("GET", path, site.organiser(), "number=1").text();
        ::poll(nullptr, 0, 1);
    } while (!told.starts_with("{\"state\":\"done\"") && std::chrono::steady_clock::now() < until);
    const auto name = site.keeper->state_of(1).made->file.filename().string();
    CHECK_THAT(told, Contains("\"name\":\"" + name + "\""));

    std::string fetched;
    for (;;) {
        const auto range = "bytes=" + std::to_string(fetched.size()) + "-" + std::to_string(fetched.size() + 9'999);
        const auto part = site.ask("GET", file_path, site.organiser(), "name=" + name, range);
        if (part.status == 416)
            break;
        REQUIRE(part.status == 206);
        fetched += part.text();
    }
    std::ifstream file(site.keeper->state_of(1).made->file, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(file), {}};
    CHECK((fetched == whole));
    CHECK(site.ask("GET", file_path, site.organiser(), "name=" + name, "bytes=0-99999999").text().size() <= 1024 * 1024);
}

TEST_CASE("nothing but backups can be fetched", "[backups]")
{
    backup_site site;
    std::filesystem::create_directory(site.folder.path() / "backups");
    std::ofstream(site.folder.path() / "backups" / "secret.key") << "secret";
    std::filesystem::create_symlink("secret.key", site.folder.path() / "backups" / "hallway-20200101T000000Z.db");
    for (const auto* name :
         {"secret.key", "../data/secret.key", "hallway-20200101T000000Z.db", "hallway-20200102T000000Z.db", "", "%2e%2e"})
        CHECK(site.ask("GET", file_path, site.organiser(), std::string("name=") + name, "bytes=0-9").status == 404);
    CHECK(site.ask("GET", file_path, site.organiser(), "name=hallway-20200102T000000Z.db").status == 400);
    for (const auto* range : {"bytes=9-0", "bytes=-5", "bytes=5-", "lines=0-9", "bytes=0-18446744073709551616"})
        CHECK(site.ask("GET", file_path, site.organiser(), "name=hallway-20200102T000000Z.db", range).status == 400);
}

TEST_CASE("a server that keeps nothing has nothing to back up, and says so to who may know", "[backups]")
{
    const token_keeper tokens(std::string(32, 's'));
    http_routes table;
    add_backups(table, tokens, "main", nullptr);
    http_request request;
    request.method = "POST";
    request.path = path;
    request.is_from_this_machine = true;
    CHECK(table.respond(request).status == 401);
    const auto token = "Bearer " + tokens.staff_link(role::organiser, "main");
    request.headers.emplace_back("Authorization", token);
    CHECK(table.respond(request).status == 409);
}
