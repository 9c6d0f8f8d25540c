// A node's one log service: it owns the store's use, opens logs for cores, appends, and hands each core the committed events of the logs it has open.
#pragma once

#include "log/mailbox.hpp"
#include "log/recent_events.hpp"
#include "log/store.hpp"
#include "protocol/events.hpp"
#include "support/bounds.hpp"
#include "support/metrics.hpp"
#include "support/scheduler.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hallway {

/// A log as a core receives it: begin at the best of the snapshots that can be read (see beginning.hpp), then ask for what follows.
struct opened_log {
    std::uint64_t number = 0; // names the open log in every later call
    std::string epoch;
    std::uint64_t first = 1;                // oldest offset that the store keeps
    std::optional<event_id> before_first;   // of the event before that, if it is known
    uptime confirmed{};                     // see log_reader
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

/// What a core is handed of the logs that it has open, by their numbers.
class log_reader {
public:
    /// `is_unclaimed`: a change whose amendments this core shall see to, since nobody knows that they committed it.
    virtual void take_event(std::uint64_t log, const shared_event& what, bool is_unclaimed) = 0;

    /// It was trimmed: it begins at `first` now, behind the event `before_first`.
    virtual void take_first(std::uint64_t log, std::uint64_t first, std::optional<event_id> before_first) = 0;

    /// Of a space's log in a shared store: what was handed so far is all that it had at `when`, a time of the log service's monotonic clock.
    virtual void take_confirmation(std::uint64_t log, uptime when) = 0;

    /// The store has another log under this name, or has lost some of this one: it is closed, and to be opened anew.
    virtual void take_loss(std::uint64_t log) = 0;

protected:
    ~log_reader() = default;
};

class core_line;
class lease;
class retention;
class shared_reads;
class trim_news;

/// Lives on its own scheduler. Everything public but attach() is called there; cores call it through their line.
class log_service final : store_listener {
public:
    /// `where` and `keeper` outlive it. `secret` keys the digests of commands.
    log_service(scheduler& where, store& keeper, metrics& counts, std::string secret, const bounds& held = {});
    ~log_service();
    log_service(const log_service&) = delete;
    log_service& operator=(const log_service&) = delete;

    /// A core's line to this service; before either of them runs. The line lives as long as the service.
    core_line& attach(scheduler& core);

    /// Forgets what is older than `keep` in the logs of rooms, in pauses, from now on; of processes that share the store one does so for all. Once.
    void forget_after(std::chrono::days keep);

    /// Lets another process do that at once. The last that is asked of it.
    void leave();

    /// Events in the fullest of the rings of open logs: never more than bounds::ring_events.
    std::size_t fullest_ring() const;

    /// Times that a core's mailbox took no more events.
    std::uint64_t held_back() const { return held_back_.value(); }

    /// Reads that the store was not asked for, since another had been, or was under way.
    std::uint64_t shared_reads_told() const { return shared_.value(); }

    /// Whether what is known of the space's log was confirmed lately, as who writes depends on it (limits::space_unconfirmed_max). Any thread.
    bool is_space_confirmed(uptime now) const;

private:
    friend class core_line;

    static constexpr uptime look_again_after = std::chrono::milliseconds{500}; // when the store did not answer

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
        uptime confirmed{}; // a time at which the store had nothing beyond what is known
        std::optional<std::pair<std::uint64_t, uptime>> to_be_reached; // the top at a later time, if that is not known yet
        std::optional<event_id> before_first;                          // of the newest event that is forgotten, if it is known
        std::pair<std::uint64_t, event_id> glimpsed;                   // the newest event that was read and not published
        recent_events ring;
        std::vector<subscriber> subscribers;
        // Opening a log redoes what came after its snapshot, and nothing before. So none may be saved as long as a change up to it is not written over its row.
        std::set<std::uint64_t> unsettled; // offsets of changes for which a core has not asked yet for all that they amend
        std::set<std::uint64_t> unclaimed; // of them: no core knows that it committed this; handed to one, which sees to it
        std::map<std::uint64_t, std::uint64_t>
            amending; // by number, amendments that the store has not made yet: of which change they are
        std::deque<std::pair<uptime, amendment>> amended; // lately, in a shared store: if it goes back, made again
        // Written over an event, a change shows; so it waits until every core that follows the log has the change itself. Of these and those behind them, in order:
        std::deque<std::pair<std::uint64_t, amendment>> early;
        std::optional<held_snapshot> held; // waits for those
        std::uint64_t snapshot_offset = 0; // of the one offered last, since the log is open
        std::size_t snapshot_hash = 0;
        bool is_open = false;    // the store has answered
        bool is_looking = false; // for events behind top that nobody was told of
        bool is_unsure = false;  // there may be more since
        bool is_stale = false;   // events of other nodes were told of before the store answered
        bool is_doubted = false; // may be another log by now: the store is asked
        bool is_forked = false; // two events are known of one place: whatever the store says, not all that is known is of one log
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
    static void leave_out_unpublished(std::vector<stored_event>& read, open_log& log);
    void follow(core_line& to, std::uint64_t number, std::uint64_t after, handler<followed_events> then);
    void trimmed(const std::string& name, std::uint64_t first, event_id before_first);
    void look_at_firsts();
    void look_at_first(const std::string& name, std::uint64_t first);
    bool tell_first(open_log& log, subscriber& who);
    void close(core_line& from, std::uint64_t number);
    void append(queued_append what);
    void flush_appends();
    void ask_to_append(std::vector<queued_append> all);
    void committed(std::vector<queued_append>& asked, const std::vector<append_outcome>& outcomes);
    void amend(std::uint64_t number, amendment what);
    void amend_what_is_handed(open_log& log);
    void amend_again(open_log& log);
    void try_amendment(std::uint64_t number, std::uint64_t amendment_number, amendment what);
    void settled(std::uint64_t number, std::uint64_t from, std::uint64_t to);
    void save_snapshot(open_log& log, stored_snapshot what);
    void save_held(open_log& log);
    void close_unused(open_log& log);
    void look_for_more(open_log& log);
    void looked_for_more(open_log& log, const log_top& asked_at, outcome<std::vector<stored_event>> read);
    void publish_after_nothing(open_log& log, std::vector<stored_event> read);
    void publish_found(open_log& log, std::vector<stored_event> read);
    void look_again(open_log& log, uptime after);

