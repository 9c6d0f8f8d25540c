// What other nodes commit to the logs that are open here, as the store tells it.
#include "log/log_service.hpp"

#include "log/stored_form.hpp"
#include "room/room.hpp"
#include "support/logging.hpp"

#include <utility>

namespace hallway {

/// The answer to an append may arrive behind the news of what somebody wrote in a Redis that has lost it.
bool log_service::contradicts(const open_log& log, const append_outcome& became) const
{
    if (!keeper_.is_shared() || became.code || became.duplicate)
        return false;
    const bool is_next = became.offset == log.top.offset + 1;
    return is_next ? became.previous != log.top.id : log.ring.contradict(became.offset, became.id);
}

/// What was read may be of a Redis that has lost what was known before: it does not lead on to that.
bool log_service::is_of_another(open_log& log, const std::vector<stored_event>& read)
{
    if (!keeper_.is_shared() || read.empty() || !log.ring.contradict(read.back().offset, read.back().id))
        return false;
    contradicted(log);
    return true;
}

void log_service::contradicted(open_log& log)
{
    log.is_forked = true;
    doubt(log);
}

/// The next event is published as if it had been appended here; of what lies further ahead the store is asked, once for all. Of this node's own events the answers to their appends tell.
void log_service::heard(heard_event what)
{
    const auto known = numbers_.find(what.log);
    open_log* log = known != numbers_.end() ? find(known->second) : nullptr;
    if (log == nullptr)
        return;
    if (!log->is_open) {
        log->is_stale = true; // the top may have been read before this
        return;
    }
    if (what.epoch != log->top.epoch)
        return doubt(*log);
    if (log->ring.contradict(what.event.offset, what.event.id))
        return contradicted(*log);
    if (what.event.offset <= log->top.offset || appending_.contains(what.event.id))
        return;
    auto made = event_of(std::move(what.event));
    if (!made || made->offset != log->top.offset + 1 || what.previous != log->top.id)
        return look_for_more(*log);
    // The node that appended it sees to what it amends, unless it dies; so one core here does, too. Twice is as good as once.
    if (may_amend(made->what) && log->unsettled.insert(made->offset).second)
        log->unclaimed.insert(made->offset);
    publish(*log, std::make_shared<const event>(std::move(*made)));
    answer_meetings();
    wake_cores();
}

void log_service::missed(const std::string& name)
{
    const auto known = numbers_.find(name);
    open_log* log = known != numbers_.end() ? find(known->second) : nullptr;
    if (log == nullptr)
        return;
    if (log->is_open) {
        look_for_more(*log);
        amend_again(*log);
    } else {
        log->is_stale = true;
    }
}

} // namespace hallway
