// Readers that stop reading, over real sockets: what they missed is told, can be filled in, and costs nobody else.
#include "tests/support/chat_client.hpp"
#include "tests/support/server_process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <poll.h>

using namespace hallway::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr int small_buffer =
    4'096; // bytes that the kernel keeps for a reader, so that little lies where the server cannot see it

/// A long text, so that little has to be said to fall far behind.
std::string long_text(int number)
{
    auto text = fmt::format("{} ", number);
    for (int i = 0; i < 950; ++i)
        text += "\xF0\x9F\x93\xA3"; // a megaphone
    return text;
}

class posting_client {
public:
    explicit posting_client(std::uint16_t port) : client_(port) { client_.enter("Author"); }

    /// Posts and waits for the answers, some at a time. \returns the ids
    std::vector<std::string> post(int count, const std::function<std::string(int)>& text)
    {
        std::vector<std::string> ids;
        constexpr int at_once = 32;
        for (int done = 0; done < count; done += at_once) {
            const auto now = std::min(at_once, count - done);
            std::map<std::uint64_t, int> asked;
            for (int i = 0; i < now; ++i) {
                const auto number = ++posts_;
                asked.emplace(
                    client_.send(
                        fmt::format(R"("do":"post","room":"lobby","key":"slow-reader-{:06}","text":"{}")", number, text(number))),
                    i);
            }
            while (!asked.empty()) {
                const auto document = json::parse(client_.next().value());
                if (!document.contains("re"))
                    continue;
                REQUIRE(document.contains("ok"));
                ids.push_back(document["ok"]["id"]);
                top = std::max(top, document["ok"]["offset"].get<std::uint64_t>());
                asked.erase(document["re"].get<std::uint64_t>());
            }
        }
        return ids;
    }

    void change(std::string_view verb, const std::string& target, std::string_view more)
    {
        const auto answer = json::parse(client_.ask(
            fmt::format(R"("do":"{}","room":"lobby","key":"slow-reader-{:06}","target":"{}"{})", verb, ++posts_, target, more)));
        REQUIRE(answer.contains("ok"));
        top = std::max(top, answer["ok"]["offset"].get<std::uint64_t>());
    }

    std::uint64_t top = 0;

private:
    chat_client client_;
    int posts_ = 0;
};

/// What a client of the room holds: it folds what it is told, and fills gaps by history.
class reader {
public:
    explicit reader(std::uint16_t port, int receive_buffer = 0) : client_(port, receive_buffer)
    {
        client_.socket().patience = 10s;
        take_join(json::parse(client_.enter("Reader")));
    }

    /// Reads until it stands there, or is out of the room.
    void read_until(std::uint64_t top)
    {
        while (at_ < top && !is_reset) {
            const auto document = client_.next();
            REQUIRE(document);
            take(json::parse(*document));
        }
    }

    void join_again()
    {
        take_join(json::parse(client_.ask(R"("do":"join","room":"lobby")")));
        is_reset = false;
    }

    chat_client& client() { return client_; }

    std::map<std::string, std::string> rows; // id -> text; deleted ones have none
    int gaps = 0;
    bool is_reset = false;
    std::string reset_reason;

private:
    void take_join(const json& answer)
    {
        REQUIRE(answer.contains("ok"));
        rows.clear();
        at_ = answer["ok"]["offset"];
        for (const auto& each : answer["ok"]["events"])
            take_row(each);
    }

    void take_row(const json& row) { rows[row["id"]] = row.value("text", ""); }

    void take(const json& event)
    {
        const auto what = event.value("ev", "");
        if (what == "gap") {
            ++gaps;
            CHECK(event["from"] == at_ + 1); // nothing is missing that was not told to be
            fill(event["from"], event["to"]);
        } else if (what == "reset") {
            is_reset = true;
            reset_reason = event["reason"];
        } else if (what == "message") {
            CHECK(event["offset"] == at_ + 1);
            take_row(event);
        } else if (what == "edited") {
            if (const auto row = rows.find(event["target"]); row != rows.end() && !row->second.empty())
                row->second = event["text"];
        } else if (what == "deleted") {
            if (const auto row = rows.find(event["target"]); row != rows.end())
                row->second.clear();
        }
        if (what == "gap" || event.contains("offset"))
            at_ = std::max(at_, event[what == "gap" ? "to" : "offset"].get<std::uint64_t>());
    }

