// Laws of questions and pins: replicas end alike, and nobody reads what is not for them. A failure prints its seed.
#include "tests/unit/told_room.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace hallway;
using namespace hallway::test;
using enum question_state;

namespace {

/// Members of every role do all kinds of things, each decided by a replica that may be behind; one log orders them.
class busy_room {
public:
    busy_room(std::mt19937_64& random, std::size_t length) : random_(random)
    {
        for (auto& each : replicas)
            each.set_rules({.is_moderated = random_() % 2 == 0});
        while (log.size() < length)
            act();
        for (auto& each : replicas)
            catch_up(each, log.size());
    }

    std::array<room, 3> replicas{room{"k1"}, room{"k1"}, room{"k1"}};
    std::vector<event> log;     // as it was committed
    std::vector<event> amended; // as it is kept

private:
    void act()
    {
        room& by = replicas[random_() % replicas.size()];
        catch_up(by, by.top() + random_() % 4);
        const author who{member_id{1 + random_() % 9}, role(random_() % 6)};
        const auto decided = some_command(by, who);
        if (!decided)
            return;
        const auto offset = log.size() + 1;
        log.push_back({id_of(offset), offset, told_room::at(offset), who, key, *decided});
        amended.push_back(log.back());
        amend(offset);
    }

    /// As the desk of a core does that is not behind.
    void amend(std::uint64_t offset)
    {
        truth_.apply(log[offset - 1]);
        for (const auto& [at, body] : truth_.changed().rewritten)
            amended[at - 1].what = body;
        for (auto& each : amended)
            each = truth_.as_it_stands(each);
    }

    void catch_up(room& which, std::size_t to)
    {
        while (which.top() < std::min(to, log.size()))
            which.apply(log[which.top()]);
    }

    std::string words() { return "words-" + std::to_string(++words_) + "-"; }
    event_id something() { return id_of(1 + random_() % (log.size() + 1)); }

    outcome<event_body> some_command(const room& by, const author& who)
    {
        const auto now = told_room::at(log.size());
        const auto target = something();
        const row* found = by.find(target);
        switch (random_() % 14) {
        case 0: return event_body{message{.text = words()}};
        case 1: return by.decide(edit{"lobby", key, target, words()}, found ? found->from : who, found ? found->at : now, found);
        case 2: return by.decide(hallway::remove{"lobby", key, target}, who, now, found);
        case 3:
        case 4: return by.decide(ask{"lobby", key, words(), random_() % 3 == 0, false}, who, now, nullptr);
        case 5: return by.decide(promote{"lobby", key, target}, who, now, found);
        case 6: return by.decide(to(target, question_state(random_() % 5)), who, now, nullptr);
        case 7: return by.decide(merge(target, something()), who, now, nullptr);
        case 8: return by.decide(answering_with(target, words()), who, now, nullptr);
        case 9: return by.decide(answer_question{"lobby", key, target, {.message = something()}}, who, now, nullptr);
        case 10: return by.decide(mark_answer{"lobby", key, target, random_() % 2 == 0, random_() % 2 == 0}, who, now, nullptr);
        case 11: return by.decide(pinning(target, random_() % 6), who, now, found);
        case 12: return by.decide(unpin_item{"lobby", key, target}, who, now, nullptr);
        default: return by.decide(vote_for(target, random_() % 3 != 0), who, now, nullptr);
        }
    }

    std::mt19937_64& random_;
    room truth_{"k1"};
    int words_ = 0;
};

/// Every text that somebody may read of a board, or all of them: "words-12-".
std::vector<std::string> words_in(const std::string& text)
{
    std::vector<std::string> found;
    for (auto at = text.find("words-"); at != std::string::npos; at = text.find("words-", at + 1))
        found.push_back(text.substr(at, text.find('-', at + 6) + 1 - at));
    return found;
}

} // namespace

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
