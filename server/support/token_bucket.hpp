// Flood control: so many at once, then one each so often.
#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <optional>

namespace hallway {

/// Holds up to `burst` permits; one comes back every `refill`. A full bucket costs nothing to keep: it equals a new one.
class token_bucket {
public:
    using duration = std::chrono::steady_clock::duration;

    /// `refill` is longer than nothing: a bucket that fills at once is none.
    token_bucket(int burst, duration refill) : burst_(burst), refill_(refill) { assert(refill > duration::zero()); }

    /// Takes one permit. \returns nothing if there was one, else how long to wait for it. `now` never falls.
    std::optional<duration> take(duration now)
    {
        // Kept as the moment at which the bucket will be full again (the generic cell rate algorithm, ITU-T I.371).
        const auto full_at = std::max(full_at_, now) + refill_;
        if (const auto early = full_at - now - burst_ * refill_; early > duration::zero())
            return early;
        full_at_ = full_at;
        return std::nullopt;
    }

    bool is_full(duration now) const { return full_at_ <= now; }

private:
    int burst_;
    duration refill_;
    duration full_at_{};
};

} // namespace hallway
