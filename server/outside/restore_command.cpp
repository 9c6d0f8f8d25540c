#include "outside/restore_command.hpp"

#include "identity/secrets.hpp"
#include "log/backup_folder.hpp"
#include "log/restore.hpp"
#include "log/store_refused.hpp"
#include "outside/step_line.hpp"
#include "support/asio_scheduler.hpp"
#include "support/exit_codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace hallway {
namespace {

struct restore_settings {
    std::string data = "hallway-data";
    std::string file;
    bool lists = false;
    bool json = false;
};

std::string as_line(const nlohmann::ordered_json& out)
{
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sentence_about(secret_brought what, const restore_settings& settings)
{
    switch (what) {
    case secret_brought::had_one:
        return "Guest keys and links that were given out stay good, as far as the folder's secret.key is the one they were "
               "signed with.";
    case secret_brought::had_another:
        return fmt::format(
            "The secret.key beside the backup is another than the one in {}, which stays: keys and links that were signed with "
            "the "
            "backup's are not good here. To make them good, copy it over.",
            settings.data);
    case secret_brought::brought:
        return "The secret.key that lay beside the backup is in place: guest keys and links that were given out stay good.";
    case secret_brought::none:
        return "No secret.key lies beside the backup or in the folder, so the server makes a new one: everybody will be a new "
               "member, and links of "
               "staff have to be given out again. To keep them, put the former secret.key there before the server starts.";
    }
    return {};
}

const char* name_of(secret_brought what)
{
    switch (what) {
    case secret_brought::had_one: return "kept";
    case secret_brought::had_another: return "kept_another";
    case secret_brought::brought: return "brought";
    case secret_brought::none: return "none";
    }
    return "";
}

void tell(const restore_settings& settings, const restored_data& done, secret_brought secret)
{
    if (settings.json) {
        nlohmann::ordered_json out;
        out["restored"] = settings.file;
        out["data"] = settings.data;
        out["rooms"] = done.found.rooms();
        out["events"] = done.found.events();
        out["aside"] = done.aside.string();
        out["deleted_again"] = done.deleted_again;
        out["deletions_known"] = !done.is_deletion_unknown;
        out["secret"] = name_of(secret);
        fmt::print("{}\n", as_line(out));
        return;
    }
    if (done.had_leftover)
        fmt::print("What an earlier restore that was cut off had left was cleaned away.\n");
    fmt::print(
        "Restored {} into {}: {} rooms, {} events. Every room has a new epoch: pages that come back load what is there now.\n",
        settings.file, settings.data, done.found.rooms(), done.found.events());
    if (!done.aside.empty())
        fmt::print(
            "What was there before lies in {}. Delete it when you are sure that you do not need it.\n", done.aside.string());
    if (done.deleted_again > 0)
        fmt::print("{} messages that were deleted after the backup was made are deleted again.\n", done.deleted_again);
    if (done.is_deletion_unknown)
        fmt::print(
            "The former data is missing or damaged, so messages that were deleted after the backup was made may be back.\n");
    fmt::print("{}\n", sentence_about(secret, settings));
}

int restore(const restore_settings& settings)
{
    asio_scheduler clocks;
    step_line line;
    restore_order order;
    order.folder = settings.data;
    order.file = settings.file;
    order.now = clocks.now();
    order.random = [&] { return clocks.random(); };
    order.tell = [&](const char* step, std::uint64_t done, std::uint64_t total) { line.show(step, done, total); };
    const auto done = restore_backup(order);
    line.clear();
    const auto beside = std::filesystem::path(settings.file).parent_path();
    const auto secret = bring_secret(beside.empty() ? "." : beside, settings.data);
    tell(settings, done, secret);
    return done_well;
}

/// A line for each backup of a folder, newest first, read through.
int list(const restore_settings& settings)
{
    const auto folder =
        settings.file.empty() ? std::filesystem::path(settings.data) / "backups" : std::filesystem::path(settings.file);
    std::error_code ec;
    if (!std::filesystem::is_directory(folder, ec))
        return complain(failed, folder.string() + " is not a folder; name the folder of the backups.");
    bool is_all_sound = true;
    step_line line;
    nlohmann::ordered_json all = nlohmann::json::array();
    for (const auto& file : backup_files(folder)) {
        const auto label = read_backup_label(file);
        std::string problem = "not a backup of Hallway's";
        if (label) {
            check_order how;
            how.tell = [&](std::uint64_t done, std::uint64_t total) {
                line.show(file.filename().string(), done, total);
                return true;
            };
            problem = check_file(file, how).first_problem();
        }
        is_all_sound = is_all_sound && problem.empty();
        const auto made = label ? label->made : *backup_time(file.filename().string());
        const auto at = fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(made)));
        if (settings.json) {
            nlohmann::ordered_json out{{"file", file.string()}, {"at", made.time_since_epoch().count()}};
            out["bytes"] = std::filesystem::file_size(file, ec);
            out["rooms"] = label ? label->rooms : 0;
            out["events"] = label ? label->events : 0;
            out["verified"] = problem.empty();
            if (!problem.empty())
                out["problem"] = problem;
            all.push_back(std::move(out));
            continue;
        }
        line.clear();
        fmt::print(
            "{}  {} UTC  {:>10}  {:>4} rooms  {:>9} events  {}\n", file.string(), at,
            in_units(std::filesystem::file_size(file, ec)), label ? label->rooms : 0, label ? label->events : 0,
            problem.empty() ? "verified" : "NOT SOUND: " + problem);
    }
    line.clear();
    if (settings.json)
        fmt::print("{}\n", as_line({{"backups", all}}));
    else if (backup_files(folder).empty())
        fmt::print("There are no backups in {}.\n", folder.string());
    return is_all_sound ? done_well : data_refused;
}

int run(const restore_settings& settings)
{
    try {
        if (settings.lists)
            return list(settings);
        if (settings.file.empty())
            return complain(
                wrong_usage,
                "Say which backup to restore: hallway restore --data DIR FILE. With --list, it shows what there is.");
        return restore(settings);
    } catch (const backup_refused& error) {
        return complain(data_refused, error.what());
    } catch (const store_refused& error) {
        return complain(store_was_refused, error.what());
    }
}

} // namespace

void add_restore_command(CLI::App& app, int& exit_code)
{
    auto* command = app.add_subcommand("restore", "Put a backup in the place of a stopped server's data, which is kept aside");
    const auto settings = std::make_shared<restore_settings>();
    command->add_option("file", settings->file, "the backup; with --list, the folder of the backups (backups in the data folder)")
        ->type_name("FILE");
    command->add_option("--data", settings->data, "the data folder (hallway-data)")->type_name("DIR")->envname("HALLWAY_DATA");
    command->add_flag("--list", settings->lists, "show the backups, each read through, and restore none");
    command->add_flag("--json", settings->json, "one line of JSON");
    command->callback([settings, &exit_code] { exit_code = run(*settings); });
}

} // namespace hallway
