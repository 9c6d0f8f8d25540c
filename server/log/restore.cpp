#include "log/restore.hpp"

#include "log/backup_folder.hpp"
#include "log/data_folder.hpp"
#include "log/restore_erasures.hpp"
#include "log/restore_swap.hpp"
#include "log/sqlite_connection.hpp"
#include "log/store_refused.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace hallway {
namespace {

namespace fs = std::filesystem;

constexpr int pages_at_a_time = 1'024;

class restoring {
public:
    explicit restoring(const restore_order& order) : order_(order), draft_(order.folder / restore_draft) {}

    restored_data run()
    {
        restored_data out;
        out.found = check_backup();
        const data_folder folder(order_.folder);
        std::error_code ec;
        if (fs::equivalent(order_.file, folder.database(), ec))
            throw backup_refused(order_.file.string() + " is the data itself, not a backup of it.");
        out.had_leftover = remove_draft();
        try {
            write_draft();
            give_new_epochs();
            delete_again(folder, out);
            verify();
            flush_file(draft_);
            flush_folder(order_.folder);
            out.aside = commit_restore(order_.folder, stamp());
        } catch (const sqlite_error& error) {
            remove_draft();
            throw std::runtime_error(fmt::format("{} could not be restored: {}.", order_.file.string(), error.what()));
        } catch (...) {
            remove_draft();
            throw;
        }
        return out;
    }

private:
    void tell(const char* step, std::uint64_t done, std::uint64_t total) const
    {
        if (order_.tell)
            order_.tell(step, done, total);
    }

    check_order reading(const char* step) const
    {
        check_order how;
        how.tell = [this, step](std::uint64_t done, std::uint64_t total) {
            tell(step, done, total);
            return true;
        };
        return how;
    }

    file_findings check_backup() const
    {
        try {
            auto found = check_file(order_.file, reading("checking"));
            if (!found.is_sound())
                throw backup_refused(fmt::format(
                    "{} is not restored, since it is not sound. {} hallway check-db {} says more.", order_.file.string(),
                    found.first_problem(), order_.file.string()));
            return found;
        } catch (const store_refused& error) {
            throw backup_refused(error.what());
        }
    }

    bool remove_draft() const
    {
        bool was_there = false;
        for (const auto* suffix : {"", "-journal", "-wal", "-shm"})
            was_there = ::unlink((draft_.string() + suffix).c_str()) == 0 || was_there;
        return was_there;
    }

    void write_draft() const
    {
        const int fd = ::open(draft_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
            throw std::system_error(errno, std::generic_category(), draft_.string());
        ::close(fd);
        give_to_owner_of(order_.folder, draft_);
        sqlite_connection from(order_.file, sqlite_connection::access::untouched);
        sqlite_connection to(draft_, sqlite_connection::access::read_write);
        to.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA secure_delete = ON");
        auto* copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
        if (copy == nullptr)
            throw sqlite_error(sqlite3_extended_errcode(to.handle()), sqlite3_errmsg(to.handle()));
        int result = SQLITE_OK;
        while (result == SQLITE_OK) {
            result = sqlite3_backup_step(copy, pages_at_a_time);
            const auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(copy));
            tell("copying", total - static_cast<std::uint64_t>(sqlite3_backup_remaining(copy)), total);
        }
        sqlite3_backup_finish(copy);
        if (result != SQLITE_DONE)
            throw sqlite_error(result, sqlite3_errstr(result));
        to.run("PRAGMA journal_mode = DELETE");
    }

    void give_new_epochs() const
    {
        sqlite_connection it(draft_, sqlite_connection::access::read_write);
        it.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; BEGIN");
        std::vector<std::int64_t> logs;
        {
            sqlite_statement all(it, "SELECT number FROM logs");
            for (auto rows = all.with(); rows.next();)
                logs.push_back(rows.integer(0));
        }
        sqlite_statement rotate(it, "UPDATE logs SET epoch = ?2 WHERE number = ?1");
        for (const auto log : logs)
            rotate.with(log, make_epoch(order_.random())).run();
        it.run("DELETE FROM meta WHERE name = 'backup_at'; UPDATE meta SET value = 0 WHERE name = 'clean_stop'; COMMIT");
    }

    void delete_again(const data_folder& folder, restored_data& out) const
    {
        std::error_code ec;
        if (!fs::exists(folder.database(), ec)) {
            out.is_deletion_unknown = true;
            return;
        }
        tell("deleting again", 0, 0);
        const auto carried = carry_erasures(folder.database(), draft_);
        out.deleted_again = carried.messages;
        out.is_deletion_unknown = !carried.is_complete;
    }

    void verify() const
    {
        const auto found = check_file(draft_, reading("verifying"));
        if (!found.is_sound())
            throw std::runtime_error("What was restored is not sound, so it is not used: " + found.first_problem());
    }

    /// "20261122T091500Z"
    std::string stamp() const { return backup_name(order_.now).substr(8, 16); }

    const restore_order& order_;
    const fs::path draft_;
};

} // namespace

restored_data restore_backup(const restore_order& order) { return restoring(order).run(); }

} // namespace hallway
