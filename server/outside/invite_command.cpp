#include "outside/invite_command.hpp"

#include "log/store_refused.hpp"
#include "outside/invite_list.hpp"
#include "outside/invite_sheet.hpp"
#include "outside/inviting.hpp"
#include "outside/step_line.hpp"
#include "outside/text_file.hpp"
#include "outside/whole_file.hpp"
#include "support/exit_codes.hpp"
#include "support/local_time_zone.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

namespace hallway {

namespace {

struct invite_settings {
    std::string name;
    std::string as;
    std::string scope;
    std::string until;
    std::string csv;
    std::string sheet;
    std::string base;
    std::string zone;
    std::string revoke;
    bool list = false;
    server_choice server;
    bool json = false;
};

/// What stands before the path of every link; empty if it is not known.
std::string base_of(const reached_server& server, const std::string& said)
{
    if (!said.empty())
        return said.substr(0, said.find_last_not_of('/') + 1);
    if (server.own)
        return {};
    constexpr std::string_view endpoint = "/v1/ws";
    const auto& at = server.address;
    return fmt::format(
        "{}://{}{}", at.is_secure ? "https" : "http", at.authority(), at.path.substr(0, at.path.size() - endpoint.size()));
}

std::string link_of(const std::string& base, const made_invite& which)
{
    return base + (which.of.scope.empty() ? "/" : "/r/" + which.of.scope) + "#token=" + which.token;
}

void print_invite(const made_invite& each, const std::string& base)
{
    fmt::print(
        "{}  {}{}  {}  {}\n", to_string(each.id), name_of(each.of.as), each.of.scope.empty() ? "" : " in " + each.of.scope,
        each.of.name,
        each.token.empty() ? "revoked or expired"
        : base.empty()     ? "#token=" + each.token
                           : link_of(base, each));
}

nlohmann::ordered_json json_of(const made_invite& each, const std::string& base)
{
    nlohmann::ordered_json out{{"id", to_string(each.id)}, {"name", each.of.name}, {"role", name_of(each.of.as)}};
    if (!each.of.scope.empty())
        out["scope"] = each.of.scope;
    if (each.of.until)
        out["until"] = milliseconds_of(*each.of.until);
    out["devices"] = each.devices;
    if (!each.token.empty())
        out["link"] = base.empty() ? "#token=" + each.token : link_of(base, each);
    return out;
}

void tell(const std::vector<made_invite>& all, const std::string& base, bool is_json)
{
    if (!is_json) {
        for (const auto& each : all)
            print_invite(each, base);
        return;
    }
    auto list = nlohmann::ordered_json::array();
    for (const auto& each : all)
        list.push_back(json_of(each, base));
    fmt::print("{}\n", nlohmann::ordered_json{{"invites", list}}.dump());
}

outcome<std::vector<wanted_invite>> people_in(const invite_settings& settings)
{
    const auto zone = settings.zone.empty() ? local_time_zone() : settings.zone;
    if (settings.csv.empty()) {
        auto person = read_invite(settings.name, settings.as, settings.scope, settings.until, zone);
        return person ? outcome<std::vector<wanted_invite>>{std::vector{*std::move(person)}} : person.error();
    }
    const auto bytes = read_text_file(settings.csv);
    if (!bytes)
        return bytes.error();
    return read_invites(*bytes, zone);
}

void write_sheet(const std::string& file, const std::string& space, const std::vector<made_invite>& all, const std::string& base)
{
    std::vector<invite_card> cards;
    for (const auto& each : all)
        cards.push_back({each, link_of(base, each)});
    whole_file out(file);
    out.write(invite_sheet(space.empty() ? "Hallway" : space, cards));
    out.keep();
}

int invite_people(const invite_settings& settings, const reached_server& server, const std::vector<wanted_invite>& people)
{
    const auto base = base_of(server, settings.base);
    if (!settings.sheet.empty() && base.empty())
        return complain(wrong_usage, "Say with --base what the links on the sheet begin with, such as https://chat.example.org.");
    step_line progress;
    const auto made = invite_at(
        server, settings.server.space, people, [&](std::size_t done) { progress.show("inviting", done, people.size()); });
    progress.clear();
    if (!settings.sheet.empty())
        write_sheet(settings.sheet, settings.server.space, made, base);
    tell(made, base, settings.json);
    return done_well;
}

int run_invite(const invite_settings& settings, const own_server_maker& make)
{
    const int wishes = (settings.name.empty() ? 0 : 1) + (settings.csv.empty() ? 0 : 1) + (settings.revoke.empty() ? 0 : 1) +
                       (settings.list ? 1 : 0);
    if (wishes != 1)
        return complain(wrong_usage, "Say whom to invite with --name or --csv, or --list, or --revoke with an invite's id.");
    try {
        std::vector<wanted_invite> people;
        if (!settings.name.empty() || !settings.csv.empty()) {
            auto read = people_in(settings);
            if (!read)
                return complain(settings.csv.empty() ? wrong_usage : data_refused, read.error().message);
            people = *std::move(read);
        }
        const auto revoked = settings.revoke.empty() ? std::nullopt : parse_event_id(settings.revoke);
        if (!settings.revoke.empty() && !revoked)
            return complain(wrong_usage, fmt::format("\"{}\" is not the id of an invite: --list shows them.", settings.revoke));
        const auto server = reach(settings.server, make);
        if (revoked) {
            revoke_at(server, settings.server.space, *revoked);
            if (settings.json)
                fmt::print("{}\n", nlohmann::ordered_json{{"revoked", settings.revoke}}.dump());
            else
                fmt::print("The invite {} leads nowhere any more, and its role is gone.\n", settings.revoke);
            return done_well;
        }
        if (settings.list) {
            tell(invites_at(server, settings.server.space), base_of(server, settings.base), settings.json);
            return done_well;
        }
        return invite_people(settings, server, people);
    } catch (const not_reached& error) {
        return complain(error.code, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    } catch (const not_invited& error) {
        return complain(failed, error.what());
    } catch (const std::system_error& error) {
        return complain(failed, error.what());
    }
}

} // namespace

void add_invite_command(CLI::App& app, int& exit_code, own_server_maker make)
{
    auto* command = app.add_subcommand("invite", "Give people a role: links, and a sheet of QR codes to hand out");
    const auto settings = std::make_shared<invite_settings>();
    command->add_option("--name", settings->name, "A person's name");
    command->add_option("--role", settings->as, "attendee, speaker, moderator, safety, organiser or bot");
    command->add_option(
        "--scope", settings->scope, "A room's id, or a stage's, where the role holds; without it the whole space");
    command->add_option("--until", settings->until, "When the role ends: 2024-02-04, 2024-02-04 18:00 or with an offset");
    command->add_option("--csv", settings->csv, "A table of people instead: its first line says name,role,scope,until");
    command->add_option("--sheet", settings->sheet, "Write a page with a QR code for each person to this file");
    command->add_option("--base", settings->base, "What links begin with; without it the address that the command goes to");
    command->add_option("--zone", settings->zone, "The time zone of ends, such as Europe/Brussels; without it this machine's");
    command->add_flag("--list", settings->list, "Show all invites");
    command->add_option("--revoke", settings->revoke, "Take an invite and its role back, by its id");
    command->add_option("--url", settings->server.url, "A running server's address, such as http://127.0.0.1:8000");
    command->add_option("--data", settings->server.data, "A stopped server's data folder; with --url where the token is");
    command->add_option(
        "--token-file", settings->server.token_file, "An organiser's token; without it organiser.token of the data folder");
    command->add_option(
        "--space", settings->server.space,
        "The space's id; without it the running server's first, or the one that the folder holds");
    command->add_flag("--json", settings->json, "The result as JSON");
    command->callback([settings, &exit_code, make = std::move(make)] { exit_code = run_invite(*settings, make); });
}

} // namespace hallway
