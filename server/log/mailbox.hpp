// From the log service to one core: a bounded ring that one thread fills and another empties, with one wake-up a turn.
#pragma once

#include "protocol/events.hpp"
#include "support/bounds.hpp"
#include "support/scheduler.hpp"

#include <boost/lockfree/spsc_queue.hpp>

#include <atomic>
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace hallway {

/// An event of an open log, or where the log begins since it was trimmed, or what is known of it, or something to run on the core (an answer).
struct mail {
    std::uint64_t log = 0;                       // number of the open log
    std::shared_ptr<const event> what = nullptr; // null: one of the others
    bool is_unclaimed = false;                   // of a change: the core is to see to its amendments
    std::uint64_t first = 0;                     // oldest offset that is kept; 0: none of that
    std::optional<event_id> before_first{};      // of the event before that, if it is known
    std::optional<uptime> confirmed{};           // the events before this mail were all that the log had then
    bool is_lost = false;                        // it is another log by now: nothing more comes of this one
    task answer = nullptr;
};

/// push_* and wake are the log service's, take is the core's.
class mailbox {
public:
    explicit mailbox(const bounds& held) : ring_(held.mailbox_items), kept_for_answers_(held.requests_per_core) {}

    /// Answers always find room: events leave `requests_per_core` places to them, and a core has no more requests than that.
    void push_answer(task run)
    {
        has_mail_ = true;
        [[maybe_unused]] const bool fits = ring_.push(mail{.answer = std::move(run)});
        assert(fits);
    }

    /// \returns false if the core is too far behind: it is then to be caught up after it has taken what waits.
    bool push_event(std::uint64_t log, std::shared_ptr<const event> what, bool is_unclaimed = false)
    {
        return push_unless_lagging(mail{.log = log, .what = std::move(what), .is_unclaimed = is_unclaimed});
    }

    /// As push_event: the log begins at offset `first` from now on.
    bool push_first(std::uint64_t log, std::uint64_t first, std::optional<event_id> before_first)
    {
        return push_unless_lagging(mail{.log = log, .first = first, .before_first = before_first});
    }

    /// As push_event: the core has been handed all that the log had at that time.
    bool push_confirmation(std::uint64_t log, uptime when) { return push_unless_lagging(mail{.log = log, .confirmed = when}); }

    /// As push_event: nothing more comes of this log.
    bool push_loss(std::uint64_t log) { return push_unless_lagging(mail{.log = log, .is_lost = true}); }

    /// Wakes the core if anything was pushed since the last call and it does not know yet.
    template <class Wake>
    void wake(Wake&& post_to_core)
    {
        if (std::exchange(has_mail_, false) && !is_woken_.exchange(true))
            post_to_core();
    }

    /// Takes all that is there. \returns whether events were held back meanwhile: ask the log service to catch up.
    template <class Each>
    bool take(Each&& each)
    {
        // An exchange, not a store: it is ordered against the other side's, so that a push is either seen below or wakes again.
        is_woken_.exchange(false);
        mail item;
        while (ring_.pop(item)) {
            each(item);
            item = mail{};
        }
        return lagging_.exchange(false, std::memory_order_acq_rel);
    }

private:
    bool push_unless_lagging(mail item)
    {
        has_mail_ = true;
        if (ring_.write_available() > kept_for_answers_)
            return ring_.push(std::move(item));
        lagging_.store(true, std::memory_order_release);
        return false;
    }

    boost::lockfree::spsc_queue<mail> ring_;
    std::size_t kept_for_answers_;
    std::atomic<bool> is_woken_{false};
    std::atomic<bool> lagging_{false};
    bool has_mail_ = false; // the log service's own: something was pushed since the last wake
};

} // namespace hallway
