// What is worth keeping of rooms, for whoever asks: gathered from rooms that may not be open, some at a time, and kept as long as nothing changed.
#pragma once

#include "hub/read_gate.hpp"
#include "protocol/errors.hpp"
#include "protocol/takeaways.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hallway {

class core;

/// On its core's thread; a part of the core.
class takeaway_shelf {
public:
    explicit takeaway_shelf(core& home);

    using shared_takeaways = std::shared_ptr<const takeaways>;
    using taker = std::function<void(outcome<shared_takeaways>)>;

    /// Calls back once, now or later: with what an attendee may see of the room, or why not: not_found; unavailable, with a time to come back, when too many ask.
    void ask(const std::string& room, taker then);

private:
    struct kept {
        std::string room;
        std::string epoch;               // of the room
        std::uint64_t top = 0;           // likewise
        std::uint64_t space_top = 0;     // names and the schedule are as there
        std::optional<time_point> until; // a pin ends then
        shared_takeaways what;
    };

    struct gathering;

    void begin(const std::string& room, taker then);
    void meet(const std::shared_ptr<gathering>& work);
    void look_up(const std::shared_ptr<gathering>& work);
    void look_up_about(const std::shared_ptr<gathering>& work);
    void finish(const std::shared_ptr<gathering>& work);
    void end(const std::shared_ptr<gathering>& work, outcome<shared_takeaways> made);
    shared_takeaways known(const std::string& room) const;
    void keep(const gathering& work, const shared_takeaways& made, std::optional<time_point> until);

    core& home_;
    read_gate gate_;
    std::deque<kept> kept_; // the oldest first
};

} // namespace hallway
