#include "schedule/schedule.hpp"

#include "outside/schedule_report.hpp"
#include "protocol/text.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

std::string seed(const std::string& name)
{
    std::ifstream file(std::string(HALLWAY_SOURCE_DIR "/tests/fuzz/schedule_fuzz/") + name, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

schedule whole(const outcome<schedule>& read)
{
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    return *read;
}

time_point utc(int year, unsigned month, unsigned day, std::chrono::minutes of_day)
{
    return time_point(
        std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)).time_since_epoch() +
        of_day);
}

const schedule_talk& talk(const schedule& read, const std::string& event_id)
{
    for (const auto& one : read.talks)
        if (one.event_id == event_id)
            return one;
    FAIL("there is no talk " << event_id);
    std::abort();
}

bool tells(const schedule& read, const std::string& place, const std::string& part)
{
    for (const auto& one : read.oddities)
        if (one.place.find(place) != std::string::npos && one.sentence.find(part) != std::string::npos)
            return true;
    return false;
}

/// A schedule of one stage with these events, in JSON.
std::string json_of(const std::string& events, const std::string& conference = R"("time_zone_name":"Europe/Berlin")")
{
    return R"({"schedule":{"conference":{"title":"T","acronym":"a","day_change":"06:00",)" + conference +
           R"(,"days":[{"index":1,"date":"2024-10-26","rooms":{"Hall":[)" + events + "]}}]}}}";
}

std::string xml_of(const std::string& inner)
{
    return "<schedule><conference><title>T</title></conference>" + inner + "</schedule>";
}

std::string sentence_about_schedule(const std::string& bytes, const std::optional<std::string>& zone = {})
{
    const auto read = read_schedule(bytes, zone);
    return read ? "it was read" : read.error().message;
}

} // namespace

TEST_CASE("one conference gives the same days, stages and talks in JSON and in XML", "[schedule]")
{
    const auto json = whole(read_schedule(seed("conference.json")));
    const auto xml = whole(read_schedule(seed("conference.xml")));

    CHECK(json.title == xml.title);
    CHECK(json.acronym == xml.acronym);
    CHECK(json.version == xml.version);
    CHECK(json.base_url == xml.base_url);
    CHECK(json.time_zone == xml.time_zone);
    CHECK(json.days == xml.days);
    CHECK(json.stages == xml.stages);
    CHECK(json.talks == xml.talks);
    CHECK(json.talks.size() == 4);
}

TEST_CASE("a talk's fields are plain text, its links are addresses", "[schedule]")
{
    const auto read = whole(read_schedule(seed("conference.xml")));
    const auto& lines = talk(read, "25");

    CHECK(lines.title == "Lines <and> knots");
    CHECK(lines.subtitle == "What holds");
    CHECK(lines.abstract == "Tie one on.\n• bowline\n• fisherman’s");
    CHECK(lines.description == "if a < b, then &c");
    CHECK(lines.persons == std::vector<std::string>{"Ada Byrd", "Bo Li"});
    CHECK(
        lines.links ==
        std::vector<schedule_link>{
            {"https://knots.example.org/?a=1&b=2", "Knots"}, {"https://kites.example.org/files/slides.pdf", "Slides"}});
    CHECK(lines.license == "CC BY 4.0");
    CHECK(lines.do_not_record);
    CHECK(tells(read, "talk 25, line 15", "A link is left out"));
    CHECK(read.stages[lines.stage] == schedule_stage{"s-grosse-halle", "Große Halle", "1f0e9c1e-5f57-4d5c-9b6c-6f4c7f1d1a01"});
    CHECK(read.talks_left_out == 0);
}

TEST_CASE("a talk's room is known by its guid, else by acronym and event id", "[schedule]")
{
    const auto read = whole(read_schedule(seed("conference.json")));

    // printf %s 8079583e-8321-506c-95af-fd2903a5f075 | sha256sum, and of kite24/26
    CHECK(talk(read, "25").id == "t-f5615b67ba54");
    CHECK(talk(read, "26").id == "t-a802995d6af2");
}

