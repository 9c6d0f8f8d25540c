// The newest events of a log, as one that follows it remembers them.
#pragma once

#include "protocol/events.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace hallway {

using shared_event = std::shared_ptr<const event>;

/// Contiguous, up to the log's top. Besides them it knows which event the oldest of them follows: two logs that have the same event at the same offset
/// have the same before it, and so what was read elsewhere leads on to these only if it ends with one of them or with that one.
class recent_events {
public:
    using iterator = std::deque<shared_event>::const_iterator;

    /// None yet: the next follows the event at this offset.
    void begin_behind(std::uint64_t offset, std::optional<event_id> id)
    {
        events_.clear();
        before_offset_ = offset;
        before_ = id;
    }

    /// \param previous the event before it, if there is one
    /// \param most how many are remembered
    void push(shared_event what, std::optional<event_id> previous, std::size_t most)
    {
        if (events_.empty())
            begin_behind(what->offset - 1, previous);
        events_.push_back(std::move(what));
        if (events_.size() > most)
            pop();
    }

    void forget_below(std::uint64_t offset)
    {
        while (!events_.empty() && events_.front()->offset < offset)
            pop();
    }

    void clear() { begin_behind(0, std::nullopt); }

    bool empty() const { return events_.empty(); }
    std::size_t size() const { return events_.size(); }
    iterator begin() const { return events_.begin(); }
    iterator end() const { return events_.end(); }

    /// Everything behind this offset is among them, up to the newest.
    bool reach_back_to(std::uint64_t offset) const { return !events_.empty() && events_.front()->offset <= offset + 1; }

    std::vector<shared_event> after(std::uint64_t offset) const
    {
        std::vector<shared_event> found;
        for (const auto& each : events_)
            if (each->offset > offset)
                found.push_back(each);
        return found;
    }

    /// Which event stands at an offset; nothing if that is not known.
    std::optional<event_id> id_at(std::uint64_t offset) const
    {
        if (offset == before_offset_)
            return before_;
        const bool is_among_them = offset > before_offset_ && offset - before_offset_ <= events_.size();
        return is_among_them ? std::optional{events_[offset - before_offset_ - 1]->id} : std::nullopt;
    }

    /// Another event than this one is known to stand at an offset.
    bool contradict(std::uint64_t offset, event_id id) const
    {
        const auto known = id_at(offset);
        return known && *known != id;
    }

private:
    void pop()
    {
        before_offset_ = events_.front()->offset;
        before_ = events_.front()->id;
        events_.pop_front();
    }

    std::deque<shared_event> events_;
    std::uint64_t before_offset_ = 0; // of the event that the oldest of them follows,
    std::optional<event_id> before_;  // and which that is
};

} // namespace hallway
