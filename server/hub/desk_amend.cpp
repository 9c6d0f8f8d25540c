// Sees to it that what changes did is written over the rows in the log, also when whoever did them has not, or does not know that they were committed.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hallway {

namespace {

constexpr uptime read_again_after = std::chrono::seconds{1}; // when the store did not answer

} // namespace

/// A crash may have come between a change and the writing of its row, of the earlier text that it made void, or of its verdict. Doing it again changes nothing where
/// it was done. `from`, `to`: the offsets that are settled with that.
void room_desk::see_to(const std::vector<made_change>& changes, std::uint64_t from, std::uint64_t to)
{
    std::map<event_id, std::vector<made_change>> by_target;
    for (const auto& each : changes) {
        write_board_over(each);
        if (const auto target = changed_by(each.what->what))
            by_target[*target].push_back(each);
        else if (each.made == effect::nothing)
            home_.line().keep_verdict(log_, each.what->offset, each.what->what, errc::gone);
    }
    if (by_target.empty()) {
        if (!changes.empty())
            home_.line().settled(log_, from, to);
        return home_.ask_soon();
    }
    ++seeing_to_;
    const auto left = std::make_shared<std::size_t>(by_target.size());
    for (auto& [target, its] : by_target)
        see_to_one(target, std::move(its), [this, left, from, to] {
            if (--*left > 0)
                return;
            --seeing_to_;
            home_.line().settled(log_, from, to);
        });
    home_.ask_soon();
}

void room_desk::see_to_one(event_id target, std::vector<made_change> changes, std::function<void()> then)
{
    ++under_way_;
    home_.line().find(
        log_, target, [this, target, changes = std::move(changes), then = std::move(then)](outcome<row> stored) mutable {
            if (!stored && stored.error().code == errc::unavailable) {
                home_.turns().after(
                    read_again_after, [this, target, changes = std::move(changes), then = std::move(then)]() mutable {
                        --under_way_;
                        if (!home_.is_draining() && !is_lost_) // the next opening of the log sees to it
                            see_to_one(target, std::move(changes), std::move(then));
                    });
                return;
            }
            --under_way_;
            write_over(target, changes, stored ? &*stored : nullptr);
            then();
            home_.ask_soon();
        });
    home_.ask_soon();
}

/// `stored`: the row that they change, as the log has it; null if it is forgotten.
void room_desk::write_over(event_id target, const std::vector<made_change>& changes, const row* stored)
{
    std::optional<row> stands;
    if (stored != nullptr) {
        stands = *stored;
        room_->bring_up_to_date(*stands);
    }
    const auto last = stands ? stands->content.version : room_->last_change(target);
    for (const auto& [change, made, replaced, board] : changes) {
        // The replica remembers only so many changes of what it has not in memory; the row tells, too.
        if (made == effect::nothing || (stands && stands->content.deleted && last < change->offset)) {
            home_.line().keep_verdict(log_, change->offset, change->what, errc::gone);
            continue;
        }
        if (last > change->offset && std::holds_alternative<message_edited>(change->what) && !is_superseded(change->what))
            home_.line().take_text_away(log_, change->offset, last, target);
        // Also where the row is written: the store may have refused the one and not the other.
        if (replaced != 0 && replaced < change->offset)
            home_.line().take_text_away(log_, replaced, change->offset, target);
    }
    const auto written = stored != nullptr ? stored->content.version : last;
    if (last <= written)
        return;
    // The text goes first: as long as the row tells of the earlier edit, what is left to do can be told from it.
    if (written != 0)
        home_.line().take_text_away(log_, written, last, target);
    home_.line().amend(log_, *stands);
}

} // namespace hallway
