#include "outside/backup.hpp"

#include "identity/secrets.hpp"
#include "log/backup_folder.hpp"
#include "log/data_folder.hpp"
#include "log/file_check.hpp"
#include "log/sqlite_store.hpp"
#include "outside/admin_client.hpp"
#include "outside/step_line.hpp"
#include "outside/text_file.hpp"
#include "outside/tls_client.hpp"
#include "support/asio_scheduler.hpp"
#include "support/exit_codes.hpp"
#include "support/logging.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace hallway {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int poll_ms = 100;
constexpr std::uint64_t part_bytes = 1024 * 1024;
constexpr const char* endpoint = "/v1/admin/backups";

/// Ends the command with this sentence.
struct not_made : std::runtime_error {
    not_made(int exit_code, const std::string& sentence) : std::runtime_error(sentence), code(exit_code) {}
    int code;
};

/// Where a backup goes.
struct destination {
    fs::path folder;
    std::string name;         // empty: one by the time
    bool is_a_folder = false; // so that secret.key may be laid beside it
};

destination destination_of(const std::string& to, const fs::path& usual)
{
    if (to.empty())
        return {usual, {}, true};
    std::error_code ec;
    if (to.ends_with('/') || fs::is_directory(to, ec))
        return {to, {}, true};
    const fs::path file(to);
    if (fs::exists(fs::symlink_status(file, ec)))
        throw not_made(failed, to + " is there already; nothing is overwritten.");
    return {file.has_parent_path() ? file.parent_path() : fs::path("."), file.filename().string(), false};
}

struct backup_figures {
    fs::path file;
    std::uint64_t bytes = 0;
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
    double seconds = 0;
    bool has_secret = false; // secret.key lies beside it
    bool is_fetched = false; // from a running server
};

