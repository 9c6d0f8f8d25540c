// What is worth keeping of a room: what of it is taken, for whom, and that whatever was written stays text in every form.
#include "room/takeaways_pages.hpp"
#include "tests/unit/told_room.hpp"

#include "room/takeaways.hpp"

#include <map>

using namespace hallway;
using namespace hallway::test;
using namespace std::chrono_literals;
using enum question_state;

namespace {

std::string_view name_of_someone(member_id who)
{
    static const std::map<member_id, std::string> names{{ada, "Ada"}, {bob, "Bob"}, {mia, "Mia"}};
    const auto at = names.find(who);
    return at == names.end() ? std::string_view{} : at->second;
}

takeaways taken(const told_room& of, takeaways_place place = {"main", "Main", {"lobby", "Lobby"}})
{
    const auto& board = of.it.state().board;
    const auto now = told_room::at(of.it.top());
    return gather_takeaways(board, place, name_of_someone, [&](event_id id) { return of.it.find(id); }, now);
}

/// All three, one behind the other.
std::string forms(const takeaways& what)
{
    return encode_takeaways(what) + takeaways_as_markdown(what) + takeaways_as_html(what);
}

std::vector<std::string> texts(const takeaways& what)
{
    std::vector<std::string> out;
    for (const auto& each : what.questions)
        out.push_back(each.text);
    return out;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("an answered question is taken, and one without an answer is not", "[takeaways]")
{
    told_room lobby;
    const auto answered_one = lobby.asked(ada_asks, "Is there a recording?");
    lobby.asked(ada_asks, "Nobody knows?");
    const auto spoken = lobby.asked(bob_asks, "Who is next?");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(answered_one, "Tomorrow.")));
    REQUIRE(lobby.ask_for(mia_moderates, to(spoken, answered)));

    const auto made = taken(lobby);

    CHECK(texts(made) == list{"Is there a recording?", "Who is next?"});
    CHECK(made.questions[0].from->name == "Ada");
    REQUIRE(made.questions[0].answers.size() == 1);
    CHECK(made.questions[0].answers[0].text == "Tomorrow.");
    CHECK(made.questions[0].answers[0].from->name == "Mia");
    CHECK(made.questions[1].answers.empty());
    CHECK(has(takeaways_as_markdown(made), "*Answered in the room.*"));
}

TEST_CASE("an answer tells the message that it is, as it stands, and who wrote that", "[takeaways]")
{
    told_room lobby;
    const auto asked = lobby.asked(ada_asks, "Is there a recording?");
    const auto said = lobby.append(bob_asks, message{.text = "On the talk's pgae"});
    REQUIRE(lobby.ask_for(mia_moderates, answer_question{"lobby", key, asked, {.message = said, .media_ms = 3'723'000}}));
    lobby.append(bob_asks, message_edited{said, "On the talk's page"});

    const auto made = taken(lobby);

    REQUIRE(made.questions.size() == 1);
    const auto& found = made.questions[0].answers.at(0);
    CHECK(found.message->text == "On the talk's page");
    CHECK(found.message->from->name == "Bob");
    CHECK(found.from->name == "Mia");
    CHECK(has(takeaways_as_markdown(made), "**Bob** answered"));
    CHECK(has(takeaways_as_markdown(made), "picked by **Mia** (moderator)"));
    CHECK(has(takeaways_as_markdown(made), "1:02:03"));
    CHECK(has(takeaways_as_html(made), "<bdi>Bob</bdi> answered"));
}

TEST_CASE("of an answer whose message is no longer kept that is said, and no name is made up", "[takeaways]")
{
    told_room lobby;
    const auto asked = lobby.asked(ada_asks, "Is there a recording?");
    lobby.append(mia_moderates, question_answered{asked, {.message = id_of(999)}});

    const auto made = taken(lobby);

    CHECK_FALSE(made.questions.at(0).answers.at(0).message->from);
    CHECK(has(takeaways_as_markdown(made), "no longer kept"));
    CHECK(has(encode_takeaways(made), R"("message":{"id":")" + to_string(id_of(999)) + "\"}"));
}

