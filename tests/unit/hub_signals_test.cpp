// What is told and forgotten: applause, who is typing, what a large room leaves out.
#include "tests/support/signal_bus.hpp"
#include "tests/support/small_node.hpp"
#include "tests/unit/signal_commands.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;

namespace {

using strings = std::vector<std::string>;

/// What was given, without the version.
strings given(guest& who)
{
    auto told = who.signals_of("applause");
    for (auto& each : told)
        each = each.substr(each.find("\"counts\":") + 9);
    return told;
}

/// The names in each telling of who is typing.
strings typing(guest& who)
{
    strings all;
    for (const auto& each : who.signals_of("typing")) {
        std::string names;
        for (auto at = each.find("\"name\":\""); at != std::string::npos; at = each.find("\"name\":\"", at + 1))
            names += each.substr(at + 8, each.find('"', at + 8) - at - 8) + ' ';
        all.push_back(names);
    }
    return all;
}

std::vector<std::unique_ptr<guest>> crowd(small_node& node, std::size_t core, std::size_t count)
{
    std::vector<std::unique_ptr<guest>> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(node.enter(core, "Guest " + std::to_string(i)));
    return all;
}

std::unique_ptr<guest> moderator(small_node& node, std::size_t core)
{
    return node.enter(core, "Mia", node.tokens.staff_link(role::moderator, "main"));
}

void set(guest& mia, const std::string& what)
{
    static int number = 0;
    mia.say(R"({"id":9,"do":"policy","room":"lobby","key":"key-of-a-policy-)" + std::to_string(++number) + "\"," + what + "}");
}

/// Says something, so that the space knows the name.
void write(guest& who, const std::string& text)
{
    static int number = 0;
    who.say(
        R"({"id":9,"do":"post","room":"lobby","key":"key-of-a-message-)" + std::to_string(++number) + R"(","text":")" + text +
        "\"}");
}

std::uint64_t counted(const small_node& node, const std::string& name)
{
    const auto page = "\n" + node.counts.text();
    const auto at = page.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stoull(page.substr(at + name.size() + 2));
}

} // namespace

TEST_CASE("applause of all cores is added up and told to everybody in the room once a second, and is in no log", "[signals]")
{
    small_node node(2);
    auto ada = node.enter(0, "Ada");
    auto bob = node.enter(1, "Bob");
    const auto here = crowd(node, 0, 5);
    const auto there = crowd(node, 1, 4);
    node.turns.advance(10s);
    const auto top = node.cores[0]->replica("lobby")->top();
    for (const auto* some : {&here, &there})
        for (const auto& each : *some)
            each->say(clap);
    ada->say(heart);
    CHECK(ada->news().back().re == 7);
    node.turns.advance(1s);
    CHECK(given(*ada) == strings{R"({"clap":9,"heart":1}})"});
    CHECK(given(*bob) == strings{R"({"clap":9,"heart":1}})"});

    for (int second = 0; second < 10; ++second) { // somebody claps in every tenth of a second
        for (int tenth = 0; tenth < 10; ++tenth) {
            here[static_cast<std::size_t>(tenth) % here.size()]->say(clap);
            there[static_cast<std::size_t>(tenth) % there.size()]->say(clap);
            node.turns.advance(100ms);
        }
    }
    const auto told = bob->signals_of("applause");
    CHECK(told.size() >= 5); // nobody counts more often than every two seconds
    CHECK(told.size() <= 11);
    CHECK(node.cores[0]->replica("lobby")->top() == top);

    node.turns.advance(10s);
    const auto posts = node.turns.posts();
    node.turns.advance(1h);
    CHECK(node.turns.posts() - posts <= 2 * 3'600); // the sweeps of the cores alone
    CHECK(given(*ada).size() >= 5);
    CHECK(given(*ada).empty());
}

TEST_CASE("who applauds again at once is answered and not counted, on no device", "[signals]")
{
    small_node node(1);
    auto ada = node.enter(0, "Ada");
    const auto token = ada->news().front().token;
    auto phone = node.enter(0, "", token);
    auto bob = node.enter(0, "Bob");
    node.turns.advance(10s);
    for (int i = 0; i < 5; ++i) {
        ada->say(clap);
        phone->say(heart);
    }
    const auto answers = phone->news();
    CHECK(std::ranges::none_of(answers, &server_document::is_error));
    node.turns.advance(limits::applause_pause);
    CHECK(given(*bob) == strings{R"({"clap":1}})"});
    phone->say(heart);
    node.turns.advance(2s);
    CHECK(given(*bob) == strings{R"({"heart":1}})"});
}

TEST_CASE("who joins hears nothing of the applause before", "[signals]")
{
    small_node node(1);
    auto ada = node.enter(0, "Ada");
    node.turns.advance(10s);
    ada->say(clap);
    node.turns.advance(3s);
    auto bob = node.enter(0, "Bob");
    node.turns.advance(10s);
    CHECK(given(*bob).empty());
    bob->say(clap);
    node.turns.advance(3s);
    const auto told = ada->signals_of("applause");
    REQUIRE(told.size() == 2);
    const auto version = [](const std::string& line) { return std::stoi(line.substr(line.find("\"version\":") + 10)); };
    CHECK(version(told[0]) < version(told[1]));
}

TEST_CASE("staff may switch applause off; who is muted or not there does not applaud", "[signals]")
{
    small_node node(1);
    auto mia = moderator(node, 0);
    auto ada = node.enter(0, "Ada");
    set(*mia, R"("applause":false)");
    node.turns.advance(1s);
    ada->news();
    ada->say(clap);
    CHECK(ada->news().back().error.code == errc::locked);
    set(*mia, R"("applause":true)");
    node.turns.advance(1s);
    ada->news();
    ada->say(R"({"id":7,"do":"applaud","room":"hall","kind":"clap"})");
    CHECK(ada->news().back().error.code == errc::forbidden);
    node.turns.advance(3s);
    CHECK(given(*mia).empty());
    const auto me = ada->news();
    write(*ada, "Good morning");
    node.turns.advance(1s);
    const auto told = mia->news();
    const auto said = std::ranges::find(told, "message", &server_document::ev);
    REQUIRE(said != told.end());
    mia->say(R"({"id":9,"do":"mute","key":"key-of-the-mute-001","member":")" + to_string(said->from.id) + "\"}");
    node.turns.advance(1s);
    ada->news();
    ada->say(clap);
    CHECK(ada->news().back().error.code == errc::muted);
    node.turns.advance(3s);
    CHECK(given(*mia).empty());
}

