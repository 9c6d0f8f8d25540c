// Writes down what staff do before it is done: a chain of records of which each holds the hash of the one before it.
#pragma once

#include "log/log_service.hpp"
#include "protocol/audit.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace hallway {

/// The record of entry `number`; their order is the entries'.
std::string audit_record_name(const std::string& space, std::uint64_t number);

/// The hash of an entry, as the next one holds it.
std::string audit_hash(std::string_view encoded);

/// Reads a trail from its first entry on, and finds where it was touched.
class audit_check {
public:
    /// The next record, in the order of the names. \returns what is wrong with it
    std::optional<std::string> take(const std::string& space, std::string_view name, std::string_view value);

    std::uint64_t entries() const { return entries_; }

    /// The hash of the last one: whoever noted an earlier one can ask for it.
    const std::string& head() const { return head_; }

private:
    std::uint64_t entries_ = 0;
    std::string head_ = no_audit_hash();
};

/// One core's pen. Several write into one chain: a record is made only if there is none of its number, so whoever comes second reads on and tries the next.
/// On the core's thread; the line outlives it.
class audit_trail {
public:
    audit_trail(core_line& line, std::string space) : line_(line), space_(std::move(space)) {}

    /// Answers when the entry is kept, in the order of the calls. Its number and hash are seen to here. errc::unavailable, errc::storage_full: it is not, and what it tells of
    /// must not be done.
    void note(audit_entry what, handler<done> then);

    /// Called when something was asked of the line outside a turn of the core's.
    void on_asked(task what) { on_asked_ = std::move(what); }

    /// The records may not be those that were written: where they end is looked for before the next entry.
    void find_again() { must_find_again_ = true; }

private:
    struct waiting {
        audit_entry what;
        handler<done> then;
    };

    void find_end();
    void look_at(std::uint64_t number);
    void write_next();
    void take_over(std::uint64_t number);
    void fail(const refusal& why);

    core_line& line_;
    std::string space_;
    task on_asked_ = [] {};
    std::deque<waiting> queue_;
    bool is_busy_ = false;
    bool is_end_known_ = false;
    bool must_find_again_ = false;
    std::uint64_t last_ = 0;   // the greatest number known to be written
    std::uint64_t beyond_ = 0; // a number known not to be written when the end was looked for; 0: none yet
    std::string last_hash_ = no_audit_hash();
};

} // namespace hallway
