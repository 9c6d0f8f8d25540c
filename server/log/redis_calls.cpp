#include "log/redis_calls.hpp"

#include <utility>

namespace hallway {

void redis_calls::of_log(const std::string& log, task what)
{
    if (const auto it = held_.find(log); it != held_.end())
        it->second.push_back({std::move(what), false});
    else
        what();
}

void redis_calls::hold(const std::string& log, std::function<void(task end)> begin)
{
    const auto number = ++last_number_;
    holds_.try_emplace(number);
    task starts = [this, log, number, begin = std::move(begin)] { begin([this, log, number] { released(log, number); }); };
    if (const auto it = held_.find(log); it != held_.end()) {
        it->second.push_back({std::move(starts), true});
        return;
    }
    held_.try_emplace(log);
    starts();
}

/// What waits goes on up to the next call that holds the log.
void redis_calls::released(const std::string& log, std::uint64_t number)
{
    while (true) {
        const auto it = held_.find(log);
        if (it->second.empty()) {
            held_.erase(it);
            break;
        }
        const auto next = std::move(it->second.front());
        it->second.pop_front();
        next.what();
        if (next.is_hold)
            break;
    }
    const auto it = holds_.find(number);
    auto behind = std::move(it->second);
    const auto before = holds_.erase(it);
    if (before == holds_.begin()) {
        for (const auto& each : behind)
            each();
        return;
    }
    auto& rest = std::prev(before)->second; // which wait for those that are left before it
    rest.insert(rest.end(), std::make_move_iterator(behind.begin()), std::make_move_iterator(behind.end()));
}

void redis_calls::behind_holds(task what)
{
    if (holds_.empty())
        what();
    else
        holds_.rbegin()->second.push_back(std::move(what));
}

} // namespace hallway
