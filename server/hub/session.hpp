// One connection of a member: reads its commands, holds its seats, and is answered through its wire.
#pragma once

#include "hub/wire.hpp"
#include "protocol/commands.hpp"
#include "protocol/events.hpp"
#include "support/fetch_early.hpp"
#include "support/token_bucket.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hallway {

class core;
class room_desk;
struct append_draft;
struct append_outcome;
struct done;

/// Who a session turned out to be, after hello.
struct member_of_session {
    member_id id;
    role as = role::attendee; // by the token; invites may give more
    std::string name;         // as given in hello; empty: a spectator
};

/// The owner (the edge, for a connection) makes it when the WebSocket is open and destroys it when the connection has ended; it takes its seats away with it.
/// Lives on its core's thread. `home` and `out` outlive it.
class session {
public:
    session(core& home, wire& out);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// One text message, checked to be UTF-8: one or more documents. Answers come through the wire, now or later.
    void receive(std::string_view frame);

    /// A WebSocket ping came in: counted for flood control.
    void pinged();

    /// All that waited in the wire has been taken by the kernel.
    void drained();

    /// Names the session for as long as it lives; never used again.
    std::uint64_t number() const { return number_; }

    /// Whether hello succeeded. The owner closes with 4010 if it has not after limits::hello_deadline.
    bool is_known() const { return who_.has_value(); }
    time_point known_since() const { return known_since_; }
    const std::optional<member_of_session>& who() const { return who_; }
    /// With the role that it has in the space as a whole, or in a room.
    author as_author() const { return as_in({}); }
    author as_in(const std::string& room) const;

    /// Whether it is told what staff are told.
    bool is_staff() const;
    wire& out() const { return out_; }
    bool is_closing() const { return is_closing_; }

    // --- for the core and its desks ---

    /// Queues an answer; it leaves when the turn ends.
    void answer(std::string_view document);
    void refuse(std::optional<std::uint64_t> command, const refusal& why);

    /// Queues frames that others get too.
    void tell(const shared_bytes& frames);

    /// A command waits for the log: later ones that depend on its order wait behind it, until release().
    void hold() { ++holds_; }
    void release();

    /// An answer is under way outside this turn; at most limits::commands_in_flight_max.
    void answer_is_due() { ++in_flight_; }
    void answer_came() { --in_flight_; }

    /// A page of history was answered or refused.
    void page_came();

    void close(close_code code, std::string reason);

    /// Hands on a report that concerns a member, and answers it.
    void report(std::uint64_t command, const file_report& what, member_id about);

    /// Takes its seats in a scope away, and says why. It stays.
    void leave_rooms(const std::string& scope, errc why);

    /// The space may have decided otherwise about its member than was known: out of what they are banned from, and back with the role that they have.
    void stand_anew(time_point now);

    /// The place of this session among a desk's seats, kept by the desk; npos: no seat.
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    std::size_t seat_at(const room_desk& desk) const;
    void seat_moved(room_desk& desk, std::size_t to);
    void seat_taken(room_desk& desk);

