// Where takeaways come from that are written to files: a running server, or the data of a stopped one.
#pragma once

#include "protocol/errors.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace hallway {

/// The documents of one room.
struct room_documents {
    std::string json;
    std::string markdown;
    std::string html;
};

struct takeaways_sink {
    /// Told for each room, in the order of their ids, with how many there are.
    std::function<void(const std::string& room, const room_documents& what)> room;
    std::function<void(std::size_t done, std::size_t all)> progress;
};

/// Asks a running server by HTTP; which rooms it has, by its WebSocket. `room` empty: all.
std::optional<refusal> takeaways_from_server(
    const std::string& url, const std::string& space, const std::string& room, const takeaways_sink& to);

/// Reads a stopped server's data, as it would show it when it runs again.
/// \throws store_refused if the folder holds no data that can be read, or if a server runs on it.
std::optional<refusal> takeaways_from_data(
    const std::filesystem::path& folder, const std::string& space, const std::string& room, const takeaways_sink& to);

} // namespace hallway
