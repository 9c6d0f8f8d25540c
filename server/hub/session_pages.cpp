// Opening rooms, and pages, of history and of rooms: their budget, and how many are under way.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"
#include "hub/session.hpp"
#include "protocol/codec.hpp"

#include <utility>

namespace hallway {

void session::open(std::uint64_t id, const open_room& what)
{
    auto decided = home_.here().decide(what, as_author());
    if (!decided && decided.error().code != errc::conflict)
        return refuse(id, decided.error());
    // A room that is open already may be this very command's work: the log knows by its key.
    const auto answered = [&home = home_, number = number_, id](const outcome<append_outcome>& became) {
        session* still = home.find(number);
        if (still == nullptr)
            return;
        still->answer_came();
        if (!became || became->code == errc::conflict)
            still->refuse(id, {errc::conflict, "That room is open already."});
        else if (became->code)
            still->refuse(id, {*became->code});
        else
            still->answer(encode_receipt(id, {became->id, became->offset, became->at, became->duplicate}));
    };
    answer_is_due();
    if (decided)
        do_noted(id, as_author(), what, [this, key = what.key, body = std::move(*decided), answered] {
            home_.append_to_space(as_author(), key, body, answered);
        });
    else
        home_.line().find_key(
            home_.space_log(), who_->id, what.key, room_opened{what.room, what.title.empty() ? what.room : what.title}, answered);
    home_.ask_soon();
}

void session::list(std::uint64_t id, const list_rooms& what)
{
    if (what.after && home_.here().find_room(*what.after) == nullptr)
        return refuse(id, {errc::not_found, "There is no such room here.", "after"});
    const auto page = home_.here().rooms_after(what.after, limits::rooms_told_max);
    std::vector<room_card> rooms;
    for (const auto& room : page.rooms)
        rooms.push_back({room.room, room.title, std::string{home_.here().code_of(room.room)}});
    answer(encode_rooms(id, rooms, page.has_more));
}

/// Pages are large: those that are asked for at once come at the pace at which they are read, and never cost more than a few of them.
void session::look_up(std::uint64_t id, history what)
{
    pages_asked_.emplace_back(id, std::move(what));
    turn_pages();
}

/// What waits is sent first: if the connection takes all of it, nobody would tell us that it is drained.
bool session::takes_more()
{
    const auto most = home_.line().held().outbox_gap_bytes;
    if (out_.queued_bytes() > most)
        out_.flush();
    return out_.queued_bytes() <= most;
}

void session::turn_pages()
{
    if (std::exchange(is_turning_pages_, true))
        return; // a page from memory is answered at once: the loop below goes on
    while (!pages_asked_.empty() && !is_closing_ && pages_under_way_ < limits::pages_in_flight_max && takes_more()) {
        const auto [id, what] = std::move(pages_asked_.front());
        pages_asked_.erase(pages_asked_.begin());
        if (room_desk* desk = seated_desk(id, what.room)) {
            ++pages_under_way_;
            desk->page(*this, id, what);
        }
    }
    is_turning_pages_ = false;
}

void session::page_came()
{
    --pages_under_way_;
    turn_pages();
}

} // namespace hallway
