// Staff on two cores: what they do is written down before it is done, in one chain, and bites on every core.
#include "log/audit_trail.hpp"
#include "tests/simulation/small_node.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace hallway;
using namespace hallway::simulation;
using namespace std::chrono_literals;

namespace {

std::string staff_token(small_node& in, role as) { return in.tokens.staff_link(as, "main"); }

/// Records of the trail, as the store has them.
std::vector<std::pair<std::string, record>> trail_of(small_node& in)
{
    std::vector<std::pair<std::string, record>> found;
    in.keeper.records("audit/main/", {}, 10'000, [&](const auto& read) { found = *read; });
    in.settle();
    return found;
}

/// The acts of an unbroken chain, in order.
std::vector<std::string> acts_of(small_node& in)
{
    audit_check check;
    std::vector<std::string> acts;
    for (const auto& [name, value] : trail_of(in)) {
        CHECK(check.take("main", name, value.value).value_or("") == "");
        acts.push_back(decode_audit(value.value).value().act);
    }
    return acts;
}

member_id id_of(const talker& who) { return who.told.front().me.id; }

std::string key_of(int number) { return "a-key-of-an-act-" + std::to_string(number); }

sanction_member muting(member_id whom, int number)
{
    return {key_of(number), {whom, sanction_kind::mute, "lobby", std::nullopt, "reason " + std::to_string(number)}};
}

} // namespace

TEST_CASE("what staff do on two cores at once is one chain, each act once", "[audit]")
{
    small_node node;
    talker mia(node, 0, staff_token(node, role::moderator));
    talker max(node, 1, staff_token(node, role::moderator));
    talker ada(node, 0);
    REQUIRE(ada.post_something() == "forbidden"); // not in the room yet
    REQUIRE(ada.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(ada.post_something() == "ok");
    std::vector<std::uint64_t> said[2];
    for (int i = 0; i < 40; ++i) {
        said[0].push_back(mia.say(muting(id_of(ada), i)));
        said[1].push_back(max.say(muting(id_of(ada), 100 + i)));
        if (i % 7 == 0)
            node.settle_first();
        if (i % 5 == 0)
            node.settle();
    }
    for (int rounds = 0; rounds < 100 && max.answer(said[1].back()) == "none"; ++rounds)
        node.settle();
    for (const auto each : said[0])
        CHECK(mia.answer(each) == "ok");
    for (const auto each : said[1])
        CHECK(max.answer(each) == "ok");
    const auto acts = acts_of(node);
    CHECK(acts.size() == 80);
    for (int i = 0; i < 40; ++i)
        for (const auto number : {i, 100 + i})
            CHECK(std::ranges::count_if(acts, [&](const auto& each) {
                      return each.find("\"reason " + std::to_string(number) + "\"") != std::string::npos;
                  }) == 1);
}

TEST_CASE("a trail that was touched is found out", "[audit]")
{
    small_node node;
    talker mia(node, 0, staff_token(node, role::moderator));
    talker ada(node, 0);
    for (int i = 0; i < 6; ++i)
        REQUIRE(mia.ask(muting(id_of(ada), i)) == "ok");
    auto kept = trail_of(node);
    const auto first_fault = [&] {
        audit_check check;
        for (const auto& [name, value] : kept)
            if (auto wrong = check.take("main", name, value.value))
                return *wrong;
        return std::string{};
    };
    REQUIRE(first_fault().empty());
    SECTION("one is missing")
    {
        kept.erase(kept.begin() + 2);
        CHECK(first_fault() == "entry 3 is missing: audit/main/000000000004 comes instead");
    }
    SECTION("one says something else")
    {
        auto& value = kept[2].second.value;
        value.replace(value.find("reason 2"), 8, "reason 9");
        CHECK(first_fault() == "entry 4 does not follow the one before it: one of them was changed");
    }
    SECTION("two have changed places")
    {
        std::swap(kept[2].second, kept[3].second);
        CHECK(first_fault() == "entry 3 says that it is entry 4");
    }
    SECTION("one is no entry")
    {
        kept[1].second.value = "{}";
        CHECK(first_fault() == "entry 2 is not as it was written");
    }
}

TEST_CASE("what cannot be written down is not done", "[audit]")
{
    small_node node;
    talker mia(node, 0, staff_token(node, role::moderator));
    talker ada(node, 1);
    REQUIRE(mia.ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(mia.ask(muting(id_of(ada), 1)) == "ok");
    node.keeper.records_refused = 2;
    CHECK(mia.ask(muting(id_of(ada), 2)) == "storage_full");
    CHECK(mia.ask(change_policy{"lobby", key_of(3), {.is_locked = true}}) == "storage_full");
    CHECK(node.at(0).replica("lobby")->state().policy == room_policy{});
    CHECK(sanctions_on(node.at(1).here().standing(), id_of(ada), node.turns[1].now()).front().what.reason == "reason 1");
    CHECK(mia.ask(muting(id_of(ada), 2)) == "ok"); // with the same key
    CHECK(acts_of(node).size() == 2);
}

TEST_CASE("what members write themselves is in no trail, nor are the words of what staff write", "[audit]")
{
    small_node node;
    talker mia(node, 0, staff_token(node, role::moderator));
    talker ada(node, 1);
    for (auto* each : {&mia, &ada})
        REQUIRE(each->ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(ada.post_something() == "ok");
    const auto message = ada.told.back().id.value();
    REQUIRE(ada.ask(hallway::ask{"lobby", key_of(1), "Secret words?"}) == "ok");
    const auto question = ada.told.back().id.value();
    REQUIRE(ada.ask(vote{"lobby", key_of(2), question}) == "ok");
    REQUIRE(mia.post_something() == "ok");
    REQUIRE(ada.ask(hallway::remove{"lobby", key_of(3), message}) == "ok");
    CHECK(acts_of(node).empty());
    REQUIRE(mia.ask(answer_question{"lobby", key_of(4), question, {.text = "Secret words."}}) == "ok");
    REQUIRE(mia.ask(announce{key_of(5), {"Secret words!", {}, std::nullopt}}) == "ok");
    const auto acts = acts_of(node);
    REQUIRE(acts.size() == 2);
    for (const auto& each : acts)
        CHECK(each.find("Secret") == std::string::npos);
}

TEST_CASE(
    "a ban ends the member's sessions on every core as soon as that has the space's event, whatever else waits there",
    "[moderation]")
{
    bounds held;
    held.requests_per_core = 20;
    held.mailbox_items = 21;
    held.ring_events = 2;
    small_node node(true, held);
    talker mia(node, 0, staff_token(node, role::moderator));
    talker bob(node, 0);
    talker ada(node, 1);
    for (auto* each : {&mia, &bob, &ada})
        REQUIRE(each->ask(join{"lobby", std::nullopt}) == "ok");
    REQUIRE(ada.post_something() == "ok");
    const auto ban = mia.say(sanction_member{key_of(1), {id_of(ada), sanction_kind::ban, {}, std::nullopt, {}}});
    node.settle_first();
    for (int i = 0; i < 30; ++i) { // fills the other core's mailbox
        bob.say(hallway::post{"lobby", key_of(100 + i), "words", std::nullopt});
        node.settle_first();
    }
    const auto late = ada.say(hallway::post{"lobby", key_of(2), "one more", std::nullopt}); // its core does not know yet
    node.settle();
    CHECK(mia.answer(ban) == "ok");
    CHECK(ada.closed == close_code::banned);
    CHECK(ada.answer(late) != "forbidden");
    CHECK(ada.post_something() == "none");
}

TEST_CASE("of four devices that redeem an invite at once, on two cores, one is turned away", "[invites]")
{
    small_node node;
    talker olga(node, 0, staff_token(node, role::organiser));
    REQUIRE(olga.ask(invite_member{key_of(1), "Sam", role::speaker, {}, std::nullopt}) == "ok");
    const auto token = olga.told.back().token;
    struct device {
        device(small_node& in, std::size_t core_number) : who(in.at(core_number), line) {}
        struct quiet_wire final : wire {
            void push(shared_bytes) override {}
            void flush() override {}
            std::size_t queued_bytes() const override { return 0; }
            void close(close_code code, std::string) override { closed = code; }
            std::optional<close_code> closed;
        } line;
        session who;
    };
    std::vector<std::unique_ptr<device>> all;
    for (std::size_t i = 0; i < 4; ++i)
        all.push_back(std::make_unique<device>(node, i % 2));
    for (const auto& each : all)
        each->who.receive(encode({1, hello{std::nullopt, token, std::nullopt}}));
    node.settle();
    CHECK(std::ranges::count_if(all, [](const auto& each) { return each->who.is_known(); }) == 3);
    CHECK(std::ranges::count_if(all, [](const auto& each) { return each->line.closed == close_code::token_refused; }) == 1);
}