    uptime applauded_at = -limits::applause_pause; // when it last counted
    std::uint32_t to_flush = 0; // the core's: which one it is of those to be flushed at the end of the turn, 0: none
    bool was_skipped = false;   // a desk's: some seat is owed events

private:
    void receive_document(std::string_view document);
    void obey(command what);
    void obey_now(command what);
    void hold_until_read();
    void greet(std::uint64_t command, const hello& what);
    void redeem(std::uint64_t command, const hello& what, event_id which);
    void let_in(std::uint64_t command, const hello& what, member_of_session me);
    void welcome_in(std::uint64_t command);
    void turn_away(std::uint64_t command, const refusal& why);
    bool is_banned(std::uint64_t command);
    bool must_wait_at_door(std::uint64_t command);
    bool must_wait_for_memory(std::uint64_t command, const std::string& room);
    void rename(const std::string& name);
    void make_known_by_name(command first);
    void write_when_known(command first);
    bool may_write(const command& what, bool is_tending = false);
    bool is_kept_from(std::uint64_t command, sanction_kind what, const std::string& room);
    void act(std::uint64_t command, const sanction_member& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const lift_sanction& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const kick_member& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const revoke_invite& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const announce& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const end_announcement& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const settle_report& what) { act_on_members(command, what); }
    void act(std::uint64_t command, const invite_member& what);
    template <class Command>
    void act_on_members(std::uint64_t command, const Command& what);
    template <class Command>
    void append_act(std::uint64_t command, const Command& what, const author& by, outcome<event_body> decided);
    void do_noted(std::uint64_t command, const author& by, const command_body& what, std::function<void()> then);
    void append_act(std::uint64_t command, append_draft draft, bool is_invite);
    void acted(std::uint64_t command, const append_outcome& became, bool is_invite);
    void list(std::uint64_t command, const list_sanctions& what);
    void list(std::uint64_t command, const list_invites& what);
    void list(std::uint64_t command, const list_reports& what);
    void tell_kept(std::uint64_t command, const read_kept& what);
    void note_presence();
    std::vector<std::string> presences_of_role() const;
    template <class Command>
    bool must_wait_for_space(std::uint64_t command, const Command& what);
    void join_when_space_is_known(std::uint64_t command, join what);
    void change(std::uint64_t command, change_policy what);
    bool takes_too_many(std::uint64_t command);
    room_desk* desk_for_signal(std::uint64_t command, const std::string& room);
    room_desk* seated_desk(std::uint64_t command, const std::string& room);
    void open(std::uint64_t command, const open_room& what);
    void list(std::uint64_t command, const list_rooms& what);
    void tell_about(std::uint64_t command, const ask_about& what);
    void move(std::uint64_t command, const move_clock& what);
    void append_clock(std::uint64_t command, append_draft draft);
    void clock_moved_or_not(std::uint64_t command, const append_outcome& became);
    void change_schedule(std::uint64_t command, plan what);
    using texts_to_keep = std::vector<std::pair<std::string, about>>; // by room
    void keep_texts(std::uint64_t command, const plan& asked, const schedule_planned& differs, const texts_to_keep& texts);
    void append_plan(std::uint64_t command, const plan& asked, schedule_planned differs);
    void append_noted_plan(std::uint64_t command, const plan& asked, schedule_planned differs);
    void look_up(std::uint64_t command, history what);
    bool takes_more();
    void turn_pages();
    bool is_too_fast(std::uint64_t command, token_bucket& budget);
    bool is_flooding(std::uint64_t command);
    void find_room(std::uint64_t command, join what);
    void join_when_marks_are_known(std::uint64_t command, join what);
    void enter(room_desk& desk, std::uint64_t command, join what);
    void join_when_opened(std::uint64_t command, join what);
    bool ping_is_too_fast();

    core& home_;
    wire& out_;
    bool is_closing_ = false;
    std::uint64_t number_ = 0;
    std::optional<member_of_session> who_;
    time_point known_since_{};
    std::vector<std::pair<room_desk*, std::size_t>> seats_; // in the order of joining, so that nothing depends on addresses
    std::vector<command> held_;                             // in order; a deque would cost every idle session half a kilobyte
    std::vector<std::pair<std::uint64_t, history>> pages_asked_; // not yet looked up, by their commands
    std::vector<std::string> presences_;                         // under which it is counted, of staff
    int holds_ = 0;
    int pages_under_way_ = 0;
    std::size_t in_flight_ = 0;
    int unreadable_ = 0;
    token_bucket pings_;
    token_bucket pages_; // of history and of rooms, which posting does not share
    token_bucket marks_;
    token_bucket votes_;
    token_bucket joins_;
    token_bucket signals_;                 // applause and typing
    token_bucket tends_;                   // what staff do
    int pings_refused_ = 0;                // since the last second without any
    int hellos_refused_ = 0;               // by the limits of its address
    std::optional<errc> hello_refused_as_; // the last one, if it may succeed later
    bool is_held_until_read_ = false;      // too much waits to be read: until drained()
    bool is_turning_pages_ = false;
};

/// Sessions are written to one after the other, and it is the turn of one: those who come soon are fetched from memory, link by link. Each link waits for the
/// one before it, so it is followed two places later.
/// \param at gives the session of a place, or null
template <class At>
void expect_behind(std::size_t place, std::size_t places, At at)
{
    const auto of = [&](std::size_t ahead) -> const session* { return place + ahead < places ? at(place + ahead) : nullptr; };
    if (const session* who = of(6))
        fetch_early(who);
    if (const session* who = of(4))
        fetch_early(&who->out());
    if (const session* who = of(2))
        who->out().expect();
}

} // namespace hallway
