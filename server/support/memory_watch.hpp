// How much memory the process uses of what it may use: looked at once a second by one thread, asked by all.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hallway {

/// What this machine has, or, if that is less, what the control groups that this process is in allow it. Bytes; 0 if nobody knows.
std::size_t memory_of_machine();

/// What of it is resident at present (/proc/self/statm). Bytes.
std::size_t resident_memory();

/// Has the allocator give large blocks back as soon as they are freed, from now on, in the whole process. Pages and recoveries come in blocks of many sizes that are
/// freed in no order: on the heap, what lies between them is kept. Measured with 1,000 who stopped reading (tests/bench/run slow): 1,351 MB resident without, 260 MB with.
void give_large_blocks_back();

/// Three levels of need. Any thread, but for saw(): one.
class memory_watch {
public:
    enum class need : std::uint8_t { none, refuse_joins, shed };

    /// \param budget  bytes; above 80 % of it nobody new is let into rooms, above 90 % the largest outboxes are given up
    explicit memory_watch(std::size_t budget) : budget_(budget) {}

    void saw(std::size_t used) { used_.store(used, std::memory_order_relaxed); }

    std::size_t budget() const { return budget_; }
    std::size_t used() const { return used_.load(std::memory_order_relaxed); }

    need now() const
    {
        const auto share = used();
        return share > joins_below() + budget_ / 10 ? need::shed : share > joins_below() ? need::refuse_joins : need::none;
    }

    /// Bytes that would have to go until people are let in again.
    std::size_t excess() const { return used() > joins_below() ? used() - joins_below() : 0; }

private:
    std::size_t joins_below() const { return budget_ / 10 * 8; }

    std::size_t budget_;
    std::atomic<std::size_t> used_{0};
};

} // namespace hallway
