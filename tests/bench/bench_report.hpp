// The benchmark's figures as they are kept: one JSON file a scenario, and a page of all of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hallway::bench {

/// What the figures were measured on: processor, cores, kernel, distribution, compiler, limits of the kernel; one JSON object.
std::string machine_as_json();

/// Reads the scenarios' files, writes NAME.json and NAME.md into `folder`. \returns the page's table, for the terminal
std::string write_report(
    const std::string& name, const std::string& server_version, const std::vector<std::filesystem::path>& scenarios,
    const std::filesystem::path& folder);

} // namespace hallway::bench
