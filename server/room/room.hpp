// One conversation: decides what a command would do, and folds committed events. Pure: no I/O, clock, randomness or JSON.
#pragma once

#include "protocol/commands.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "room/holding.hpp"
#include "room/policy.hpp"
#include "room/questions.hpp"
#include "support/bounds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace hallway {

/// What a command would append, or why it may not.
using decision = outcome<event_body>;

/// What became of a committed event when it was applied.
enum class effect : std::uint8_t {
    told,    // members are told
    counted, // it is part of a tally
    nothing, // it lost a race or is of a later version; everywhere alike
};

// What a command appends if it is allowed to; also what its key stands for.
event_body body_of(const post& what);
event_body body_of(const edit& what);
event_body body_of(const remove& what);

/// The message that an event changes; nothing if it changes none.
std::optional<event_id> changed_by(const event_body& what);

/// Whether something may have to be written over the log when an event of this kind is applied: over an earlier one, or the verdict that it lost a race.
bool may_amend(const event_body& what);

/// Of questions, votes, answers or pins.
bool is_of_board(const event_body& what);

/// Whether members are told the event itself: a message, a change to one, a change of the room's policy.
bool is_told_itself(const event_body& what);

/// The replica of a room's log. The same events give every replica the same state.
class room {
public:
    /// An empty room, under the log's epoch.
    explicit room(std::string epoch, room_bounds kept = {});

    /// As it was when the snapshot was taken.
    room(std::string epoch, room_snapshot saved, room_bounds kept = {});

    // --- deciding: advice, judged by this replica; apply() has the last word ---

    /// The message that a command refers to, if this replica no longer has it in memory: look it up in the log and give it to decide().
    std::optional<event_id> needs(const post& what) const;
    std::optional<event_id> needs(const edit& what) const;
    std::optional<event_id> needs(const remove& what) const;

    /// `found`: the row that needs() asked for, as the store has it; null if there is none, or if none was asked for.
    decision decide(const post& what, const author& who, time_point now, const row* found) const;
    decision decide(const edit& what, const author& who, time_point now, const row* found) const;
    decision decide(const remove& what, const author& who, time_point now, const row* found) const;

    // The same for what concerns questions and pins: see questions.hpp.
    std::optional<event_id> needs(const promote& what) const { return unless_found(what.target); }
    std::optional<event_id> needs(const answer_question& what) const;
    std::optional<event_id> needs(const pin_item& what) const;
    decision decide(const ask& what, const author& who, time_point now, const row* found) const;
    decision decide(const promote& what, const author& who, time_point now, const row* found) const;
    decision decide(const vote& what, const author& who, time_point now, const row* found) const;
    decision decide(const move_question& what, const author& who, time_point now, const row* found) const;
    decision decide(const merge_questions& what, const author& who, time_point now, const row* found) const;
    decision decide(const answer_question& what, const author& who, time_point now, const row* found) const;
    decision decide(const mark_answer& what, const author& who, time_point now, const row* found) const;
    decision decide(const pin_item& what, const author& who, time_point now, const row* found) const;
    decision decide(const unpin_item& what, const author& who, time_point now, const row* found) const;
    decision decide(const change_policy& what, const author& who, time_point now, const row* found) const;

    // What waits: see holding.hpp.
    decision decide(const release_held& what, const author& who, time_point now, const row* found) const;
    decision decide(const tend_item& what, const author& who, time_point now, const row* found) const;

    /// What is to be appended of something that was decided: a message or a question as it is, or as one that waits. `is_newcomer`: its author gave their name
    /// a moment ago.
    decision look_over(event_body decided, const author& who, time_point now, bool is_newcomer) const;

    /// Why an edit that was decided may not be made, since what it says would wait; nothing: it may.
    std::optional<refusal> why_not_reworded(const edit& what, const author& who, time_point now, bool is_newcomer) const;

    // --- folding ---

    /// Folds one committed event. `what.offset` must be top() + 1: the hub fills gaps before it calls.
    effect apply(const event& what);

    /// What the event that was applied last changed of questions and pins.
    const board_change& changed() const { return changed_; }

    /// The log has forgotten what lies below `first`: so do the rows in memory. What they folded to (counts) stays.
    /// \returns whether there was anything to forget
    bool forget_below(std::uint64_t first);

    // --- looking ---

    const std::string& epoch() const { return epoch_; }
    std::uint64_t top() const { return state_.offset; }
    position at() const { return {epoch_, state_.offset, state_.id}; }
    std::uint64_t messages() const { return state_.messages; }
    const room_snapshot& state() const { return state_; }

    /// The newest rows, at most `most`, in order.
    std::vector<row> newest(std::size_t most) const;

    /// Whether rows older than those in memory exist, or may.
    bool has_older_than_memory() const;

    /// The row as this replica knows it; null if it is not among those in memory.
    const row* find(event_id id) const;

    /// Brings a row that was read from the store up to what has happened since.
    void bring_up_to_date(row& stored) const;

    /// Offset of the last change to a message that this replica remembers; 0: none.
    std::uint64_t last_change(event_id target) const;

    /// An event as it is to be told late: a message as it is by now, an edit without its text if a later change made it void.
    event as_it_stands(const event& past) const;

private:
    effect fold(const message& what, const event& e);
    effect fold(const message_edited& what, const event& e);
    effect fold(const message_deleted& what, const event& e);
    effect fold_edit(const message_edited& what, const event& e);
    effect fold_deletion(const message_deleted& what, const event& e);
    effect fold(const policy_changed& what, const event& e);
    effect fold(const message_held& what, const event& e);
    effect fold(const held_dropped& what, const event& e);
    effect fold(const tended& what, const event& e);
    bool end_holding(event_id which);
    std::optional<refusal> why_no_more(bool is_delay, member_id who) const;

    /// What is of the board, and what does not belong into a room.
    template <class Body>
    effect fold(const Body& what, const event& e)
    {
        if constexpr (requires { hallway::fold(state_.board, what, e); }) {
            changed_ = hallway::fold(state_.board, what, e);
            if (changed_.is_void)
                return effect::nothing;
            return std::is_same_v<Body, question_voted> ? effect::counted : effect::told;
        } else {
            state_.has_unknown |= std::is_same_v<Body, unknown_event>;
            return effect::nothing;
        }
    }

    std::optional<event_id> unless_found(event_id id) const { return find(id) != nullptr ? std::nullopt : std::optional{id}; }

    row* mutable_row(event_id id);
    void remember(event_id target, alteration what);

    std::string epoch_;
    room_bounds kept_;
    last_posts posts_;
    hold_rules rules_;
    board_change changed_;
    room_snapshot state_;
};

/// An edit whose text was taken away since a later edit or the deletion replaced it. Members are told of it by its offset only.
bool is_superseded(const event_body& what);

/// A message event as a row. `what.what` must hold a message.
row row_of(const event& what);

/// The change that an event makes to a row, done to it: an edit replaces the text, a deletion takes it away. What is older than the row's version changes nothing.
void alter(row& what, const alteration& change);

} // namespace hallway
