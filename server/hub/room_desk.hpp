// One room on one core: its replica, the seats of the sessions in it, and the way of a command through it.
#pragma once

#include "hub/opening.hpp"
#include "hub/pulse.hpp"
#include "hub/session.hpp"
#include "log/log_service.hpp"
#include "protocol/codec.hpp"
#include "room/recovery.hpp"
#include "room/room.hpp"

#include <array>
#include <cstdint>
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

/// Whether an event may change what waits.
bool is_about_waiting(const event_body& what);

/// Lives as long as somebody is in the room, and a minute longer. On its core's thread.
class room_desk {
public:
    room_desk(core& home, room_card card);

    const room_card& card() const { return card_; }

    /// Opens the room if it is not. Calls back when it is, or with the reason why it is not; at once if it is open.
    void when_open(std::function<void(std::optional<refusal>)> then);

    /// Somebody without a seat looks at the room: it stays open until as many have let go.
    void stay() { ++under_way_; }
    void let_go();

    /// Answers the command when the room is open, and seats the session.
    void join(session& who, std::uint64_t command, std::optional<position> since);

    /// Takes the seat away. Nothing is answered.
    void leave(session& who);

    /// Decides, appends, answers. The session is named.
    void write(session& who, std::uint64_t command, post what);
    void write(session& who, std::uint64_t command, edit what);
    void write(session& who, std::uint64_t command, remove what);
    void write(session& who, std::uint64_t command, ask what);
    void write(session& who, std::uint64_t command, promote what);
    void write(session& who, std::uint64_t command, vote what);
    void write(session& who, std::uint64_t command, move_question what);
    void write(session& who, std::uint64_t command, merge_questions what);
    void write(session& who, std::uint64_t command, answer_question what);
    void write(session& who, std::uint64_t command, mark_answer what);
    void write(session& who, std::uint64_t command, pin_item what);
    void write(session& who, std::uint64_t command, unpin_item what);
    void write(session& who, std::uint64_t command, change_policy what);
    void write(session& who, std::uint64_t command, release_held what);
    void write(session& who, std::uint64_t command, tend_item what);

    /// Finds out whom a report concerns, keeps the words that it is about, and has the session hand it on.
    void write(session& who, std::uint64_t command, file_report what);

    /// Deletes all that a member said, and answers how much that was.
    void write(session& who, std::uint64_t command, const wipe_member& what);

    /// Answers a page of what waits.
    void list_held(session& who, std::uint64_t command, const hallway::list_held& what);

    /// Answers a page of questions.
    void list_questions(session& who, std::uint64_t command, const ask_questions& what);

    /// Answers a page of rows.
    void page(session& who, std::uint64_t command, const history& what);

    /// The member has read up to an offset; above the newest event means up to that. The session has a seat.
    void mark(session& who, std::uint64_t offset);

    /// Counts it, unless the member applauded a moment ago, and answers.
    void applaud(session& who, std::uint64_t command, applause_kind kind);

    /// Has it told where typing is told, and answers. The session is named.
    void note_typing(session& who, std::uint64_t command, bool on);

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

    /// Tells the seats what goes on; those who do not read it never hear of the applause.
    void take_beat(const heartbeat& what);

    /// Tells staff what the room leaves out from now on, if that is another. Call it now and then.
    void look_at_shedding();
    const shedding& shed() const { return shed_told_; }

    /// A session with a seat, which had no name, has one now.
    void count_as_named(const session& who);

    /// A member was renamed: what was encoded with names is stale.
    void forget_encoded() { fresh_bodies_ = {}; }

    /// What is told of the room, from now on.
    void recard(room_card card);

    /// Who may see another selection than until now is told to come anew.
    void look_at_roles();

    /// What it folded; null while the log is not open.
    const room* replica() const { return room_ ? &*room_ : nullptr; }
    std::size_t ring_events() const { return ring_.size(); }

    /// The log does not begin with its first event any more.
    bool has_forgotten() const { return first_ > 1; }

    /// Nobody is here and nothing is under way.
    bool is_idle() const;
    std::size_t seats() const { return seats_.size(); }
    uptime idle_since() const { return idle_since_; }

    /// Its log is another by now, and so is the room: who sits here is told to join that. What is under way here comes to its end.
    void lose();

