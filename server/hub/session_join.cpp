// The way of a session into a room, until a desk takes it.
#include "hub/core.hpp"
#include "hub/session.hpp"

#include <utility>

namespace hallway {

void session::find_room(std::uint64_t id, join what)
{
    if (!home_.is_space_known())
        return join_when_space_is_known(id, std::move(what));
    if (!home_.reading().is_known(who_->id))
        return join_when_marks_are_known(id, std::move(what));
    room_desk* desk = home_.desk(what.room);
    if (desk == nullptr)
        return join_when_opened(id, std::move(what));
    enter(*desk, id, std::move(what));
}

/// Which rooms there are, and who may not join them, is being read anew.
void session::join_when_space_is_known(std::uint64_t id, join what)
{
    hold();
    home_.when_space_is_known([&home = home_, number = number_, id, what = std::move(what)](const outcome<done>& known) {
        session* still = home.find(number);
        if (still == nullptr)
            return;
        if (!known)
            still->refuse(id, known.error());
        else if (!still->is_closing() && !still->is_kept_from(id, sanction_kind::ban, what.room))
            still->find_room(id, what);
        still->release();
    });
}

/// Who was here before is told how far he had read; that is looked up once for all of his rooms.
void session::join_when_marks_are_known(std::uint64_t id, join what)
{
    hold();
    home_.reading().when_known(who_->id, [&home = home_, number = number_, id, what = std::move(what)]() mutable {
        session* still = home.find(number);
        if (still == nullptr)
            return;
        still->find_room(id, std::move(what));
        still->release();
    });
}

void session::enter(room_desk& desk, std::uint64_t id, join what)
{
    if (seats_.size() >= limits::rooms_per_session_max && seat_at(desk) == npos)
        return refuse(id, {errc::limit_exceeded, "You are in as many rooms as one connection may be in."});
    desk.join(*this, id, std::move(what.since));
}

/// Another core may have opened the room a moment ago: look again when this one knows what is committed by now.
void session::join_when_opened(std::uint64_t id, join what)
{
    hold();
    home_.line().meet(
        home_.space_log(), [&home = home_, number = number_, id, what = std::move(what)](outcome<done> met) mutable {
            session* still = home.find(number);
            if (still == nullptr)
                return;
            if (!met)
                still->refuse(id, met.error());
            else if (room_desk* desk = home.desk(what.room))
                still->enter(*desk, id, std::move(what));
            else
                still->refuse(id, {errc::not_found, "There is no such room here.", "room"});
            still->release();
        });
    home_.ask_soon();
}

/// Who is in the room may join it again: that costs nothing new.
bool session::must_wait_for_memory(std::uint64_t id, const std::string& room)
{
    if (!home_.is_memory_short())
        return false;
    for (const auto& [desk, at] : seats_)
        if (desk->card().id == room)
            return false;
    refusal why{errc::unavailable, "The server is full for the moment. Trying again soon."};
    constexpr auto spread = std::chrono::milliseconds{limits::full_retry_spread}.count();
    why.retry_after =
        limits::full_retry_min + std::chrono::milliseconds{home_.turns().random() % static_cast<std::uint64_t>(spread)};
    home_.counts().joins_short.add();
    refuse(id, why);
    return true;
}

} // namespace hallway
