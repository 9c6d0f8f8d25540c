#include "outside/migrate_command.hpp"

#include "identity/secrets.hpp"
#include "log/data_folder.hpp"
#include "log/migration.hpp"
#include "log/redis_whole.hpp"
#include "log/sqlite_whole.hpp"
#include "log/store_refused.hpp"
#include "outside/step_line.hpp"
#include "support/asio_scheduler.hpp"
#include "support/config.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hallway {
namespace {

struct migrate_settings {
    std::string from;
    std::string to;
    std::string password_file;
    std::string ca_file;
    std::string prefix = "hallway:";
    std::string secret_from;
    bool json = false;
};

/// One of the two ends.
struct place {
    std::string folder; // of SQLite; empty: Redis
    redis_address redis;

    bool is_folder() const { return !folder.empty(); }
};

std::optional<place> place_named(const std::string& text)
{
    constexpr std::string_view sqlite = "sqlite:";
    if (text.starts_with(sqlite) && text.size() > sqlite.size())
        return place{text.substr(sqlite.size()), {}};
    if (const auto redis = parse_redis_url(text))
        return place{{}, *redis};
    return std::nullopt;
}

whole_redis_settings redis_of(const place& at, const migrate_settings& settings)
{
    hallway::settings all;
    all.redis = at.redis;
    all.redis.authorities = settings.ca_file;
    all.redis_password_file = settings.password_file;
    const auto warn = [](const std::string& sentence) { fmt::print(stderr, "{}\n", sentence); };
    return {redis_with_password(all), settings.prefix, warn};
}

std::unique_ptr<data_source> source_of(const place& from, const migrate_settings& settings)
{
    return from.is_folder() ? read_whole_sqlite(from.folder) : read_whole_redis(redis_of(from, settings));
}

std::unique_ptr<data_target> target_of(const place& to, const migrate_settings& settings)
{
    return to.is_folder() ? fill_whole_sqlite(to.folder) : fill_whole_redis(redis_of(to, settings));
}

void show(step_line& line, const migration_progress& now, std::chrono::duration<double> since)
{
    const auto rate = since.count() > 0 ? static_cast<double>(now.events_done) / since.count() : 0;
    line.show_with(
        now.step,
        fmt::format(
            "{} of {} rooms, {} of {} events, {:.0f} a second", now.rooms_done, now.rooms, now.events_done, now.events, rate),
        now.events_done, now.events);
}

std::string sentence_about_secret(const place& to, const migrate_settings& settings)
{
    std::error_code ec;
    if (!to.is_folder() || std::filesystem::exists(std::filesystem::path(to.folder) / secret_file, ec))
        return {};
    return fmt::format(
               "{} has no {} yet: copy the one of the servers' data folder there before a server starts, or guest keys and links "
               "that "
               "were given out are not good any more.",
               to.folder, secret_file) +
           (settings.secret_from.empty() ? "" : " --secret-from named a folder that has none.");
}

void tell(const migrate_settings& settings, const place& to, const migrated_data& made, std::chrono::milliseconds took)
{
    const auto secret = sentence_about_secret(to, settings);
    if (settings.json) {
        nlohmann::ordered_json out;
        out["from"] = settings.from;
        out["to"] = settings.to;
        out["rooms"] = made.rooms;
        out["logs"] = made.logs;
        out["events"] = made.events;
        out["records"] = made.records;
        out["events_found"] = made.events_found;
        out["was_done"] = made.was_done;
        out["verified"] = true;
        out["has_secret"] = secret.empty();
        out["took_ms"] = took.count();
        fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (made.was_done)
        fmt::print("{} holds all of it already: ", settings.to);
    else
        fmt::print("Copied {} to {}: ", settings.from, settings.to);
    fmt::print("{} rooms, {} events, {} records, each compared with the original.", made.rooms, made.events, made.records);
    if (made.events_found > 0)
        fmt::print(" {} of the events had been copied before.", made.events_found);
    fmt::print("\nRooms keep their epochs, so pages that come back go on where they were. The original was not changed: from now "
               "on start "
               "servers on one of the two only.\n");
    if (!secret.empty())
        fmt::print("{}\n", secret);
}

int run(const migrate_settings& settings)
{
    const auto from = place_named(settings.from);
    const auto to = place_named(settings.to);
    if (!from || !to || from->is_folder() == to->is_folder())
        return complain(
            wrong_usage, "Of --from and --to one is sqlite:DIR, a stopped server's data folder, and the other a Redis: "
                         "redis://HOST:PORT/DATABASE, rediss:// for TLS, or unix:/PATH.");
    asio_scheduler clocks;
    const auto began = clocks.monotonic();
    try {
        step_line line;
        const auto source = source_of(*from, settings);
        const auto target = target_of(*to, settings);
        migration_order order;
        order.now = clocks.now();
        auto step_began = began;
        std::string_view step;
        order.tell = [&](const migration_progress& now) {
            if (step != now.step)
                step_began = clocks.monotonic();
            step = now.step;
            show(line, now, clocks.monotonic() - step_began);
        };
        const auto made = migrate(*source, *target, order);
        if (to->is_folder() && !settings.secret_from.empty())
            bring_secret(settings.secret_from, to->folder);
        line.clear();
        tell(settings, *to, made, std::chrono::duration_cast<std::chrono::milliseconds>(clocks.monotonic() - began));
        return done_well;
    } catch (const data_damaged& error) {
        return complain(data_refused, error.what());
    } catch (const migration_failed& error) {
        return complain(failed, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    }
}

} // namespace

void add_migrate_command(CLI::App& app, int& exit_code)
{
    auto* command =
        app.add_subcommand("migrate", "Copy all that stopped servers keep from their data folder into Redis, or back");
    const auto settings = std::make_shared<migrate_settings>();
    command->add_option("--from", settings->from, "sqlite:DIR, or redis://HOST:PORT, rediss://HOST, unix:/PATH")
        ->type_name("PLACE")
        ->required();
    command->add_option("--to", settings->to, "likewise; empty, or what an earlier hallway migrate left when it was cut off")
        ->type_name("PLACE")
        ->required();
    command->add_option("--redis-password-file", settings->password_file, "its first line is the password of Redis")
        ->type_name("FILE")
        ->envname("HALLWAY_REDIS_PASSWORD_FILE");
    command->add_option("--redis-ca-file", settings->ca_file, "certificates (PEM) that lead to Redis' own")
        ->type_name("FILE")
        ->envname("HALLWAY_REDIS_CA_FILE");
    command->add_option("--redis-prefix", settings->prefix, "what all keys begin with (hallway:)")
        ->type_name("PREFIX")
        ->envname("HALLWAY_REDIS_PREFIX");
    command->add_option("--secret-from", settings->secret_from, "a server's data folder, whose secret.key the new one is given")
        ->type_name("DIR");
    command->add_flag("--json", settings->json, "one line of JSON");
    command->callback([settings, &exit_code] { exit_code = run(*settings); });
}

} // namespace hallway
