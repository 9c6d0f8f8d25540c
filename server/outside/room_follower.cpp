#include "outside/room_follower.hpp"

#include <utility>

namespace hallway {

room_follower::room_follower(std::string room, bool from_the_start, listener heard)
    : room_(std::move(room)), heard_(std::move(heard)), from_the_start_(from_the_start)
{
}

join room_follower::next_join() const { return {room_, has_position_ ? std::optional(at_) : std::nullopt}; }

bool room_follower::joined(const server_document& answer)
{
    const position told_position{answer.epoch, answer.offset, answer.id};
    if (answer.recovered.value_or(false)) {
        if (!answer.more)
            ++figures_.resumed;
        for (const auto& event : answer.events)
            take(event);
        if (told_position.offset > at_.offset)
            figures_.skipped += told_position.offset - at_.offset;
        at_ = told_position;
        return !answer.more;
    }

    if (!std::exchange(has_position_, true)) {
        if (from_the_start_)
            miss(1, told_position.offset);
    } else if (answer.reason == name_of(recovery_loss::too_far) && at_.epoch == told_position.epoch) {
        ++figures_.too_far;
        miss(at_.offset + 1, told_position.offset);
    } else {
        ++figures_.losses;
        missing_.clear();
    }
    at_ = told_position;
    return true;
}

bool room_follower::told(const server_document& document)
{
    if (document.room != room_)
        return true;
    if (document.ev == "reset") {
        ++figures_.losses;
        has_position_ = false;
        from_the_start_ = false;
        missing_.clear();
        return false;
    }
    if (document.ev == "gap") {
        ++figures_.gaps;
        miss(document.gap_from, document.gap_to);
        at_.offset = document.gap_to;
        at_.id.reset();
    } else if (document.ev == "at") {
        at_.offset = document.offset;
        at_.id = document.id;
    } else if (document.offset != 0) {
        take(document);
    }
    return true;
}

void room_follower::take(const server_document& event)
{
    if (event.offset <= at_.offset) {
        ++(event.offset == at_.offset ? figures_.doubled : figures_.out_of_order);
        return;
    }
    figures_.skipped += event.offset - at_.offset - 1;
    at_.offset = event.offset;
    at_.id = event.id;
    ++figures_.events;
    if (heard_)
        heard_(event);
}

void room_follower::miss(std::uint64_t from, std::uint64_t to)
{
    if (from <= to)
        missing_.push_back({from, to});
}

std::optional<history> room_follower::next_page()
{
    if (is_filling_ || missing_.empty())
        return std::nullopt;
    is_filling_ = true;
    return history{room_, after_offset{missing_.front().from - 1}, limits::page_rows_max};
}

void room_follower::filled(const server_document& page)
{
    is_filling_ = false;
    if (missing_.empty())
        return;
    auto& span = missing_.front();
    for (const auto& row : page.events) {
        if (row.offset < span.from || row.offset > span.to)
            continue;
        span.from = row.offset + 1;
        ++figures_.events;
        if (heard_)
            heard_(row);
    }
    const bool is_past = !page.events.empty() && page.events.back().offset >= span.to;
    if (is_past || !page.after || span.from > span.to)
        missing_.pop_front();
}

} // namespace hallway