TEST_CASE("an offset that stands with a time counts, whatever zone is named", "[schedule]")
{
    const auto start = [](const std::string& date, const std::optional<std::string>& zone) {
        return whole(read_schedule(
                         json_of(R"({"id":1,"title":"x","start":"10:00","duration":"00:30","date":")" + date + R"("})"), zone))
            .talks.at(0)
            .start;
    };

    CHECK(start("2024-10-26T10:00:00+05:30", {}) == utc(2024, 10, 26, 4h + 30min));
    CHECK(start("2024-10-26T10:00:00Z", "Asia/Tokyo") == utc(2024, 10, 26, 10h));
    CHECK(start("2024-10-26T10:00:00", {}) == utc(2024, 10, 26, 8h));
    CHECK(start("2024-10-26T10:00:00", "Asia/Tokyo") == utc(2024, 10, 26, 1h));
    CHECK(start("2024-10-27", {}) == utc(2024, 10, 27, 9h)); // the clocks were put back that night
}

TEST_CASE("a wall time before the change of day belongs to the night after it", "[schedule]")
{
    const auto read = whole(read_schedule(seed("conference.xml")));

    CHECK(talk(read, "25").start == utc(2024, 3, 30, 9h));
    CHECK(talk(read, "26").start == utc(2024, 3, 30, 22h + 30min));
    CHECK(talk(read, "27").start == utc(2024, 3, 31, 30min));
    CHECK(talk(read, "28").start == utc(2024, 3, 31, 8h)); // the clocks were put forward that night
    CHECK(talk(read, "26").duration == 1h);
    CHECK(read.days[talk(read, "27").day].index == 1);
}

TEST_CASE("of a wall time that comes twice the first is meant; a skipped one moves forward", "[schedule]")
{
    const auto night = json_of(R"({"id":1,"title":"x","start":"02:30","duration":"1:00"})");
    CHECK(whole(read_schedule(night)).talks.at(0).start == utc(2024, 10, 27, 30min));

    const auto skipped = json_of(R"({"id":1,"title":"x","date":"2024-03-31","start":"02:30","duration":"1:00"})");
    CHECK(whole(read_schedule(skipped)).talks.at(0).start == utc(2024, 3, 31, 1h + 30min));
}

TEST_CASE("without offsets and without a zone times are read as UTC, and that is said once", "[schedule]")
{
    const auto read = whole(read_schedule(json_of(
        R"({"id":1,"title":"x","start":"10:00","duration":"1:00"},{"id":2,"title":"y","start":"12:00","duration":"1:00"})",
        R"("x":1)")));

    CHECK(read.talks.at(0).start == utc(2024, 10, 26, 10h));
    CHECK(std::count_if(read.oddities.begin(), read.oddities.end(), [](const auto& one) {
              return one.sentence.find("--timezone") != std::string::npos;
          }) == 1);
}

TEST_CASE("a zone that nobody knows is refused when asked for, and told when the file names it", "[schedule]")
{
    CHECK(
        sentence_about_schedule(json_of(""), "Europe/Atlantis") ==
        "There is no time zone \"Europe/Atlantis\": write one like Europe/Brussels.");
    CHECK(sentence_about_schedule(json_of(""), "../../etc/passwd") != "it was read");

    const auto read = whole(read_schedule(json_of("", R"("time_zone_name":"Mars/Olympus")")));
    CHECK(tells(read, "", "Mars/Olympus"));
    CHECK(read.time_zone == "UTC");
}

TEST_CASE("a talk that cannot be placed is left out and told; the others are read", "[schedule]")
{
    const auto read = whole(read_schedule(json_of(R"({"id":1,"title":"good","start":"10:00","duration":"0:30"},)"
                                                  R"({"id":2,"title":" ","start":"10:30","duration":"0:30"},)"
                                                  R"({"id":3,"title":"when?","start":"25:00","duration":"0:30"},)"
                                                  R"({"id":1,"title":"again","start":"11:00","duration":"0:30"},)"
                                                  R"({"title":"who?","start":"11:00","duration":"0:30"}, 7)")));

    CHECK(read.talks.size() == 1);
    CHECK(read.talks_left_out == 5);
    CHECK(tells(read, "talk 2, day 1, Hall, number 2", "no title"));
    CHECK(tells(read, "talk 3", "start \"25:00\""));
    CHECK(tells(read, "talk 1, day 1, Hall, number 4", "same guid or id as talk 1, day 1, Hall, number 1"));
    CHECK(tells(read, "number 5", "no guid"));
}

