#include "log/retention.hpp"

#include "log/stored_form.hpp"
#include "protocol/limits.hpp"
#include "support/logging.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr std::size_t logs_listed = 500;
constexpr std::size_t slice_bytes = 1024 * 1024;

/// Whether a saved snapshot tells what a fold of the stored log tells. Stored rows may have been changed since (their version then lies above the snapshot), and an
/// edit whose text was taken away folds to an empty text.
bool is_same_fold(const room_snapshot& saved, const room_snapshot& folded)
{
    const auto same_row = [&](const row& a, const row& b) {
        const bool is_changed_since = b.content.version > saved.offset;
        return a.id == b.id && a.offset == b.offset && a.at == b.at && a.from == b.from &&
               (is_changed_since || a.content == b.content);
    };
    const auto same_alteration = [&](const auto& one) {
        const auto other = folded.alterations.find(one.first);
        return other == folded.alterations.end() || // of a row that was in memory then, and is not kept now
               (other->second.version == one.second.version && other->second.deleted == one.second.deleted &&
                (other->second.text.empty() || other->second.text == one.second.text));
    };
    return saved.offset == folded.offset && saved.id == folded.id && saved.messages == folded.messages &&
           std::ranges::equal(saved.rows, folded.rows, same_row) && std::ranges::all_of(saved.alterations, same_alteration);
}

room_snapshot below(const room& whole, std::uint64_t first)
{
    room pruned = whole;
    pruned.forget_below(first);
    return pruned.state();
}

stored_snapshot stored(const room_snapshot& state) { return {state.offset, *state.id, fold_version, encode_snapshot(state)}; }

} // namespace

struct retention::visit {
    std::string log;
    log_top top;
    time_point cut; // what is older is to be forgotten
    std::optional<stored_snapshot> saved;
    std::optional<room_snapshot> saved_state;
    std::optional<room> replica;            // the log, folded so far
    std::uint64_t first = 0;                // the oldest that is to be kept; 0: not known yet
    std::optional<room_snapshot> forgotten; // the fold of all below it
    std::optional<room_snapshot> pruned;    // the state at the saved snapshot's offset, without what is to be forgotten
    bool is_refuted = false;                // the saved snapshot tells something else
};

retention::retention(
    scheduler& where, store& keeper, metrics& counts, std::chrono::days keep, room_bounds kept,
    std::function<void(const std::string& log, std::uint64_t first, event_id before_first)> trimmed, const lease* only_with)
    : where_(where), keeper_(keeper), keep_(keep), kept_(kept), trimmed_(std::move(trimmed)), only_with_(only_with),
      started_(where.now()), started_uptime_(where.monotonic()),
      forgotten_(counts.count("hallway_events_trimmed_total", "Events forgotten because of their age.")),
      refuted_(counts.count("hallway_snapshots_refuted_total", "Saved snapshots that a fold of their log did not confirm.")),
      sweeps_(counts.count("hallway_retention_sweeps_total", "Times that all rooms were looked through for what is too old."))
{
}

retention::~retention() = default;

void retention::start()
{
    where_.after(limits::retention_first_sweep, [this] { sweep(); });
}

/// The wall clock, but never ahead of the time that has really passed since the start: a clock that jumps must not forget everything.
time_point retention::present() const
{
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(where_.monotonic() - started_uptime_);
    return std::min(where_.now(), started_ + passed);
}

// --- which logs ---

/// Until it is ours: then all is looked through anew, since nobody knows how far another came.
void retention::rest()
{
    logs_.clear();
    where_.after(limits::retention_first_sweep, [this] { sweep(); });
}

void retention::sweep()
{
    if (!is_ours())
        return rest();
    listed_.clear();
    list_more();
}

void retention::list_more()
{
    keeper_.list("", listed_, logs_listed, [this](outcome<std::vector<std::string>> names) {
        if (!names || names->empty()) {
            sweeps_.add();
            return where_.after(limits::retention_sweep_interval, [this] { sweep(); });
        }
        listed_ = names->back();
        // Those of rooms: "space/room". A space's own log holds names and rooms, not what was said.
        for (auto& name : *names)
            if (name.find('/') != std::string::npos)
                logs_.push_back(std::move(name));
        next_log();
    });
}

void retention::pause(void (retention::*then)())
{
    where_.after(limits::retention_pause, [this, then] { (this->*then)(); });
}

void retention::next_log()
{
    if (!is_ours())
        return rest();
    if (logs_.empty())
        return list_more();
    auto at = std::make_shared<visit>();
    at->log = std::move(logs_.front());
    logs_.pop_front();
    at->cut = present() - keep_;
    keeper_.open(at->log, [this, at](outcome<log_top> top) {
        if (!top || top->first > top->offset)
            return pause(&retention::next_log);
        at->top = *std::move(top);
        look(at);
    });
}

void retention::leave(const visit& at, const char* why)
{
    log_warn("an old room is not trimmed", {{"log", at.log}, {"why", why}});
    pause(&retention::next_log);
}

// --- one log ---

void retention::look(std::shared_ptr<visit> at)
{
    const event_range oldest{.after = at->top.first - 1, .events_max = 1, .bytes_max = 1};
    keeper_.read(at->log, oldest, [this, at](outcome<std::vector<stored_event>> read) {
        if (!read || read->empty() || read->front().at + limits::retention_slack >= at->cut)
            return pause(&retention::next_log);
        load(at);
    });
}

