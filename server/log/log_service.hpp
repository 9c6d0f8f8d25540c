// A node's one log service: it owns the store's use, opens logs for cores, appends, and hands each core the committed events of the logs it has open.
#pragma once

#include "log/mailbox.hpp"
#include "log/store.hpp"
#include "protocol/events.hpp"
#include "support/bounds.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hallway {

using shared_event = std::shared_ptr<const event>;

/// A log as a core receives it: begin at the best of the snapshots that can be read (see beginning.hpp), then ask for what follows.
struct opened_log {
    std::uint64_t number = 0; // names the open log in every later call
    std::string epoch;
    std::uint64_t first = 1;                // oldest offset that the store keeps
    std::optional<event_id> before_first;   // of the event before that, if it is known
    std::vector<stored_snapshot> snapshots; // best first
};

/// What follows an offset, contiguous. Until `is_live`, ask again for what follows these; from then on what comes next arrives by itself.
struct followed_events {
    std::vector<shared_event> events;
    bool is_live = false;
};

/// An event before it is committed.
struct append_draft {
    event_id id;
    author from;
    std::string key;
    event_body what;
    std::string
        asked; // what the key stands for, if that is not `what`: the whole of a command of which only what differs is appended
};

class core_line;
class retention;

/// Lives on its own scheduler. Everything public but attach() is called there; cores call it through their line.
class log_service {
public:
    /// `where` and `keeper` outlive it. `secret` keys the digests of commands.
    log_service(scheduler& where, store& keeper, metrics& counts, std::string secret, const bounds& held = {});
    ~log_service();

    /// A core's line to this service; before either of them runs. The line lives as long as the service.
    core_line& attach(scheduler& core);

    /// Forgets what is older than `keep` in the logs of rooms, in pauses, from now on. Once.
    void forget_after(std::chrono::days keep);

    /// Events in the fullest of the rings of open logs: never more than bounds::ring_events.
    std::size_t fullest_ring() const;

    /// Times that a core's mailbox took no more events.
    std::uint64_t held_back() const { return held_back_.value(); }

private:
    friend class core_line;

    struct subscriber {
        core_line* line = nullptr;
        std::uint64_t sent = 0;  // newest offset in its mailbox
        bool is_opening = true;  // its beginning is being read
        bool is_behind = false;  // its mailbox was full: events after `sent` are owed
        std::uint64_t first = 1; // oldest kept offset that it was told
    };

    struct held_snapshot {
        stored_snapshot what;
        std::uint64_t behind = 0; // amendments below this number come first; 0: there are unsettled changes yet
    };

    struct open_log {
        std::uint64_t number = 0;
        std::string name;
        std::string
            space; // of a room's log: the name of its space's, which holds the names of those who write; empty: this is a space's
        log_top top;
        std::optional<event_id> before_first; // of the newest event that is forgotten, if it is known
        std::deque<shared_event> ring;        // newest committed events, contiguous up to top
        std::vector<subscriber> subscribers;
        // Opening a log redoes what came after its snapshot, and nothing before. So none may be saved as long as a change up to it is not written over its row.
        std::set<std::uint64_t> unsettled; // offsets of changes for which a core has not asked yet for all that they amend
        std::set<std::uint64_t> unclaimed; // of them: no core knows that it committed this; handed to one, which sees to it
        std::set<std::uint64_t> amending;  // numbers of amendments that the store has not made yet
        // Written over an event, a change shows; so it waits until every core that follows the log has the change itself. Of these and those behind them, in order:
        std::deque<std::pair<std::uint64_t, amendment>> early;
        std::optional<held_snapshot> held; // waits for those
        std::uint64_t snapshot_offset = 0; // of the one offered last, since the log is open
        std::size_t snapshot_hash = 0;
        bool is_open = false;    // the store has answered
        bool is_looking = false; // for events behind top that nobody was told of
        bool is_unsure = false;  // there may be more since
        std::vector<std::function<void(std::optional<refusal>)>> waiting;
    };

