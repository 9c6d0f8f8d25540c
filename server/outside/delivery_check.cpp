#include "outside/delivery_check.hpp"

#include <algorithm>
#include <cmath>

namespace hallway {

double quantile_ms(std::vector<double>& samples_ms, double part)
{
    if (samples_ms.empty())
        return 0;
    std::sort(samples_ms.begin(), samples_ms.end());
    const auto rank = std::ceil(part * static_cast<double>(samples_ms.size()));
    const auto index = std::clamp<std::size_t>(static_cast<std::size_t>(rank), 1, samples_ms.size()) - 1;
    return samples_ms[index];
}

delivery_check::delivery_check(std::vector<std::size_t> authors_of, bool keeps_lines)
    : authors_of_(std::move(authors_of)), keeps_lines_(keeps_lines), answer_of_(authors_of_.size())
{
}

void delivery_check::answered(std::size_t post, const posted& what, bool is_message)
{
    answer_of_[post] = answer{what.id, what.offset, what.duplicate, what.sent_at};
    ++answers_;
    if (is_message && what.offset > base_ && !heard_.contains(what.id))
        awaited_ids_.insert(what.id);
}

void delivery_check::heard(const server_document& message, moment when)
{
    if (message.ev != "message" || !message.id)
        return;
    heard_.try_emplace(*message.id, delivery{when, message.from.id});
    awaited_ids_.erase(*message.id);
}

std::size_t delivery_check::awaited() const { return awaited_ids_.size(); }

std::size_t delivery_check::doubled() const
{
    std::unordered_set<event_id> answered;
    std::size_t twice = 0;
    for (const auto& one : answer_of_)
        if (one)
            twice += answered.insert(one->id).second ? 0 : 1; // two posts, one event: also not as it should be

    std::unordered_set<member_id> ours;
    for (const auto& [id, told] : heard_)
        if (answered.contains(id))
            ours.insert(told.from);
    for (const auto& [id, told] : heard_)
        if (!answered.contains(id) && ours.contains(told.from))
            ++twice;
    return twice;
}

std::size_t delivery_check::out_of_order() const
{
    std::unordered_map<std::size_t, std::uint64_t> latest_of_author;
    std::uint64_t latest = 0;
    std::size_t wrong = 0;
    for (std::size_t post = 0; post < answer_of_.size(); ++post) {
        if (!answer_of_[post])
            continue;
        const auto offset = answer_of_[post]->offset;
        auto& before = latest_of_author[authors_of_[post]];
        if (offset <= before || (keeps_lines_ && offset <= latest))
            ++wrong;
        before = std::max(before, offset);
        latest = std::max(latest, offset);
    }
    return wrong;
}

std::vector<double> delivery_check::delays_ms() const
{
    std::vector<double> delays;
    for (const auto& one : answer_of_) {
        if (!one || one->duplicate)
            continue;
        if (const auto told = heard_.find(one->id); told != heard_.end())
            delays.push_back(std::chrono::duration<double, std::milli>(told->second.when - one->sent_at).count());
    }
    return delays;
}

} // namespace hallway