TEST_CASE("who sends applause without end is told to wait", "[signals]")
{
    small_node node(1);
    core_settings settings;
    settings.rooms = {{"lobby", "Lobby"}};
    core strict(node.turns, node.logs.attach(node.turns), node.tokens, settings, node.counts);
    strict.start([](const outcome<done>& ready) { REQUIRE(ready); });
    node.turns.run_until_idle();
    guest ada(strict);
    ada.greet("Ada");
    ada.join();
    node.turns.run_until_idle();
    ada.news();
    for (int i = 0; i < limits::signal_burst + 1; ++i)
        ada.say(clap);
    const auto answers = ada.news();
    CHECK(std::ranges::count(answers, errc::rate_limited, [](const auto& each) { return each.error.code; }) >= 1);
    CHECK(answers.back().is_error);
    CHECK_FALSE(answers.front().is_error);
}

TEST_CASE("who is typing is told as one set where staff have switched it on, until they stop or fall silent", "[signals]")
{
    small_node node(2);
    auto mia = moderator(node, 0);
    auto ada = node.enter(0, "Ada");
    auto bob = node.enter(1, "Bob");
    write(*ada, "Hello");
    write(*bob, "Hello");
    node.turns.advance(10s);
    ada->say(types);
    node.turns.advance(5s);
    CHECK(typing(*mia).empty()); // it is off

    set(*mia, R"("typing":true)");
    node.turns.advance(1s);
    ada->say(types);
    node.turns.advance(50ms);
    bob->say(types);
    node.turns.advance(2s);
    CHECK(typing(*mia) == strings{"Ada Bob "});
    CHECK(typing(*bob) == strings{"Ada Bob "});
    bob->say(types_no_more);
    node.turns.advance(2s);
    CHECK(typing(*mia) == strings{"Ada "});
    ada->say(types);
    node.turns.advance(limits::typing_heartbeat);
    ada->say(types); // still
    node.turns.advance(limits::typing_heartbeat);
    CHECK(typing(*mia).empty());
    node.turns.advance(4s);
    CHECK(typing(*mia) == strings{""}); // its connection may have been lost
    typing(*bob);

    SECTION("having said it")
    {
        ada->say(types);
        node.turns.advance(2s);
        write(*ada, "There");
        node.turns.advance(2s);
        CHECK(typing(*bob) == strings{"Ada "}); // the message says the rest
        ada->say(types);
        node.turns.advance(2s);
        write(*ada, "And there");
        node.turns.advance(200ms);
        ada->say(types); // at once the next
        node.turns.advance(2s);
        CHECK(typing(*bob) == strings{"Ada ", "Ada "});
        write(*ada, "And everywhere");
        ada->say(types);
        write(*ada, "Done"); // before anybody was told
        node.turns.advance(3s);
        const auto told = typing(*bob);
        CHECK((told.empty() || told.back().empty()));
        node.turns.advance(20s);
        CHECK(typing(*bob).empty());
    }
    SECTION("or left")
    {
        bob->say(types);
        node.turns.advance(2s);
        bob->leave();
        node.turns.advance(2s);
        CHECK(typing(*mia) == strings{"Bob ", ""});
    }
    SECTION("nor is anybody told when it is switched off")
    {
        ada->say(types);
        node.turns.advance(2s);
        set(*mia, R"("typing":false)");
        node.turns.advance(2s);
        CHECK(typing(*mia) == strings{"Ada ", ""});
    }
    SECTION("and whoever may not write there is not shown")
    {
        auto newcomer = node.enter(0, "Carol"); // has said nothing yet
        newcomer->say(types);
        set(*mia, R"("locked":true)");
        node.turns.advance(1s);
        ada->say(types);
        node.turns.advance(3s);
        CHECK(typing(*mia).empty());
    }
}

