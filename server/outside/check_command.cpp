#include "outside/check_command.hpp"

#include "log/data_folder.hpp"
#include "log/file_check.hpp"
#include "log/store_refused.hpp"
#include "outside/step_line.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace hallway {
namespace {

struct check_settings {
    std::string data;
    std::string file;
    bool json = false;
};

void tell(const check_settings& settings, const std::filesystem::path& file, const file_findings& found)
{
    if (settings.json) {
        nlohmann::ordered_json out;
        out["file"] = file.string();
        out["sound"] = found.is_sound();
        out["rooms"] = found.rooms();
        out["events"] = found.events();
        out["records"] = found.records;
        out["trimmed_folds"] = found.trimmed_folds;
        out["snapshots"] = found.snapshots;
        out["problems"] = found.problems;
        out["logs"] = nlohmann::json::array();
        for (const auto& log : found.logs) {
            out["logs"].push_back(
                {{"log", log.name},
                 {"epoch", log.epoch},
                 {"first", log.first},
                 {"top", log.top},
                 {"events", log.events},
                 {"problems", log.problems}});
        }
        fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    for (const auto& problem : found.problems)
        fmt::print("{}\n", problem);
    for (const auto& log : found.logs)
        for (const auto& problem : log.problems)
            fmt::print("{}: {}\n", log.name, problem);
    fmt::print(
        "{}: {} rooms, {} events, {} snapshots, {} records{}: {}\n", file.string(), found.rooms(), found.events(),
        found.snapshots, found.records,
        found.trimmed_folds > 0 ? fmt::format(" ({} of what rooms have forgotten)", found.trimmed_folds) : std::string{},
        found.is_sound() ? "all is well" : "not all is well");
    if (!found.is_sound())
        fmt::print("hallway restore puts a backup in its place; what can still be read is served, the rest is refused.\n");
}

int run(const check_settings& settings)
{
    if (settings.data.empty() == settings.file.empty()) {
        fmt::print(stderr, "Say what to check: a file (of data, or a backup), or --data DIR of a stopped server.\n");
        return wrong_usage;
    }
    try {
        std::optional<folder_being_read> held;
        std::filesystem::path file = settings.file;
        if (!settings.data.empty()) {
            held.emplace(settings.data);
            file = std::filesystem::path(settings.data) / "hallway.db";
        }
        step_line line;
        check_order how;
        how.tell = [&](std::uint64_t done, std::uint64_t total) {
            line.show("checking", done, total);
            return true;
        };
        const auto found = check_file(file, how);
        line.clear();
        tell(settings, file, found);
        return found.is_sound() ? done_well : data_refused;
    } catch (const folder_in_use& error) {
        fmt::print(
            stderr,
            "{} Check a backup instead: hallway backup --url ADDRESS --token-file {}/organiser.token makes one, read through.\n",
            error.what(), settings.data);
        return store_was_refused;
    } catch (const store_refused& error) {
        fmt::print(stderr, "{}\n", error.what());
        return settings.file.empty() ? store_was_refused : data_refused;
    }
}

} // namespace

void add_check_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("check-db", "Read all that is kept and say what is wrong with it; changes nothing");
    const auto settings = std::make_shared<check_settings>();
    command->add_option("file", settings->file, "a data file that nobody uses, or a backup")->type_name("FILE");
    command->add_option("--data", settings->data, "a stopped server's data folder")->type_name("DIR");
    command->add_flag("--json", settings->json, "one line of JSON");
    command->callback([settings, &exit_code] { exit_code = run(*settings); });
}

} // namespace hallway