TEST_CASE("no anonymous asker is named, also not as who says what helped", "[takeaways]")
{
    told_room lobby;
    const auto asked = lobby.asked(ada_asks, "May I ask?", true);
    const auto said = lobby.append(bob_asks, message{.text = "You may"});
    REQUIRE(lobby.ask_for(ada_asks, answer_question{"lobby", key, asked, {.message = said}}));
    REQUIRE(lobby.ask_for(mia_moderates, pinning(asked)));

    const auto made = taken(lobby);

    CHECK(made.questions.size() == 1);
    CHECK(made.pins.size() == 1);
    CHECK_FALSE(has(forms(made), "Ada"));
    CHECK_FALSE(has(forms(made), to_string(ada)));
    CHECK(has(forms(made), "Bob"));
}

TEST_CASE("what is pending, archived or deleted is not taken, and its pin neither", "[takeaways]")
{
    told_room lobby;
    lobby.append(mia_moderates, policy_changed{.moderates_questions = true});
    const auto waits = lobby.asked(ada_asks, "pending-words");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(waits, "pending-answer")));
    lobby.append(mia_moderates, policy_changed{.moderates_questions = false});
    const auto put_away = lobby.asked(bob_asks, "archived-words");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(put_away, "archived-answer")));
    REQUIRE(lobby.ask_for(mia_moderates, pinning(put_away)));
    REQUIRE(lobby.ask_for(mia_moderates, to(put_away, archived)));
    const auto deleted = lobby.asked(ada_asks, "deleted-words");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(deleted, "deleted-answer")));
    lobby.append(ada_asks, message_deleted{deleted});

    const auto made = taken(lobby);

    CHECK(made.is_empty());
    for (const auto* const words : {"pending-", "archived-", "deleted-", "Ada", "Bob"})
        CHECK_FALSE(has(forms(made), words));
}

TEST_CASE(
    "what was merged stands once, in the words and under the name of what it was merged into, with the answers of both",
    "[takeaways]")
{
    told_room lobby;
    const auto first = lobby.asked(ada_asks, "merged-words");
    const auto second = lobby.asked(bob_asks, "Is there a recording?");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(first, "Tomorrow.")));
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(second, "On the page.")));
    REQUIRE(lobby.ask_for(mia_moderates, merge(first, second)));

    const auto made = taken(lobby);

    CHECK(texts(made) == list{"Is there a recording?"});
    CHECK(made.questions[0].answers.size() == 2);
    CHECK_FALSE(has(forms(made), "merged-words"));
    CHECK_FALSE(has(forms(made), "Ada"));
}

TEST_CASE("an answer that was taken away, or whose message was deleted, is not taken", "[takeaways]")
{
    told_room lobby;
    const auto asked = lobby.asked(ada_asks, "Is there a recording?");
    const auto gone = lobby.ask_for(mia_moderates, answering_with(asked, "gone-words"));
    REQUIRE(gone);
    const auto said = lobby.append(bob_asks, message{.text = "deleted-words"});
    REQUIRE(lobby.ask_for(mia_moderates, answer_question{"lobby", key, asked, {.message = said}}));
    REQUIRE(lobby.ask_for(mia_moderates, mark_answer{"lobby", key, *gone, false, true}));
    lobby.append(bob_asks, message_deleted{said});

    CHECK(taken(lobby).is_empty());
    CHECK_FALSE(has(forms(taken(lobby)), "-words"));
}

TEST_CASE("pins stand in their order with who pinned them, without those that have ended", "[takeaways]")
{
    told_room lobby;
    const auto first = lobby.append(ada_asks, message{.text = "first"});
    const auto second = lobby.append(bob_asks, message{.text = "second"});
    const auto asked = lobby.asked(ada_asks, "Where?");
    const auto answer = lobby.ask_for(mia_moderates, answer_question{"lobby", key, asked, {.url = "https://example.org/a"}});
    REQUIRE(answer);
    lobby.append(mia_moderates, pinned{.target = first, .text = "first", .from = ada_asks});
    lobby.append(mia_moderates, pinned{.target = second, .place = 0, .text = "second", .from = bob_asks});
    lobby.append(mia_moderates, pinned{.target = *answer, .place = 9, .from = mia_moderates});
    lobby.append(mia_moderates, pinned{.target = id_of(77), .until = told_room::at(9), .text = "ended-words", .from = ada_asks});
    lobby.append(bob_asks, message{.text = "later"});

    const auto made = taken(lobby);

    REQUIRE(made.pins.size() == 3);
    CHECK(made.pins[0].text == "second");
    CHECK(made.pins[1].text == "first");
    CHECK(made.pins[1].by.name == "Mia");
    CHECK(made.pins[2].answer->url == "https://example.org/a");
    CHECK_FALSE(has(forms(made), "ended-words"));
    CHECK_FALSE(next_pin_end(lobby.it.state().board, told_room::at(9)));
    CHECK(next_pin_end(lobby.it.state().board, told_room::at(8)) == told_room::at(9));
}