TEST_CASE("what is odd but readable is read and told", "[schedule]")
{
    const auto title = std::string(130, 'x');
    const auto read = whole(read_schedule(json_of(
        R"({"id":1,"title":")" + title +
        R"(","start":"10:00","duration":"soon","room":"Elsewhere"},)"
        R"({"id":2,"title":"long","start":"11:00","duration":"400:00"},)"
        R"({"id":3,"title":"late","start":"11:30","duration":"0:30"})")));

    CHECK(talk(read, "1").title == std::string(119, 'x') + "…");
    CHECK(tells(read, "talk 1", "longer than 120 characters"));
    CHECK(tells(read, "talk 1", "\"soon\" is none"));
    CHECK(tells(read, "talk 1", "names \"Elsewhere\""));
    CHECK(talk(read, "2").duration == schedule_limits::duration_max);
    CHECK(tells(read, "talk 3", "before \"long\" on the same stage ends"));
}

TEST_CASE("stages with one guid are known by their names; alike names get ids of their own", "[schedule]")
{
    const auto read = whole(read_schedule(json_of(
        "",
        R"("rooms":[{"name":"Gray Room","guid":"g"},{"name":"Tan Room","guid":"g"},{"name":"gray-room","guid":"h"},{"name":"会议室"}])")));

    REQUIRE(read.stages.size() == 5);
    CHECK(read.stages[0] == schedule_stage{"s-gray-room", "Gray Room", ""});
    CHECK(read.stages[1].guid.empty());
    CHECK(read.stages[2] == schedule_stage{"s-gray-room-2", "gray-room", "h"});
    CHECK(read.stages[3].id == "s-hui-yi-shi");
    CHECK(tells(read, "", "2 stages have the same guid, g"));
}

TEST_CASE("a file that is no schedule is refused with a sentence that says where", "[schedule]")
{
    CHECK(sentence_about_schedule(" \n") == "The file is empty.");
    CHECK(sentence_about_schedule(std::string("{\0}", 3)) == "The file is not text: a NUL stands at line 1, byte 2 of the file.");
    CHECK(sentence_about_schedule("{\n\"a\": \"\xff\"}") == "The file is not UTF-8: see line 2, byte 9 of the file.");
    CHECK(sentence_about_schedule("{\n\"a\": }") == "The file is not JSON: see line 2, byte 8 of the file.");
    CHECK(sentence_about_schedule("{\"a\":1}").find("no \"schedule\"") != std::string::npos);
    CHECK(sentence_about_schedule("<schedule>\n<conference>").find("line 2") != std::string::npos);
    CHECK(sentence_about_schedule("<rss/>").find("no <schedule>") != std::string::npos);
    CHECK(sentence_about_schedule(R"({"schedule":{"conference":{"title":"x"}}})").find("\"days\"") != std::string::npos);
}

TEST_CASE("a schedule with a DOCTYPE is refused, and its entities are never read", "[schedule]")
{
    const auto bomb = "<!DOCTYPE schedule [<!ENTITY a \"boom\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>" +
                      xml_of("<day date='2024-01-01'/>");
    CHECK(sentence_about_schedule(bomb).find("DOCTYPE") != std::string::npos);

    const auto reference = xml_of(
        "<day date='2024-01-01'><room name='Hall'><event id='1'><title>&a;&b;</title><start>10:00</start></event></room></day>");
    CHECK(whole(read_schedule(reference)).talks.at(0).title == "&a;&b;");
}

