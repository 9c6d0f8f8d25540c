#include "identity/token_commands.hpp"

#include "identity/secrets.hpp"
#include "identity/tokens.hpp"
#include "protocol/limits.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace hallway {

namespace {

constexpr int hours_max = 24 * 366 * 10;

struct token_options {
    std::string role = "moderator";
    std::string space = "main";
    std::string data = "hallway-data";
    std::string token;
    int hours = 0;
    bool is_json = false;
};

std::vector<std::string> role_names()
{
    std::vector<std::string> names;
    for (const auto one : {role::attendee, role::speaker, role::moderator, role::safety, role::organiser, role::bot})
        names.emplace_back(name_of(one));
    return names;
}

/// One line of stdin; a token on a command line would stand in the list of processes and in the shell's history.
std::string token_from_input()
{
    std::string line;
    std::getline(std::cin, line);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    return line;
}

void generate(const token_options& options)
{
    const token_keeper keeper(load_secret(options.data));
    std::optional<time_point> expires;
    if (options.hours > 0)
        expires =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + std::chrono::hours{options.hours};
    const auto token = keeper.staff_link(*role_named(options.role), options.space, expires);
    if (options.is_json)
        fmt::print("{{\"token\":\"{}\",\"role\":\"{}\",\"space\":\"{}\"}}\n", token, options.role, options.space);
    else
        fmt::print("{}\n", token);
}

/// \returns the exit code
int check(const token_options& options)
{
    const token_keeper keeper(load_secret(options.data));
    const auto found = keeper.check(options.token.empty() ? token_from_input() : options.token);
    if (!found) {
        if (options.is_json)
            fmt::print("{{\"valid\":false,\"code\":\"{}\"}}\n", code_of(found.error().code));
        else
            fmt::print("{}\n", found.error().message);
        return 1;
    }
    const auto member = found->member ? to_string(*found->member) : std::string{};
    if (options.is_json)
        fmt::print(
            "{{\"valid\":true,\"role\":\"{}\",\"space\":\"{}\",\"member\":{}}}\n", name_of(found->as), found->space,
            member.empty() ? "null" : "\"" + member + "\"");
    else if (found->member)
        fmt::print("The guest key of {}, {} in the space {}.\n", member, name_of(found->as), found->space);
    else
        fmt::print("A link for {}s of the space {}.\n", name_of(found->as), found->space);
    return 0;
}

} // namespace

void add_token_commands(CLI::App& app, int& exit_code)
{
    auto options = std::make_shared<token_options>();
    const auto add_common = [&options](CLI::App* command) {
        command->add_option("--data", options->data, "the server's data folder, for its secret (hallway-data)")
            ->type_name("DIR")
            ->envname("HALLWAY_DATA");
        command->add_flag("--json", options->is_json, "one line of JSON");
    };

    auto* make =
        app.add_subcommand("gen-token", "Make the token of a link: whoever follows ADDRESS/r/ROOM#token=TOKEN has that role");
    make->add_option("--role", options->role, "what the link makes of people")
        ->required()
        ->type_name("ROLE")
        ->check(CLI::IsMember(role_names()));
    make->add_option("--space", options->space, "id of the space (main)")
        ->type_name("ID")
        ->envname("HALLWAY_SPACE_ID")
        ->check([](const std::string& id) { return is_slug(id) ? std::string{} : "an id has up to 64 of a-z, 0-9 and \"-\""; });
    make->add_option("--hours", options->hours, "how long it is good; without: as long as the server's secret stays")
        ->type_name("N")
        ->check(CLI::Range(1, hours_max));
    add_common(make);
    make->callback([options, &exit_code] {
        generate(*options);
        exit_code = 0;
    });

    auto* look =
        app.add_subcommand("check-token", "Say what a token of a link or a guest key stands for; exit code 1 if it is refused");
    look->add_option("token", options->token, "the token; without, or -, a line of stdin is read")->type_name("");
    add_common(look);
    look->callback([options, &exit_code] {
        if (options->token == "-")
            options->token.clear();
        exit_code = check(*options);
    });
}

} // namespace hallway
