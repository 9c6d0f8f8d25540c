#include "support/json_text.hpp"
#include "support/logging.hpp"
#include "support/metrics.hpp"

#include <catch2/catch.hpp>

using namespace hallway;
using Catch::Contains;

TEST_CASE("instances of one name are summed, labels apart", "[metrics]")
{
    metrics all;
    all.count("hallway_closes_total", "Closes.", "code=\"4008\"").add(2);
    all.count("hallway_closes_total", "Closes.", "code=\"4008\"").add();
    all.count("hallway_closes_total", "Closes.", "code=\"1000\"").add(5);
    all.show("hallway_connections", "Connections.").set(7);
    all.show("hallway_connections", "Connections.").set(-2);
    all.gauge("hallway_rooms", "Rooms.", [] { return 2.5; });

    CHECK(
        all.text() == "# HELP hallway_closes_total Closes.\n"
                      "# TYPE hallway_closes_total counter\n"
                      "hallway_closes_total{code=\"1000\"} 5\n"
                      "hallway_closes_total{code=\"4008\"} 3\n"
                      "# HELP hallway_connections Connections.\n"
                      "# TYPE hallway_connections gauge\n"
                      "hallway_connections 5\n"
                      "# HELP hallway_rooms Rooms.\n"
                      "# TYPE hallway_rooms gauge\n"
                      "hallway_rooms 2.5\n");
}

TEST_CASE("a histogram's buckets are cumulative when shown", "[metrics]")
{
    metrics all;
    auto& timed = all.timing("hallway_append_seconds", "Append.", "store=\"sqlite\"");
    timed.observe(0.00005); // a bound belongs to its own bucket
    timed.observe(0.0002);
    timed.observe(99);
    const auto text = all.text();
    CHECK_THAT(text, Contains("# TYPE hallway_append_seconds histogram\n"));
    CHECK_THAT(text, Contains("hallway_append_seconds_bucket{store=\"sqlite\",le=\"5e-05\"} 1\n"));
    CHECK_THAT(text, Contains("hallway_append_seconds_bucket{store=\"sqlite\",le=\"0.00025\"} 2\n"));
    CHECK_THAT(text, Contains("hallway_append_seconds_bucket{store=\"sqlite\",le=\"10\"} 2\n"));
    CHECK_THAT(text, Contains("hallway_append_seconds_bucket{store=\"sqlite\",le=\"+Inf\"} 3\n"));
    CHECK_THAT(text, Contains("hallway_append_seconds_count{store=\"sqlite\"} 3\n"));
    CHECK(timed.count() == 3);
    CHECK(timed.sum() == Approx(99.00025));
}

TEST_CASE("large counts are written as whole numbers", "[metrics]")
{
    metrics all;
    all.count("hallway_bytes_total", "Bytes.").add(123'456'789'012);
    CHECK_THAT(all.text(), Contains("hallway_bytes_total 123456789012\n"));
}

TEST_CASE("the process tells of itself", "[metrics]")
{
    metrics all;
    all.add_process("1.2.3");
    const auto text = all.text();
    CHECK_THAT(text, Contains("hallway_build_info{version=\"1.2.3\"} 1\n"));
    CHECK_THAT(text, Contains("# TYPE process_cpu_seconds_total counter\n"));
    CHECK_THAT(text, Contains("process_resident_memory_bytes "));
    CHECK_THAT(text, !Contains("process_open_fds 0\n"));
}

TEST_CASE("a log line is JSON, or text that cannot be mistaken", "[logging]")
{
    CHECK(
        json_line(
            "2024-02-03T10:00:00.000Z", "warn", "accepting pauses",
            {{"reason", "too \"many\"\n"}, {"count", 3}, {"first", true}}) ==
        R"({"at":"2024-02-03T10:00:00.000Z","level":"warn","event":"accepting pauses","reason":"too \"many\"\u000a","count":3,"first":true})");
    CHECK(
        text_line("listening", {{"address", "127.0.0.1:8080"}, {"room", "a b"}, {"name", "x\ny=z"}, {"empty", ""}}) ==
        "listening address=127.0.0.1:8080 room=\"a b\" name=\"x\\u000ay=z\" empty=\"\"");
}

TEST_CASE("what is not UTF-8 is quoted as if it were", "[logging]")
{
    CHECK(json_quoted("caf\xC3\xA9 \xF0\x9F\x8E\x89") == "\"caf\xC3\xA9 \xF0\x9F\x8E\x89\"");
    CHECK(json_quoted("\xC3") == "\"\xEF\xBF\xBD\"");
    CHECK(json_quoted("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json_quoted("\xFFx") == "\"\xEF\xBF\xBDx\"");
}

TEST_CASE("an address is told without its end", "[logging]")
{
    CHECK(masked_address("192.0.2.17") == "192.0.2.x");
    CHECK(masked_address("::ffff:192.0.2.17") == "192.0.2.x");
    CHECK(masked_address("2001:db8:1:2::5") == "2001:db8:1::x");
    CHECK(masked_address("2001:db8::5") == "2001:db8::x");
    CHECK(masked_address("::1") == "::x");
}
