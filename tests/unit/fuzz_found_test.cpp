// Every input that a fuzz target keeps, its seeds and what once broke a law, is an ordinary test.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

extern "C" {
int commands_fuzz(const std::uint8_t* data, std::size_t size);
int config_fuzz(const std::uint8_t* data, std::size_t size);
int http_fuzz(const std::uint8_t* data, std::size_t size);
int lessons_fuzz(const std::uint8_t* data, std::size_t size);
int redis_fuzz(const std::uint8_t* data, std::size_t size);
int room_fuzz(const std::uint8_t* data, std::size_t size);
int schedule_fuzz(const std::uint8_t* data, std::size_t size);
int session_fuzz(const std::uint8_t* data, std::size_t size);
int stored_fuzz(const std::uint8_t* data, std::size_t size);
int websocket_fuzz(const std::uint8_t* data, std::size_t size);
}

namespace {

namespace fs = std::filesystem;

const std::map<std::string, int (*)(const std::uint8_t*, std::size_t)> targets{
    {"commands_fuzz", commands_fuzz},  {"config_fuzz", config_fuzz},   {"http_fuzz", http_fuzz},
    {"lessons_fuzz", lessons_fuzz},    {"redis_fuzz", redis_fuzz},     {"room_fuzz", room_fuzz},
    {"schedule_fuzz", schedule_fuzz},  {"session_fuzz", session_fuzz}, {"stored_fuzz", stored_fuzz},
    {"websocket_fuzz", websocket_fuzz}};

const fs::path fuzz_folder = fs::path(HALLWAY_SOURCE_DIR) / "tests/fuzz";

std::vector<fs::path> files_in(const fs::path& folder)
{
    std::vector<fs::path> found;
    if (fs::is_directory(folder))
        for (const auto& one : fs::directory_iterator(folder))
            if (one.is_regular_file())
                found.push_back(one.path());
    std::sort(found.begin(), found.end());
    return found;
}

/// Runs a target over its seeds and all that it ever found (`found-…`), and over further folders. A broken law ends the process, with its words on stderr.
void replay(const std::string& target, const std::vector<std::string>& further = {})
{
    auto inputs = files_in(fuzz_folder / target);
    for (const auto& folder : further)
        for (auto& path : files_in(fs::path(HALLWAY_SOURCE_DIR) / folder))
            inputs.push_back(std::move(path));
    CHECK(!inputs.empty());
    for (const auto& path : inputs) {
        std::ifstream file(path, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        INFO(target << " " << path.filename().string());
        CHECK(targets.at(target)(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) == 0);
    }
}

} // namespace

TEST_CASE("every fuzz target is replayed", "[fuzz]")
{
    std::size_t sources = 0;
    for (const auto& path : files_in(fuzz_folder)) {
        if (path.extension() != ".cpp")
            continue;
        ++sources;
        INFO("list " << path.filename() << " in this file");
        CHECK(targets.count(path.stem().string()) == 1);
    }
    CHECK(sources == targets.size());
}

// One case for each, so that a broken law does not hide the others' (it ends the process).

TEST_CASE("a frame that is accepted survives being written and read again", "[fuzz]")
{
    replay("commands_fuzz", {"protocol/fixtures"});
}

TEST_CASE("any bytes as a configuration are settings that hold, or a sentence", "[fuzz]") { replay("config_fuzz"); }

TEST_CASE("whatever comes in over HTTP, the answers are well-formed and nothing is smuggled", "[fuzz]") { replay("http_fuzz"); }

TEST_CASE("whatever a table says, its records are those of a naive reader", "[fuzz]") { replay("lessons_fuzz"); }

TEST_CASE("whatever Redis answers, it is read alike however it arrives", "[fuzz]") { replay("redis_fuzz"); }

TEST_CASE("whatever happens in a room, it is what a naive model says", "[fuzz]") { replay("room_fuzz"); }

TEST_CASE("whatever a schedule says, its model holds what it promises", "[fuzz]") { replay("schedule_fuzz"); }

TEST_CASE("whatever sessions say, each document is answered once", "[fuzz]") { replay("session_fuzz", {"protocol/fixtures"}); }

TEST_CASE("what a store hands out survives being written and read again", "[fuzz]")
{
    replay("stored_fuzz", {"protocol/fixtures"});
}

TEST_CASE("whatever a WebSocket says, it is understood as a naive reader would", "[fuzz]") { replay("websocket_fuzz"); }
