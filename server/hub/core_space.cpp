// The space's log on a core: opened at the start, and anew if the store has lost it or some of it; what a core may rely on meanwhile.
#include "hub/core.hpp"

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

constexpr uptime open_again_after = std::chrono::seconds{1}; // when the store did not answer

/// The configured rooms are opened in the server's own name, which is no member's.
constexpr author the_server{member_id{0}, role::organiser};

} // namespace

void core::open_space(std::function<void(outcome<done>)> then)
{
    using opened = outcome<std::shared_ptr<opened_replica<space>>>;
    const auto voids = std::make_shared<std::vector<shared_event>>();
    const auto fold = [voids](space& it, const shared_event& what) {
        if (it.apply(*what).is_void)
            voids->push_back(what);
    };
    open_replica<space>(
        line_, settings_.space, fold,
        [this, voids, then = std::move(then)](opened log) {
            if (!log)
                return then(log.error());
            space_log_ = (*log)->log;
            space_.emplace(std::move((*log)->it));
            space_saved_ = (*log)->began;
            space_confirmed_ = (*log)->confirmed;
            voided_.clear();
            // A crash may have come before what became of them was kept.
            for (const auto& each : *voids)
                note_void(*each);
            line_.settled(space_log_, 0, space_->top());
            then(done{});
        },
        settings_.space);
    ask_soon();
}

void core::open_configured_rooms(std::function<void(bool are_open)> then)
{
    std::vector<room_card> missing;
    for (const auto& room : settings_.rooms)
        if (space_->find_room(room.id) == nullptr)
            missing.push_back(room);
    if (missing.empty())
        return then(true);
    struct opening {
        std::size_t left = 0;
        bool are_open = true;
    };
    const auto all = std::make_shared<opening>(opening{.left = missing.size()});
    for (const auto& room : missing) {
        // The same key on every core: one of them opens it.
        const auto key = room.id.size() < limits::key_bytes_min ? "configured-room-" + room.id : room.id;
        append_to_space(the_server, key, room_opened{room.id, room.title}, [all, then](const append_outcome& became) {
            all->are_open &= !became.code;
            if (--all->left == 0)
                then(all->are_open);
        });
    }
}

// --- what is known of it ---

bool core::is_up_to_date() const
{
    return is_space_known_ &&
           (!line_.is_shared() || turns_.monotonic() - space_confirmed_ <= uptime{limits::space_unconfirmed_max});
}

void core::when_space_is_known(std::function<void(outcome<done>)> then)
{
    if (is_space_known_)
        then(done{});
    else
        waiting_for_space_.push_back(std::move(then));
}

void core::answer_who_waits(const outcome<done>& known)
{
    for (auto& each : std::exchange(waiting_for_space_, {}))
        each(known);
}

// --- when it is another ---

/// The desk stays until all that is under way there has come to its end; who joins meanwhile comes to another.
void core::lose(room_desk& desk)
{
    desks_by_log_.erase(desk.log());
    desk.lose();
    const auto at = desks_.find(desk.card().id);
    lost_desks_.push_back(std::move(at->second));
    desks_.erase(at);
}

/// What was decided is what the log says, so nothing of it is written again from memory. Until the log is open again people read on by what was known, and nobody writes.
void core::lose_space()
{
    is_space_known_ = false;
    open_space_anew(++space_losses_);
}

void core::open_space_anew(std::uint64_t loss)
{
    if (loss != space_losses_ || leaving_.is_over)
        return;
    open_space([this, loss](const outcome<done>& opened) {
        if (opened)
            return open_rooms_anew(loss);
        answer_who_waits(opened);
        turns_.after(open_again_after, [this, loss] { open_space_anew(loss); });
    });
}

void core::open_rooms_anew(std::uint64_t loss)
{
    open_configured_rooms([this, loss](bool are_open) {
        if (loss != space_losses_ || leaving_.is_over)
            return;
        if (!are_open) {
            answer_who_waits(errc::unavailable);
            return turns_.after(open_again_after, [this, loss] { open_rooms_anew(loss); });
        }
        line_.meet(space_log_, [this, loss](const outcome<done>&) {
            if (loss == space_losses_)
                space_is_back();
        });
        ask_soon();
    });
}

/// Whoever is here is what they are by the new log: in its rooms, with its roles, not where it bans them.
void core::space_is_back()
{
    is_space_known_ = true;
    trail_.find_again();
    schedule_text_.reset();
    untold_ = {};
    untold_.is_whole = true;
    told_schedule_ = space_->schedule().version + 1; // whatever it was, it is told
    const auto now = turns_.now();
    std::vector<session*> known;
    for (const auto& [number, each] : sessions_)
        if (each->is_known())
            known.push_back(each);
    for (session* each : known)
        each->stand_anew(now);
    std::vector<room_desk*> open;
    for (const auto& [room, desk] : desks_)
        open.push_back(desk.get());
    for (room_desk* desk : open) {
        auto card = card_of(desk->card().id);
        desk->forget_encoded();
        if (card) {
            desk->recard(*std::move(card));
            desk->look_at_roles();
        } else if (desk->replica() != nullptr) {
            line_.close(desk->log());
            lose(*desk);
        }
    }
    tell_names_found();
    answer_who_waits(done{});
}

/// The names of those who were told without one, now that they are known.
void core::tell_names_found()
{
    tell_desks();
    const auto& staff = space_->state().standing.staff;
    std::erase_if(nameless_, [&](member_id who) {
        const auto name = space_->name_of(who);
        if (name.empty())
            return false;
        const auto as = staff.find(who);
        tell_all(frame_of(encode_member({who, std::string{name}, as == staff.end() ? role::attendee : as->second})));
        return true;
    });
}

} // namespace hallway
