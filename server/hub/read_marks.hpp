// How far each member has read in each room: told to the member's other sessions on every core, and kept.
#pragma once

#include "hub/member_marks.hpp"
#include "log/store.hpp"
#include "support/scheduler.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hallway {

class read_marks;

/// One core's share: the marks of the members who have a session there. On its core's thread, but for the constructor.
class reading_line {
public:
    reading_line(read_marks& whole, std::size_t index, scheduler& core);

    /// A session of a member has said hello. `is_new`: the member was made just now, so there is nothing to look up.
    void arrived(member_id who, std::uint64_t session, bool is_new);
    void gone(member_id who, std::uint64_t session);

    /// Whether mark() can be asked: a member who was here before is looked up first, once for all of his sessions.
    bool is_known(member_id who) const;

    /// Calls back, later, when it can; also if the store does not answer, without marks then. The member has a session here.
    void when_known(member_id who, task then);

    std::optional<std::uint64_t> mark(member_id who, const std::string& room, const std::string& epoch) const;

    /// A session says how far its member has read; a mark below the present one changes nothing. The member's other sessions are told after a moment, of the last one only.
    void move(member_id who, std::uint64_t session, read_mark to);

    /// Tells the node of what moved, now.
    void report();

    /// Called for a session that is to be told of another's mark; it may be gone. Set before anybody comes.
    void on_moved(std::function<void(std::uint64_t session, const read_mark& to)> then) { on_moved_ = std::move(then); }

private:
    friend class read_marks;

    struct reader {
        std::vector<std::uint64_t> sessions;
        member_marks marks;
        bool is_known = false;
        std::vector<task> waiting; // to be known
    };

    /// The first session of a member here, or the last one that went.
    struct passage {
        member_id who;
        bool is_here = false;
        bool is_new = false;
    };

    struct movement {
        member_id who;
        read_mark to;
    };

    struct news {
        std::vector<passage> passages; // in order
        std::vector<movement> movements;
    };

    void report_soon();
    void report_now();
    void take(member_id who, const member_marks& kept);
    void take(const movement& what);
    void tell(const movement& what, std::uint64_t except);

    read_marks& whole_;
    std::size_t index_;
    scheduler& core_;
    std::unordered_map<member_id, reader> readers_;
    std::vector<passage> passages_;
    std::map<std::pair<member_id, std::string>, std::pair<read_mark, std::uint64_t>>
        moved_; // since the last report, and by which session
    bool is_reporting_ = false;
    bool is_hurrying_ = false;
    std::function<void(std::uint64_t, const read_mark&)> on_moved_ = [](std::uint64_t, const read_mark&) {};
};

/// The whole node's. Lives on the scheduler that the store calls back on; cores reach it by what they post there, and are reached likewise. All members but attach()
/// are called there.
class read_marks {
public:
    /// `keeper` outlives it; null: what is marked is not kept. The records are named after the space and the member.
    read_marks(scheduler& where, store* keeper, std::string space);

    /// A core's share; before anything runs. Lives as long as this.
    reading_line& attach(scheduler& core);

    /// Asks the store for all that waits to be written: before it stops.
    void write_all();

private:
    friend class reading_line;

    struct reader {
        std::set<std::size_t> cores; // with sessions of the member
        member_marks marks;
        std::uint64_t version = 0; // of the record; 0: there is none
        bool is_loaded = false;
        bool is_loading = false;
        bool is_dirty = false;  // something moved that is not in the record
        bool is_queued = false; // in due_
        bool is_writing = false;
        std::set<std::size_t> waiting; // cores, for it to be loaded
    };

    void take(std::size_t core, const reading_line::news& what);
    void take(std::size_t core, const reading_line::passage& what);
    void take(std::size_t core, const reading_line::movement& what);
    void load(member_id who);
    void loaded(member_id who, const outcome<record>& got);
    void give(std::size_t core, member_id who, const member_marks& marks);
    void write_later(member_id who, reader& it);
    void look_soon();
    void write_due();
    void write(member_id who);
    void written(member_id who, const outcome<std::uint64_t>& became);
    void forget_unless_needed(member_id who);
    std::string name_of(member_id who) const;

    scheduler& where_;
    store* keeper_;
    std::string space_;
    std::vector<std::unique_ptr<reading_line>> lines_;
    std::unordered_map<member_id, reader> readers_;
    std::deque<std::pair<uptime, member_id>> due_; // to be written, in the order of when
    bool is_looking_ = false;                      // at what is due
};

} // namespace hallway
