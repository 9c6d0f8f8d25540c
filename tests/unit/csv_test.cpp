#include "schedule/csv.hpp"

#include <catch2/catch.hpp>

using namespace hallway;

namespace {

using rows = std::vector<std::vector<std::string>>;

rows rows_of(std::string_view bytes)
{
    const auto read = read_csv(bytes);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    rows out;
    for (const auto& record : *read)
        out.push_back(record.fields);
    return out;
}

std::string sentence_about(std::string_view bytes)
{
    const auto read = read_csv(bytes);
    return read ? "it was read" : read.error().message;
}

} // namespace

TEST_CASE("values stand between commas, semicolons or tabs, whichever the first line has most of", "[csv]")
{
    CHECK(rows_of("a,b\n1,2\n") == rows{{"a", "b"}, {"1", "2"}});
    CHECK(rows_of("a;b;c\n1,5;2;3") == rows{{"a", "b", "c"}, {"1,5", "2", "3"}});
    CHECK(rows_of("a\tb,c\td\n") == rows{{"a", "b,c", "d"}});
    CHECK(rows_of("\"a;b;c\",d\n") == rows{{"a;b;c", "d"}});
    CHECK(rows_of("sep=|\r\na|b,c\r\n") == rows{{"a", "b,c"}});
    CHECK(rows_of("a\nb\n") == rows{{"a"}, {"b"}});
}

TEST_CASE("a field in quotes may hold separators, line breaks and doubled quotes", "[csv]")
{
    CHECK(rows_of("a,b\n\"1,\"\"one\"\"\",\"two\r\nlines\"\n") == rows{{"a", "b"}, {"1,\"one\"", "two\r\nlines"}});
    CHECK(rows_of("a,b\n5\" disk,\"\"\n") == rows{{"a", "b"}, {"5\" disk", ""}});
}

TEST_CASE("records know the line that they begin in, whatever ends lines", "[csv]")
{
    const auto read = read_csv("\xEF\xBB\xBF"
                               "a,b\r\n\r\n\"x\ny\",1\rz,2\n\n,\n");

    REQUIRE(read);
    REQUIRE(read->size() == 4);
    CHECK((*read)[0] == csv_record{1, {"a", "b"}});
    CHECK((*read)[1] == csv_record{3, {"x\ny", "1"}});
    CHECK((*read)[2] == csv_record{5, {"z", "2"}});
    CHECK((*read)[3] == csv_record{7, {"", ""}});
}

TEST_CASE("what is no CSV is refused with its line", "[csv]")
{
    CHECK(sentence_about("a,b\n\"1,2\n3,4\n") == "Line 2: a quote opens and is never closed.");
    CHECK(sentence_about("a\n\"1\n2\" 3\n").starts_with("Line 3: something stands behind the quote"));
    CHECK(sentence_about(std::string(csv_limits::columns_max, ',')).starts_with("Line 1: it has more than 64 columns"));
    std::string many;
    for (std::size_t i = 0; i <= csv_limits::records_max; ++i)
        many += "x\n";
    CHECK(sentence_about(many) == "The file has more than 20000 lines of values.");
}
