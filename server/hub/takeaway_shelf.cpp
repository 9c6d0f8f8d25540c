#include "hub/takeaway_shelf.hpp"

#include "hub/core.hpp"
#include "room/takeaways.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hallway {

namespace {

std::size_t words_of(const taken_answer& what)
{
    return what.text.size() + what.url.size() + (what.message ? what.message->text.size() : 0);
}

/// Bytes, roughly.
std::size_t words_of(const takeaways& what)
{
    std::size_t sum = 0;
    for (const auto& each : what.questions) {
        sum += each.text.size();
        for (const auto& answer : each.answers)
            sum += words_of(answer);
    }
    return sum;
}

refusal come_back(std::string sentence)
{
    refusal why(errc::unavailable, std::move(sentence));
    why.retry_after = limits::takeaways_retry;
    return why;
}

} // namespace

/// One room's, under way. The room stays open for it.
struct takeaway_shelf::gathering {
    std::string room;
    room_desk* desk = nullptr;
    taker then;
    std::unordered_map<event_id, std::optional<row>> found; // of messages that are not in memory; nothing: there is none
    std::vector<event_id> missing;                          // to be looked up; the last first
    std::size_t rounds = 0;
    about more;
};

takeaway_shelf::takeaway_shelf(core& home) : home_(home), gate_(limits::takeaways_at_once) {}

void takeaway_shelf::ask(const std::string& room, taker then)
{
    if (!home_.here().has_room(room))
        return then(errc::not_found);
    if (home_.is_draining())
        return then(come_back("The server is about to restart. Ask again in a moment."));
    if (home_.is_memory_short() || gate_.waiting() >= limits::takeaways_waiting_max)
        return then(come_back("Too many ask for takeaways at the same time. Ask again in a moment."));
    gate_.begin([this, room, then = std::move(then)]() mutable {
        begin(room, std::move(then));
        return true;
    });
}

void takeaway_shelf::begin(const std::string& room, taker then)
{
    home_.with_room(room, [this, room, then = std::move(then)](outcome<room_desk*> open) mutable {
        const auto work = std::make_shared<gathering>();
        work->room = room;
        work->then = std::move(then);
        if (!open)
            return end(work, open.error());
        work->desk = *open;
        work->desk->stay();
        meet(work);
    });
}

/// Who was just answered on another core finds here what that did.
void takeaway_shelf::meet(const std::shared_ptr<gathering>& work)
{
    home_.line().meet(work->desk->log(), [this, work](const outcome<done>& met) {
        if (!met)
            return end(work, come_back("The room could not be read. Ask again in a moment."));
        if (auto made = known(work->room))
            return end(work, std::move(made));
        look_up(work);
    });
    home_.ask_soon();
}

/// Messages that answer or are pinned, and that are not in memory any more; while they are looked up, there may come more.
void takeaway_shelf::look_up(const std::shared_ptr<gathering>& work)
{
    const room& now = *work->desk->replica();
    if (work->missing.empty()) {
        for (const auto id : messages_taken(now.state().board, home_.turns().now()))
            if (now.find(id) == nullptr && !work->found.contains(id))
                work->missing.push_back(id);
        if (work->missing.empty())
            return look_up_about(work);
        if (++work->rounds > limits::takeaways_rounds_max)
            return end(work, come_back("Much is answered in this room just now. Ask again in a moment."));
    }
    const auto id = work->missing.back();
    work->missing.pop_back();
    home_.line().find(work->desk->log(), id, [this, work, id](outcome<row> found) {
        if (!found && found.error().code != errc::not_found)
            return end(work, come_back("The room could not be read. Ask again in a moment."));
        work->found.emplace(id, found ? std::optional{std::move(*found)} : std::nullopt);
        look_up(work);
    });
    home_.ask_soon();
}

void takeaway_shelf::look_up_about(const std::shared_ptr<gathering>& work)
{
    const auto kind = work->desk->card().kind;
    if (kind != room_kind::talk && kind != room_kind::lesson)
        return finish(work);
    home_.line().get_record(home_.about_name(work->room), [this, work](const outcome<record>& kept) {
        if (kept)
            work->more = decode_about_record(kept->value);
        else if (kept.error().code != errc::not_found)
            return end(work, come_back("The schedule could not be read. Ask again in a moment."));
        finish(work);
    });
    home_.ask_soon();
}

void takeaway_shelf::finish(const std::shared_ptr<gathering>& work)
{
    const room& now = *work->desk->replica();
    for (auto& [id, found] : work->found)
        if (found)
            now.bring_up_to_date(*found);
    const auto message = [&](event_id id) -> const row* {
        if (const row* in_memory = now.find(id))
            return in_memory;
        const auto at = work->found.find(id);
        return at == work->found.end() || !at->second ? nullptr : &*at->second;
    };
    const auto time = home_.turns().now();
    const auto& schedule = home_.here().schedule();
    const auto& title = schedule.title.empty() ? home_.settings().space_title : schedule.title;
    takeaways_place place{home_.settings().space, title, work->desk->card(), &schedule};
    place.more = std::move(work->more);
    place.has_forgotten = work->desk->has_forgotten();
    const auto& board = now.state().board;
    auto made = std::make_shared<const takeaways>(gather_takeaways(board, place, home_.names(), message, time));
    keep(*work, made, next_pin_end(board, time));
    end(work, std::move(made));
}

void takeaway_shelf::end(const std::shared_ptr<gathering>& work, outcome<shared_takeaways> made)
{
    if (work->desk != nullptr)
        work->desk->let_go();
    work->then(std::move(made));
    gate_.end();
}

takeaway_shelf::shared_takeaways takeaway_shelf::known(const std::string& room) const
{
    const auto at = std::ranges::find(kept_, room, &kept::room);
    const auto* now = home_.replica(room);
    const bool is_so = at != kept_.end() && now != nullptr && at->epoch == now->epoch() && at->top == now->top() &&
                       at->space_top == home_.here().top() && !(at->until && *at->until <= home_.turns().now());
    return is_so ? at->what : nullptr;
}

void takeaway_shelf::keep(const gathering& work, const shared_takeaways& made, std::optional<time_point> until)
{
    std::erase_if(kept_, [&](const kept& each) { return each.room == work.room; });
    if (words_of(*made) > limits::takeaways_kept_bytes)
        return;
    kept_.push_back({work.room, work.desk->replica()->epoch(), work.desk->replica()->top(), home_.here().top(), until, made});
    if (kept_.size() > limits::takeaways_kept)
        kept_.pop_front();
}

} // namespace hallway
