#include "outside/replay_command.hpp"

#include "outside/replay.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace hallway {
namespace {

/// "max" is 0.
std::string read_speed(std::string& written)
{
    if (written == "max") {
        written = "0";
        return {};
    }
    double value = 0;
    if (!CLI::detail::lexical_cast(written, value) || !(value > 0))
        return "\"" + written + "\" is not a number above 0, and not \"max\"";
    return {};
}

} // namespace

void add_replay_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("replay", "Replay a recorded chat through a running server, a member for each nick");
    const auto settings = std::make_shared<replay_settings>();

    command->add_option("file", settings->file, "The recording: \"[HH:MM] <nick> text\" or \"channel date [time] <nick> text\"")
        ->required();
    command->add_option("--room", settings->room, "The room's id; opened if it does not exist")->required();
    command
        ->add_option(
            "--url", settings->urls,
            "The server's address, such as http://127.0.0.1:8000. Given again for each node of one event: members are spread "
            "over "
            "them, who loses one goes on at the next, and all must be told everywhere")
        ->required()
        ->take_all()
        ->expected(1);
    command->add_option("--space", settings->space, "The space's id; without it the server's first");
    command->add_option(
        "--run", settings->run,
        "A name for this run. The same run again posts nothing twice, another one posts anew; "
        "without it a fresh name is made and printed");
    command->add_option("--speed", settings->speed, "So many times faster than recorded, or \"max\"")
        ->transform(CLI::Validator(read_speed, "NUMBER or max"))
        ->capture_default_str();
    command->add_option("--rate", settings->rate, "Posts a second at most")->check(CLI::PositiveNumber);
    command->add_flag("--in-order", settings->in_order, "Each post waits for the answer of the one before");
    command->add_flag(
        "--as-questions", settings->as_questions,
        "What begins a conversation by the annotation is asked as a question, and the first reply by somebody else attached as "
        "its "
        "answer, with the token of --token-file");
    command->add_option(
        "--annotation", settings->annotation,
        "Who answers whom, lines \"A B -\"; \"none\" for no replies; without it FILE's own .annotation.txt");
    command->add_option(
        "--token-file", settings->token_file, "An organiser's token, to open the room; without it hallway-data/organiser.token");
    command->add_option(
        "--keys-file", settings->keys_file,
        "Where the members' guest keys are kept for a resumed run; without it below ~/.local/state/hallway");
    command->add_flag("--json", settings->json, "The closing line as JSON");
    command->callback([settings, &exit_code] { exit_code = run_replay(*settings); });
}

} // namespace hallway
