#include "log/backup_keeper.hpp"

#include "log/backup_folder.hpp"
#include "support/logging.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hallway {
namespace {

using namespace std::chrono_literals;

constexpr auto first_look = 10s;    // after the start, when people come back
constexpr auto look_at_least = 30s; // how often the clock is looked at
constexpr auto retry_after = 5min;  // a backup that failed, unless the interval is shorter

double seconds_since_epoch(time_point at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

} // namespace

backup_keeper::backup_keeper(
    scheduler& where, embedded_store& of, backup_rules rules, metrics& counts,
    std::function<void(const std::filesystem::path& folder)> prepare)
    : where_(where), of_(of), rules_(std::move(rules)), prepare_(std::move(prepare)),
      begun_(counts.count("hallway_backups_begun_total", "Backups begun.")),
      made_(counts.count("hallway_backups_total", "Backups made and verified.")),
      failed_(counts.count("hallway_backup_failures_total", "Backups that could not be made, or were not what they should be."))
{
    counts.gauge(
        "hallway_backup_last_success_timestamp_seconds",
        "When the newest backup was last known to hold all that was kept; 0: never since the start.",
        [this] { return current_at_.load(); });
    counts.gauge("hallway_backup_last_duration_seconds", "How long the last backup took.", [this] { return took_.load(); });
    counts.gauge("hallway_backup_last_size_bytes", "The size of the last backup.", [this] { return bytes_.load(); });
}

void backup_keeper::start()
{
    if (rules_.every == 0s)
        return;
    next_ = where_.monotonic() + std::min<uptime>(first_look, rules_.every);
    if (const auto newest = newest_backup(rules_.folder, of_.data_id())) {
        const auto age = where_.now() - newest->made;
        if (age >= 0ms && age < rules_.every) {
            next_ = where_.monotonic() + (rules_.every - age);
            current_at_ = seconds_since_epoch(newest->made);
        }
    }
    look_at_clock();
}

void backup_keeper::look_at_clock()
{
    if (!is_making_ && where_.monotonic() >= *next_) {
        if (is_current()) {
            current_at_ = seconds_since_epoch(where_.now());
            next_ = where_.monotonic() + rules_.every;
        } else {
            begin();
        }
    }
    where_.after(std::min<uptime>(look_at_least, rules_.every), [this] { look_at_clock(); });
}

/// Whether the last backup still lies there and nothing has changed since.
bool backup_keeper::is_current()
{
    std::error_code ec;
    return last_ && last_->changes == of_.changes() && std::filesystem::exists(last_->file, ec);
}

std::uint64_t backup_keeper::ask()
{
    std::uint64_t number = 0;
    {
        const std::lock_guard held(guard_);
        number = ++asked_;
    }
    where_.post([this] {
        if (!is_making_)
            begin();
    });
    return number;
}

void backup_keeper::begin()
{
    is_making_ = true;
    begun_.add();
    {
        const std::lock_guard held(guard_);
        serving_ = asked_;
        now_ = backup_state{.now = backup_state::step::copying, .made = {}, .why = {}};
    }
    backup_order order;
    order.folder = rules_.folder;
    order.keep = rules_.keep;
    order.prepare = prepare_;
    order.tell = [this](const char* step, std::uint64_t done, std::uint64_t total) { told(step, done, total); };
    of_.back_up(std::move(order), [this](outcome<made_backup> made) { ended(std::move(made)); });
}

void backup_keeper::told(const char* step, std::uint64_t done, std::uint64_t total)
{
    const std::lock_guard held(guard_);
    now_.now = std::string_view(step) == "copying" ? backup_state::step::copying : backup_state::step::verifying;
    now_.done = done;
    now_.total = total;
}

void backup_keeper::ended(outcome<made_backup> made)
{
    is_making_ = false;
    if (made) {
        last_ = *made;
        made_.add();
        current_at_ = seconds_since_epoch(made->at);
        took_ = made->took.count();
        bytes_ = static_cast<double>(made->bytes);
        log_info(
            "backup made", {{"file", made->file.string()},
                            {"bytes", made->bytes},
                            {"events", made->events},
                            {"ms", static_cast<std::uint64_t>(made->took.count() * 1'000)},
                            {"older_ones_deleted", made->pruned}});
        next_ = where_.monotonic() + rules_.every;
    } else {
        failed_.add();
        log_error("no backup was made", {{"why", made.error().message}});
        next_ = where_.monotonic() + std::min<uptime>(retry_after, rules_.every);
    }
    bool is_another_asked_for = false;
    {
        const std::lock_guard held(guard_);
        finished_ = serving_;
        ended_ = backup_state{.now = made ? backup_state::step::done : backup_state::step::failed, .made = {}, .why = {}};
        if (made)
            ended_.made = *made;
        else
            ended_.why = made.error().message;
        trouble_ = made ? std::nullopt : std::optional(made.error().message);
        is_another_asked_for = asked_ > serving_;
    }
    if (is_another_asked_for)
        begin();
}

backup_state backup_keeper::state_of(std::uint64_t number) const
{
    const std::lock_guard held(guard_);
    if (number == 0 || number > asked_)
        return {};
    if (number <= finished_)
        return ended_; // of a later one, if another was made since: it holds what was asked for, too
    if (number <= serving_)
        return now_;
    backup_state waits;
    waits.now = backup_state::step::waiting;
    return waits;
}

std::optional<std::string> backup_keeper::trouble() const
{
    const std::lock_guard held(guard_);
    return trouble_;
}

} // namespace hallway