    /// Saves what it folded. After it the desk may be destroyed.
    void close();
    std::uint64_t log() const { return log_; }

private:
    struct seat {
        session* who = nullptr;
        std::uint64_t skipped_from = 0; // first offset that was not told since the wire was full; 0: none
        bool is_here_owed = false;      // was not told how many are here, since too much waited
        bool is_typing_owed = false;    // the same of who is typing
        bool is_tally_owed = false;     // the same of votes
        bool is_staff = false;
        std::uint64_t written_turn = 0; // the turn whose events include some of this member's own
    };

    /// An answer that waits until its event is applied.
    struct awaited {
        std::uint64_t session = 0;
        std::uint64_t command = 0;
        receipt made;
        std::optional<row> target; // of a change: the row as it was when decided
    };

    /// Who reads: what is told depends on it.
    viewer viewer_of(const session& who) const;

    /// An event, what became of it, the edit of the same message whose text it made void (0: none), and what it changes of the board.
    struct made_change {
        shared_event what;
        effect made = effect::told;
        std::uint64_t replaced = 0;
        board_change board;
    };

    /// What a turn tells: a document for all, and others for staff and for those whose own it concerns. Empty: nothing, or as for all.
    struct telling {
        std::uint64_t offset = 0;
        std::string document;
        std::string staff_document;
        std::vector<std::pair<member_id, std::string>> own_documents;
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
    join_extras own_part(const session& who, std::optional<std::uint64_t> since) const;
    join_extras beside(const session& who, std::optional<std::uint64_t> since) const;
    void recover_from_store(session& who, std::uint64_t command, position since);
    void read_what_was_missed(std::uint64_t session, std::uint64_t command, const position& since);
    void take_seat(session& who);
    bool is_slow(const seat& one, std::size_t waiting_max) const;
    void tell_readers(const shared_bytes& frame, std::size_t waiting_max, bool seat::* owed);
    void tell_owed_signals(session& who, seat& its);
    void tell_applause();
    void tell_typing(std::vector<member_id> now);
    void stop_typing(const event& what);
    bool tells_typing() const;
    shedding shed_now() const;
    bool recalls_after(std::uint64_t offset) const;

    template <class Command>
    void decide(session& who, std::uint64_t command, Command what, const row* found);
    template <class Command>
    void write_command(session& who, std::uint64_t command, Command what);
    void with_row(session& who, std::uint64_t command, event_id id, std::function<void(session& who, const row* found)> then);
    void append_now(session& who, std::uint64_t command, append_draft what, std::optional<row> target);
    void let_out_now(session& who, std::uint64_t command, const append_draft& draft);
    void append_by_itself(append_draft what, std::optional<row> target, std::function<void(bool is_done)> then);
    append_draft draft_of(const release_held& what, const author& by, event_body body) const;
    template <class Command>
    append_draft draft_of(const Command& what, const author& by, event_body body) const;
    /// What somebody said, and the version of it.
    struct said_words {
        kept_text words;
        std::uint64_t version = 0;
    };
    std::optional<said_words> words_of(event_id what, const row* found) const;
    bool may_see(event_id what, const viewer& reader) const;
    void report(session& who, std::uint64_t command, const file_report& what, const row* found);
    std::optional<refusal> why_closed(const author& who, bool is_of_questions) const;
    void refuse_unless_known(
        session& who, std::uint64_t command, std::string key, std::string asked, std::optional<event_id> changed, refusal why);
    void appended(std::uint64_t session, std::uint64_t command, std::optional<row> target, const append_outcome& became);
    void answer_known(
        std::uint64_t session, std::uint64_t command, const append_outcome& known, std::optional<event_id> changed,
        bool has_met = false);
    void leave_open(const awaited& what);
    void answer_as(std::uint64_t session, std::uint64_t command, append_outcome became);
    void settle(const made_change& folded);
    void answer_made(session& who, std::uint64_t command, const receipt& made) const;
    void save_snapshot();

    // What waits: looked at when it is due, and when something has been waiting for long.
    struct waiting_item {
        event_id id;
        time_point since;
        member_id from;
    };
    void look_at_waiting();
    void look_again_at(time_point when);
    void let_out_once_met(std::vector<held_message> due);
    void let_out(const held_message& what);
    std::vector<waiting_item> waiting_for_staff() const;
    void tell_attended(const std::vector<waiting_item>& waiting);
    void tell_author(const waiting_item& what, bool is_attended);
    std::optional<time_point> raise_alarm(const std::vector<waiting_item>& waiting);
    std::optional<alarm_reach> reach_of_alarm() const;
    bool has_staff(const std::string& presence) const;
    void watch_staff(bool is_on);
    held_part held_for(const viewer& who) const;
    std::string own_held(member_id me) const;
    std::string own_dropped(member_id me) const;
    std::string tended_lately(const viewer& reader) const;

