// A conference or a course: its rooms and the names of those who wrote. Pure, folded from the space's own log.
#pragma once

#include "protocol/codec.hpp"
#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "room/reports.hpp"
#include "room/standing.hpp"
#include "room/timetable.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hallway {

/// The replica of a space's log.
class space {
public:
    /// \param id the space's, from which its rooms have their codes
    explicit space(std::string epoch, std::string id = {});
    space(std::string epoch, space_snapshot saved, std::string id = {});

    /// A room that is open already is errc::conflict: the hub answers it as done.
    outcome<event_body> decide(const open_room& what, const author& who) const;

    /// What of a plan is otherwise than it is; only organisers plan.
    outcome<schedule_planned> decide(const plan& what, const author& who) const;

    /// Moderators and organisers move the clock of a stage.
    outcome<event_body> decide(const move_clock& what, const author& who, time_point now) const;

    // What staff do about members. `who` has the role that holds in the command's scope.
    template <class Command>
    outcome<event_body> decide(const Command& what, const author& who, time_point now) const
    {
        if (auto why = why_no_scope(scope_of(what)))
            return *std::move(why);
        return hallway::decide(state_.standing, what, who, now);
    }
    outcome<event_body> decide(const invite_member& what, const author& who, time_point now, member_id made) const;

    /// `about`: whom it concerns.
    outcome<event_body> decide(const file_report& what, const author& who, member_id about, time_point now) const
    {
        const bool is_known = !name_of(who.id).empty() && !is_newcomer(state_.safety, who.id, now);
        return hallway::decide(state_.safety, what, who, about, is_known);
    }
    outcome<event_body> decide(const settle_report& what, const author& who, time_point now) const
    {
        return hallway::decide(state_.safety, what, who, now);
    }
    outcome<event_body> decide(const block_member& what, const author& who, time_point now) const
    {
        return hallway::decide(state_.safety, what, who, now);
    }

    /// What the event changed, for those who are to be told.
    struct change {
        bool renamed = false; // a member who was known under another name
        std::optional<timetable_change> schedule;
        bool is_of_standing = false; // of members, or an announcement
        bool is_of_safety = false;   // a report, a block, something that waits
        bool is_void = false;        // it lost a race
    };
    change apply(const event& what);

    const std::string& epoch() const { return epoch_; }
    std::uint64_t top() const { return state_.offset; }
    const space_snapshot& state() const { return state_; }

    /// Rooms in the order in which they were opened: at most `most` of those behind `after`, or the first ones; none if there is no room `after`.
    struct rooms_page {
        std::span<const room_opened> rooms;
        bool has_more = false;
    };
    rooms_page rooms_after(const std::optional<std::string>& after, std::size_t most) const;

    /// Null if no such room was opened.
    const room_opened* find_room(std::string_view id) const;

    /// Rooms that were opened, and those of the schedule, also of what is no longer in it.
    bool has_room(std::string_view id) const { return codes_.contains(std::string{id}); }

    /// What is told of a room, without its window of posting; nothing if there is none.
    std::optional<room_card> card_of(const std::string& id) const;

    /// The code of a room; empty if it has none. With an empty id: the space's own.
    std::string_view code_of(const std::string& id) const;

    /// The room with that code (room_code.hpp), empty for the space itself; null if there is none.
    const std::string* room_with_code(const std::string& code) const;

    const timetable& schedule() const { return state_.schedule; }
    const member_standing& standing() const { return state_.standing; }
    const safety_desk& safety() const { return state_.safety; }

    /// Where a command about members holds.
    std::string scope_of(const sanction_member& what) const { return what.what.scope; }
    std::string scope_of(const lift_sanction& what) const { return what.what.scope; }
    std::string scope_of(const kick_member& what) const { return what.what.scope; }
    std::string scope_of(const announce& what) const { return what.what.scope; }
    std::string scope_of(const invite_member& what) const { return what.scope; }
    std::string scope_of(const revoke_invite&) const { return {}; }
    std::string scope_of(const end_announcement& what) const;
    std::string scope_of(const settle_report& what) const;

    /// The present name; empty if the member has not written yet.
    std::string_view name_of(member_id who) const;

private:
    std::optional<refusal> why_no_scope(const std::string& scope) const;
    void give_code(const std::string& room);

    std::string epoch_;
    std::string id_;
    space_snapshot state_;
    std::unordered_map<std::string, std::size_t> room_index_;
    std::unordered_map<std::string, std::string> codes_; // of every room
    std::unordered_map<std::string, std::string> rooms_by_code_;
};

} // namespace hallway
