// What has really happened, written down at the moment of each commit: the truth that everything else is compared with.
#pragma once

#include "room/room.hpp"
#include "room/space.hpp"
#include "tests/simulation/simulated_store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hallway::simulation {

/// A message as it stood from an offset on.
struct version {
    std::uint64_t offset = 0;
    std::string text;
    bool is_deleted = false;
};

/// One life of a log. Nothing is ever taken out of it but by a disk that forgets.
struct booked_log {
    std::string epoch;
    std::uint64_t first = 1;   // oldest offset on the disk
    std::vector<event> events; // as committed; the event at offset n is events[n - 1]
    std::vector<effect> effects;
    std::map<event_id, std::vector<version>> messages;
    std::map<std::pair<member_id, std::string>, std::uint64_t> keys;

    std::uint64_t top() const { return events.size(); }
    const event* at(std::uint64_t offset) const { return offset == 0 || offset > top() ? nullptr : &events[offset - 1]; }
    const event* with_key(member_id who, const std::string& key) const;

    /// The message as it stood at an offset; null before it was posted.
    const version* standing(event_id message, std::uint64_t offset) const;
    bool is_deleted(event_id message) const;

    void add(event what);
    void forget_after(std::uint64_t offset);
};

/// Where a broken law is reported. Only the first one counts.
using complaint = std::function<void(std::string)>;

class book final : public commit_witness {
public:
    book(simulated_disk& disk, const bounds& held, complaint complain) : disk_(disk), held_(held), complain_(std::move(complain))
    {
    }

    /// Null if nothing of this log is known.
    const booked_log* log(const std::string& name) const;
    const booked_log* room(const std::string& id) const { return log("main/" + id); }

    /// The log, and before it what it was until a shared store went back or gave it another epoch, newest first: somebody may not have heard of that yet.
    std::vector<const booked_log*> lives(const std::string& name) const;
    bool has_past(const std::string& name) const { return past_.contains(name); }

    // Laws that hold whenever something is committed.
    void appended(const append_request& what, const append_outcome& became) override;
    void snapshot_saved(const std::string& log, const stored_snapshot& what) override;
    void trimmed(const std::string& log) override;
    void asked(const append_request& what) override { on_asked(what); }
    void epoch_begun(const std::string& log) override;
    void went_back() override;

    /// Several nodes write to the logs.
    bool is_shared = false;

    /// Told of every append that a node asks for.
    std::function<void(const append_request&)> on_asked = [](const append_request&) {};

    /// Laws that hold when the disk is read anew: everything that was committed is there, once, unless the disk `may_forget`; and the saved snapshot with what
    /// follows it folds to what a replay of everything folds to.
    void compare_with_disk(bool may_forget);

    /// Laws that hold when nothing is under way: what was deleted or replaced stands nowhere.
    void check_nothing_lingers();

private:
    std::string replay(const std::string& name, const booked_log& log, std::uint64_t until) const;
    std::string folded_on(const std::string& name, const booked_log& log, const stored_snapshot& from) const;
    std::string fold_of_disk(const std::string& name);
    std::string kept_part(const booked_log& log, const std::string& snapshot) const;
    void begin_life(const std::string& name, const std::optional<log_top>& at);
    void compare_log(const std::string& name, booked_log& log, bool may_forget);

    simulated_disk& disk_;
    const bounds& held_;
    complaint complain_;
    std::map<std::string, std::vector<booked_log>> past_; // by name, oldest first
    mutable std::map<std::string, booked_log> logs_;      // those that were asked for before there was anything are empty
};

} // namespace hallway::simulation