    /// A job that deletes what a member said, page by page.
    struct wiping {
        std::uint64_t session = 0;
        std::uint64_t command = 0;
        author by;
        member_id member;
        std::uint64_t from = 0;    // the rows before this offset are still to be looked at
        std::uint64_t deleted = 0; // so far
        bool has_failed = false;
    };
    void wipe_page(std::shared_ptr<wiping> job);
    void wipe_rows(const std::shared_ptr<wiping>& job, const std::vector<row>& rows, std::function<void()> then);
    void wipe_rest(std::shared_ptr<wiping> job);
    void wiped(const wiping& job);

    viewer viewer_of(member_id who) const;
    std::string document_of(const event& what, const viewer& reader) const;
    bool is_hidden_from(const event& what, const viewer& reader) const;
    telling telling_of(const made_change& folded) const;
    void add_board_telling(telling& into, const made_change& folded) const;
    const std::string& document_for(const telling& what, const seat& who) const;
    void write_board_over(const made_change& folded);
    void count(event_id question);
    void tell_tally();
    void tell_all_votes(session& who) const;
    board_part board_for_fresh(const viewer& who) const;
    board_part board_since(std::uint64_t offset) const;
    void push(seat& to, const shared_bytes& frame, std::uint64_t first_offset);
    /// Who asked for a page, and whose rows alone.
    struct page_asked {
        std::uint64_t session = 0;
        std::uint64_t command = 0;
        std::optional<member_id> by;
    };
    void when_page_may_be_read(session& who, const page_asked& asked, std::function<void()> then);
    void read_page(const page_asked& asked, const row_range& range);
    void look_before(session& who, const page_asked& asked, core_line::rows_read found);
    void send_page(const page_asked& asked, core_line::rows_read read, bool is_backwards, bool has_older = false);
    void page_from_memory(session& who, const page_asked& asked, std::size_t limit);
    void page_around(session& who, const page_asked& asked, const history& what, event_id id);
    void read_page_around(const page_asked& asked, const history& what, event_id id);
    void send_rows(
        const page_asked& asked, std::vector<row> rows, std::optional<std::uint64_t> before, std::optional<std::uint64_t> after);

    core& home_;
    const bounds& held_;
    room_card card_;
    std::uint64_t log_ = 0; // 0: not open
    std::uint64_t first_ = 1;
    std::optional<event_id> before_first_; // of the newest event that is forgotten, if it is known
    bool is_opening_ = false;
    bool is_lost_ = false;
    std::optional<room> room_;
    recent_events ring_;
    std::set<std::uint64_t> voided_; // the newest changes that changed nothing; the store hears of it later
    std::vector<std::function<void(std::optional<refusal>)>> waiting_; // for the room to open

    std::vector<seat> seats_;
    std::unordered_multimap<member_id, std::uint64_t> members_; // of seats: member -> session number
    std::vector<telling> turn_;
    std::uint64_t turn_number_ = 1;
    std::multimap<std::uint64_t, awaited> awaited_; // by offset
    std::size_t under_way_ = 0;                     // requests to the log service
    std::set<event_id> voted_;                      // questions whose votes are to be told
    uptime tally_told_{};
    applause_counts applause_{}; // not told yet
    std::uint64_t applause_version_ = 0;
    uptime applause_told_{};
    bool is_applause_due_ = false;
    std::vector<member_id> typing_;       // as told
    shedding shed_told_;                  // to staff
    std::optional<time_point> next_look_; // at what waits
    std::set<event_id> being_let_out_;
    std::set<event_id> told_unattended_; // whose authors read that nobody is here
    std::vector<std::string> watched_;   // presences of staff, while something waits
    std::optional<time_point> alarm_raised_;
    unsigned alarms_ = 0; // raised since nothing waited for long
    struct fresh_body {
        std::string body;
        std::uint64_t top = 0;
    };
    std::array<fresh_body, 2> fresh_bodies_; // cached answers of fresh joins: everybody's, and staff's
    std::uint64_t snapshot_offset_ = 0;
    std::size_t seeing_to_ = 0;      // runs of see_to() that have not asked for everything yet
    bool is_snapshot_stale_ = false; // holds what is to be forgotten, or is far behind
    uptime snapshot_saved_{};
    uptime idle_since_{};
};

} // namespace hallway
