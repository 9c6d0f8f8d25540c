#include "outside/export_command.hpp"

#include "outside/export.hpp"
#include "outside/takeaways_export.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>

namespace hallway {

void add_export_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("export", "Write a room's history, or what is worth keeping of all rooms");
    const auto settings = std::make_shared<export_settings>();
    static const std::map<std::string, export_format> formats{{"jsonl", export_format::jsonl}, {"md", export_format::markdown}};

    auto* room = command->add_option("--room", settings->room, "The room's id; with --takeaways all rooms without it");
    auto* format = command->add_option("--format", settings->format, "Of a history: jsonl or md")
                       ->transform(CLI::CheckedTransformer(formats));
    auto* takeaways = command->add_option(
        "--takeaways", settings->takeaways,
        "A folder: write answered questions and pins of each room into it, as ROOM.md, ROOM.html and ROOM.json");
    auto* url = command->add_option("--url", settings->url, "A running server's address, such as http://127.0.0.1:8000");
    auto* data = command->add_option("--data", settings->data, "A stopped server's data folder");
    url->excludes(data);
    data->excludes(url);
    command->add_option(
        "--space", settings->space, "The space's id; without it the running server's first, or the one that the folder holds");
    auto* token = command->add_option(
        "--token-file", settings->token_file, "Of a history: a token to say hello with; without it as a spectator");
    auto* output = command->add_option("--output", settings->output, "Of a history: the file to write; without it stdout");
    for (auto* of_history : {format, token, output})
        takeaways->excludes(of_history);
    command->add_flag("--json", settings->json, "The closing line as JSON");
    command->callback([settings, room, format, takeaways, &exit_code] {
        if (takeaways->count() > 0) {
            exit_code = run_takeaways_export(*settings);
            return;
        }
        for (const auto* needed : {room, format})
            if (needed->count() == 0)
                throw CLI::RequiredError(needed->get_name());
        exit_code = run_export(*settings);
    });
}

} // namespace hallway
