// Every input that a fuzz target keeps - its seeds, and what once broke a law - is an ordinary test.
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
int room_fuzz(const std::uint8_t* data, std::size_t size);
int schedule_fuzz(const std::uint8_t* data, std::size_t size);
int session_fuzz(const std::uint8_t* data, std::size_t size);
int stored_fuzz(const std::uint8_t* data, std::size_t size);
int websocket_fuzz(const std::uint8_t* data, std::size_t size);
}

namespace {

namespace fs = std::filesystem;

const std::map<std::string, int (*)(const std::uint8_t*, std::size_t)> targets{
    {"commands_fuzz", commands_fuzz}, {"config_fuzz", config_fuzz},      {"http_fuzz", http_fuzz},
    {"room_fuzz", room_fuzz},         {"schedule_fuzz", schedule_fuzz},  {"session_fuzz", session_fuzz},
    {"stored_fuzz", stored_fuzz},     {"websocket_fuzz", websocket_fuzz}};

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

/// A broken law ends the process, with its words on stderr; the file is named by the message before.
void replay(const std::string& target, const std::vector<fs::path>& inputs)
{
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

TEST_CASE("no input that fuzzing ever found breaks a law again", "[fuzz]")
{
    std::size_t inputs = 0;
    for (const auto& [name, run] : targets) {
        auto found = files_in(fuzz_folder / name);
        std::erase_if(found, [](const fs::path& path) { return !path.filename().string().starts_with("found-"); });
        inputs += found.size();
        replay(name, found);
    }
    CHECK(inputs > 0);
}

TEST_CASE("the seeds of the fuzz targets break no law", "[fuzz]")
{
    for (const auto& [name, run] : targets)
        replay(name, files_in(fuzz_folder / name));
    for (const auto* const name : {"commands_fuzz", "stored_fuzz", "session_fuzz"})
        replay(name, files_in(fs::path(HALLWAY_SOURCE_DIR) / "protocol/fixtures"));
}
