// One room on one core: its replica, the seats of the sessions in it, and the way of a command through it.
#pragma once

#include "hub/opening.hpp"
#include "hub/session.hpp"
#include "log/log_service.hpp"
#include "protocol/codec.hpp"
#include "room/recovery.hpp"
#include "room/room.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hallway {

class core;

/// Lives as long as somebody is in the room, and a minute longer. On its core's thread.
class room_desk {
public:
    room_desk(core& home, room_card card);

    const room_card& card() const { return card_; }

    /// Answers the command when the room is open, and seats the session.
    void join(session& who, std::uint64_t command, std::optional<position> since);

    /// Takes the seat away. Nothing is answered.
    void leave(session& who);

    /// Decides, appends, answers. The session is named.
    void write(session& who, std::uint64_t command, post what);
    void write(session& who, std::uint64_t command, edit what);
    void write(session& who, std::uint64_t command, remove what);

    /// Answers a page of rows.
    void page(session& who, std::uint64_t command, const history& what);

    /// The member has read up to an offset; above the newest event means up to that. The session has a seat.
    void mark(session& who, std::uint64_t offset);

    /// The wire of a seat that was skipped has room again.
    void resume(session& who);

    // --- for the core ---

    /// `is_unclaimed`: its amendments are for this core to see to.
    void on_event(const shared_event& what, bool is_unclaimed);

    /// The log was trimmed: it begins at `first` now, behind the event `before_first`.
    void on_trimmed(std::uint64_t first, std::optional<event_id> before_first);

    /// Saves the state anew, at most once a minute, if what is saved holds text that has been taken away since. Call it now and then.
    void look_after_snapshot();

    /// Gives the seats what this turn brought.
    void tell();

    /// Tells the seats how many are here, as far as they read what they are told; the others when they have.
    void tell_here(head_count now);

    /// A session with a seat, which had no name, has one now.
    void count_as_named(const session& who);

    /// A member was renamed: what was encoded with names is stale.
    void forget_encoded() { fresh_body_.clear(); }

    /// What is told of the room, from now on.
    void recard(room_card card);

    /// What it folded; null while the log is not open.
    const room* replica() const { return room_ ? &*room_ : nullptr; }
    std::size_t ring_events() const { return ring_.size(); }

    /// Nobody is here and nothing is under way.
    bool is_idle() const;
    std::size_t seats() const { return seats_.size(); }
    uptime idle_since() const { return idle_since_; }

    /// Saves what it folded. After it the desk may be destroyed.
    void close();
    std::uint64_t log() const { return log_; }

private:
    struct seat {
        session* who = nullptr;
        std::uint64_t skipped_from = 0; // first offset that was not told since the wire was full; 0: none
        bool is_here_owed = false;      // was not told how many are here, since too much waited
        std::uint64_t written_turn = 0; // the turn whose events include some of this member's own
    };

    /// An answer that waits until its event is applied.
    struct awaited {
        std::uint64_t session = 0;
        std::uint64_t command = 0;
        receipt made;
        std::optional<row> target; // of a change: the row as it was when decided
    };

    /// An edit or a deletion, what became of it, and the edit of the same message whose text it made void; 0: none.
    struct made_change {
        shared_event what;
        effect made = effect::told;
        std::uint64_t replaced = 0;
    };

    /// What a turn tells: a document for all, and another for the author's own sessions.
    struct telling {
        std::uint64_t offset = 0;
        member_id author;
        std::string document;
        std::string own_document; // empty: as for all
    };