    struct queued_append {
        append_request request;
        append_draft draft;
        std::uint64_t log = 0;
        core_line* from = nullptr;
        std::function<void(append_outcome)> then;
    };

    void open(core_line& from, std::string name, handler<opened_log> then);
    void give(core_line& to, std::uint64_t number, handler<opened_log> then);
    static void leave_out_unpublished(std::vector<stored_event>& read, const open_log& log);
    void follow(core_line& to, std::uint64_t number, std::uint64_t after, handler<followed_events> then);
    void trimmed(const std::string& name, std::uint64_t first, event_id before_first);
    bool tell_first(open_log& log, subscriber& who);
    void close(core_line& from, std::uint64_t number);
    void append(queued_append what);
    void flush_appends();
    void committed(std::vector<queued_append>& asked, const std::vector<append_outcome>& outcomes);
    void amend(std::uint64_t number, amendment what);
    void amend_what_is_handed(open_log& log);
    void try_amendment(std::uint64_t number, std::uint64_t amendment_number, amendment what);
    void settled(std::uint64_t number, std::uint64_t from, std::uint64_t to);
    void save_snapshot(open_log& log, stored_snapshot what);
    void save_held(open_log& log);
    void close_unused(open_log& log);
    void look_for_more(open_log& log);
    void publish(open_log& log, const shared_event& what);
    bool hand(open_log& log, subscriber& who, const shared_event& what);
    void meet(core_line& who, std::uint64_t number, std::function<void()> then);
    void when_named(core_line& who, const std::string& space, std::function<void()> then);
    void wait_while(std::function<bool()> holds, std::function<void()> then);
    void answer_meetings();
    bool is_owed_names(const core_line& who, const std::string& space) const;
    void catch_up(core_line& who);
    void catch_up(open_log& log, subscriber& who);
    void go_on_catching_up(open_log& log, subscriber& who);
    void wake_cores();
    void run(std::vector<task>& batch);
    open_log* find(std::uint64_t number);
    static subscriber* subscription(open_log& log, const core_line& line);
    static const subscriber* subscription(const open_log& log, const core_line& line);

    scheduler& where_;
    store& keeper_;
    std::string secret_;
    bounds held_;
    std::uint64_t last_number_ = 0;
    std::uint64_t last_amendment_ = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<open_log>> logs_;
    std::unordered_map<std::string, std::uint64_t> numbers_;
    metrics& counts_;
    std::unique_ptr<retention> retention_;
    std::vector<std::unique_ptr<core_line>> lines_;
    std::vector<queued_append> appends_;                                            // of this turn
    std::vector<std::pair<std::function<bool()>, std::function<void()>>> meetings_; // while the first holds, the second waits
    bool is_flush_posted_ = false;
    counter& appended_;
    counter& duplicates_;
    counter& held_back_;
    histogram& append_time_;
};

/// What one core asks of the log service. Called on the core's thread only; answers come on it too, from take(). Requests of one turn travel
/// together: call flush() at its end. A core may have bounds::requests_per_core requests unanswered; one more is answered errc::unavailable.
class core_line {
public:
    core_line(log_service& service, scheduler& core);

    /// Opens (makes) a log. Read on with follow().
    void open(std::string name, handler<opened_log> then);

    /// Some of what follows an offset of a log that was opened; subscribes with the last of it (`is_live`), so that what is committed next arrives by take().
    /// A refusal closes the log.
    void follow(std::uint64_t log, std::uint64_t after, handler<followed_events> then);

    /// No further events. A core opens a log once at a time.
    void close(std::uint64_t log);

    /// The outcome arrives before the event itself does.
    void append(std::uint64_t log, append_draft what, std::function<void(append_outcome)> then);

    /// Events after an offset, as the store has them (messages as they stand).
    void read(std::uint64_t log, event_range range, handler<std::vector<shared_event>> then);

