#include "outside/export_form.hpp"

#include "support/markdown_text.hpp"
#include "support/utc_text.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

export_row told(std::uint64_t offset, std::string name, std::string text)
{
    export_row made;
    made.id = event_id{offset};
    made.offset = offset;
    made.at = time_point(1'700'000'000'123ms);
    made.from = {member_id{1}, std::move(name), role::attendee};
    made.text = std::move(text);
    return made;
}

} // namespace

TEST_CASE("a row is one line of JSON, with the wire's names", "[export]")
{
    auto reply = told(2, "Ada", "one\n\"two\"");
    reply.reply_to = event_id{1};
    reply.edited_at = time_point(1'700'000'001'000ms);

    CHECK(
        as_json_line(reply) ==
        R"({"id":"e-0000000000002","offset":2,"at":1700000000123,"from":{"id":"u-0000000000001","name":"Ada","role":"attendee"},)"
        R"("text":"one\n\"two\"","reply_to":"e-0000000000001","edited_at":1700000001000})"
        "\n");
}

TEST_CASE("of a deleted row no text is written, whatever it holds", "[export]")
{
    auto gone = told(1, "Ada", "secret");
    gone.deleted = true;
    gone.edited_at = gone.at;
    auto reply = told(2, "Bob", "answer");
    reply.reply_to = gone.id;

    CHECK(as_json_line(gone).find("secret") == std::string::npos);
    CHECK(as_json_line(gone).find("\"deleted\":true") != std::string::npos);
    markdown_writer writer;
    const auto page = writer.write(gone) + writer.write(reply);
    CHECK(page.find("secret") == std::string::npos);
    CHECK(page.find("*deleted*") != std::string::npos);
}

TEST_CASE("Markdown names author, role, time and what is answered", "[export]")
{
    markdown_writer writer;
    auto first = told(1, "Ada", "Is there a recording?");
    first.from.as = role::moderator;
    auto reply = told(2, "Bob", "Yes");
    reply.reply_to = first.id;

    CHECK(writer.begin("Lobby") == "# Lobby\n");
    CHECK(writer.write(first) == "\n**Ada** (moderator) · 2023-11-14 22:13:20 UTC\n\nIs there a recording?\n");
    CHECK(writer.write(reply) == "\n**Bob** · 2023-11-14 22:13:20 UTC\n\n> **Ada**: Is there a recording?\n\nYes\n");
}

TEST_CASE("a long message is quoted by its beginning, on one line", "[export]")
{
    markdown_writer writer;
    writer.write(told(1, "Ada", "first\nsecond " + std::string(300, 'x')));
    auto reply = told(2, "Bob", "Yes");
    reply.reply_to = event_id{1};

    const auto page = writer.write(reply);

    CHECK(page.find("> **Ada**: first second x") != std::string::npos);
    CHECK(page.find("x…\n") != std::string::npos);
    CHECK(page.size() < 250);
}

TEST_CASE("text stays text in Markdown", "[export]")
{
    CHECK(as_markdown("*a* _b_ `c` ~d~") == R"(\*a\* \_b\_ \`c\` \~d\~)");
    CHECK(as_markdown("<script>&amp;") == R"(\<script\>\&amp;)");
    CHECK(as_markdown("[x](y)") == R"(\[x\](y))");
    CHECK(as_markdown("# no heading") == R"(\# no heading)");
    CHECK(as_markdown("- no list") == R"(\- no list)");
    CHECK(as_markdown("12. no list") == R"(12\. no list)");
    CHECK(as_markdown("12.5 is a number") == R"(12\.5 is a number)");
    CHECK(as_markdown("> no quote") == R"(\> no quote)");
    CHECK(as_markdown("=== no heading") == R"(\=== no heading)");
    CHECK(as_markdown("    no code") == "&nbsp;&nbsp;&nbsp;&nbsp;no code");
    CHECK(as_markdown("a\n# b\n\nc") == "a\\\n\\# b\\\n&nbsp;\\\nc");
    CHECK(as_markdown("see http://example.org or www.example.org") == "see http&#58;//example.org or www&#46;example.org");
    CHECK(as_markdown("@everyone") == "&#64;everyone");
    CHECK(as_markdown("a|b\\") == R"(a\|b\\)");
}
