#include "schedule/lessons.hpp"

#include "schedule/talk_key.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using namespace std::chrono_literals;

namespace {

lesson_list whole(std::string_view bytes, const std::optional<std::string>& zone = "Europe/Brussels")
{
    const auto read = read_lessons(bytes, "knots", zone);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    return *read;
}

std::string sentence_about_lessons(std::string_view bytes, const std::optional<std::string>& zone = {})
{
    const auto read = read_lessons(bytes, "knots", zone);
    return read ? "it was read" : read.error().message;
}

time_point utc(unsigned month, unsigned day, std::chrono::minutes of_day)
{
    return time_point(
        std::chrono::sys_days(std::chrono::year(2024) / std::chrono::month(month) / std::chrono::day(day)).time_since_epoch() +
        of_day);
}

} // namespace

TEST_CASE("lessons are read whatever the order and the case of the columns", "[lessons]")
{
    const auto read = whole("\xEF\xBB\xBFStart;teacher;URL;Lesson;UNIT\r\n"
                            "2024-02-03T09:30;Ada;https://knots.example.org/1;Bowline;Week 1\r\n"
                            "2024-07-03 09:30+00:00;;;\"Sheet bend; and why\";Week 1\r\n"
                            ";;;;\r\n"
                            "2024-07-04;Bo;mailto:bo@example.org;Reef knot;\r\n");

    REQUIRE(read.lessons.size() == 3);
    CHECK(read.lessons[0].title == "Bowline");
    CHECK(read.lessons[0].unit == "Week 1");
    CHECK(read.lessons[0].url == "https://knots.example.org/1");
    CHECK(read.lessons[0].starts == utc(2, 3, 8h + 30min));
    CHECK(read.lessons[1].title == "Sheet bend; and why");
    CHECK(read.lessons[1].url.empty());
    CHECK(read.lessons[1].starts == utc(7, 3, 9h + 30min));
    CHECK(read.lessons[2].unit.empty());
    CHECK(read.lessons[2].starts == utc(7, 3, 22h));
    CHECK(read.time_zone == "Europe/Brussels");
    CHECK(read.doubts.empty());
}

TEST_CASE("a lesson's room is known by unit and name, or by its id through a renaming", "[lessons]")
{
    // printf %s 'knots/Week 1/Bowline' | sha256sum
    CHECK(whole("unit,lesson\nWeek 1,Bowline\n").lessons[0].room == "t-ff76d98ae5a1");
    CHECK(whole("lesson\nBowline\n").lessons[0].room == talk_room_id("knots//Bowline"));
    CHECK(whole("lesson,id\nBowline,B1\n").lessons[0].room == whole("lesson,id\nThe bowline,b1\n").lessons[0].room);
    CHECK(whole("lesson,id\nBowline,\n").lessons[0].room == whole("lesson\nBowline\n").lessons[0].room);
}

TEST_CASE("times without a zone are read as UTC, and that is told", "[lessons]")
{
    const auto read = whole("lesson,start\nBowline,2024-02-03 09:30\nReef knot,2024-02-04\n", std::nullopt);

    CHECK(read.lessons[0].starts == utc(2, 3, 9h + 30min));
    CHECK(read.time_zone == "UTC");
    REQUIRE(read.doubts.size() == 1);
    CHECK(read.doubts[0].find("--timezone") != std::string::npos);
    CHECK(whole("lesson,start\nBowline,2024-02-03T09:30Z\n", std::nullopt).doubts.empty());
}

TEST_CASE("what is wrong in a table of lessons is said with its line", "[lessons]")
{
    CHECK(sentence_about_lessons("lesson\n") == "There is no lesson in the table.");
    CHECK(sentence_about_lessons("") == "The file is empty.");
    CHECK(sentence_about_lessons("unit,title\n1,2\n").find("no column \"lesson\" but unit, title.") != std::string::npos);
    CHECK(sentence_about_lessons("lesson,Lesson\n1,2\n") == "The first line names the column \"lesson\" twice.");
    CHECK(sentence_about_lessons("unit,lesson\nW,\n") == "Line 2: the lesson has no name.");
    CHECK(sentence_about_lessons("lesson,url\nA,b.example.org\n").starts_with("Line 2: \"b.example.org\" is no address"));
    CHECK(sentence_about_lessons("lesson,url\nA,javascript:alert(1)\n").starts_with("Line 2:"));
    CHECK(sentence_about_lessons("lesson,start\nA,\nB,3.2.2024\n").starts_with("Line 3: \"3.2.2024\" is no date and no time"));
    CHECK(sentence_about_lessons("unit,lesson\nW,A\nV,A\nW,A\n") == "Line 4: the same unit and lesson stand in line 2.");
    CHECK(sentence_about_lessons("lesson,id\nA,1\nB,1\n") == "Line 3: the same id stands in line 2.");
    CHECK(sentence_about_lessons("lesson,url\nA,,surplus\n").starts_with("Line 2: it has more columns"));
    CHECK(sentence_about_lessons("lesson,url\nA,,,\n") == "it was read");
    CHECK(
        sentence_about_lessons("lesson\n" + std::string(121, 'a') + "\n") == "Line 2: the lesson is longer than 120 characters.");
    CHECK(sentence_about_lessons("lesson,start\nA,x\nB,\nC,y\n").ends_with(" One further line is wrong, too."));
    CHECK(sentence_about_lessons("lesson,start\nA,x\nB,z\nC,y\n").ends_with(" 2 further lines are wrong, too."));
    CHECK(sentence_about_lessons("lesson\nA\n", "Mars/Olympus").starts_with("There is no time zone \"Mars/Olympus\""));
    CHECK(sentence_about_lessons(std::string_view("lesson\nA\0\n", 10)).starts_with("The file is not text"));
    CHECK(sentence_about_lessons("lesson\n\xff\n").starts_with("The file is not UTF-8"));
}
