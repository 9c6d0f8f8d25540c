// Opening a log on a core: from the best snapshot through what follows it, some at a time, until its events arrive by themselves.
#pragma once

#include "log/beginning.hpp"
#include "log/log_service.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace hallway {

/// A log's replica at its top, subscribed.
template <class Replica>
struct opened_replica {
    std::uint64_t log = 0; // its number
    std::uint64_t first = 1;
    std::optional<event_id> before_first; // see opened_log
    std::uint64_t began = 0;              // offset of the snapshot that it was folded from
    uptime confirmed{};                   // see log_reader
    Replica it;
};

template <class Replica>
using opened_handler = std::function<void(outcome<std::shared_ptr<opened_replica<Replica>>>)>;

template <class Replica>
void follow_to_top(
    core_line& line, std::shared_ptr<opened_replica<Replica>> made, std::function<void(Replica&, const shared_event&)> fold,
    opened_handler<Replica> then)
{
    line.follow(
        made->log, made->it.top(),
        [&line, made, fold = std::move(fold), then = std::move(then)](outcome<followed_events> some) mutable {
            if (!some)
                return then(some.error());
            for (const auto& next : some->events)
                if (next->offset == made->it.top() + 1)
                    fold(made->it, next);
            if (some->is_live)
                return then(std::move(made));
            follow_to_top(line, std::move(made), std::move(fold), std::move(then));
        });
}

/// Each slice is folded before the next is read, so that a log of any length takes the memory of one. `fold` applies each event to the replica.
/// The line has to be flushed; `then` is called on the core's thread, before the first event that follows. `kept`: what the replica's constructor asks for
/// beside (room_bounds).
template <class Replica, class... Bounds>
void open_replica(
    core_line& line, std::string name, std::function<void(Replica&, const shared_event&)> fold, opened_handler<Replica> then,
    Bounds... kept)
{
    line.open(name, [&line, name, fold = std::move(fold), then = std::move(then), kept...](outcome<opened_log> log) mutable {
        if (!log)
            return then(log.error());
        auto replica = replica_at_beginning<Replica>(name, log->epoch, log->first, log->snapshots, kept...);
        const auto began = log->snapshots.empty() ? 0 : replica.top();
        auto made = std::make_shared<opened_replica<Replica>>(
            opened_replica<Replica>{log->number, log->first, log->before_first, began, log->confirmed, std::move(replica)});
        follow_to_top(line, std::move(made), std::move(fold), std::move(then));
    });
}

} // namespace hallway