TEST_CASE("five of those who are typing are told, and a room of more than fifty is told of none, which staff see", "[signals]")
{
    small_node node(1);
    auto mia = moderator(node, 0);
    set(*mia, R"("typing":true)");
    auto few = crowd(node, 0, 8);
    for (auto& each : few)
        write(*each, "Hello");
    node.turns.advance(10s);
    for (auto& each : few)
        each->say(types);
    node.turns.advance(2s);
    CHECK(typing(*mia) == strings{"Guest 0 Guest 1 Guest 2 Guest 3 Guest 4 "});
    CHECK(mia->signals_of("shed").empty());

    auto many = crowd(node, 0, 60);
    few[0]->say(types); // some are still at it
    node.turns.advance(10s);
    CHECK(typing(*mia) == strings{""});
    CHECK(mia->signals_of("shed") == strings{R"({"ev":"shed","room":"lobby","typing":true})"});
    CHECK(few[0]->signals_of("shed").empty());
    CHECK(counted(node, R"(hallway_rooms_shedding{what="typing"})") == 1);
    const auto posts = node.turns.posts();
    for (auto& each : few)
        each->say(types);
    CHECK(node.turns.posts() - posts <= 1); // the answers: nothing is passed on
    auto late = moderator(node, 0);
    many.clear();
    node.turns.advance(15s);
    CHECK(mia->signals_of("shed") == strings{R"({"ev":"shed","room":"lobby"})"});
    CHECK(counted(node, R"(hallway_rooms_shedding{what="typing"})") == 0);
    typing(*mia);
    few[3]->say(types);
    node.turns.advance(2s);
    CHECK(typing(*mia) == strings{"Guest 3 "});
}

TEST_CASE("applause is told more seldom in a very large room", "[signals]")
{
    CHECK(shed_in(50, true) == shedding{});
    CHECK(shed_in(60, true) == shedding{.typing = true});
    CHECK(shed_in(60, false) == shedding{});
    CHECK(shed_in(10'000, false) == shedding{});
    CHECK(shed_in(10'100, false) == shedding{.applause = 2s});
    CHECK(shed_in(30'100, false) == shedding{.applause = 5s});
}

TEST_CASE("applause and typing of other nodes are heard, too", "[signals][nodes]")
{
    test_scheduler turns;
    signal_bus bus;
    signal_bus::line one_line(bus, turns);
    signal_bus::line other_line(bus, turns);
    room_pulse one(turns, &one_line, "main");
    room_pulse other(turns, &other_line, "main");
    auto& here = one.attach(turns);
    auto& there = other.attach(turns);
    std::vector<heartbeat> heard_here, heard_there;
    here.on_beat([&](const heartbeat& what) { heard_here.push_back(what); });
    there.on_beat([&](const heartbeat& what) { heard_there.push_back(what); });
    one.start();
    other.start();
    turns.advance(1s);
    for (int i = 0; i < 1'000; ++i)
        here.applaud("lobby", applause_kind::clap);
    there.applaud("lobby", applause_kind::wow);
    here.type("lobby", member_id{1}, true);
    turns.advance(3s);
    for (const auto* heard : {&heard_here, &heard_there}) {
        applause_counts all{};
        for (const auto& each : *heard)
            for (std::size_t kind = 0; kind < all.size(); ++kind)
                all[kind] += each.applause[kind];
        CHECK(all == applause_counts{1'000, 0, 0, 1, 0});
        REQUIRE(std::ranges::count_if(*heard, [](const heartbeat& each) { return each.typing.has_value(); }) == 1);
    }
    CHECK(bus.count <= 4);
    here.type("lobby", member_id{1}, false);
    turns.advance(3s);
    CHECK(heard_there.back().typing == std::vector<member_id>{});

    other_line.signal("pulse/main", "77\napplause 1 2 x lobby\napplause 1 2 3 4 5 ../etc\ntyping nobody lobby\nlater 1 2\n\n");
    other_line.signal("pulse/main", "nonsense");
    heard_here.clear();
    turns.advance(3s);
    CHECK(heard_here.empty());
}
