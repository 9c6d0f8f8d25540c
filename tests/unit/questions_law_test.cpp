// Laws of questions and pins: replicas end alike, and nobody reads what is not for them. A failure prints its seed.
#include "tests/unit/busy_room.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>

using namespace hallway;
using namespace hallway::test;
using enum question_state;

TEST_CASE(
    "replicas that decide while they are behind end in one state; so do snapshots, and logs as they are kept", "[questions][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 60; ++round) {
        const busy_room there(random, 60 + random() % 200);
        const auto& state = there.replicas[0].state();
        for (const auto& each : there.replicas)
            REQUIRE(each.state() == state);

        const auto cut = random() % there.log.size();
        room first{"k1"};
        for (std::size_t i = 0; i < cut; ++i)
            first.apply(there.log[i]);
        room resumed{"k1", decode_room_snapshot(encode_snapshot(first.state())).value()};
        for (std::size_t i = cut; i < there.log.size(); ++i)
            resumed.apply(there.log[i]);
        REQUIRE(resumed.state() == state);

        room again{"k1"};
        std::string kept;
        for (const auto& each : there.amended) {
            again.apply(each);
            kept += encode_body(each.what);
        }
        CHECK(encode_snapshot(again.state()) == encode_snapshot(state));
        // No words stay in the log that nobody can read any more.
        const auto snapshot = encode_snapshot(state);
        for (const auto& each : words_in(kept))
            CHECK(has(snapshot, each));
    }
}

TEST_CASE("of random boards nobody reads what is not for them", "[questions][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 60; ++round) {
        const busy_room there(random, 60 + random() % 200);
        const auto& board = there.replicas[0].state().board;
        board_part part;
        for (const auto& each : board.questions) {
            part.questions.push_back(&each);
            part.votes.push_back(&each);
        }
        const auto named = [](member_id who) -> std::string_view {
            static std::map<std::uint64_t, std::string> names;
            return names.try_emplace(who.value, "name-" + std::to_string(who.value) + "-").first->second;
        };
        for (std::uint64_t reader = 0; reader <= 9; ++reader) {
            const auto text = encode_board("lobby", 1, id_of(1'000'000), part, {member_id{reader}}, named);
            for (const auto& each : board.questions) {
                const bool is_own = each.from.id == member_id{reader};
                const bool is_hidden = each.merged_into || each.state == pending || each.state == archived;
                if (!is_own && is_hidden && !each.text.empty())
                    CHECK((each.source || !has(text, each.text))); // what was promoted can be read as a message
                const bool is_merged_own = std::ranges::any_of(board.questions, [&](const question& other) {
                    return other.from.id == member_id{reader} && other.merged_into == each.id; // it points here
                });
                if (!is_own && !is_merged_own && !each.was_public)
                    CHECK_FALSE(has(text, to_string(each.id)));
            }
        }
    }
}
