#include "log/sqlite_copy.hpp"

#include <utility>

namespace hallway {
namespace {

// A quarter of a MiB: a fraction of a millisecond, so that a post that arrives meanwhile hardly waits.
constexpr int pages_in_slice = 64;

} // namespace

sqlite_copy::sqlite_copy(sqlite_connection& to, teller tell) : to_(to), tell_(std::move(tell)) {}

sqlite_copy::~sqlite_copy()
{
    if (under_way_ != nullptr)
        sqlite3_backup_finish(under_way_);
}

bool sqlite_copy::step(sqlite_connection& from)
{
    if (is_cancelled_) {
        abandon("it was given up");
        return false;
    }
    if (under_way_ == nullptr)
        under_way_ = sqlite3_backup_init(to_.handle(), "main", from.handle(), "main");
    if (under_way_ == nullptr) {
        end(sqlite3_errmsg(to_.handle()));
        return false;
    }
    const int result = sqlite3_backup_step(under_way_, pages_in_slice);
    const std::int64_t total = sqlite3_backup_pagecount(under_way_);
    tell_(total - sqlite3_backup_remaining(under_way_), total);
    if (result == SQLITE_OK)
        return true;
    changes_ = sqlite3_total_changes64(from.handle());
    sqlite3_backup_finish(std::exchange(under_way_, nullptr));
    end(result == SQLITE_DONE ? std::nullopt : std::optional<std::string>(sqlite3_errstr(result)));
    return false;
}

void sqlite_copy::abandon(const std::string& why)
{
    if (under_way_ != nullptr)
        sqlite3_backup_finish(std::exchange(under_way_, nullptr));
    end(why);
}

std::optional<std::string> sqlite_copy::wait()
{
    std::unique_lock held(guard_);
    ended_.wait(held, [this] { return has_ended_; });
    return trouble_;
}

void sqlite_copy::end(std::optional<std::string> why)
{
    {
        const std::lock_guard held(guard_);
        has_ended_ = true;
        trouble_ = std::move(why);
    }
    ended_.notify_all();
}

} // namespace hallway
