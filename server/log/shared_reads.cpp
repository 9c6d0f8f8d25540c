#include "log/shared_reads.hpp"

#include "log/stored_form.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t bytes_beside_body = 256; // of an event and what points to it

} // namespace

void shared_reads::read(readable_log log, event_range range, handler<std::vector<shared_event>> then)
{
    drop_old();
    go_on(std::make_shared<reading>(reading{.log = std::move(log), .range = range, .then = std::move(then)}));
}

void shared_reads::go_on(const std::shared_ptr<reading>& who)
{
    while (!who->is_full && who->found.size() < who->range.events_max && who->reached() < who->log.top) {
        auto next = chunk_behind({who->log.number, who->reached()});
        if (next == nullptr)
            next = ask(*who);
        if (next->is_under_way)
            return next->waiting.push_back(who);
        take(*next, *who);
    }
    if (!who->has_asked)
        shared_.add();
    who->then(std::move(who->found));
}

/// One that has, or will have, the event behind an offset; null: none.
shared_reads::shared_chunk shared_reads::chunk_behind(const place& where) const
{
    const auto after = chunks_.upper_bound(where);
    if (after == chunks_.begin())
        return nullptr;
    const auto& [at, found] = *std::prev(after);
    return at.first == where.first && where.second < found->last ? found : nullptr;
}

/// Of a chunk whose events did not fit into one read, and of one whose beginning is forgotten, the rest is read from where somebody wants it.
shared_reads::shared_chunk shared_reads::ask(reading& who)
{
    const auto& log = who.log;
    const auto reached = who.reached();
    const auto begin = reached / held_.shared_read_events * held_.shared_read_events;
    const auto same = chunks_.lower_bound({log.number, begin});
    const bool has_beginning = same != chunks_.end() && same->first <= place{log.number, reached};
    const auto after = has_beginning || !who.is_at_chunks ? reached : std::min(reached, std::max(begin, log.first - 1));
    auto made = std::make_shared<chunk>(chunk{
        .at = {log.number, after}, .last = std::min(begin + held_.shared_read_events, log.top), .asked_at = where_.monotonic()});
    chunks_.emplace(made->at, made);
    who.has_asked = true;
    const event_range wanted{
        .after = after, .events_max = made->last - after, .bytes_max = held_.page_bytes + limits::frame_bytes_max};
    keeper_.read(log.name, wanted, [this, made](outcome<std::vector<stored_event>> read) { arrived(made, std::move(read)); });
    return made;
}

void shared_reads::arrived(const shared_chunk& what, outcome<std::vector<stored_event>> read)
{
    what->is_under_way = false;
    const auto wanted = what->last;
    what->last = what->at.second;
    if (read)
        for (auto& each : *read) {
            const auto bytes = each.body.size();
            auto made = event_of(std::move(each));
            if (!made || made->offset != what->last + 1 || what->last == wanted)
                break;
            what->last = made->offset;
            what->bytes += bytes + bytes_beside_body;
            what->events.emplace_back(std::make_shared<const event>(std::move(*made)), bytes);
        }
    keep(what);
    for (const auto& who : std::exchange(what->waiting, {})) {
        if (what->events.empty()) {
            give_up(what, who, read);
            continue;
        }
        const bool has_more = who->reached() < what->last;
        who->is_at_chunks = has_more;
        if (has_more)
            take(*what, *who);
        go_on(who);
    }
}

/// The chunk may begin with what this one did not ask for: an event that is forgotten, or one that cannot be read.
void shared_reads::give_up(
    const shared_chunk& what, const std::shared_ptr<reading>& who, const outcome<std::vector<stored_event>>& read)
{
    const bool may_be_its_beginning = read || read.error().code == errc::gone;
    if (may_be_its_beginning && what->at.second < who->reached()) {
        who->is_at_chunks = false;
        return go_on(who);
    }
    who->then(read ? refusal{errc::unavailable} : read.error());
}

void shared_reads::take(const chunk& from, reading& who)
{
    for (auto at = who.reached() - from.at.second; at < from.events.size() && who.found.size() < who.range.events_max; ++at) {
        const auto& [what, bytes] = from.events[at];
        who.is_full = !who.found.empty() && who.bytes + bytes > who.range.bytes_max;
        if (who.is_full || what->offset > who.log.top)
            return;
        who.bytes += bytes;
        who.found.push_back(what);
    }
}

/// Unless it was forgotten while it was under way.
void shared_reads::keep(const shared_chunk& what)
{
    const auto known = chunks_.find(what->at);
    if (known == chunks_.end() || known->second != what)
        return;
    if (what->events.empty()) {
        chunks_.erase(known);
        return;
    }
    what->age = by_age_.insert(by_age_.end(), what->at);
    kept_bytes_ += what->bytes;
    while (kept_bytes_ > held_.shared_read_bytes)
        drop(by_age_.front());
    drop_old();
}

void shared_reads::drop(place which)
{
    const auto at = chunks_.find(which);
    if (!at->second->is_under_way) {
        kept_bytes_ -= at->second->bytes;
        by_age_.erase(at->second->age);
    }
    chunks_.erase(at);
}

void shared_reads::forget(std::uint64_t log)
{
    for (auto at = chunks_.lower_bound({log, 0}); at != chunks_.end() && at->first.first == log;)
        drop((at++)->first);
}

/// What is old says nothing wrong, but takes memory that nobody may want any more.
void shared_reads::drop_old()
{
    while (!by_age_.empty() && chunks_.at(by_age_.front())->asked_at + kept_for <= where_.monotonic())
        drop(by_age_.front());
    if (by_age_.empty() || std::exchange(is_waiting_, true))
        return;
    where_.after(kept_for, [this] {
        is_waiting_ = false;
        drop_old();
    });
}

} // namespace hallway
