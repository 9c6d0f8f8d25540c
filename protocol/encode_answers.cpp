// Answers: what a command is told back.
#include "protocol/encode_parts.hpp"
#include "protocol/limits.hpp"
#include "protocol/moderation_form.hpp"
#include "protocol/timetable_form.hpp"

#include <algorithm>

namespace hallway {

namespace {

constexpr std::size_t row_bytes = 400; // roughly

template <class Rep, class Period>
std::uint64_t milliseconds(std::chrono::duration<Rep, Period> time)
{
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

void write_limits(json_writer& out)
{
    out.open_object("limits")
        .number("text_code_points", limits::text_code_points_max)
        .number("name_code_points", limits::name_code_points_max)
        .number("frame_bytes", limits::frame_bytes_max)
        .number("rooms_per_session", limits::rooms_per_session_max)
        .number("page_rows", limits::page_rows_max)
        .number("page_bytes", limits::page_bytes_max)
        .number("edit_window_ms", milliseconds(limits::edit_window))
        .number("burst", limits::flood_burst)
        .number("per_post_ms", milliseconds(limits::flood_refill))
        .number("per_applause_ms", milliseconds(limits::applause_pause))
        .number("typing_people", limits::typing_people_max)
        .number("typing_ms", milliseconds(limits::typing_heartbeat))
        .close_object();
}

void write_position(json_writer& out, const position& at)
{
    out.text("epoch", at.epoch).number("offset", at.offset);
    if (at.id)
        out.id("id", *at.id);
}

void write_rows(json_writer& out, std::string_view room, const std::vector<row>& rows, const name_of_member& names)
{
    out.open_array("events");
    for (const auto& one : rows)
        write_row(out, room, one, names);
    out.close_array();
}

void write_cursor(json_writer& out, std::string_view name, std::optional<std::uint64_t> offset)
{
    if (offset)
        out.number(name, *offset);
}

void write_extras(json_writer& out, const join_extras& more)
{
    out.open_object("mine");
    if (more.as)
        out.text("role", name_of(*more.as));
    if (more.read)
        out.number("read", *more.read);
    if (!more.votes.empty()) {
        out.open_array("votes");
        for (const auto each : more.votes)
            out.id({}, each);
        out.close_array();
    }
    if (!more.questions.empty())
        out.open_array("questions").raw(more.questions).close_array();
    if (!more.held.empty())
        out.open_array("held").raw(more.held).close_array();
    if (!more.dropped.empty())
        out.open_array("dropped").raw(more.dropped).close_array();
    if (!more.tended.empty())
        out.open_array("tended").raw(more.tended).close_array();
    out.close_object();
    if (!more.board.empty())
        out.open_object("board").raw(more.board).close_object();
    if (more.shed != shedding{}) {
        write_shedding(out.open_object("shed"), more.shed);
        out.close_object();
    }
    if (!more.here)
        return;
    out.open_object("here");
    write_head_count(out, *more.here);
    out.close_object();
}

void write_brand(json_writer& out, const brand& looks)
{
    if (looks == brand{})
        return;
    out.open_object("brand");
    if (!looks.colour.empty())
        out.text("colour", looks.colour);
    if (!looks.logo.empty())
        out.text("logo", looks.logo);
    out.close_object();
}

void write_rooms_page(json_writer& out, const std::vector<room_card>& rooms, bool has_more)
{
    out.open_array("rooms");
    for (const auto& room : rooms)
        write_room(out, {}, room);
    out.close_array();
    if (has_more && !rooms.empty())
        out.text("after", rooms.back().id);
}

} // namespace

// clang-format off
std::string_view name_of(recovery_loss why)
{
    switch (why) {
    case recovery_loss::epoch: return "epoch";
    case recovery_loss::ahead: return "ahead";
    case recovery_loss::forked: return "forked";
    case recovery_loss::trimmed: return "trimmed";
    case recovery_loss::too_far: return "too_far";
    case recovery_loss::audience: return "audience";
    }
    return "epoch";
}
// clang-format on

json_writer begin_ok(std::uint64_t id, std::size_t bytes_expected)
{
    json_writer out(bytes_expected);
    out.open_object().number("re", id).open_object("ok");
    return out;
}

std::string end_ok(json_writer out) { return out.close_object().close_object().take(); }

std::string encode_refusal(std::optional<std::uint64_t> id, const refusal& why)
{
    json_writer out;
    out.open_object();
    if (id)
        out.number("re", *id);
    else
        out.null("re");
    out.open_object("error")
        .text("code", code_of(why.code))
        .text("message", sentence_of(why))
        .flag("retryable", is_retryable(why.code));
    if (why.retry_after)
        out.number("retry_after_ms", milliseconds(std::max(*why.retry_after, std::chrono::milliseconds{0})));
    if (!why.field.empty())
        out.text("field", why.field);
    return out.close_object().close_object().take();
}

std::string encode_ok(std::uint64_t id) { return end_ok(begin_ok(id)); }

std::string encode_receipt(std::uint64_t id, const receipt& what)
{
    auto out = begin_ok(id);
    out.id("id", what.id).number("offset", what.offset).time("at", what.at);
    if (what.duplicate)
        out.flag("duplicate", true);
    return end_ok(std::move(out));
}

std::string encode_welcome(std::uint64_t id, const welcome& what)
{
    auto out = begin_ok(id, 1024);
    out.open_object("me").id("id", what.me.id).text("name", what.me.name).text("role", name_of(what.me.as));
    write_own_standing(out, what);
    out.close_object();
    out.open_object("space").text("id", what.space).text("title", what.space_title);
    if (!what.rules.empty())
        out.text("rules", what.rules);
    write_brand(out, what.looks);
    write_rooms_page(out, what.rooms, what.has_more_rooms);
    if (!what.time_zone.empty())
        out.text("time_zone", what.time_zone);
    if (what.schedule != 0)
        out.number("schedule", what.schedule);
    if (!what.code.empty())
        out.text("code", what.code);
    write_announcements(out, what.announcements);
    out.close_object();
    out.text("token", what.token).time("now", what.now).number("ping_ms", milliseconds(limits::ping_interval));
    write_limits(out);
    return end_ok(std::move(out));
}

std::string encode_rooms(std::uint64_t id, const std::vector<room_card>& rooms, bool has_more)
{
    auto out = begin_ok(id, 64 + 64 * rooms.size());
    write_rooms_page(out, rooms, has_more);
    return end_ok(std::move(out));
}

std::string encode_about(std::uint64_t id, const std::string& room, const about& what)
{
    auto out = begin_ok(id, 256 + what.abstract.size() + what.description.size());
    out.text("room", room);
    write_about(out, what);
    return end_ok(std::move(out));
}

std::string encode_questions(
    std::uint64_t id, const std::string& room, const std::vector<const question*>& page, bool has_more, const viewer& to,
    const name_of_member& names)
{
    auto out = begin_ok(id, 256 + row_bytes * page.size());
    out.text("room", room);
    if (page.empty())
        out.open_array("questions").close_array();
    write_board(out, {.questions = page}, to, names);
    if (has_more && !page.empty())
        out.id("after", page.back()->id);
    return end_ok(std::move(out));
}

std::string encode_planned(std::uint64_t id, std::uint64_t version, std::size_t changed)
{
    return end_ok(std::move(begin_ok(id).number("version", version).number("changed", changed)));
}

std::string encode_fresh_join_body(
    const room_card& room, const position& at, std::uint64_t messages, const std::vector<row>& rows,
    std::optional<std::uint64_t> before, const name_of_member& names, const board_part& board, const viewer& to,
    const room_policy& policy, const held_part& held)
{
    // The writer sets commas by what it wrote last, so members may begin a text of their own.
    json_writer out(256 + row_bytes * rows.size());
    write_room(out, "room", room);
    write_position(out, at);
    out.flag("recovered", false);
    out.open_object("state").number("messages", messages);
    write_policy(out, to.is_staff ? policy : without_words(policy), false);
    write_board(out, board, to, names);
    write_held(out, held, names);
    out.close_object();
    write_rows(out, room.id, rows, names);
    write_cursor(out, "before", before);
    return out.take();
}

std::string encode_fresh_join(std::uint64_t id, std::string_view body, std::optional<recovery_loss> loss, const join_extras& more)
{
    auto out = begin_ok(id, 64 + body.size());
    out.raw(body);
    write_extras(out, more);
    if (loss)
        out.text("reason", name_of(*loss));
    return end_ok(std::move(out));
}

std::string encode_recovered_join(
    std::uint64_t id, const room_card& room, const position& at, const std::vector<std::string>& documents, bool more,
    const join_extras& beside)
{
    std::size_t bytes = 512;
    for (const auto& document : documents)
        bytes += document.size() + 1;
    auto out = begin_ok(id, bytes);
    write_room(out, "room", room);
    write_position(out, at);
    out.flag("recovered", true);
    write_extras(out, beside);
    out.open_array("events");
    for (const auto& document : documents)
        out.raw(document);
    out.close_array();
    if (more)
        out.flag("more", true);
    return end_ok(std::move(out));
}

std::string encode_page(
    std::uint64_t id, const std::string& room, const std::string& epoch, const std::vector<row>& rows,
    std::optional<std::uint64_t> before, std::optional<std::uint64_t> after, const name_of_member& names)
{
    auto out = begin_ok(id, 256 + row_bytes * rows.size());
    out.text("room", room).text("epoch", epoch);
    write_rows(out, room, rows, names);
    write_cursor(out, "before", before);
    write_cursor(out, "after", after);
    return end_ok(std::move(out));
}

} // namespace hallway
