// A recording goes through the real server and comes out again as it went in.
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <future>
#include <map>
#include <sstream>

using namespace hallway::test;
using nlohmann::json;

namespace {

constexpr auto recording = "[20:58] <ada> Welcome! Is everybody in the room?\n"
                           "[20:58] <bob> yes\n"
                           "[20:58] <cyd> almost, the door is <closed>\n"
                           "=== dee has joined\n"
                           "[20:59] <dee> * who * has `slides`?\n"
                           "[20:59]  * ada waves\n"
                           "[20:59] <bob> dee: https://example.org/slides?a=1&b=2\n"
                           "[20:59] <bob> \x1d\x02\n"
                           "[21:00] <dee> danke sch\xc3\xb6n \xe2\x98\x95\n"
                           "[21:00] <cyd> caf\xe9\n"
                           "[21:00] <ada> and now?\n"
                           "[23:59] <bob> late\n"
                           "[00:01] <ada> later\n";

// Line 1 and 2 answer line 0, 6 answers 4, 8 answers 4 and 6, 11 is answered across midnight; 3 and 7 are not posted.
constexpr auto annotation = "0 0 -\n0 1 -\n0 2 -\n3 4 -\n4 6 -\n4 8 -\n6 8 -\n7 9 -\n11 12 -\n";

struct said {
    std::string who;
    std::string text;
    int reply_to = -1; // place in the log

    bool operator==(const said&) const = default;
};

const std::vector<said> expected{
    {"ada", "Welcome! Is everybody in the room?"},
    {"bob", "yes", 0},
    {"cyd", "almost, the door is <closed>", 0},
    {"dee", "* who * has `slides`?"},
    {"ada", "waves"},
    {"bob", "dee: https://example.org/slides?a=1&b=2", 3},
    {"dee", "danke sch\xc3\xb6n \xe2\x98\x95", 5},
    {"cyd", "caf\xEF\xBF\xBD"},
    {"ada", "and now?"},
    {"bob", "late"},
    {"ada", "later", 9},
};

std::ostream& operator<<(std::ostream& out, const said& what)
{
    return out << what.who << ": " << what.text << " -> " << what.reply_to;
}

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What an export says, with replies as places in it.
std::vector<said> said_in(const std::string& lines)
{
    std::vector<said> all;
    std::map<std::string, int> place_of;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        const auto row = json::parse(line);
        place_of[row["id"].get<std::string>()] = static_cast<int>(all.size());
        CHECK(row["offset"].get<std::size_t>() == all.size() + 1);
        const auto reply = row.contains("reply_to") ? place_of.at(row["reply_to"].get<std::string>()) : -1;
        all.push_back({row["from"]["name"].get<std::string>(), row["text"].get<std::string>(), reply});
    }
    return all;
}

/// A server, a recording, and the commands on both.
struct stage {
    explicit stage(std::vector<std::string> more = {"--unlimited"}) : server(folder / "data", std::move(more))
    {
        write(folder / "talk.raw.txt", recording);
        write(folder / "talk.annotation.txt", annotation);
        server.start();
    }

    std::vector<std::string> replay_arguments(const std::string& run) const
    {
        return {"replay",       (folder / "talk.raw.txt").string(),
                "--room",       "talk",
                "--url",        server.url(),
                "--run",        run,
                "--token-file", server.organiser_token().string(),
                "--keys-file",  (folder / (run + ".keys")).string(),
                "--json"};
    }

    json replay(const std::string& run, const std::vector<std::string>& more = {"--speed", "max"}) const
    {
        auto arguments = replay_arguments(run);
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_hallway(arguments);
        INFO(result.err << result.out << "\nthe server's log:\n" << server.log());
        REQUIRE(result.exit_code == 0);
        return json::parse(result.out);
    }

    std::string exported(const std::string& format = "jsonl") const
    {
        const auto result = run_hallway({"export", "--room", "talk", "--format", format, "--url", server.url()});
        INFO(result.err << "\nthe server's log:\n" << server.log());
        REQUIRE(result.exit_code == 0);
        return result.out;
    }

    scratch_folder folder;
    server_process server;
};

} // namespace

TEST_CASE("a replayed recording is exported with the same authors, order, texts and replies", "[replay]")
{
    const stage here;

    const auto figures = here.replay("first", {"--speed", "max", "--in-order"});
    CHECK(figures["posts"] == 11);
    CHECK(figures["answers"] == 11);
    CHECK(figures["members"] == 4);
    CHECK(figures["links"] == 5);
    CHECK(figures["links_skipped"] == 2);
    CHECK(figures["links_superseded"] == 1);
    CHECK(figures["lost"] == 0);
    CHECK(figures["empty"] == 1);
    CHECK(said_in(here.exported()) == expected);
}

