#include "outside/spaces_of_data.hpp"

#include "log/data_folder.hpp"
#include "log/sqlite_store.hpp"
#include "outside/reached_server.hpp"
#include "support/asio_scheduler.hpp"
#include "support/exit_codes.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

namespace hallway {

namespace {

using namespace std::chrono_literals;

/// A space's log has its name, a room's that of its space before a slash. Of each space's rooms one name is looked at, be they many.
std::vector<std::string> spaces_in(store& kept, asio_scheduler& turns)
{
    constexpr auto last_of_rooms = "/~"; // behind every id of a room
    std::vector<std::string> spaces;
    for (std::string after;;) {
        std::optional<outcome<std::vector<std::string>>> got;
        kept.list({}, after, 1, [&](auto names) { got.emplace(std::move(names)); });
        while (!got)
            turns.run_for(100ms);
        if (!*got)
            throw store_refused("The data cannot be read.");
        if ((*got)->empty())
            return spaces;
        const auto& name = (*got)->front();
        const auto slash = name.find('/');
        if (slash == std::string::npos)
            spaces.push_back(name);
        after = slash == std::string::npos ? name : name.substr(0, slash) + last_of_rooms;
    }
}

} // namespace

std::vector<std::string> spaces_of_data(const std::filesystem::path& folder)
{
    if (!holds_data(folder)) // opening would make it
        return {};
    asio_scheduler turns;
    sqlite_settings settings;
    settings.folder = folder;
    settings.readers = 1;
    const auto kept = open_sqlite_store(turns, settings);
    auto spaces = spaces_in(*kept, turns);
    kept->stop();
    return spaces;
}

std::string space_of_data(const std::filesystem::path& folder, const std::string& named)
{
    if (!named.empty())
        return named;
    const auto spaces = spaces_of_data(folder);
    if (spaces.empty())
        return "main";
    if (spaces.size() == 1)
        return spaces.front();
    std::string names;
    for (std::size_t i = 0; i < spaces.size(); ++i)
        names += (i == 0 ? "" : i + 1 == spaces.size() ? " and " : ", ") + fmt::format("\"{}\"", spaces[i]);
    throw not_reached(
        wrong_usage, fmt::format("{} holds the spaces {}: say with --space which is meant.", folder.string(), names));
}

} // namespace hallway
