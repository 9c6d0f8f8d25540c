#include "outside/import_command.hpp"

#include "outside/import.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace hallway {

void add_import_command(CLI::App& app, int& exit_code, own_server_maker make)
{
    constexpr long follow_min = 10; // seconds
    constexpr long follow_max = 24 * 60 * 60;
    auto* command =
        app.add_subcommand("import", "Bring a conference's schedule or a course's lessons in, or bring them up to date");
    const auto settings = std::make_shared<import_settings>();
    command
        ->add_option(
            "source", settings->source,
            "schedule.json or schedule.xml of frab, pretalx or pentabarf, or a table of lessons (CSV): a file, \"-\", or an "
            "address")
        ->required();
    command->add_option("--url", settings->server.url, "A running server's address, such as http://127.0.0.1:8000");
    command->add_option("--data", settings->server.data, "A stopped server's data folder; with --url where the token is");
    command->add_option(
        "--token-file", settings->server.token_file, "An organiser's token; without it organiser.token of the data folder");
    command->add_option(
        "--space", settings->server.space,
        "The space's id; without it the running server's first, or the one that the folder holds");
    command->add_option(
        "--timezone", settings->time_zone,
        "Where times without an offset are meant, such as Europe/Brussels; without it the file's own");
    command
        ->add_option("--follow", settings->follow_seconds, "Look for changes again after so many seconds, until a signal ends it")
        ->check(CLI::Range(follow_min, follow_max));
    command->add_flag("--dry-run", settings->dry_run, "Only show what would change");
    command->add_flag("--yes", settings->yes, "Do not ask; also if most talks would go");
    command->add_option("--space-title", settings->space_title, "What the course is called: a table of lessons does not say");
    command->add_option("--acronym", settings->acronym, "Tells lessons of one course from another's; without it the space's id");
    command->add_flag("--json", settings->json, "End with one line of JSON");
    command->callback([settings, &exit_code, make = std::move(make)] { exit_code = run_import(*settings, make); });
}

} // namespace hallway