TEST_CASE("a pin that crossed with the deletion of its message is not taken; one whose message the log forgot is", "[takeaways]")
{
    told_room lobby;
    const auto said = lobby.append(ada_asks, message{.text = "deleted-words"});
    lobby.append(ada_asks, message_deleted{said});
    lobby.append(mia_moderates, pinned{.target = said, .text = "deleted-words", .from = ada_asks});
    lobby.append(mia_moderates, pinned{.target = id_of(77), .text = "old", .from = ada_asks});

    CHECK(taken(lobby).is_empty());
    const auto later = taken(lobby, {.space = "main", .room = {"lobby", "Lobby"}, .has_forgotten = true});
    REQUIRE(later.pins.size() == 1);
    CHECK(later.pins[0].text == "old");
}

TEST_CASE("questions stand by votes, then as they were asked", "[takeaways]")
{
    told_room lobby;
    for (const auto* const text : {"one", "two", "three"})
        REQUIRE(lobby.ask_for(mia_moderates, answering_with(lobby.asked(ada_asks, text), "Yes.")));
    REQUIRE(lobby.ask_for(bob_asks, vote_for(lobby.it.state().board.questions[2].id)));

    CHECK(texts(taken(lobby)) == list{"three", "one", "two"});
    CHECK(taken(lobby).questions[0].votes == 1);
}

TEST_CASE("of more answers than there may be, the questions with the fewest votes are left out, and that is said", "[takeaways]")
{
    told_room lobby;
    const auto first = lobby.asked(ada_asks, "first");
    for (std::size_t i = 0; i < limits::takeaways_answers_max; ++i)
        lobby.append(mia_moderates, question_answered{first, {.text = "Yes."}});
    const auto second = lobby.asked(ada_asks, "second");
    lobby.append(mia_moderates, question_answered{second, {.text = "No."}});
    CHECK(texts(taken(lobby)) == list{"first"});
    CHECK(taken(lobby).has_more);
    CHECK(has(encode_takeaways(taken(lobby)), R"("more":true)"));

    REQUIRE(lobby.ask_for(bob_asks, vote_for(second)));
    CHECK(texts(taken(lobby)) == list{"second"});
}