void retention::load(std::shared_ptr<visit> at)
{
    keeper_.load_snapshot(at->log, [this, at](outcome<stored_snapshot> saved) {
        if (saved)
            at->saved = *std::move(saved);
        keeper_.get(store::trimmed_fold_name(at->log), [this, at](outcome<record> kept) {
            begin(at, kept ? decode_trimmed_fold(kept->value) : std::nullopt);
        });
    });
}

void retention::begin(std::shared_ptr<visit> at, std::optional<stored_snapshot> trimmed)
{
    if ((at->saved && at->saved->fold_version > fold_version) || (trimmed && trimmed->fold_version > fold_version))
        return leave(*at, "a newer Hallway has saved its snapshot");
    if (at->saved && at->saved->fold_version >= fold_version_alike)
        if (auto state = decode_room_snapshot(at->saved->bytes); state && state->offset == at->saved->offset)
            // Of a room that was open during the last trim it may hold more.
            at->saved_state = below(room(at->top.epoch, *std::move(state), kept_), at->top.first);
    if (at->top.first == 1) {
        at->replica.emplace(at->top.epoch, kept_);
    } else {
        auto state = trimmed ? decode_room_snapshot(trimmed->bytes) : std::nullopt;
        if (!state || state->offset + 1 < at->top.first || state->offset > at->top.offset)
            return leave(*at, "the fold of what was trimmed before is missing");
        at->replica.emplace(at->top.epoch, *std::move(state), kept_);
    }
    if (at->saved && at->saved->offset == at->replica->top())
        at->pruned = at->replica->state();
    read_on(at);
}

void retention::read_on(std::shared_ptr<visit> at)
{
    const event_range next{.after = at->replica->top(), .events_max = limits::retention_slice_events, .bytes_max = slice_bytes};
    keeper_.read(at->log, next, [this, at](outcome<std::vector<stored_event>> read) {
        if (!read)
            return leave(*at, "it could not be read");
        if (read->empty())
            return folded(at);
        for (auto& each : *read) {
            const auto made = event_of(std::move(each));
            if (!made || !fold(*at, *made))
                return leave(*at, "it holds what only a newer Hallway knows");
        }
        where_.after(limits::retention_pause, [this, at] { read_on(at); });
    });
}

/// \returns false if the event is of a later version
bool retention::fold(visit& at, const event& what)
{
    if (at.first == 0 && what.at >= at.cut) {
        at.first = what.offset;
        if (at.replica->state().id)
            at.forgotten = below(*at.replica, at.first);
    }
    at.replica->apply(what);
    if (at.replica->state().has_unknown)
        return false;
    if (at.saved && at.saved->offset == what.offset) {
        at.is_refuted = at.saved_state && !is_same_fold(*at.saved_state, at.replica->state());
        at.pruned = at.replica->state();
    }
    return true;
}

void retention::folded(std::shared_ptr<visit> at)
{
    if (at->first == 0) { // all of it is old
        at->first = at->replica->top() + 1;
        at->forgotten = below(*at->replica, at->first);
    }
    if (at->first <= at->top.first || !at->forgotten)
        return pause(&retention::next_log);
    if (at->is_refuted) {
        refuted_.add();
        log_error(
            "a saved snapshot was not confirmed by its log and is replaced",
            {{"log", at->log}, {"offset", at->saved_state->offset}});
    }
    save(at);
}

/// Has a snapshot in its place that the log confirms and that holds nothing of what is to be forgotten. It is of the offset of the saved one, or of the last that is
/// forgotten, never of a later one: opening the room redoes what changes wrote over the log only from its snapshot on, and a crash may have left that undone.
void retention::save(std::shared_ptr<visit> at)
{
    const bool takes_its_place = at->pruned && at->saved->offset + 1 >= at->first;
    auto what = stored(takes_its_place ? below(room(at->top.epoch, *at->pruned, kept_), at->first) : *at->forgotten);
    if (takes_its_place && *at->saved == what)
        return keep_fold(at);
    keeper_.save_snapshot(at->log, std::move(what), [this, at](const outcome<done>& saved) {
        if (!saved)
            return leave(*at, "its snapshot could not be saved");
        keep_fold(at);
    });
}

void retention::keep_fold(std::shared_ptr<visit> at)
{
    const auto kept = encode_trimmed_fold(stored(*at->forgotten));
    keeper_.put(
        store::trimmed_fold_name(at->log), kept, std::nullopt, std::nullopt, [this, at, kept](const outcome<std::uint64_t>& put) {
            if (!put)
                return leave(*at, "the fold of what is old could not be saved");
            keeper_.get(store::trimmed_fold_name(at->log), [this, at, kept](const outcome<record>& read) {
                if (!read || read->value != kept)
                    return leave(*at, "the fold of what is old did not come back as it was saved");
                trim(at);
            });
        });
}

void retention::trim(std::shared_ptr<visit> at)
{
    keeper_.trim(at->log, at->first, [this, at](const outcome<done>& became) {
        if (!became)
            return leave(*at, "the store refused");
        forgotten_.add(at->first - at->top.first);
        trimmed_(at->log, at->first, *at->forgotten->id);
        pause(&retention::next_log);
    });
}

} // namespace hallway