TEST_CASE("a schedule that is too deep, too long or too much is refused before it costs anything", "[schedule]")
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<a>";
    for (int i = 0; i < 100'000; ++i)
        deep += "</a>";
    CHECK(sentence_about_schedule(xml_of(deep)).find("nested more than 16") != std::string::npos);
    CHECK(sentence_about_schedule(std::string(100'000, '[')).find("nested more than 16") != std::string::npos);
    CHECK(sentence_about_schedule(R"({"a":1,"a":2})") == "The key \"a\" stands twice in one object.");
    CHECK(sentence_about_schedule("<" + std::string(schedule_limits::file_bytes_max, ' ')) == "The file is larger than 16 MiB.");

    std::string many;
    for (std::size_t i = 0; i <= schedule_limits::values_max; ++i)
        many += "<a/>";
    CHECK(sentence_about_schedule(xml_of(many)).find("more than 1000000 XML tags") != std::string::npos);

    std::string keys = "{";
    for (std::size_t i = 0; i <= schedule_limits::keys_max; ++i)
        keys += "\"k" + std::to_string(i) + "\":0,";
    CHECK(sentence_about_schedule(keys).find("more than 512 keys") != std::string::npos);

    std::string events;
    for (std::size_t i = 0; i <= schedule_limits::talks_max; ++i)
        events += "<event/>";
    CHECK(
        sentence_about_schedule(xml_of("<day><room name='Hall'>" + events + "</room></day>")) ==
        "The schedule has more than 10000 talks.");
}

TEST_CASE("the report names stages, talks by day with the schedule's own clocks, and what is odd", "[schedule]")
{
    const auto text = schedule_as_text(whole(read_schedule(seed("conference.xml"))));

    CHECK_THAT(
        text,
        Catch::StartsWith(
            "Kite Makers & Friends 2024 (Kite24), version v7 \"Lärche\"\n2 days, 2 stages, 4 talks; times in Europe/Berlin\n"));
    CHECK_THAT(text, Catch::Contains("  s-grosse-halle                   Große Halle                              3 talks\n"));
    CHECK_THAT(text, Catch::Contains("\nDay 1, 2024-03-30\n  10:00-10:45  t-f5615b67ba54  Große Halle: Lines <and> knots\n"));
    CHECK_THAT(text, Catch::Contains("\n  01:30-03:00  t-"));
    CHECK_THAT(text, Catch::Contains("\nWhat is odd\n  talk 25, line 15: A link is left out"));
}

TEST_CASE("a talk is cancelled by a field, or by what stands in front of its title", "[schedule]")
{
    const auto is_cancelled = [](const std::string& title, const std::string& field = {}) {
        const auto event = R"({"id":1,"title":")" + title + R"(","start":"10:00","duration":"00:30")" + field + "}";
        return whole(read_schedule(json_of(event))).talks.at(0).is_cancelled;
    };
    CHECK(!is_cancelled("Kites"));
    CHECK(is_cancelled("Kites", R"(,"status":"Cancelled")"));
    CHECK(is_cancelled("Kites", R"(,"state":"canceled")"));
    CHECK(!is_cancelled("Kites", R"(,"state":"confirmed")"));
    CHECK(is_cancelled("Kites", R"(,"cancelled":true)"));
    CHECK(!is_cancelled("Kites", R"(,"canceled":false)"));
    CHECK(is_cancelled("[CANCELLED] Kites"));
    CHECK(is_cancelled("(canceled) Kites"));
    CHECK(is_cancelled("Cancelled: Kites"));
    CHECK(is_cancelled("Abgesagt – Drachen"));
    CHECK(is_cancelled("CANCELLED Kites"));
    CHECK(!is_cancelled("Cancelled flights and how to fly all the same"));
    CHECK(!is_cancelled("CANCELLEDNESS"));

    const auto xml = whole(read_schedule(
        xml_of(R"(<day index="1" date="2024-03-30"><room name="Hall"><event id="1"><title>Kites</title><start>10:00</start>)"
               R"(<status>cancelled</status></event>)"
               R"(<event id="2"><title>Tails</title><start>11:00</start></event></room></day>)")));
    CHECK(xml.talks.at(0).is_cancelled);
    CHECK(!xml.talks.at(1).is_cancelled);
    CHECK(schedule_as_text(xml).find("Hall: Kites (cancelled)\n") != std::string::npos);
}

TEST_CASE("of a talk that is left out the room is known, where it has one", "[schedule]")
{
    const auto read = whole(read_schedule(
        json_of(R"({"id":1,"start":"10:00"},{"guid":"8079583e-8321-506c-95af-fd2903a5f075","title":"Kites","start":"soon"},)"
                R"({"title":"Tails","start":"11:00"})")));

    CHECK(read.talks.empty());
    CHECK(read.talks_left_out == 3);
    REQUIRE(read.rooms_left_out.size() == 2);
    CHECK(read.rooms_left_out[1] == "t-f5615b67ba54");
}
