#include "outside/backup_command.hpp"

#include "outside/backup.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace hallway {

void add_backup_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("backup", "Copy all that is kept into one file, and read it through");
    const auto settings = std::make_shared<backup_settings>();
    command->add_option("--data", settings->data, "a stopped server's data folder; with --url, where organiser.token lies")
        ->type_name("DIR");
    command->add_option("--url", settings->url, "a running server's address on this machine, such as http://127.0.0.1:8000")
        ->type_name("URL");
    command->add_option("--token-file", settings->token_file, "an organiser's token (organiser.token in the data folder)")
        ->type_name("FILE");
    command
        ->add_option(
            "--to", settings->to,
            "the file to write, or a folder; without, the backup folder: the running server's, or backups in the data folder")
        ->type_name("PATH");
    command->add_flag("--json", settings->json, "one line of JSON");
    command->callback([settings, &exit_code] { exit_code = run_backup(*settings); });
}

} // namespace hallway