    void fill(std::uint64_t from, std::uint64_t to)
    {
        for (auto after = from - 1;;) {
            const auto page =
                json::parse(client_.ask(fmt::format(R"("do":"history","room":"lobby","after":{},"limit":300)", after)))["ok"];
            for (const auto& row : page["events"])
                if (row["offset"] <= to)
                    take_row(row);
            if (!page.contains("after") || page["after"] >= to)
                return;
            after = page["after"];
        }
    }

    chat_client client_;
    std::uint64_t at_ = 0;
};

/// Posts while a reader reads along.
std::vector<std::string> post_and_read(
    posting_client& writes, reader& along, int count, const std::function<std::string(int)>& text)
{
    std::vector<std::string> ids;
    constexpr int at_once = 20;
    for (int done = 0; done < count; done += at_once) {
        for (auto& id : writes.post(std::min(at_once, count - done), text))
            ids.push_back(std::move(id));
        along.read_until(writes.top);
    }
    return ids;
}

} // namespace

TEST_CASE("a reader that stops reading is told of the gap, history fills it, and it then holds what the others hold", "[slow]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    posting_client writes(server.port());
    const auto early = writes.post(4, [](int number) { return fmt::format("early {}", number); });
    reader quick(server.port());
    reader slow(server.port(), small_buffer);

    const auto said = post_and_read(writes, quick, 260, long_text);
    writes.change("edit", early[0], R"(,"text":"early, corrected")");
    writes.change("delete", early[1], "");
    writes.change("edit", said[250], R"(,"text":"late, corrected")");
    quick.read_until(writes.top);
    CHECK(server.metric("hallway_gaps_total") >= 1);

    slow.read_until(writes.top);
    CHECK(slow.gaps >= 1);
    CHECK_FALSE(slow.is_reset);
    CHECK(quick.gaps == 0);
    writes.post(3, [](int number) { return fmt::format("after {}", number); }); // and live again
    quick.read_until(writes.top);
    slow.read_until(writes.top);
    CHECK(slow.rows == quick.rows);
    CHECK(slow.rows.at(early[0]) == "early, corrected");
    CHECK(slow.rows.at(early[1]).empty());
    CHECK(slow.rows.at(said[250]) == "late, corrected");
    CHECK(server.stop() == 0);
}

