// What is forgotten of open logs: by this node for all that share the store, or by another.
#include "log/log_service.hpp"

#include "log/beginning.hpp"
#include "log/lease.hpp"
#include "log/retention.hpp"
#include "log/shared_reads.hpp"
#include "log/trim_news.hpp"

#include <utility>

namespace hallway {

void log_service::forget_after(std::chrono::days keep)
{
    if (keeper_.is_shared()) {
        forgetting_ = std::make_unique<lease>(where_, keeper_, "forgetting");
        forgetting_->start();
    }
    const auto was_trimmed = [this](const std::string& log, std::uint64_t first, event_id before_first) {
        trimmed(log, first, before_first);
        if (trim_news_)
            trim_news_->tell(log, first, before_first);
    };
    retention_ = std::make_unique<retention>(where_, keeper_, counts_, keep, held_.room, was_trimmed, forgetting_.get());
    retention_->start();
}

void log_service::leave()
{
    if (forgetting_)
        forgetting_->give_up();
}

void log_service::trimmed(const std::string& name, std::uint64_t first, event_id before_first)
{
    const auto known = numbers_.find(name);
    open_log* log = known != numbers_.end() ? find(known->second) : nullptr;
    if (log == nullptr || !log->is_open)
        return;
    if (first <= log->top.first)
        return;
    reads_->forget(log->number);
    log->top.first = first;
    log->before_first = before_first;
    log->ring.forget_below(log->top.first);
    for (auto& each : log->subscribers)
        if (!each.is_opening && !each.is_behind)
            each.is_behind = !tell_first(*log, each);
    wake_cores();
}

/// \returns false if its mailbox is full
bool log_service::tell_first(open_log& log, subscriber& who)
{
    if (!who.line->box_.push_first(log.number, log.top.first, log.before_first))
        return false;
    who.first = log.top.first;
    return true;
}

/// Another node may have trimmed any of them.
void log_service::look_at_firsts()
{
    for (const auto& [number, log] : logs_)
        if (log->is_open && log->top.offset >= log->top.first)
            look_at_first(log->name, log->top.first);
}

void log_service::look_at_first(const std::string& name, std::uint64_t first)
{
    const event_range oldest{.after = first - 1, .events_max = 1, .bytes_max = 1};
    keeper_.read(name, oldest, [this, name](const outcome<std::vector<stored_event>>& read) {
        if (read || read.error().code != errc::gone)
            return;
        // Written before the log was trimmed.
        keeper_.get(store::trimmed_fold_name(name), [this, name](const outcome<record>& kept) {
            if (const auto fold = kept ? decode_trimmed_fold(kept->value) : std::nullopt)
                trimmed(name, fold->offset + 1, fold->id);
        });
    });
}

} // namespace hallway
