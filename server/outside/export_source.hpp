// Where an export's rows come from: a running server, or the data of a stopped one.
#pragma once

#include "outside/export_form.hpp"
#include "outside/server_address.hpp"
#include "protocol/errors.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace hallway {

/// Told once, before the first row.
struct export_head {
    std::string title;
    std::string epoch;
    std::uint64_t offset = 0; // rows up to here are exported
};

struct export_sink {
    std::function<void(const export_head& head)> begin;
    std::function<void(const export_row& row)> row; // in order of offset
};

/// Pages through the history over the WebSocket, up to the offset at which it joined. Waits for all of it, with its own loop.
/// \param token empty: as a spectator.
/// \returns why not: not_found without such a room, unavailable if the connection was lost.
std::optional<refusal> export_from_server(
    const server_address& server, const std::string& space, const std::string& room, const std::string& token,
    const export_sink& to);

/// Reads a stopped server's data, as it would show it when it runs again.
/// \throws store_refused if the folder holds no data that can be read, or if a server runs on it.
std::optional<refusal> export_from_data(
    const std::filesystem::path& folder, const std::string& space, const std::string& room, const export_sink& to);

} // namespace hallway