TEST_CASE("a reader that falls farther behind than is kept in memory is reset, and joins afresh", "[slow]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    posting_client writes(server.port());
    reader quick(server.port());
    reader slow(server.port(), small_buffer);
    post_and_read(writes, quick, 170, long_text);
    post_and_read(writes, quick, 1'100, [](int number) { return fmt::format("short {}", number); });

    slow.read_until(writes.top);
    REQUIRE(slow.is_reset);
    CHECK(slow.reset_reason == "too_far");
    slow.join_again();
    CHECK(slow.rows.size() == 50);
    for (const auto& [id, text] : slow.rows)
        CHECK(quick.rows.at(id) == text);
    writes.post(1, [](int) { return std::string("after"); });
    quick.read_until(writes.top);
    slow.read_until(writes.top);
    CHECK(slow.rows.size() == 51);
    CHECK(quick.gaps == 0);
    CHECK(server.stop() == 0);
}

TEST_CASE("a reader for whom more than a megabyte waits is closed with 4008, and the others hear everything", "[slow]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    posting_client writes(server.port());
    writes.post(70, long_text);
    reader quick(server.port());
    chat_client greedy(server.port(), small_buffer);
    greedy.enter("Greedy");
    for (int i = 0; i < 15'000; ++i)
        greedy.send(R"("do":"nothing that exists")"); // each is answered, and no answer is read
    const auto before = writes.top;
    writes.post(20, [](int number) { return fmt::format("meanwhile {}", number); });
    quick.read_until(writes.top);
    CHECK(quick.gaps == 0);
    CHECK(writes.top == before + 20);
    const auto until = std::chrono::steady_clock::now() + 30s;
    double waiting_most = 0;
    while (server.metric("hallway_closes_total{code=\"4008\"}") == 0 && std::chrono::steady_clock::now() < until) {
        ::poll(nullptr, 0, 10);
        waiting_most = std::max(waiting_most, server.metric("hallway_outbox_bytes"));
    }
    CHECK(waiting_most <= 1'048'576); // it is not the ten seconds without a read that end it
    greedy.read_to_the_end();
    CHECK(greedy.close_code() == 4008);
    CHECK(server.stop() == 0);
}

TEST_CASE(
    "a reader that asks for many pages at once and reads none holds up a few of them, and gets all of them once it reads",
    "[slow]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    posting_client writes(server.port());
    writes.post(70, long_text);
    chat_client hasty(server.port(), small_buffer);
    hasty.socket().patience = 10s;
    hasty.enter("Hasty");
    constexpr int pages = 40;
    std::map<std::uint64_t, bool> asked;
    for (int i = 0; i < pages; ++i) // a quarter of a megabyte each
        asked[hasty.send(R"("do":"history","room":"lobby","after":0,"limit":300)")] = false;
    double waiting_most = 0;
    for (int look = 0; look < 60; ++look) {
        ::poll(nullptr, 0, 50);
        waiting_most = std::max(waiting_most, server.metric("hallway_outbox_bytes"));
    }
    CHECK(waiting_most > 0);
    CHECK(waiting_most <= 3.1 * 256 * 1024); // two pages above a quarter of a megabyte that nobody has read
    for (int i = 0; i < pages; ++i) {
        const auto page = json::parse(hasty.next().value());
        CHECK(page["ok"]["events"].size() > 50);
        asked[page["re"].get<std::uint64_t>()] = true;
    }
    CHECK(std::all_of(asked.begin(), asked.end(), [](const auto& each) { return each.second; }));
    CHECK(server.metric("hallway_closes_total{code=\"4008\"}") == 0);
    CHECK(server.stop() == 0);
}

TEST_CASE("many readers that stop reading cost themselves only", "[slow]")
{
    const scratch_folder folder;
    server_process server(folder / "data", {"--unlimited"});
    server.start();
    posting_client writes(server.port());
    std::vector<std::unique_ptr<reader>> readers;
    const std::size_t count = is_long_run() ? 500 : 50;
    for (std::size_t i = 0; i < count; ++i)
        readers.push_back(
            std::make_unique<reader>(server.port(), i % 5 == 0 ? small_buffer : 0)); // every fifth will stop reading
    for (int round = 0; round < 10; ++round) {
        writes.post(20, long_text);
        for (std::size_t i = 0; i < count; ++i)
            if (i % 5 != 0)
                readers[i]->read_until(writes.top);
    }
    // Stalled outboxes are bounded: what waits for all of them is less than the bound of each, 1 MiB, times their number.
    CHECK(server.metric("hallway_outbox_bytes") <= static_cast<double>(count) / 5 * 1'048'576);
    // Where the others take longer to read, the next rung comes first: who takes nothing for ten seconds is closed.
    CHECK(
        server.metric("hallway_gaps_total") + server.metric("hallway_closes_total{code=\"4008\"}") >=
        static_cast<double>(count) / 5);
    for (std::size_t i = 0; i < count; ++i)
        if (i % 5 != 0) {
            CHECK(readers[i]->gaps == 0);
            CHECK(readers[i]->rows == readers[1]->rows);
        }
    CHECK(server.stop() == 0);
}