TEST_CASE("of a talk its stage, time, speakers and links are told", "[takeaways]")
{
    timetable all{.version = 1, .stages = {{"s-janson", "Janson"}}};
    planned_talk talk{.room = "t-1", .title = "Queues", .slot = {"s-janson", told_room::at(0), told_room::at(3'000)}};
    talk.persons = {"Ada", "Grace"};
    talk.url = "https://example.org/talk/1";
    all.talks["t-1"] = {talk, {"s-janson", told_room::at(60), told_room::at(3'060)}};
    takeaways_place place{"main", "Main", {.id = "t-1", .title = "Queues", .kind = room_kind::talk}, &all};
    place.more = {.subtitle = "A tale", .links = {{"https://example.org/slides.pdf", "Slides"}, {"javascript:alert(1)", "Run"}}};

    const auto made = taken(told_room{}, place);

    CHECK(made.talk->stage.title == "Janson");
    CHECK(made.talk->starts == told_room::at(60));
    const auto markdown = takeaways_as_markdown(made);
    for (const auto* const part :
         {"# Queues\n", "A tale", "- Stage: Janson\n", "- Time: 2023-11-14 22:14:20 UTC to ", "- Speakers: Ada, Grace\n",
          "- Page: <https://example.org/talk/1>\n", "- Link: [Slides](<https://example.org/slides.pdf>)\n", "- Link: Run\n"})
        CHECK(has(markdown, part));
    const auto html = takeaways_as_html(made);
    CHECK(has(html, R"(<a href="https://example.org/slides.pdf" rel="noopener noreferrer nofollow"><bdi>Slides</bdi></a>)"));
    CHECK_FALSE(has(html, "javascript:"));
}

TEST_CASE("whatever was written stays text", "[takeaways]")
{
    told_room lobby;
    const std::string worst =
        "<script>alert(1)</script> [a](javascript:b) ![i](x) `c` **d** </style> & \"q\" 'r' #\n# not a heading\n"
        "> not a quotation\n- not a list\nhttps://example.org/?a=1&copy;\n\xE2\x80\xAE"
        "desrever";
    const auto asked = lobby.asked(ada_asks, worst);
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(asked, worst)));
    auto made = taken(lobby, {"main", "<b>Main</b>", {"lobby", "*Lobby* <i>"}});
    made.questions[0].from->name = "<img src=x onerror=alert(1)>";
    made.questions[0].answers[0].url = "https://example.org/\"><script>?a=(b)&copy;c";

    const auto html = takeaways_as_html(made);
    for (const auto* const markup : {"<script", "<img", "<b>", "<i>", "javascript:b\"", "\"q\"", "'r'"})
        CHECK_FALSE(has(html, markup));
    CHECK(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(html.find("</style>") == html.rfind("</style>"));
    CHECK(has(html, R"(href="https://example.org/%22%3E%3Cscript%3E?a=%28b%29&amp;copy;c")"));

    const auto markdown = takeaways_as_markdown(made);
    CHECK(has(markdown, "\\<script\\>alert(1)"));
    CHECK(has(markdown, "### \\<script\\>"));
    CHECK(has(markdown, "\n> \\# not a heading\\\n> \\> not a quotation\\\n> \\- not a list\\\n"));
    CHECK(has(markdown, "\\[a\\](javascript:b)"));
    CHECK(has(markdown, "# \\*Lobby\\* \\<i\\>\n"));
    CHECK(has(markdown, "**\\<img src=x onerror=alert(1)\\>**"));
    CHECK(has(markdown, "<https://example.org/%22%3E%3Cscript%3E?a=%28b%29&amp;copy;c>"));
    for (auto at = markdown.find('<'); at != std::string::npos; at = markdown.find('<', at + 1))
        CHECK((markdown[at - 1] == '\\' || markdown.substr(at).starts_with("<https://example.org/")));
}

TEST_CASE("a heading is one line that nothing in it ends, however long", "[takeaways]")
{
    told_room lobby;
    const auto long_text = std::string(900, 'x') + "\nmore ##";
    const auto asked = lobby.asked(ada_asks, long_text);
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(asked, "Yes.")));

    CHECK(has(takeaways_as_markdown(taken(lobby)), "### " + std::string(900, 'x') + " more #\\#\n"));
}

TEST_CASE("names that run from right to left turn nothing else around", "[takeaways]")
{
    told_room lobby;
    const auto asked = lobby.asked(ada_asks, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D?");
    REQUIRE(lobby.ask_for(mia_moderates, answering_with(asked, "Yes.")));
    auto made = taken(lobby);
    made.questions[0].from->name = "\xD7\xA2\xD7\x93\xD7\x94";

    const auto html = takeaways_as_html(made);
    CHECK(has(html, "<bdi>\xD7\xA2\xD7\x93\xD7\x94</bdi>"));
    CHECK(has(html, "<h3 dir=\"auto\">\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D?</h3>"));
}

TEST_CASE("an address leads somewhere only if it is one of the web or of a mailbox", "[takeaways]")
{
    CHECK(as_link_target("https://example.org/a?b=c&d#e") == "https://example.org/a?b=c&d#e");
    CHECK(as_link_target("https://example.org/(a)[b]'c'`d`|e") == "https://example.org/%28a%29%5Bb%5D%27c%27%60d%60%7Ce");
    CHECK(as_link_target("javascript:alert(1)").empty());
    CHECK(as_link_target("data:text/html,x").empty());
    CHECK(as_link_target("//example.org").empty());
    CHECK(as_media_time(0) == "0:00");
    CHECK(as_media_time(754'999) == "12:34");
    CHECK(as_media_time(3'723'000) == "1:02:03");
}