    /// Calls back when every event of a log that was committed before this call, on whichever core's behalf, has been taken here.
    void meet(std::uint64_t log, handler<done> then);

    struct rows_read {
        std::vector<row> rows;
        bool has_more = false;
    };
    void rows(std::uint64_t log, row_range range, handler<rows_read> then);

    /// One message; errc::not_found if there is none with this id, or if it is not a message.
    void find(std::uint64_t log, event_id id, handler<row> then);

    /// The outcome of an earlier append with this key; errc::not_found if there was none.
    void find_key(std::uint64_t log, member_id member, std::string key, const event_body& what, handler<append_outcome> then);

    /// The same for a draft that has `asked`.
    void find_key(std::uint64_t log, member_id member, std::string key, std::string asked, handler<append_outcome> then);

    /// Writes a row as it stands over its event.
    void amend(std::uint64_t log, const row& stands);

    /// Writes other words over an event, since the change at `version` wants it so.
    void write_over(std::uint64_t log, std::uint64_t offset, std::uint64_t version, const event_body& what);

    /// Writes an edit's text out of the log, since the change at `version` replaced it.
    void take_text_away(std::uint64_t log, std::uint64_t edit, std::uint64_t version, event_id target);

    /// Keeps that a change at `offset` changed nothing, for retries; what it wanted to say (an edit) belongs to nobody and is written out of the log.
    void keep_verdict(std::uint64_t log, std::uint64_t offset, const event_body& change, errc verdict);

    /// A record beside the logs; errc::not_found if there is none.
    void get_record(std::string name, handler<record> then);

    /// Writes a record, whatever it was. \returns its new version
    void put_record(std::string name, std::string value, handler<std::uint64_t> then);

    /// Writes a record that is not there yet; errc::conflict if it is.
    void make_record(std::string name, std::string value, handler<std::uint64_t> then);

    /// All that the changes from one offset to another amend has been asked for. Every change that this core appended or was asked to see to, once.
    void settled(std::uint64_t log, std::uint64_t from, std::uint64_t to);

    /// Held back until every change up to it is written over its row.
    void save_snapshot(std::uint64_t log, stored_snapshot what);

    /// Sends what this turn asked for.
    void flush();

    /// Takes what arrived: runs answers, hands events to `each(log number, event, is_unclaimed)` (a change whose amendments this core shall see to, since nobody knows
    /// that they committed it), and tells `trimmed(log number, offset, id)` of the oldest event that is kept from now on, and of the one before it.
    template <class Each, class Trimmed>
    void take(Each&& each, Trimmed&& trimmed)
    {
        const bool is_owed = box_.take([&](mail& item) {
            if (item.what)
                each(item.log, item.what, item.is_unclaimed);
            else if (item.first != 0)
                trimmed(item.log, item.first, item.before_first);
            else
                item.answer();
        });
        if (is_owed)
            ask_for_the_rest();
    }

    /// What this node's parts hold at most.
    const bounds& held() const { return service_.held_; }

    /// Requests without an answer: never more than bounds::requests_per_core.
    std::size_t unanswered() const { return waiting_; }

    /// Called on the core's thread when there is something to take; set before anything is asked.
    void on_mail(task what) { on_mail_ = std::move(what); }

private:
    friend class log_service;

    void ask(task what);
    void put_record(std::string name, std::string value, std::optional<std::uint64_t> expected, handler<std::uint64_t> then);
    void amend(std::uint64_t log, amendment what);
    void ask_for_the_rest();
    bool is_full() const { return waiting_ >= service_.held_.requests_per_core; }

    template <class T>
    handler<T> through_mailbox(handler<T> then);
    template <class T, class Call>
    void ask_store(std::uint64_t log, handler<T> then, Call call);

    log_service& service_;
    scheduler& core_;
    mailbox box_;
    task on_mail_;
    std::size_t waiting_ = 0; // requests without an answer
    std::vector<task> turn_;  // asked in this turn
};

} // namespace hallway
