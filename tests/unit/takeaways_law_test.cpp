// Of no room that can become does a word of what is hidden stand among its takeaways, in whichever form. A failure prints its seed.
#include "room/takeaways.hpp"
#include "room/takeaways_pages.hpp"
#include "tests/unit/busy_room.hpp"

#include <map>
#include <random>
#include <set>
#include <string>

using namespace hallway;
using namespace hallway::test;
using enum question_state;

namespace {

std::string_view numbered_name(member_id who)
{
    static std::map<std::uint64_t, std::string> names;
    return names.try_emplace(who.value, "name-" + std::to_string(who.value) + "-").first->second;
}

bool is_hidden(const question& what)
{
    return what.merged_into || what.is_deleted || what.state == pending || what.state == archived;
}

/// What an attendee may read now: messages that stand, questions in sight and their answers.
std::set<std::string> open_words(const room& of)
{
    std::set<std::string> open;
    const auto note = [&](const std::string& text) {
        for (const auto& each : words_in(text))
            open.insert(each);
    };
    for (const auto& each : of.state().rows)
        if (!each.content.deleted)
            note(each.content.text);
    for (const auto& each : of.state().board.questions) {
        if (is_hidden(each))
            continue;
        note(each.text);
        for (const auto& answer : each.answers)
            note(answer.what.text);
    }
    return open;
}

} // namespace

TEST_CASE("of random rooms no hidden word is taken, and every answer in sight is, once", "[takeaways][law]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    std::size_t answers_seen = 0;
    std::size_t hidden_seen = 0;
    for (int round = 0; round < 80; ++round) {
        const busy_room there(random, 60 + random() % 200);
        const auto& one = there.replicas[0];
        const auto& board = one.state().board;
        const auto made = gather_takeaways(
            board, {"main", "Main", {"lobby", "Lobby"}}, numbered_name, [&](event_id id) { return one.find(id); },
            told_room::at(one.top()));
        const auto open = open_words(one);
        for (const auto& text : {encode_takeaways(made), takeaways_as_markdown(made), takeaways_as_html(made)})
            for (const auto& each : words_in(text)) {
                CAPTURE(each);
                REQUIRE(open.contains(each));
            }
        for (const auto& each : board.questions)
            hidden_seen += is_hidden(each) ? 1 : 0;

        // Anonymous is without a name, and what answers in sight is told exactly once.
        std::map<event_id, std::size_t> told;
        for (const auto& each : made.questions) {
            const question& asked = *find_question(board, each.id);
            CHECK(each.from.has_value() == !asked.is_anonymous);
            for (const auto& answer : each.answers)
                ++told[answer.id];
        }
        for (const auto& each : board.questions)
            for (const auto& answer : each.answers) {
                const row* named = answer.what.message ? one.find(*answer.what.message) : nullptr;
                const bool is_said = !answer.what.text.empty() || (answer.what.message && !(named && named->content.deleted));
                CHECK(told[answer.id] == (is_said && !is_hidden(each) ? 1U : 0U));
                answers_seen += told[answer.id];
            }
    }
    CHECK(answers_seen > 80);
    CHECK(hidden_seen > 80);
}
