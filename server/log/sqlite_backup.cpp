#include "log/sqlite_backup.hpp"

#include "log/backup_folder.hpp"
#include "log/file_check.hpp"
#include "log/store_refused.hpp"
#include "support/thread_name.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace hallway {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int niceness = 10; // of the thread that checks copies

/// Turns a copy of a file in use into a file of its own: without a write-ahead log, and with its time in it.
void finish_copy(sqlite_connection& copy, time_point now)
{
    copy.run("PRAGMA journal_mode = DELETE");
    if (copy.text("PRAGMA journal_mode") != "delete")
        throw sqlite_error(SQLITE_CANTOPEN, "the copy keeps its write-ahead log");
    sqlite_statement mark(copy, "INSERT INTO meta VALUES ('backup_at', ?1) ON CONFLICT DO UPDATE SET value = ?1");
    mark.with(milliseconds_of(now)).run();
}

} // namespace

sqlite_backup::sqlite_backup(scheduler& where, sqlite_writer& writer) : where_(where), writer_(writer) {}

sqlite_backup::~sqlite_backup() { stop(); }

void sqlite_backup::start(backup_order order, std::function<void(outcome<made_backup>)> then)
{
    if (is_stopping_ || is_busy_.exchange(true))
        return where_.post([then = std::move(then)] { then(refusal{errc::conflict, "Another backup is being made."}); });
    if (thread_.joinable())
        thread_.join(); // it has answered: nothing is left to wait for
    thread_ = std::thread([this, order = std::move(order), then = std::move(then), random = where_.random(), now = where_.now()] {
        name_thread("backup");
        // Reading the copy through takes a core for as long as it is given one: others go first. Where that is not allowed, it goes on as it is.
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
        auto made = make(order, random, now);
        is_busy_ = false;
        where_.post([then, made = std::move(made)] { then(made); });
    });
}

void sqlite_backup::stop()
{
    is_stopping_ = true;
    {
        const std::lock_guard held(guard_);
        if (copy_)
            copy_->cancel();
    }
    if (thread_.joinable())
        thread_.join();
}

outcome<made_backup> sqlite_backup::make(const backup_order& order, std::uint64_t random, time_point now)
{
    const auto began = std::chrono::steady_clock::now();
    const auto fail = [&](errc code, const std::string& why) -> outcome<made_backup> {
        return refusal{code, fmt::format("No backup was made in {}: {}.", order.folder.string(), why)};
    };
    try {
        fs::create_directories(order.folder.parent_path().empty() ? "." : order.folder.parent_path());
        if (::mkdir(order.folder.c_str(), 0700) == 0)
            give_to_owner_of(order.folder.parent_path().empty() ? "." : order.folder.parent_path(), order.folder);
        else if (errno != EEXIST)
            return fail(errc::storage_full, std::generic_category().message(errno));
        remove_drafts(order.folder);
        if (order.prepare)
            order.prepare(order.folder);
        const backup_draft file(order.folder, random);
        made_backup made;
        {
            sqlite_connection to(file.path(), sqlite_connection::access::read_write);
            // Nobody sees the draft, and it is written to the disk as a whole before it gets its name.
            to.run(
                "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -4096;"
                "PRAGMA secure_delete = ON");
            const auto tell = [&](std::int64_t done, std::int64_t total) {
                if (order.tell)
                    order.tell("copying", static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
            };
            auto copy = std::make_shared<sqlite_copy>(to, tell);
            {
                const std::lock_guard held(guard_);
                copy_ = copy;
            }
            if (is_stopping_ || !writer_.copy(copy))
                return fail(errc::unavailable, "the store is stopping");
            if (const auto why = copy->wait())
                return fail(errc::storage_full, *why);
            made.changes = copy->changes();
            finish_copy(to, now);
        }
        check_order reading;
        reading.whole_file = false;
        reading.tell = [&](std::uint64_t done, std::uint64_t total) {
            if (order.tell)
                order.tell("verifying", done, total);
            return !is_stopping_.load();
        };
        const auto found = check_file(file.path(), reading);
        if (!found.is_sound())
            return fail(errc::unavailable, "the copy is not sound (" + found.first_problem() + ")");
        flush_file(file.path());

        made.at = now;
        made.file = order.folder / (order.name.empty() ? backup_name(now) : order.name);
        while (!file.give_name(made.file)) {
            if (!order.name.empty())
                return fail(errc::conflict, made.file.string() + " is there already");
            now += 1s;
            made.file = order.folder / backup_name(now);
        }
        flush_folder(order.folder);
        const auto label = read_backup_label(made.file);
        if (!label)
            return fail(errc::unavailable, "what was written cannot be read");
        made.bytes = label->bytes;
        made.rooms = label->rooms;
        made.events = label->events;
        made.data_id = label->data_id;
        if (order.keep > 0)
            made.pruned = prune_backups(order.folder, made.data_id, order.keep);
        made.took = std::chrono::steady_clock::now() - began;
        return made;
    } catch (const sqlite_error& error) {
        return fail(errc::storage_full, error.what());
    } catch (const std::system_error& error) {
        return fail(errc::storage_full, error.what());
    } catch (const std::exception& error) { // check_stopped, store_refused
        return fail(errc::unavailable, error.what());
    }
}

} // namespace hallway
