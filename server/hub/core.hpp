// One thread's share of a node: its sessions, its replicas of the space and of the rooms they are in, and the turn that serves them.
#pragma once

#include "hub/attendance.hpp"
#include "hub/pulse.hpp"
#include "hub/read_gate.hpp"
#include "hub/read_marks.hpp"
#include "hub/room_desk.hpp"
#include "hub/session.hpp"
#include "hub/takeaway_shelf.hpp"
#include "identity/tokens.hpp"
#include "log/audit_trail.hpp"
#include "log/log_service.hpp"
#include "protocol/codec.hpp"
#include "room/space.hpp"
#include "room/timetable.hpp"
#include "support/memory_watch.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"
#include "support/token_bucket.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace hallway {

/// When the room of a talk takes posts and questions.
struct talk_windows {
    std::chrono::minutes opens_before{30};
    std::chrono::minutes qa{15};       // behind the end
    std::chrono::days locks_after{14}; // behind the end
};

struct core_settings {
    std::string space = "main"; // its id; also the name of its log
    std::string space_title = "Hallway";
    std::string rules; // told in hello; empty: none
    brand looks;
    talk_windows windows;
    std::chrono::days keep_deleted{30};   // words that were deleted or reported, for safety; 0: not at all
    std::vector<room_card> rooms;         // opened at the start if they are not yet
    bool is_unlimited = false;            // no flood control: for load tests on loopback
    const memory_watch* memory = nullptr; // outlives the core; null: there is enough
    read_marks* marks = nullptr;          // likewise; null: they are kept nowhere
    attendance* people = nullptr;         // the node's, outlives the core; null: this core is all of it
    room_pulse* pulse = nullptr;          // likewise
    departure* sends = nullptr;           // the edge's of this core, outlives it; null: each wire sends by itself
};

/// What a core counts, for /metrics.
struct core_counts {
    explicit core_counts(metrics& all);

    counter& commands;
    counter& refusals;
    counter& joins_fresh;
    counter& joins_recovered;
    counter& joins_lost;
    counter& joins_short; // of memory
    counter& told;        // event documents handed to seats
    counter& applause;
    counter& signals_dropped;
    counter& gaps;
    counter& slow_closes;
    counter& replaced_closes;
    level& sessions;
    level& seats;
    level& without_typing;
    level& with_slow_applause;
};

/// All members are called on the core's own thread, but for the constructor.
class core final : log_reader {
public:
    /// Everything referred to outlives it.
    core(scheduler& turns, core_line& line, const token_keeper& tokens, core_settings settings, metrics& counts);
    ~core();

    /// Opens the space's log and the configured rooms; then calls `ready`, with a refusal if the store did not let it.
    void start(std::function<void(outcome<done>)> ready);

    /// From now on nobody new is let in. Closes the sessions with 4001, one after the other over `spread` and in no order, each told to come back within
    /// `return_within`; those who are still there go on. Then saves snapshots. Called again, it sends those who are left away over another `spread` from
    /// now, 0 for at once.
    void drain(std::chrono::milliseconds spread, std::chrono::milliseconds return_within);

    /// Tells the node what it may not know yet. The last that is asked of a core whose sessions have ended.
    void finish() { reading_.report(); }

    std::size_t sessions() const { return sessions_.size(); }

    // --- for sessions and desks ---

    scheduler& turns() { return turns_; }
    core_line& line() { return line_; }
    core_counts& counts() { return counts_; }
    const token_keeper& tokens() const { return tokens_; }
    const core_settings& settings() const { return settings_; }
    const space& here() const { return *space_; }

    /// Whether this core knows what was decided in the space up to a moment ago, on whatever node. If not, nobody writes: they might be banned.
    bool is_up_to_date() const;

    bool is_space_known() const { return is_space_known_; }

    /// Calls back, now or later, when the space's log is open; with a refusal if it could not be opened for the time being.
    void when_space_is_known(std::function<void(outcome<done>)> then);
    attendance_line& people() { return people_; }
    pulse_line& pulse() { return pulse_; }
    reading_line& reading() { return reading_; }

    /// Large reads of the store wait here for their turn.
    read_gate& page_reads() { return page_reads_; }
    bool is_draining() const { return is_draining_; }
    bool is_memory_short() const { return settings_.memory != nullptr && settings_.memory->now() != memory_watch::need::none; }

    /// Looks a name up for the encoders.
    const name_of_member& names() const { return names_; }

    std::uint64_t add(session& who);
    void remove(session& who);

    /// The session with this number; null if it has ended.
    session* find(std::uint64_t number) const;

    /// What is told of a room; nothing if the space has none of that id.
    std::optional<room_card> card_of(const std::string& room) const;

    /// The path of the page that a code leads to, in whichever case it is written; nothing if it leads nowhere.
    std::optional<std::string> path_of_code(std::string_view code) const;

    /// Whether an event of the space's that was folded here not long ago changed nothing.
    bool was_void(std::uint64_t offset) const;

    /// The whole schedule as JSON, made once for each version of it.
    std::shared_ptr<const std::string> schedule_text();

    /// The desk of a room that the space has; null if there is no such room. Opened on first use.
    room_desk* desk(const std::string& room);

    /// Calls back, now or later, with the desk of the room when its log is open here, or with why not. The desk is there for the length of the call.
    void with_room(const std::string& room, std::function<void(outcome<room_desk*>)> then);

    /// What is worth keeping of rooms.
    takeaway_shelf& shelf() { return shelf_; }

    /// The record of what a talk or lesson says about itself at length.
    std::string about_name(const std::string& room) const { return "about/" + settings_.space + "/" + room; }

    /// What this core folded of a room; null if the room is not open here.
    const room* replica(const std::string& room_id) const;