void tell(const backup_settings& settings, const backup_figures& made)
{
    if (settings.json) {
        nlohmann::ordered_json out;
        out["backup"] = made.file.string();
        out["bytes"] = made.bytes;
        out["rooms"] = made.rooms;
        out["events"] = made.events;
        out["seconds"] = made.seconds;
        out["secret"] = made.has_secret;
        fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    fmt::print(
        "{}: {}, {} rooms, {} events, read through, in {:.1f} s\n", made.file.string(), in_units(made.bytes), made.rooms,
        made.events, made.seconds);
    if (!made.has_secret)
        fmt::print("The key that links and guest keys are signed with is not in it: keep secret.key of the data folder, too.\n");
}

backup_figures back_up_data(const backup_settings& settings, step_line& line)
{
    std::error_code ec;
    const fs::path data(settings.data);
    if (!holds_data(data))
        throw store_refused(settings.data + " holds no data of a Hallway server.");
    const auto where = destination_of(settings.to, data / "backups");
    asio_scheduler turns;
    sqlite_settings how;
    how.folder = data;
    how.readers = 1;
    const auto store = open_sqlite_store(turns, how);
    std::optional<std::string> secret;
    if (where.is_a_folder && fs::exists(data / secret_file, ec))
        secret = load_secret(data);
    bool has_secret = false;

    backup_order order;
    order.folder = where.folder;
    order.name = where.name;
    order.tell = [&](const char* step, std::uint64_t done, std::uint64_t total) { line.show(step, done, total); };
    order.prepare = [&](const fs::path& folder) { has_secret = secret && keep_secret_beside(folder, *secret); };
    std::optional<outcome<made_backup>> got;
    store->back_up(std::move(order), [&](outcome<made_backup> made) { got.emplace(std::move(made)); });
    while (!got)
        turns.run_for(100ms);
    store->stop();
    if (!*got)
        throw not_made(got->error().code == errc::unavailable ? data_refused : failed, got->error().message);
    const auto& made = **got;
    return {made.file, made.bytes, made.rooms, made.events, made.took.count(), has_secret, false};
}

nlohmann::json read(const admin_answer& answer, unsigned expected)
{
    auto out = nlohmann::json::parse(answer.body, nullptr, false);
    if (answer.status != expected || !out.is_object())
        throw not_made(failed, answer.sentence());
    return out;
}

/// Asks the server, and waits until it has made one. \returns the server's words about it
nlohmann::json have_made(admin_client& server, step_line& line)
{
    const auto number = read(server.post(endpoint), 202).value("number", std::uint64_t{0});
    for (;;) {
        auto told = read(server.get(fmt::format("{}?number={}", endpoint, number)), 200);
        const auto state = told.value("state", std::string{});
        if (state == "done")
            return told;
        if (state == "failed")
            throw not_made(failed, told.value("message", std::string("The server could not make it.")));
        line.show(state, told.value("done", std::uint64_t{0}), told.value("total", std::uint64_t{0}));
        ::poll(nullptr, 0, poll_ms);
    }
}

void write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category());
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void fetch(admin_client& server, const std::string& name, std::uint64_t bytes, const fs::path& into, step_line& line)
{
    const int file = ::open(into.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0)
        throw std::system_error(errno, std::generic_category(), into.string());
    try {
        for (std::uint64_t at = 0; at < bytes;) {
            line.show("fetching", at, bytes);
            const auto part = server.get_part(fmt::format("{}/file?name={}", endpoint, name), at, at + part_bytes - 1);
            if (part.status != 206 || part.body.empty() || part.body.size() > bytes - at)
                throw not_made(failed, part.status == 206 ? "The server gave another part than was asked for." : part.sentence());
            write_all(file, part.body);
            at += part.body.size();
        }
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
}

backup_figures back_up_server(const backup_settings& settings, step_line& line)
{
    const auto address = parse_server_address(settings.url);
    if (!address)
        throw not_made(wrong_usage, address.error().message);
    if (address->is_secure && !is_on_this_machine(*address))
        throw not_made(
            wrong_usage, "Backups are made on the server's own machine: give the address it listens on there, such as "
                         "http://127.0.0.1:8000, or https:// if it speaks TLS there.");
    const auto data = settings.data.empty() ? fs::path("hallway-data") : fs::path(settings.data);
    const auto token_file = settings.token_file.empty() ? (data / organiser_file).string() : settings.token_file;
    const auto token = read_text_file(token_file);
    if (!token)
        throw not_made(failed, token.error().message);
    std::optional<destination> where;
    if (!settings.to.empty())
        where = destination_of(settings.to, {});

    admin_client server(*address, trimmed(*token));
    const auto told = have_made(server, line);
    backup_figures made;
    made.file = told.value("file", std::string{});
    made.bytes = told.value("bytes", std::uint64_t{0});
    made.rooms = told.value("rooms", std::uint64_t{0});
    made.events = told.value("events", std::uint64_t{0});
    made.seconds = told.value("seconds", 0.0);
    made.has_secret = true;
    if (!where)
        return made;

    const auto name = told.value("name", std::string{});
    if (!backup_time(name))
        throw not_made(failed, "The server's answer names no backup.");
    fs::create_directories(where->folder);
    asio_scheduler clocks;
    const backup_draft draft(where->folder, clocks.random());
    fetch(server, name, made.bytes, draft.path(), line);
    check_order how;
    how.tell = [&](std::uint64_t done, std::uint64_t total) {
        line.show("verifying", done, total);
        return true;
    };
    if (const auto found = check_file(draft.path(), how); !found.is_sound())
        throw not_made(data_refused, "What was fetched is not sound: " + found.first_problem());
    flush_file(draft.path());
    made.file = where->folder / (where->name.empty() ? name : where->name);
    if (!draft.give_name(made.file))
        throw not_made(failed, made.file.string() + " is there already; nothing is overwritten.");
    flush_folder(where->folder);
    made.has_secret = false;
    return made;
}

} // namespace

int run_backup(const backup_settings& settings)
{
    const auto complain = [](int code, const std::string& sentence) {
        fmt::print(stderr, "{}\n", sentence);
        return code;
    };
    if (settings.url.empty() && settings.data.empty())
        return complain(wrong_usage, "Say what to back up: --data DIR of a stopped server, or --url ADDRESS of a running one.");
    try {
        step_line line;
        const auto made = settings.url.empty() ? back_up_data(settings, line) : back_up_server(settings, line);
        line.clear();
        tell(settings, made);
        return done_well;
    } catch (const not_made& error) {
        return complain(error.code, error.what());
    } catch (const no_answer& error) {
        return complain(failed, error.what());
    } catch (const folder_in_use& error) {
        return complain(
            store_was_refused,
            fmt::format(
                "{} Or have the running server make its backup: hallway backup --url http://127.0.0.1:8000 --data {}",
                error.what(), settings.data));
    } catch (const store_refused& error) {
        return complain(settings.url.empty() ? store_was_refused : data_refused, error.what());
    } catch (const std::system_error& error) {
        return complain(failed, fmt::format("The backup could not be written: {}.", error.what()));
    }
}

} // namespace hallway
