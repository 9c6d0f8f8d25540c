// How a core whose mailbox was full gets what it is owed, and what waits for that.
#include "log/log_service.hpp"

#include "log/stored_form.hpp"

#include <utility>

namespace hallway {

/// The name of who writes for the first time is committed, and handed out, before what is written. So that it also arrives before, a core that is owed something of the
/// space is not handed anything of its rooms.
bool log_service::is_owed_names(const core_line& who, const std::string& space) const
{
    const auto known = space.empty() ? numbers_.end() : numbers_.find(space);
    if (known == numbers_.end())
        return false;
    const auto* seat = subscription(*logs_.at(known->second), who);
    return seat != nullptr && seat->is_behind;
}

/// The mailbox keeps its order, so what was committed lies in it before this answer; but for what did not fit, or is still being looked for. Where others commit, too, the store
/// is asked: somebody may come from another node with news of what this one has not heard yet.
void log_service::meet(core_line& who, std::uint64_t number, std::function<void()> then)
{
    if (open_log* log = find(number); log != nullptr && keeper_.is_shared())
        look_for_more(*log);
    const auto is_owed = [this, &who, number] {
        const open_log* log = find(number);
        const auto* seat = log != nullptr ? subscription(*log, who) : nullptr;
        return seat != nullptr && (seat->is_behind || log->is_looking);
    };
    wait_while(is_owed, std::move(then));
}

void log_service::when_named(core_line& who, const std::string& space, std::function<void()> then)
{
    wait_while([this, &who, space] { return is_owed_names(who, space); }, std::move(then));
}

void log_service::wait_while(std::function<bool()> holds, std::function<void()> then)
{
    if (holds())
        meetings_.emplace_back(std::move(holds), std::move(then));
    else
        then();
}

void log_service::answer_meetings()
{
    for (auto& [holds, then] : std::exchange(meetings_, {}))
        wait_while(std::move(holds), std::move(then));
}

void log_service::catch_up(core_line& who)
{
    tell_losses(who);
    for (const bool is_space : {true, false})
        for (auto& [number, log] : logs_) {
            subscriber* seat = subscription(*log, who);
            if (log->space.empty() == is_space && seat != nullptr && seat->is_behind && !is_owed_names(who, log->space))
                catch_up(*log, *seat);
        }
    answer_meetings();
}

/// As catch_up(log, who), when the store has answered: with a space's log go on those of its rooms.
void log_service::go_on_catching_up(open_log& log, subscriber& who)
{
    catch_up(log, who);
    if (log.space.empty() && !who.is_behind)
        catch_up(*who.line);
    answer_meetings();
    wake_cores();
}

void log_service::catch_up(open_log& log, subscriber& who)
{
    if (who.sent < log.top.offset && !log.ring.reach_back_to(who.sent)) {
        const event_range owed{.after = who.sent, .events_max = held_.read_ahead_events, .bytes_max = held_.read_ahead_bytes};
        keeper_.read(log.name, owed, [this, number = log.number, line = who.line](outcome<std::vector<stored_event>> read) {
            open_log* there = find(number);
            subscriber* seat = there != nullptr ? subscription(*there, *line) : nullptr;
            if (seat == nullptr)
                return;
            if (read)
                leave_out_unpublished(*read, *there);
            if (read && is_of_another(*there, *read))
                return;
            if (!read || read->empty()) // nothing else would ask again
                return where_.after(look_again_after, [this, number, line] {
                    open_log* still = find(number);
                    subscriber* owed_to = still != nullptr ? subscription(*still, *line) : nullptr;
                    if (owed_to != nullptr && owed_to->is_behind)
                        go_on_catching_up(*still, *owed_to);
                });
            for (auto& each : *read) {
                auto made = event_of(std::move(each));
                if (!made || made->offset != seat->sent + 1)
                    break;
                if (!hand(*there, *seat, std::make_shared<const event>(std::move(*made))))
                    return wake_cores(); // full again: the core asks when it has taken what waits
            }
            go_on_catching_up(*there, *seat);
        });
        return;
    }
    for (const auto& recent : log.ring) {
        if (recent->offset <= who.sent)
            continue;
        if (!hand(log, who, recent))
            return;
    }
    who.is_behind = who.first < log.top.first && !tell_first(log, who);
}

} // namespace hallway
