// Where a reader stands in a room, and whether it was told everything once and in order. Pure: no connection, no clock.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/commands.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hallway {

/// What a reader saw that a server promises not to do, and how often it had to be helped along.
struct follower_figures {
    std::uint64_t events = 0;       // with an offset, each counted once
    std::uint64_t doubled = 0;      // the same offset again
    std::uint64_t out_of_order = 0; // an offset below one that was told before
    std::uint64_t skipped = 0;      // offsets that nothing was told of; a room may do so for what a member may not see
    std::uint64_t gaps = 0;         // told, and filled by history
    std::uint64_t resumed = 0;      // joins that went on where the reader stood
    std::uint64_t too_far = 0;      // joins that could not, since too much had happened; filled by history
    std::uint64_t losses = 0;       // any other "recovered":false, and resets: what stands between is not known
};

/// Gives the commands to send and takes what comes back. Every event is handed on once; those of a gap later than those behind it.
class room_follower {
public:
    using listener = std::function<void(const server_document& event)>;

    /// \param from_the_start reads all that the room's history holds before it goes on live; else it begins with the join.
    room_follower(std::string room, bool from_the_start, listener heard);

    const std::string& room() const { return room_; }

    /// The join to send on a fresh connection, or again; with the position if there is one.
    join next_join() const;

    /// Takes a join's ok. \returns false if it was only a part: send next_join() again, it is not in the room yet.
    bool joined(const server_document& answer);

    /// Takes an event or a signal, of whatever room. \returns false after a reset: send next_join() again.
    bool told(const server_document& document);

    /// The page that fills what is missing, if anything is; nothing while the page asked for before is on its way.
    std::optional<history> next_page();

    /// Takes the ok of a page.
    void filled(const server_document& page);

    /// The connection is gone and with it the page that was on its way.
    void interrupted() { is_filling_ = false; }

    const position& where() const { return at_; }
    bool is_whole() const { return missing_.empty(); }
    const follower_figures& figures() const { return figures_; }

private:
    struct span {
        std::uint64_t from = 0; // inclusive
        std::uint64_t to = 0;
    };

    void take(const server_document& event);
    void miss(std::uint64_t from, std::uint64_t to);

    std::string room_;
    listener heard_;
    position at_;
    bool from_the_start_;
    bool has_position_ = false;
    bool is_filling_ = false;
    std::deque<span> missing_;
    follower_figures figures_;
};

} // namespace hallway
