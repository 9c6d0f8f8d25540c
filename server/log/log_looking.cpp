// What stands in a log behind what is known of it: where an append's outcome is unknown, or others commit.
#include "log/log_service.hpp"

#include "log/stored_form.hpp"
#include "room/room.hpp"

#include <utility>

namespace hallway {
namespace {

/// Whether there is a newest event that can be read.
bool is_newest_kept(const log_top& top) { return top.offset >= top.first && top.offset > 0; }

} // namespace

/// An append whose outcome nobody learnt may stand in the log, and then nobody would be told of it, nor of anything behind it: the store is asked what there is.
void log_service::look_for_more(open_log& log)
{
    if (log.is_looking) {
        log.is_unsure = true; // what is being read may be older than what was heard now
        return;
    }
    log.is_looking = true;
    log.is_unsure = false;
    event_range newer{.after = log.top.offset, .events_max = held_.read_ahead_events, .bytes_max = held_.read_ahead_bytes};
    if (keeper_.is_shared() && is_newest_kept(log.top)) { // is read, too: what follows it is only told if it is there
        --newer.after;
        newer.events_max += 1;
        newer.bytes_max += limits::frame_bytes_max;
    }
    keeper_.read(log.name, newer, [this, number = log.number, asked_at = log.top](outcome<std::vector<stored_event>> read) {
        if (open_log* there = find(number))
            looked_for_more(*there, asked_at, std::move(read));
        answer_meetings();
        wake_cores();
    });
}

void log_service::looked_for_more(open_log& log, const log_top& asked_at, outcome<std::vector<stored_event>> read)
{
    if (keeper_.is_shared()) {
        const bool is_named = is_newest_kept(asked_at);
        const bool is_trimmed = !read && read.error().code == errc::gone;
        const bool is_forked = read && is_named && (read->empty() || read->front().id != asked_at.id);
        // Nothing leads on from what is known to what there is.
        if (is_forked || (is_trimmed && !is_named) || (!read && read.error().code == errc::not_found))
            return lose(log);
        if (is_trimmed) // another node has forgotten the newest event that this one knows
            trimmed(log.name, asked_at.offset + 1, *asked_at.id);
        else if (read && is_named)
            read->erase(read->begin());
    }
    if (!read)
        look_again(log, look_again_after);
    else if (keeper_.is_shared() && !is_newest_kept(asked_at) && !read->empty())
        publish_after_nothing(log, std::move(*read));
    else
        publish_found(log, std::move(*read));
}

/// There is no event that could show whether these are of the same log: its epoch does.
void log_service::publish_after_nothing(open_log& log, std::vector<stored_event> read)
{
    const auto found = std::make_shared<std::vector<stored_event>>(std::move(read));
    keeper_.tops({log.name}, [this, number = log.number, found](outcome<std::vector<std::optional<log_top>>> tops) {
        open_log* there = find(number);
        if (there == nullptr)
            return;
        if (!tops)
            look_again(*there, look_again_after);
        else if (!tops->front() || tops->front()->epoch != there->top.epoch)
            lose(*there);
        else
            publish_found(*there, std::move(*found));
        answer_meetings();
        wake_cores();
    });
}

void log_service::publish_found(open_log& log, std::vector<stored_event> read)
{
    const auto top = log.top.offset;
    for (auto& each : read) {
        // More may have been heard since this was asked for, of a log that is another by now.
        if (log.ring.contradict(each.offset, each.id) || (each.offset == log.glimpsed.first && each.id != log.glimpsed.second))
            return lose(log);
        auto made = event_of(std::move(each));
        if (!made || made->offset != log.top.offset + 1)
            continue;
        if (may_amend(made->what) && log.unsettled.insert(made->offset).second)
            log.unclaimed.insert(made->offset);
        publish(log, std::make_shared<const event>(std::move(*made)));
    }
    const bool is_more = log.is_unsure || log.top.offset != top;
    log.is_looking = false;
    if (is_more)
        look_for_more(log);
}

void log_service::look_again(open_log& log, uptime after)
{
    where_.after(after, [this, number = log.number] {
        if (open_log* still = find(number)) {
            still->is_looking = false;
            look_for_more(*still);
        }
    });
}

} // namespace hallway