    void open();
    void opened(outcome<std::shared_ptr<opened_replica<room>>> what, const std::vector<made_change>& changes);
    void see_to(const std::vector<made_change>& changes, std::uint64_t from, std::uint64_t to);
    void see_to_one(event_id target, std::vector<made_change> changes, std::function<void()> then);
    void write_over(event_id target, const std::vector<made_change>& changes, const row* stored);
    made_change fold(room& into, const shared_event& what);
    void answer_join(session& who, std::uint64_t command, const std::optional<position>& since, bool has_met = false);
    void answer_join_when_met(session& who, std::uint64_t command, position since);
    void answer_fresh(session& who, std::uint64_t command, std::optional<recovery_loss> loss);
    void answer_recovered(session& who, std::uint64_t command, const std::vector<shared_event>& events, std::uint64_t after);
    join_extras beside(const session& who) const;
    void recover_from_store(session& who, std::uint64_t command, position since);
    void read_what_was_missed(std::uint64_t session, std::uint64_t command, const position& since);
    void take_seat(session& who);
    bool is_too_slow_for_signals(const seat& one) const;
    std::vector<shared_event> recent_after(std::uint64_t offset) const;
    bool recalls_after(std::uint64_t offset) const;

    template <class Command>
    void decide(session& who, std::uint64_t command, Command what, const row* found);
    template <class Command>
    void write_command(session& who, std::uint64_t command, Command what);
    void append(session& who, std::uint64_t command, std::string key, event_body what, std::optional<row> target);
    std::optional<refusal> why_closed(const author& who) const;
    void refuse_unless_known(session& who, std::uint64_t command, std::string key, const event_body& what, refusal why);
    void appended(std::uint64_t session, std::uint64_t command, std::optional<row> target, const append_outcome& became);
    void answer_known(
        std::uint64_t session, std::uint64_t command, const append_outcome& known, std::optional<event_id> changed,
        bool has_met = false);
    void answer_as(std::uint64_t session, std::uint64_t command, append_outcome became);
    void settle(const made_change& folded);
    void save_snapshot();

    std::string document_of(const event& what, bool with_key) const;
    void push(seat& to, const shared_bytes& frame, std::uint64_t first_offset);
    void send_rows(
        std::uint64_t session, std::uint64_t command, std::vector<row> rows, std::optional<std::uint64_t> before,
        std::optional<std::uint64_t> after);
    void send_page(
        std::uint64_t session, std::uint64_t command, core_line::rows_read read, bool is_backwards, bool has_older = false);
    void look_before(session& who, std::uint64_t command, core_line::rows_read found);
    void read_page(std::uint64_t session, std::uint64_t command, const row_range& range);
    void read_page_around(std::uint64_t session, std::uint64_t command, const history& what, event_id id);
    void page_around(session& who, std::uint64_t command, const history& what, event_id id);
    void page_from_memory(session& who, std::uint64_t command, std::size_t limit);

    core& home_;
    const bounds& held_;
    room_card card_;
    std::uint64_t log_ = 0; // 0: not open
    std::uint64_t first_ = 1;
    std::optional<event_id> before_first_; // of the newest event that is forgotten, if it is known
    bool is_opening_ = false;
    std::optional<room> room_;
    std::deque<shared_event> ring_;  // newest events, contiguous up to the top
    std::set<std::uint64_t> voided_; // the newest changes that changed nothing; the store hears of it later
    std::vector<std::function<void(std::optional<refusal>)>> waiting_; // for the room to open

    std::vector<seat> seats_;
    std::unordered_multimap<member_id, std::uint64_t> members_; // of seats: member -> session number
    std::vector<telling> turn_;
    std::uint64_t turn_number_ = 1;
    std::multimap<std::uint64_t, awaited> awaited_; // by offset
    std::size_t under_way_ = 0;                     // requests to the log service
    std::string fresh_body_;                        // cached answer of fresh joins
    std::uint64_t fresh_top_ = 0;
    std::uint64_t snapshot_offset_ = 0;
    std::size_t seeing_to_ = 0;      // runs of see_to() that have not asked for everything yet
    bool is_snapshot_stale_ = false; // holds what is to be forgotten, or is far behind
    uptime snapshot_saved_{};
    uptime idle_since_{};
};

} // namespace hallway
