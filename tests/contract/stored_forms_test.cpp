// Data files as released versions wrote them, kept as SQL: every later version opens them and finds all that was said.
#include "log/beginning.hpp"
#include "log/sqlite_connection.hpp"
#include "log/stored_form.hpp"
#include "tests/contract/store_house.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace hallway;
using namespace hallway::test;

namespace {

/// Makes the data file that the text stands for.
void write_data_file(const std::filesystem::path& folder, const std::string& name)
{
    std::ifstream text(std::filesystem::path(HALLWAY_SOURCE_DIR) / "tests/contract/stored" / name);
    REQUIRE(text);
    std::ostringstream sql;
    sql << text.rdbuf();
    std::ofstream{folder / "hallway.db"}.flush(); // SQLite makes a file only where it is told to
    sqlite_connection made(folder / "hallway.db", sqlite_connection::access::read_write);
    made.run(sql.str().c_str());
}

template <class Replica>
Replica folded(store_house& house, const std::string& log, bool with_snapshot)
{
    const auto top = house.open(log);
    REQUIRE(top);
    auto saved = house.load_snapshot(log);
    const auto from = beginnings(*top, saved && with_snapshot ? std::optional{std::move(*saved)} : std::nullopt, std::nullopt);
    auto replica = replica_at_beginning<Replica>(log, top->epoch, top->first, from);
    auto events = house.read(log, {replica.top(), 1'000, no_limit});
    REQUIRE(events);
    for (auto& each : *events) {
        const auto made = event_of(std::move(each));
        REQUIRE(made);
        replica.apply(*made);
    }
    CHECK(replica.top() == top->offset);
    CHECK_FALSE(replica.state().has_unknown);
    return replica;
}

} // namespace

TEST_CASE("a data file of version 0.1 is opened, and everything that was said is there", "[sqlite][stored]")
{
    const auto in_file = [](scheduler& where, const std::filesystem::path& folder) {
        if (!std::filesystem::exists(folder / "hallway.db"))
            write_data_file(folder, "hallway-0.1.sql");
        return sqlite::make(where, folder);
    };
    store_house house(in_file);

    CHECK(*house.list("", "", 10) == std::vector<std::string>{"main", "main/lobby", "main/table-4"});
    const auto space_then = folded<space>(house, "main", true);
    CHECK(space_then.state().rooms == std::vector<room_opened>{{"lobby", "Lobby"}, {"table-4", "Table 4"}});
    CHECK(space_then.state().names.size() == 2);

    // With its snapshot and without it.
    const auto folded_lobby = folded<room>(house, "main/lobby", true);
    CHECK(folded_lobby.messages() == 5);
    CHECK(folded_lobby.state() == folded<room>(house, "main/lobby", false).state());
    const auto rows = house.rows("main/lobby", {0, false, 100, no_limit});
    REQUIRE(rows);
    std::vector<std::string> texts;
    for (auto each : rows->rows)
        texts.push_back(row_of(std::move(each))->content.text);
    CHECK(
        texts == std::vector<std::string>{
                     "Is there a recording?", "Yes, tomorrow. \xF0\x9F\x8E\xA5", "", "edited twice", "Hello from Bob",
                     "after the snapshot"});
    CHECK(row_of(rows->rows[2])->content.deleted);
    CHECK(row_of(rows->rows[1])->content.reply_to == rows->rows[0].id);
    CHECK(house.post("main/table-4", R"({"type":"message","text":"and on it goes"})").offset == 2);
}
