#include "outside/open_command.hpp"

#include "log/store_refused.hpp"
#include "outside/room_opening.hpp"
#include "protocol/ids.hpp"
#include "protocol/text.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <utility>

namespace hallway {

namespace {

struct open_settings {
    std::string room;
    std::string title;
    server_choice server;
    bool json = false;
};

std::optional<refusal> open_at(const reached_server& server, const open_settings& settings)
{
    boost::asio::io_context io{1};
    std::random_device random;
    room_opening_settings how{server.address, settings.server.space, settings.room,
                              settings.title, server.token,          fmt::format("open-{:08x}{:08x}", random(), random())};
    std::optional<refusal> trouble;
    room_opening opening(io, std::move(how), [&](std::optional<refusal> why) {
        trouble = std::move(why);
        io.stop();
    });
    io.run();
    return trouble;
}

int run_open(open_settings settings, const own_server_maker& make)
{
    if (!is_slug(settings.room))
        return complain(
            wrong_usage,
            fmt::format("\"{}\" is not a room's id: small letters, digits and \"-\", at most 64 of them.", settings.room));
    if (!settings.title.empty()) {
        auto title = clean_title(settings.title);
        if (!title)
            return complain(
                wrong_usage,
                title.error().message.empty() ? std::string(sentence_for(title.error().code)) : title.error().message);
        settings.title = *std::move(title);
    }
    try {
        const auto server = reach(settings.server, make);
        const auto trouble = open_at(server, settings);
        const bool was_open = trouble && trouble->code == errc::conflict;
        if (trouble && !was_open)
            return complain(failed, trouble->message.empty() ? std::string(sentence_for(trouble->code)) : trouble->message);
        if (settings.json) {
            const nlohmann::ordered_json out{{"room", settings.room}, {"opened", !was_open}};
            fmt::print("{}\n", out.dump());
        } else if (was_open) {
            fmt::print(
                "The room \"{}\" is open already.{}\n", settings.room,
                settings.title.empty() ? "" : " Its title stays as it is.");
        } else {
            fmt::print("The room \"{}\" is open{}\n", settings.room, server.own ? "." : ", at /r/" + settings.room + ".");
        }
        return done_well;
    } catch (const not_reached& error) {
        return complain(error.code, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    }
}

} // namespace

void add_open_command(CLI::App& app, int& exit_code, own_server_maker make)
{
    auto* command = app.add_subcommand("open", "Open a room that is in no schedule, such as a hallway table");
    const auto settings = std::make_shared<open_settings>();
    command->add_option("room", settings->room, "The room's id: small letters, digits and \"-\"")->required();
    command->add_option("--title", settings->title, "What people read; without it the id");
    command->add_option("--url", settings->server.url, "A running server's address, such as http://127.0.0.1:8000");
    command->add_option("--data", settings->server.data, "A stopped server's data folder; with --url where the token is");
    command->add_option(
        "--token-file", settings->server.token_file, "An organiser's token; without it organiser.token of the data folder");
    command->add_option(
        "--space", settings->server.space,
        "The space's id; without it the running server's first, or the one that the folder holds");
    command->add_flag("--json", settings->json, "The closing line as JSON");
    command->callback([settings, &exit_code, make = std::move(make)] { exit_code = run_open(*settings, make); });
}

} // namespace hallway
