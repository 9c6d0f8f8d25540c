#include "outside/export_command.hpp"

#include "outside/export.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>

namespace hallway {

void add_export_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("export", "Write a room's history as lines of JSON or as Markdown");
    const auto settings = std::make_shared<export_settings>();
    static const std::map<std::string, export_format> formats{{"jsonl", export_format::jsonl}, {"md", export_format::markdown}};

    command->add_option("--room", settings->room, "The room's id")->required();
    command->add_option("--format", settings->format, "jsonl or md")->transform(CLI::CheckedTransformer(formats))->required();
    auto* url = command->add_option("--url", settings->url, "A running server's address, such as http://127.0.0.1:8000");
    auto* data = command->add_option("--data", settings->data, "A stopped server's data folder");
    url->excludes(data);
    data->excludes(url);
    command->add_option(
        "--space", settings->space, "The space's id; without it the running server's first, or the one that the folder holds");
    command->add_option("--token-file", settings->token_file, "A token to say hello with; without it as a spectator");
    command->add_option("--output", settings->output, "The file to write; without it stdout");
    command->add_flag("--json", settings->json, "The closing line as JSON");
    command->callback([settings, &exit_code] { exit_code = run_export(*settings); });
}

} // namespace hallway