    /// A log as it was known when the store was asked for its top.
    struct asked_log {
        std::uint64_t number = 0;
        log_top known;
        std::pair<std::uint64_t, event_id> glimpsed;
    };
    bool contradicts(const open_log& log, const append_outcome& became) const;
    bool is_of_another(open_log& log, const std::vector<stored_event>& read);
    void contradicted(open_log& log);
    void watch_tops();
    void compare_tops(std::vector<std::uint64_t> numbers);
    void compare(const asked_log& asked, const std::optional<log_top>& top, uptime when);
    void reach(open_log& log);
    void doubt(open_log& log);
    void lose(open_log& log);
    void remember_changes(const open_log& lost);
    bool is_to_be_redone(const std::string& name, std::uint64_t from_snapshot);
    static void tell_losses(core_line& who);
    void heard(heard_event what) override;
    void missed(const std::string& name) override;
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
    struct changes_of_lost {
        std::uint64_t from = 0; // offset of the oldest that this service wrote over the log lately, or was about to
        uptime until{};
    };
    std::unordered_map<std::string, changes_of_lost> lost_changes_; // by the log's name
    metrics& counts_;
    std::unique_ptr<lease> forgetting_; // of who forgets for all; null: the store is not shared, or all is kept
    std::unique_ptr<retention> retention_;
    std::unique_ptr<trim_news> trim_news_; // null: the store is not shared
    std::unique_ptr<shared_reads> reads_;
    std::vector<std::unique_ptr<core_line>> lines_;
    std::vector<queued_append> appends_;     // of this turn
    std::unordered_set<event_id> appending_; // what the store was asked to append, and has not answered
    std::vector<std::pair<std::function<bool()>, std::function<void()>>> meetings_; // while the first holds, the second waits
    bool is_flush_posted_ = false;
    bool is_watching_ = false; // the tops of a shared store
    std::uint64_t rounds_ = 0; // of that
    std::atomic<uptime::rep> space_confirmed_{0};
    counter& appended_;
    counter& duplicates_;
    counter& lost_;
    counter& held_back_;
    counter& shared_;
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

    /// What was read of the log does not lead to what was handed here: it is another by now, and lost soon (see log_reader).
    void contradicted(std::uint64_t log);

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

    /// Writes a record, whatever it was; it is gone by itself from `expires` on.
    void put_record(std::string name, std::string value, time_point expires, handler<std::uint64_t> then);

    /// Records whose names begin so, in the order of their names; at most `most`.
    void records(std::string prefix, std::size_t most, handler<std::vector<std::pair<std::string, record>>> then);

    /// All that the changes from one offset to another amend has been asked for. Every change that this core appended or was asked to see to, once.
    void settled(std::uint64_t log, std::uint64_t from, std::uint64_t to);

    /// Held back until every change up to it is written over its row.
    void save_snapshot(std::uint64_t log, stored_snapshot what);

    /// Sends what this turn asked for.
    void flush();

    /// Takes what arrived: runs answers, and hands the rest to the reader.
    void take(log_reader& reader);

    /// Whether others may append to the logs, so that what is known of them has to be confirmed.
    bool is_shared() const { return service_.keeper_.is_shared(); }

    /// What this node's parts hold at most.
    const bounds& held() const { return service_.held_; }

    /// Requests without an answer: never more than bounds::requests_per_core.
    std::size_t unanswered() const { return waiting_; }

    /// Called on the core's thread when there is something to take; set before anything is asked.
    void on_mail(task what) { on_mail_ = std::move(what); }

private:
    friend class log_service;

    void ask(task what);
    void put_record(
        std::string name, std::string value, std::optional<std::uint64_t> expected, std::optional<time_point> expires,
        handler<std::uint64_t> then);
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
    std::size_t waiting_ = 0;                  // requests without an answer
    std::vector<task> turn_;                   // asked in this turn
    std::vector<std::uint64_t> untold_losses_; // the service's: did not fit into the mailbox
};

} // namespace hallway