    /// Events in the fullest of its rooms' rings: never more than bounds::ring_events.
    std::size_t fullest_ring() const;

    /// Has the wire flushed when this turn ends.
    void flush_later(session& who);

    /// Asks for the line to be flushed when this turn ends.
    void ask_soon();

    /// One permit of the member's flood control. \returns how long to wait if there is none.
    std::optional<std::chrono::milliseconds> flood_wait(member_id who);

    /// Writes down what staff are about to do; `then` does it, or refuses if that could not be written.
    void audit(const author& by, const command_body& what, handler<done> then);

    /// Keeps the words of a message for safety, for a while, before they are taken away. `version`: of the message. Each wording is kept by itself, so that none
    /// can be hidden behind another.
    void keep_words(const std::string& room, event_id of, std::uint64_t version, kept_text words, handler<done> then);

    /// The names of the records of a message's wordings begin so.
    std::string kept_prefix(const std::string& room, event_id of) const;

    /// Appends to the space's log.
    void append_to_space(author from, std::string key, event_body what, std::function<void(append_outcome)> then);
    std::uint64_t space_log() const { return space_log_; }

    event_id new_event_id() { return {turns_.random()}; }
    std::string new_key();

private:
    void take_mail();
    void take_event(std::uint64_t log, const shared_event& what, bool is_unclaimed) override;
    void take_first(std::uint64_t log, std::uint64_t first, std::optional<event_id> before_first) override;
    void take_confirmation(std::uint64_t log, uptime when) override;
    void take_loss(std::uint64_t log) override;
    room_desk* desk_of(std::uint64_t log) const;
    void lose(room_desk& desk);
    void open_space(std::function<void(outcome<done>)> then);
    void lose_space();
    void open_space_anew(std::uint64_t loss);
    void open_rooms_anew(std::uint64_t loss);
    void space_is_back();
    void tell_names_found();
    void tell_desks();
    void answer_who_waits(const outcome<done>& known);
    void on_space_event(const event& what);
    void tell_all(const shared_bytes& frame);
    void tell_staff(const shared_bytes& frame);
    void tell_some(const shared_bytes& frame, const std::function<bool(const session&)>& whom);
    void note_void(const event& what);
    void on_standing_changed(const event& what);
    void enforce(const member_sanctioned& what, const event& e);
    void enforce(const sanction_lifted& what, const event& e);
    void enforce(const member_kicked& what, const event& e);
    void enforce(const invite_revoked& what, const event& e);
    void enforce(const announced& what, const event& e);
    void enforce(const announcement_ended& what, const event& e);
    void enforce(const report_filed& what, const event& e);
    void enforce(const report_settled& what, const event& e);
    void enforce(const member_blocked& what, const event& e);
    void enforce(const room_waits& what, const event& e);
    void tell_of_report(event_id which);
    void tell_of_sanction(const sanction& what, bool is_lifted);
    void end_roles();
    std::vector<session*> sessions_of(member_id who) const;
    void on_schedule_changed(const timetable_change& what);
    void tell_schedule();
    void open_configured_rooms(std::function<void(bool are_open)> then);
    void end_turn();
    void rest_after(uptime took);
    void flush_wires();
    void sweep();
    void post_end_of_turn();
    void send_some_away();
    void send_away(session& who);
    void close_desks();

    /// Who is to leave when.
    struct departure {
        uptime begun{};
        uptime spread{};
        std::chrono::milliseconds return_within{};
        std::size_t people = 0;           // when it began
        std::vector<std::uint64_t> to_go; // the last first
        std::uint64_t number = 0;         // which call of drain() it is of
        bool is_over = false;
    };

    scheduler& turns_;
    core_line& line_;
    const token_keeper& tokens_;
    core_settings settings_;
    core_counts counts_;
    std::unique_ptr<attendance> own_people_; // if there is no other core
    attendance_line& people_;
    std::unique_ptr<room_pulse> own_pulse_;
    pulse_line& pulse_;
    std::unique_ptr<read_marks> own_marks_;
    reading_line& reading_;
    std::set<member_id> nameless_; // whose name was asked for, and not known
    name_of_member names_;

    std::optional<space> space_;
    std::uint64_t space_log_ = 0;
    bool is_space_known_ = false; // else its log is being opened
    uptime space_confirmed_{};
    std::uint64_t space_losses_ = 0;
    std::vector<std::function<void(outcome<done>)>> waiting_for_space_;
    std::uint64_t space_saved_ = 0; // offset of its saved snapshot
    timetable_change untold_;       // of the schedule, in this turn
    std::uint64_t told_schedule_ = 0;
    std::deque<std::uint64_t> voided_; // offsets of what lost a race; the newest of them
    time_point roles_looked_at_{};     // for ends of roles
    std::uint64_t text_version_ = 0;
    std::shared_ptr<const std::string> schedule_text_; // of that version
    std::unordered_map<std::string, std::unique_ptr<room_desk>> desks_;
    std::unordered_map<std::uint64_t, room_desk*> desks_by_log_;
    std::vector<std::unique_ptr<room_desk>> lost_desks_; // of logs that are no more, as long as something is under way there
    std::vector<room_desk*> touched_;                    // have something to tell this turn

    std::uint64_t last_session_ = 0;
    std::unordered_map<std::uint64_t, session*> sessions_;
    std::vector<session*> to_flush_; // at the end of the turn; null: closed meanwhile
    std::unordered_map<member_id, token_bucket> floods_;
    audit_trail trail_{line_, settings_.space};
    read_gate page_reads_{line_.held().page_reads};
    takeaway_shelf shelf_{*this};
    bool is_turn_posted_ = false;
    bool is_resting_ = false; // nothing is told until a moment has passed
    bool is_draining_ = false;
    departure leaving_;

    friend class room_desk;
};

} // namespace hallway
