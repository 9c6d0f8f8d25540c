// What other nodes commit to the logs that are open here, as the store tells it.
#include "log/log_service.hpp"

#include "log/stored_form.hpp"
#include "room/room.hpp"
#include "support/logging.hpp"

#include <utility>

namespace hallway {

/// Whether an old offset is another event's than the one that is known here, as far as that is remembered.
bool log_service::is_another_at_its_place(const open_log& log, const stored_event& what)
{
    if (log.ring.empty() || what.offset < log.ring.front()->offset || what.offset > log.top.offset)
        return false;
    return log.ring[what.offset - log.ring.front()->offset]->id != what.id;
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
    if (what.epoch != log->top.epoch || is_another_at_its_place(*log, what.event))
        return doubt(*log);
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