TEST_CASE("the same run again stores nothing, another run posts anew", "[replay]")
{
    const stage here;
    here.replay("first", {"--speed", "max", "--in-order"});
    const auto before = here.exported();

    const auto again = here.replay("first", {"--speed", "max", "--in-order"});
    CHECK(again["duplicates"] == 11);
    CHECK(here.exported() == before);

    CHECK(here.replay("second")["duplicates"] == 0);
    CHECK(said_in(here.exported()).size() == 22);
}

TEST_CASE("a stopped server's data is exported as the running server does it", "[export]")
{
    stage here;
    here.replay("first");
    const auto online = here.exported();
    REQUIRE(here.server.stop() == 0);

    const auto output = (here.folder / "out.jsonl").string();
    const auto result =
        run_hallway({"export", "--room", "talk", "--format", "jsonl", "--data", here.server.data().string(), "--output", output});

    INFO(result.err);
    CHECK(result.exit_code == 0);
    CHECK(read(output) == online);
}

TEST_CASE("an export as Markdown keeps text as text", "[export]")
{
    const stage here;
    here.replay("first", {"--speed", "max", "--in-order"});

    const auto page = here.exported("md");

    CHECK(page.starts_with("# talk\n"));
    CHECK(page.find(R"(almost, the door is \<closed\>)") != std::string::npos);
    CHECK(page.find(R"(> **dee**: \* who \* has \`slides\`?)") != std::string::npos);
}

TEST_CASE("a refused command says why, with the exit code for it", "[replay]")
{
    const stage here;
    const auto server = here.server.url();
    write(here.folder / "no-chat.txt", "Dear diary,\nnothing happened.\n");

    CHECK(run_hallway({"replay", (here.folder / "no-chat.txt").string(), "--room", "talk", "--url", server}).exit_code == 3);
    CHECK(run_hallway({"replay", (here.folder / "missing.txt").string(), "--room", "talk", "--url", server}).exit_code == 2);
    CHECK(run_hallway({"replay", (here.folder / "talk.raw.txt").string(), "--room", "NO ROOM", "--url", server}).exit_code == 2);
    const auto unopened = run_hallway(
        {"replay", (here.folder / "talk.raw.txt").string(), "--room", "talk", "--url", server, "--token-file",
         (here.folder / "missing").string(), "--keys-file", (here.folder / "k").string()});
    CHECK(unopened.exit_code == 1);
    CHECK(unopened.err.find("There is no room \"talk\"") != std::string::npos);
    CHECK(run_hallway({"export", "--room", "nowhere", "--format", "jsonl", "--url", server}).exit_code == 1);
    CHECK(run_hallway({"export", "--room", "talk", "--format", "jsonl"}).exit_code == 2);
}

TEST_CASE("a replay honours the flood limit and loses nothing", "[replay]")
{
    const stage here({});
    std::string burst;
    for (int line = 0; line < 7; ++line)
        burst += "[20:58] <ada> line " + std::to_string(line) + "\n";
    write(here.folder / "talk.raw.txt", burst);
    write(here.folder / "talk.annotation.txt", "");

    const auto figures = here.replay("flood");

    CHECK(figures["answers"] == 7);
    CHECK(figures["retried"].get<int>() > 0);
    CHECK(figures["lost"] == 0);
}

TEST_CASE("a server that is killed does not spoil a replay", "[replay]")
{
    stage here;
    std::string many;
    for (int line = 0; line < 600; ++line)
        many += "[20:58] <member" + std::to_string(line % 13) + "> line " + std::to_string(line) + "\n";
    write(here.folder / "talk.raw.txt", many);
    write(here.folder / "talk.annotation.txt", "");
    auto arguments = here.replay_arguments("killed");
    for (const auto* more : {"--speed", "max", "--rate", "200"})
        arguments.emplace_back(more);
    auto replaying = std::async(std::launch::async, [&] { return run_hallway(arguments); });

    // Once it is well under way: the room's history tells.
    while (run_hallway({"export", "--room", "talk", "--format", "jsonl", "--url", here.server.url()}).out.size() < 20'000)
        continue;
    here.server.kill();
    here.server.start();
    const auto result = replaying.get();

    INFO(result.err << result.out << "\nthe server's log:\n" << here.server.log());
    REQUIRE(result.exit_code == 0);
    const auto figures = json::parse(result.out);
    CHECK(figures["answers"] == 600);
    CHECK(figures["reconnects"].get<int>() > 0);
    CHECK(figures["lost"] == 0);
    CHECK(figures["doubled"] == 0);
    CHECK(figures["out_of_order"] == 0);
    CHECK(said_in(here.exported()).size() == 600);
}
