// What one receiver was told, held against the offsets of its room: nothing lost, doubled or out of order. Pure.
#pragma once

#include <cstdint>

namespace hallway::bench {

/// Of all receivers together.
struct delivery_faults {
    std::uint64_t lost = 0; // offsets that were skipped and did not come later
    std::uint64_t doubled = 0;
    std::uint64_t out_of_order = 0; // came after a later one

    std::uint64_t all() const { return lost + doubled + out_of_order; }
    bool operator==(const delivery_faults&) const = default;
};

/// A receiver's position, and which of the offsets just below it came. Every offset after it has to come once, the next one first.
class receiver_check {
public:
    /// Entered the room at this offset: what came before is known.
    void begin(std::uint64_t offset)
    {
        last_ = offset;
        came_ = ~std::uint64_t{0};
    }

    void heard(std::uint64_t offset, delivery_faults& faults)
    {
        if (offset > last_) {
            const auto step = offset - last_;
            faults.lost += step - 1;
            came_ = (step < remembered ? came_ << step : 0) | 1U;
            last_ = offset;
            return;
        }
        const auto behind = last_ - offset;
        const auto place = behind < remembered ? std::uint64_t{1} << behind : 0;
        if (place == 0 || (came_ & place) != 0) {
            ++faults.doubled; // what is that far behind is not told from it
            return;
        }
        ++faults.out_of_order;
        --faults.lost;
        came_ |= place;
    }

    std::uint64_t position() const { return last_; }

private:
    static constexpr unsigned remembered = 64;

    std::uint64_t last_ = 0;
    std::uint64_t came_ = ~std::uint64_t{0}; // bit n: the offset n below last_
};

} // namespace hallway::bench
