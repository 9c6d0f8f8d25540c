// Pages of history: rows as they stand, from memory where it reaches and from the store beyond.
#include "hub/core.hpp"
#include "hub/room_desk.hpp"

#include <utility>

namespace hallway {

void room_desk::page(session& who, std::uint64_t command, const history& what)
{
    const page_asked asked{who.number(), command, what.by};
    if (const auto* around = std::get_if<around_event>(&what.place))
        return page_around(who, asked, what, around->id);
    // Of one member's there are few in a page: it is the longest that there is.
    const auto limit = what.by ? held_.page_rows : what.limit;
    if (std::holds_alternative<latest_rows>(what.place)) {
        if (room_->state().rows.size() > limit || !room_->has_older_than_memory())
            return page_from_memory(who, asked, limit);
    }
    row_range range{.from = room_->top() + 1, .backwards = true, .rows_max = limit, .bytes_max = held_.page_bytes};
    if (const auto* before = std::get_if<before_offset>(&what.place))
        range.from = before->offset;
    if (const auto* after = std::get_if<after_offset>(&what.place)) {
        range.from = after->offset;
        range.backwards = false;
    }
    when_page_may_be_read(who, asked, [this, asked, range] { read_page(asked, range); });
}

/// Large reads wait for their turn; who has gone meanwhile reads nothing.
void room_desk::when_page_may_be_read(session& who, const page_asked& asked, std::function<void()> then)
{
    ++under_way_;
    who.answer_is_due();
    home_.page_reads().begin([this, asked, then = std::move(then)] {
        const bool is_wanted = home_.find(asked.session) != nullptr;
        if (is_wanted)
            then();
        else
            --under_way_;
        return is_wanted;
    });
}

void room_desk::read_page(const page_asked& asked, const row_range& range)
{
    home_.line().rows(log_, range, [this, asked, range](outcome<core_line::rows_read> read) {
        --under_way_;
        const read_turn over(home_.page_reads());
        session* still = home_.find(asked.session);
        if (still == nullptr)
            return;
        if (!read) {
            still->answer_came();
            still->refuse(asked.command, read.error());
            return still->page_came();
        }
        if (range.backwards || read->rows.empty() || read->rows.front().offset <= first_)
            return send_page(asked, std::move(*read), range.backwards);
        // Whether there are rows before a page that was read forwards, only the store knows: what is older may be trimmed, or no rows.
        still->answer_came();
        look_before(*still, asked, std::move(*read));
    });
    home_.ask_soon();
}

void room_desk::look_before(session& who, const page_asked& asked, core_line::rows_read found)
{
    ++under_way_;
    who.answer_is_due();
    const row_range older{.from = found.rows.front().offset, .backwards = true, .rows_max = 1, .bytes_max = 1};
    home_.line().rows(log_, older, [this, asked, found = std::move(found)](outcome<core_line::rows_read> read) mutable {
        --under_way_;
        send_page(asked, std::move(found), false, read && !read->rows.empty());
    });
    home_.ask_soon();
}

/// `has_older` is asked of a page that was read forwards.
void room_desk::send_page(const page_asked& asked, core_line::rows_read read, bool is_backwards, bool has_older)
{
    std::optional<std::uint64_t> before, after;
    if (!read.rows.empty()) {
        const auto newest = read.rows.back().offset;
        const auto& in_memory = room_->state().rows;
        if (is_backwards ? read.has_more : has_older)
            before = read.rows.front().offset;
        if (is_backwards ? !in_memory.empty() && in_memory.back().offset > newest : read.has_more)
            after = newest;
    }
    send_rows(asked, std::move(read.rows), before, after);
}

void room_desk::page_from_memory(session& who, const page_asked& asked, std::size_t limit)
{
    auto rows = room_->newest(limit);
    const bool has_older = room_->state().rows.size() > rows.size();
    const auto before = has_older ? std::optional{rows.front().offset} : std::nullopt;
    who.answer_is_due();
    send_rows(asked, std::move(rows), before, std::nullopt);
}

/// The row itself, half of the page before it, the rest after it.
void room_desk::page_around(session& who, const page_asked& asked, const history& what, event_id id)
{
    when_page_may_be_read(who, asked, [this, asked, what, id] { read_page_around(asked, what, id); });
}

void room_desk::read_page_around(const page_asked& asked, const history& what, event_id id)
{
    const auto refused = [this, asked](const refusal& why) {
        --under_way_;
        const read_turn over(home_.page_reads());
        if (session* still = home_.find(asked.session)) {
            still->answer_came();
            still->refuse(asked.command, why);
            still->page_came();
        }
    };
    const auto older_max = what.limit / 2 + 1;
    const auto newer_max = what.limit - what.limit / 2;
    home_.line().find(log_, id, [this, asked, older_max, newer_max, refused](outcome<row> found) {
        if (!found)
            return refused(found.error());
        const row_range older{
            .from = found->offset + 1, .backwards = true, .rows_max = older_max, .bytes_max = held_.page_bytes / 2};
        const row_range newer{
            .from = found->offset, .backwards = false, .rows_max = newer_max, .bytes_max = held_.page_bytes / 2};
        home_.line().rows(log_, older, [this, asked, newer, refused](outcome<core_line::rows_read> first_half) {
            if (!first_half)
                return refused(first_half.error());
            home_.line().rows(
                log_, newer,
                [this, asked, refused, first_half = std::move(*first_half)](outcome<core_line::rows_read> second_half) mutable {
                    if (!second_half)
                        return refused(second_half.error());
                    --under_way_;
                    const read_turn over(home_.page_reads());
                    std::optional<std::uint64_t> before, after;
                    if (first_half.has_more && !first_half.rows.empty())
                        before = first_half.rows.front().offset;
                    auto rows = std::move(first_half.rows);
                    for (auto& each : second_half->rows)
                        rows.push_back(std::move(each));
                    if (second_half->has_more && !rows.empty())
                        after = rows.back().offset;
                    send_rows(asked, std::move(rows), before, after);
                });
            home_.ask_soon();
        });
        home_.ask_soon();
    });
    home_.ask_soon();
}

void room_desk::send_rows(
    const page_asked& asked, std::vector<row> rows, std::optional<std::uint64_t> before, std::optional<std::uint64_t> after)
{
    session* still = home_.find(asked.session);
    if (still == nullptr)
        return;
    still->answer_came();
    if (asked.by)
        std::erase_if(rows, [&](const row& each) { return each.from.id != *asked.by; });
    for (auto& each : rows)
        room_->bring_up_to_date(each);
    if (is_lost_) // the rows may be the new log's, and what this replica knows of them is not
        still->refuse(asked.command, {errc::unavailable});
    else
        still->answer(encode_page(asked.command, card_.id, room_->epoch(), rows, before, after, home_.names()));
    still->page_came();
}

} // namespace hallway
