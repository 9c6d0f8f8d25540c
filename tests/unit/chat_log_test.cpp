#include "outside/chat_log.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

const chat_line& only(const chat_log& log)
{
    REQUIRE(log.messages.size() == 1);
    return log.messages.front();
}

} // namespace

TEST_CASE("a line of the short form is a message with its nick and text", "[chat_log]")
{
    const auto log = read_chat_log("[15:01] <ada> does <b> work?\n");

    CHECK(only(log).nick == "ada");
    CHECK(only(log).text == "does <b> work?");
    CHECK(only(log).line == 0);
    CHECK(log.figures.messages == 1);
}

TEST_CASE("a line of the long form may have seconds, no seconds or no time", "[chat_log]")
{
    const auto log = read_chat_log("club 2024-05-01 [21:20:37] <ada> one\n"
                                   "club 2024-05-01 [21:21] <bob> two \n"
                                   "club 2024-05-01 <cyd> three\n"
                                   "club 2024-05-02 [00:00:37] <ada> next day\n");

    REQUIRE(log.messages.size() == 4);
    CHECK(log.messages[1].text == "two");
    CHECK(log.messages[1].at == 23s);
    CHECK(log.messages[2].nick == "cyd");
    CHECK(log.messages[3].at == 2h + 40min);
}

TEST_CASE("what somebody does is a message of that person, in both forms", "[chat_log]")
{
    const auto log = read_chat_log("[17:05]  * ada scratches her head\n"
                                   "club 2024-05-01 [21:20:37] * bob{K} stares \n");

    REQUIRE(log.messages.size() == 2);
    CHECK(log.messages[0].nick == "ada");
    CHECK(log.messages[0].text == "scratches her head");
    CHECK(log.messages[1].nick == "bob{K}");
    CHECK(log.messages[1].text == "stares");
}

TEST_CASE("a notice of a bot is a message of the bot", "[chat_log]")
{
    const auto log = read_chat_log("club 2024-05-01 [21:20] -eval- [1, 2]\n");

    CHECK(only(log).nick == "eval");
    CHECK(only(log).text == "[1, 2]");
}

TEST_CASE("joins, parts and renames are not messages, but count as lines", "[chat_log]")
{
    const auto log = read_chat_log("=== ada is now known as ada_\n"
                                   "club 2024-05-01 === bob is now known as bob_\n"
                                   "[15:01] <ada_> hello\n");

    CHECK(only(log).line == 2);
    CHECK(log.figures.notices == 2);
    CHECK(log.figures.lines == 3);
}

TEST_CASE("a line of another form is left out and counted", "[chat_log]")
{
    const auto log =
        read_chat_log("\n<ada> no time\n[99:01] <ada> no such time\n[15:01] says who\n[15:01] <ada no end\nclub soon <ada> x\n"
                      "[15:01] <> nobody\n[15:01] -a b- no notice\n");

    CHECK(log.messages.empty());
    CHECK(log.figures.unknown == 8);
}

TEST_CASE("a text that is empty after cleaning, or too long, is left out and counted", "[chat_log]")
{
    const auto log = read_chat_log(
        "[15:01] <ada> \n[15:01] <ada> \x1d\x02\n[15:01] <ada> " + std::string(1'001, 'x') + "\n[15:01] <ada> " +
        std::string(1'000, 'x') + "\n");

    CHECK(only(log).line == 3);
    CHECK(log.figures.empty == 2);
    CHECK(log.figures.too_long == 1);
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one, control characters removed", "[chat_log]")
{
    const auto log = read_chat_log("[15:01] <ada> caf\xe9 \xe2\x82 \xc3\xa9 a\x1c"
                                   "b\r\n");

    CHECK(only(log).text == "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD \xc3\xa9 ab");
    CHECK(log.figures.repaired == 1);
}

TEST_CASE("messages of one minute are spread over it, and midnight begins the next day", "[chat_log]")
{
    const auto log = read_chat_log("[23:59] <ada> a\n[23:59] <ada> b\n[23:59] <ada> c\n[00:00] <ada> d\n");

    REQUIRE(log.messages.size() == 4);
    CHECK(log.messages[0].at == 0s);
    CHECK(log.messages[1].at == 20s);
    CHECK(log.messages[2].at == 40s);
    CHECK(log.messages[3].at == 60s);
}

TEST_CASE("an annotation links a reply to what it answers", "[chat_log]")
{
    auto log = read_chat_log("[15:01] <ada> who?\n=== noise\n[15:02] <bob> me\n[15:02] <cyd> alone\n");

    CHECK(link_replies(log, "0 0 -\n0 2 -\n3 3 - \n") == 0);

    CHECK_FALSE(log.messages[0].reply_to);
    CHECK(log.messages[1].reply_to == 0U);
    CHECK_FALSE(log.messages[2].reply_to);
    CHECK(log.figures.links == 1);
    CHECK(log.figures.linked == 1);
    CHECK(log.figures.starts == 2);
}

TEST_CASE("of several parents the latest counts, in whatever order they stand", "[chat_log]")
{
    auto log = read_chat_log("[15:01] <ada> a\n[15:01] <bob> b\n[15:01] <cyd> c\n");

    link_replies(log, "1 2 -\n0 2 -\n");

    CHECK(log.messages[2].reply_to == 1U);
    CHECK(log.figures.linked == 1);
    CHECK(log.figures.links_superseded == 1);
}

TEST_CASE("a link that touches a line which is not posted, or points forward, is skipped and counted", "[chat_log]")
{
    auto log = read_chat_log("[15:01] <ada> a\n=== noise\n[15:01] <cyd> c\n");

    link_replies(log, "1 2 -\n0 1 -\n2 0 -\n2 77 -\n");

    CHECK_FALSE(log.messages[1].reply_to);
    CHECK(log.figures.links_skipped == 4);
}

TEST_CASE("annotation lines of another form are counted", "[chat_log]")
{
    auto log = read_chat_log("[15:01] <ada> a\n");

    CHECK(link_replies(log, "0 0\nx 1 -\n\n0 0 -\n") == 2);
}

TEST_CASE("a recording's annotation lies beside it", "[chat_log]")
{
    CHECK(annotation_path("logs/a.raw.txt") == "logs/a.annotation.txt");
    CHECK(annotation_path("b.0.ascii.txt") == "b.0.annotation.txt");
    CHECK_FALSE(annotation_path("b.txt"));
}
