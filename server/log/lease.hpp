// A lease that one of the processes holds which share a store: for what only one of them shall do.
#pragma once

#include "log/store.hpp"
#include "support/scheduler.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hallway {

/// Lives on the scheduler that the store calls back on.
///
/// It is a record with the holder's name, which the holder writes anew every limits::lease_refresh. Whoever has seen it unchanged for limits::lease_length takes it, and the holder counts
/// itself as such only for that long after it asked for its last write. So no two processes hold it at the same time, whatever their clocks say: only how fast they go matters. Two do,
/// for that long, if the store loses the record.
class lease {
public:
    /// `keeper` outlives it, and it outlives the run of `where`.
    lease(scheduler& where, store& keeper, std::string name);

    /// Tries to get it from now on.
    void start();

    bool is_held() const { return where_.monotonic() < held_until_; }

    /// Lets another have it at once. The last that is asked of it.
    void give_up();

private:
    void look();
    void looked(const outcome<record>& found);
    void write(std::uint64_t expected);
    void let_go(std::uint64_t expected);
    void look_later();

    scheduler& where_;
    store& keeper_;
    const std::string name_;
    const std::string holder_;   // random, of this run
    std::optional<record> seen_; // another's, as it was read last
    uptime seen_since_{};        // unchanged
    uptime held_until_{};
    std::uint64_t version_ = 0; // of our last write
    bool has_ended_ = false;
};

} // namespace hallway
