// Whether the logs that are open here are still what the store has: asked now and then, and whenever there is doubt.
#include "log/log_service.hpp"

#include "support/logging.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr uptime look_every = std::chrono::milliseconds{450}; // at the logs of spaces,
constexpr std::uint64_t look_jitter = 50'000'000;             // and a little later, in ns, so that nodes do not ask together
constexpr std::uint64_t rooms_every = 20;                     // of these rounds all logs
constexpr std::size_t asked_at_once = 256;

} // namespace

/// What was published and has not arrived is found by this, at the latest, and so is a log that is another by now.
void log_service::watch_tops()
{
    const bool is_of_all = ++rounds_ % rooms_every == 0;
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, log] : logs_)
        if (is_of_all || log->space.empty())
            numbers.push_back(number);
    compare_tops(std::move(numbers));
    where_.after(look_every + uptime(where_.random() % look_jitter), [this] { watch_tops(); });
}

void log_service::compare_tops(std::vector<std::uint64_t> numbers)
{
    std::vector<asked_log> asked;
    std::vector<std::string> names;
    for (; !numbers.empty() && asked.size() < asked_at_once; numbers.pop_back())
        if (const open_log* log = find(numbers.back()); log != nullptr && log->is_open) {
            asked.push_back({log->number, log->top, log->glimpsed});
            names.push_back(log->name);
        }
    if (names.empty())
        return;
    keeper_.tops(
        std::move(names), [this, asked = std::move(asked), rest = std::move(numbers),
                           when = where_.monotonic()](outcome<std::vector<std::optional<log_top>>> tops) mutable {
            std::vector<std::uint64_t> doubted;
            for (std::size_t i = 0; i < asked.size(); ++i) {
                const open_log* log = find(asked[i].number);
                if (tops)
                    compare(asked[i], (*tops)[i], when);
                else if (log != nullptr && log->is_doubted)
                    doubted.push_back(log->number);
            }
            if (!doubted.empty())
                where_.after(look_again_after, [this, doubted] { compare_tops(doubted); });
            compare_tops(std::move(rest));
            answer_meetings();
            wake_cores();
        });
}

/// More may be known by now than when the store was asked, and more may be there than is known.
void log_service::compare(const asked_log& asked, const std::optional<log_top>& top, uptime when)
{
    open_log* log = find(asked.number);
    if (log == nullptr)
        return;
    log->is_doubted = false;
    const auto& known = asked.known;
    const auto still_has = [&](std::uint64_t offset, const std::optional<event_id>& id) {
        return top->offset > offset || (top->offset == offset && top->id == id);
    };
    const auto& [glimpsed, glimpsed_id] = asked.glimpsed;
    const bool is_same = !log->is_forked && top && top->epoch == known.epoch && still_has(known.offset, known.id) &&
                         (glimpsed == 0 || still_has(glimpsed, glimpsed_id));
    if (!is_same)
        return lose(*log);
    if (!log->to_be_reached || top->offset <= log->top.offset)
        log->to_be_reached = {top->offset, when};
    reach(*log);
    if (top->offset > log->top.offset)
        look_for_more(*log);
}

/// A core that is behind is told when it has caught up and this is asked again.
void log_service::reach(open_log& log)
{
    if (!log.to_be_reached || log.to_be_reached->first > log.top.offset)
        return;
    log.confirmed = std::exchange(log.to_be_reached, std::nullopt)->second;
    if (!log.space.empty() || !keeper_.is_shared())
        return;
    space_confirmed_ = log.confirmed.count();
    for (const auto& each : log.subscribers)
        if (!each.is_opening && !each.is_behind)
            each.line->box_.push_confirmation(log.number, log.confirmed);
}

bool log_service::is_space_confirmed(uptime now) const
{
    return !keeper_.is_shared() || now - uptime(space_confirmed_) <= limits::space_unconfirmed_max;
}

/// Where one log is another by now, its space's may be, too, and has to be known first: who writes in the room is named there.
void log_service::doubt(open_log& log)
{
    if (std::exchange(log.is_doubted, true))
        return;
    std::vector<std::uint64_t> numbers{log.number};
    if (const auto space = numbers_.find(log.space); space != numbers_.end())
        numbers.push_back(space->second); // the last is asked first
    compare_tops(std::move(numbers));
}

/// Nothing that is known of it means anything any more, nor does what was to be written over it. Who is still opening it learns that by asking on.
void log_service::lose(open_log& log)
{
    log_warn("the store has lost some of a log, or has another in its place: it is opened anew", {{"log", log.name}});
    lost_.add();
    remember_changes(log);
    const bool is_space = log.space.empty();
    const auto number = log.number;
    keeper_.unfollow(log.name);
    numbers_.erase(std::string{log.name});
    const auto ended = std::move(logs_.at(number));
    logs_.erase(number);
    for (const auto& each : ended->subscribers)
        if (!each.is_opening) {
            each.line->untold_losses_.push_back(number);
            tell_losses(*each.line);
        }
    answer_meetings();
    wake_cores();
    if (!is_space)
        return;
    std::vector<std::uint64_t> rooms; // what became of it became of them, probably
    for (const auto& [each, room] : logs_)
        if (room->space == ended->name)
            rooms.push_back(each);
    compare_tops(std::move(rooms));
}

void log_service::tell_losses(core_line& who)
{
    auto& untold = who.untold_losses_;
    const auto first_untold = std::ranges::find_if_not(untold, [&](std::uint64_t number) { return who.box_.push_loss(number); });
    untold.erase(untold.begin(), first_untold);
}

} // namespace hallway
