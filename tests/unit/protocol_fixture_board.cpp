// The fixtures of questions, votes, answers and pins: what this version writes for each.
#include "protocol/takeaways.hpp"
#include "tests/unit/protocol_fixture_values.hpp"

#include <string>
#include <vector>

namespace hallway {

namespace {

using namespace std::chrono_literals;

const auto recording = *parse_event_id("e-1f2k03xq7d1ma");
const auto shy = *parse_event_id("e-0b6t91zr44wcp");
const auto same = *parse_event_id("e-27hd20vk5y9ng");
const auto said = *parse_event_id("e-0000000000a5k");
const auto answer_id = *parse_event_id("e-00000000an5w1");
const auto pin_id = *parse_event_id("e-000000000p1n1");
const auto newest = *parse_event_id("e-00000chang3d1");

question_board a_board()
{
    question_board board;
    question first{.id = recording, .offset = 132, .at = then, .from = from_ada, .text = "Is there a recording?"};
    first.state = question_state::answering;
    first.was_public = true;
    first.source = said;
    first.voters = {bob_id, ada_id};
    first.voted = 139;
    first.version = 138;
    answer helped{.id = answer_id, .offset = 137, .given_to = same, .named = said, .at = then + 60s, .from = from_bob};
    helped.what = {
        .text = "Tomorrow, on the talk's page.", .message = said, .url = "https://example.org/talk/1", .media_ms = 754'000};
    helped.is_endorsed = true;
    first.answers = {helped};
    question second{.id = shy, .offset = 133, .at = then + 1s, .from = from_ada, .text = "What is a cache?"};
    second.is_anonymous = second.reads_out = second.was_public = true;
    second.version = 133;
    question third{.id = same, .offset = 134, .at = then + 2s, .from = from_ada, .text = "Will it be recorded?"};
    third.merged_into = recording;
    third.was_public = third.began_pending = true;
    third.version = 138;
    board.questions = {first, second, third};
    pinned kept{.target = recording, .place = 0, .until = then + 1h, .text = first.text, .from = from_ada};
    board.pins = {{pin_id, 140, kept, from_bob, then + 90s}};
    board.pins_version = 140;
    return board;
}

board_part all_of(const question_board& board)
{
    board_part part{.pins = &board, .now = then};
    for (const auto& each : board.questions)
        part.questions.push_back(&each);
    return part;
}

/// Of a talk with a question, which two answer, and one that was asked anonymously and answered in the room; the second answer is pinned.
takeaways some_takeaways()
{
    takeaways all{.space = "main", .space_title = "Main"};
    all.room = {.id = "t-0123456789ab", .title = "Caches, and how to leave them", .code = "K7M2QX", .kind = room_kind::talk};
    all.talk = taken_talk{{"s-janson", "Janson"}, then - 600s, then + 1'800s, {"Ada", "Grace"}, "Databases", "en"};
    all.subtitle = "A tale";
    all.url = "https://example.org/talk/1";
    all.links = {{"https://example.org/slides.pdf", "Slides"}, {"mailto:ada@example.org", ""}};
    const member_card ada_now{ada_id, "Ada", role::attendee};
    const member_card bob_now{bob_id, "Bob", role::moderator};
    taken_answer in_words{.id = answer_id, .at = then + 60s, .from = bob_now, .text = "Tomorrow, on the talk's page."};
    in_words.message = taken_message{.id = said, .from = ada_now, .at = then + 50s, .text = "It will be there."};
    in_words.url = "https://example.org/talk/1";
    in_words.media_ms = 754'000;
    in_words.is_endorsed = true;
    taken_answer forgotten{.id = newest, .at = then + 61s, .from = bob_now};
    forgotten.message = taken_message{.id = same};
    all.questions = {
        {recording, then, ada_now, "Is there a recording?", question_state::visible, 2, {in_words, forgotten}},
        {.id = shy, .at = then + 1s, .text = "What is a cache?"}};
    all.pins = {
        {pin_id, answer_id, then + 90s, bob_now, bob_now, in_words.text, in_words, then + 1h},
        {.id = newest, .target = shy, .at = then + 91s, .by = bob_now, .text = "What is a cache?"}};
    return all;
}

} // namespace

void add_board_fixtures(std::map<std::string, std::string>& all)
{
    const auto board = a_board();
    const viewer somebody{};
    const viewer herself{.me = ada_id};
    const viewer staff{.me = bob_id, .is_staff = true};
    const auto told = [&](const board_part& part, const viewer& who, std::string_view key = {}) {
        return encode_board("lobby", 140, newest, part, who, present_name, key);
    };
    all["board"] = told(all_of(board), somebody);
    all["board-staff"] = told(all_of(board), staff);
    all["board-own"] = told({.questions = {&board.questions[1]}}, herself, "c1f0a93b5d7e4f60");
    all["board-votes"] = told({.votes = {&board.questions[0]}}, somebody);
    auto hidden = board;
    hidden.questions[0].state = question_state::archived;
    hidden.questions[1].is_deleted = true;
    all["board-hidden"] = told({.questions = {&hidden.questions[0], &hidden.questions[1]}}, somebody);
    all["questions-page"] =
        encode_questions(9, "lobby", {&board.questions[0], &board.questions[1]}, true, somebody, present_name);
    all["questions-none"] = encode_questions(9, "lobby", {}, false, somebody, present_name);

    const room_card lobby{"lobby", "Lobby"};
    join_extras beside{
        .votes = {recording}, .questions = encode_own_questions({.questions = {board.questions[1]}}, ada_id, present_name)};
    auto part = all_of(board);
    part.has_more = true;
    const auto body = encode_fresh_join_body(lobby, {"k3v9", 140, newest}, 131, {}, std::nullopt, present_name, part, somebody);
    all["joined-board"] = encode_fresh_join(2, body, std::nullopt, beside);
    beside.board =
        encode_board_members({.questions = {&board.questions[2]}, .votes = {&board.questions[0]}}, somebody, present_name);
    all["joined-recovered-board"] = encode_recovered_join(2, lobby, {"k3v9", 140, newest}, {}, false, beside);

    question_asked promoted{"Is there a recording?"};
    promoted.source = said;
    promoted.asked_by = from_ada;
    all["store-question-asked"] = encode_body(question_asked{"What is a cache?", true, true, true, std::nullopt, std::nullopt});
    all["store-question-promoted"] = encode_body(promoted);
    all["store-question-moved"] = encode_body(question_moved{recording, question_state::answering});
    all["store-question-voted"] = encode_body(question_voted{recording, false});
    all["store-questions-merged"] = encode_body(questions_merged{same, recording});
    all["store-question-answered"] = encode_body(question_answered{recording, board.questions[0].answers[0].what});
    all["store-answer-marked"] = encode_body(answer_marked{answer_id, true, false});
    all["store-pinned"] = encode_body(board.pins[0].what);
    all["store-unpinned"] = encode_body(unpinned{recording});
    all["snapshot-room-board"] = encode_snapshot(
        room_snapshot{.offset = 140, .id = newest, .messages = 131, .rows = {}, .alterations = {}, .board = board});
    all["http-takeaways"] = encode_takeaways(some_takeaways());
    all["http-takeaways-empty"] = encode_takeaways({.space = "main", .space_title = "Main", .room = {"lobby", "Lobby"}});
}

} // namespace hallway
