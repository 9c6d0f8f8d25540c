// The command line: `hallway COMMAND`. Each command is made where its work is; here they are put together.
#include "bench/bench_command.hpp"
#include "edge/private_node.hpp"
#include "edge/serve_command.hpp"
#include "http/backups.hpp"
#include "http/brand.hpp"
#include "http/live.hpp"
#include "http/metrics_page.hpp"
#include "http/routes.hpp"
#include "http/schedule_page.hpp"
#include "http/short_links.hpp"
#include "http/static_files.hpp"
#include "http/takeaways_page.hpp"
#include "hub/core.hpp"
#include "identity/token_commands.hpp"
#include "log/store_refused.hpp"
#include "outside/audit_command.hpp"
#include "outside/backup_command.hpp"
#include "outside/check_command.hpp"
#include "outside/demo.hpp"
#include "outside/export_command.hpp"
#include "outside/import_command.hpp"
#include "outside/invite_command.hpp"
#include "outside/migrate_command.hpp"
#include "outside/open_command.hpp"
#include "outside/replay_command.hpp"
#include "outside/restore_command.hpp"
#include "outside/schedule_command.hpp"
#include "support/config_commands.hpp"
#include "support/exit_codes.hpp"
#include "support/origin.hpp"
#include "version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

/// The page, what supervisors ask for, and what a core knows itself.
hallway::core_site make_site(const hallway::site_sources& from)
{
    struct site {
        hallway::static_files page;
        hallway::http_routes routes;
    };
    const auto made = std::make_shared<site>(
        hallway::static_files::load(hallway::page_folder(from.all), {"/r/", "/now", "/hallway", "/stage/"}),
        hallway::http_routes{});
    hallway::add_live(made->routes, from.why_unready, from.warnings);
    hallway::add_metrics_page(made->routes, from.counts);
    hallway::add_backups(made->routes, from.tokens, from.all.space, from.backups);
    hallway::add_brand(made->routes, from.logo);
    hallway::add_static_files(made->routes, made->page);
    return [made, origins = hallway::origins_of(from.all)](hallway::core& home) {
        const auto own = std::make_shared<hallway::http_routes>();
        hallway::add_schedule(*own, [&home] { return home.schedule_text(); }, origins);
        const auto takeaways = [&home](const std::string& room, hallway::takeaway_shelf::taker then) {
            home.shelf().ask(room, std::move(then));
        };
        hallway::add_takeaways(*own, takeaways, origins);
        hallway::add_short_links(*own, [&home](std::string_view code) { return home.path_of_code(code); });
        return [made, own](const hallway::http_request& request) {
            auto answer = own->respond_if_known(request);
            return answer ? *std::move(answer) : made->routes.respond(request);
        };
    };
}

/// For commands that change a stopped server's folder: they go through a server like any other.
std::unique_ptr<hallway::own_server> serve_privately(const std::string& folder, const std::string& space)
{
    class own final : public hallway::own_server {
    public:
        own(const std::string& folder, const std::string& space) : node_(folder, space, make_site) {}
        std::string url() const override { return node_.url(); }

    private:
        hallway::private_node node_;
    };
    return std::make_unique<own>(folder, space);
}

/// The people of `serve --demo`, who come in by the same door as everybody.
std::shared_ptr<void> make_demo(const hallway::settings& all, const hallway::node& served)
{
    if (!all.demo)
        return nullptr;
    const auto& host = all.listen.host;
    hallway::demo_settings how;
    how.server.host = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
    how.server.port = std::to_string(served.port());
    how.title = all.space_title;
    for (const auto& room : all.rooms)
        how.rooms.push_back(room.id);
    how.organiser_token = served.staff_token(hallway::role::organiser);
    how.moderator_token = served.staff_token(hallway::role::moderator);
    how.speaker_token = served.staff_token(hallway::role::speaker);
    return std::make_shared<hallway::demo>(std::move(how));
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // a peer that is gone is an error where it is written to, not the end of all
    CLI::App app{"The conversation around a live session: a server for the rooms of a conference or a course.", "hallway"};
    app.set_version_flag("--version", std::string{hallway::version});
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    int exit_code = hallway::done_well;
    hallway::add_serve_command(app, exit_code, make_site, make_demo);
    hallway::add_config_commands(app, exit_code);
    hallway::add_token_commands(app, exit_code);
    hallway::add_replay_command(app, exit_code);
    hallway::add_export_command(app, exit_code);
    hallway::add_backup_command(app, exit_code);
    hallway::add_restore_command(app, exit_code);
    hallway::add_check_command(app, exit_code);
    hallway::add_migrate_command(app, exit_code);
    hallway::add_schedule_command(app, exit_code);
    hallway::add_import_command(app, exit_code, serve_privately);
    hallway::add_open_command(app, exit_code, serve_privately);
    hallway::add_invite_command(app, exit_code, serve_privately);
    hallway::add_audit_command(app, exit_code);
    hallway::add_bench_command(app, exit_code);
    try {
        app.parse(argc, argv); // and runs the command
        return exit_code;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? hallway::done_well : hallway::wrong_usage;
    } catch (const hallway::config_error& error) {
        return hallway::complain(hallway::wrong_usage, error.what());
    } catch (const hallway::store_refused& error) {
        return hallway::complain(hallway::store_was_refused, error.what());
    } catch (const std::exception& error) {
        return hallway::complain(hallway::failed, error.what());
    }
}
