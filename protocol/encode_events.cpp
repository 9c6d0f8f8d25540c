// Events, signals and rows, as members are told.
#include "protocol/encode_parts.hpp"
#include "protocol/moderation_form.hpp"
#include "protocol/safety_form.hpp"

namespace hallway {

namespace {

constexpr std::size_t envelope_bytes = 320; // an event without its text, roughly

std::string_view text_of(const event_body& what)
{
    if (const auto* const posted = std::get_if<message>(&what))
        return posted->text;
    if (const auto* const changed = std::get_if<message_edited>(&what))
        return changed->text;
    return {};
}

/// What stands before the fields of one kind of event.
template <class Entry>
void write_envelope(json_writer& out, std::string_view ev, std::string_view room, const Entry& what, const name_of_member& names)
{
    out.text("ev", ev).text("room", room).id("id", what.id).number("offset", what.offset).time("at", what.at);
    write_author(out, what.from, names);
}

void write_message(json_writer& out, const message& what)
{
    if (!what.deleted)
        out.text("text", what.text);
    if (what.reply_to)
        out.id("reply_to", *what.reply_to);
    if (what.edited_at && !what.deleted)
        out.time("edited_at", *what.edited_at);
    if (what.deleted)
        out.flag("deleted", true);
    if (what.was)
        out.id("was", *what.was);
}

/// Writes one event. A visitor, so that the compiler lists what a new event still needs.
class event_writer {
public:
    event_writer(const std::string& room, const event& what, bool with_key, const name_of_member& names)
        : room_(room), event_(what), with_key_(with_key), names_(names), out_(envelope_bytes + text_of(what.what).size())
    {
        out_.open_object();
    }

    std::string operator()(const message& what)
    {
        begin("message");
        write_message(out_, what);
        return end();
    }

    std::string operator()(const message_edited& what)
    {
        begin("edited");
        out_.id("target", what.target).text("text", what.text);
        return end();
    }

    std::string operator()(const message_deleted& what)
    {
        begin("deleted");
        out_.id("target", what.target);
        return end();
    }

    std::string operator()(const message_held& what)
    {
        begin("held");
        write_held_fields(out_, what);
        return end();
    }

    std::string operator()(const held_dropped& what)
    {
        begin("dropped");
        out_.id("target", what.target);
        return end();
    }

    std::string operator()(const tended& what)
    {
        begin("tended");
        out_.id("target", what.target);
        return end();
    }

    std::string operator()(const policy_changed& what)
    {
        begin("policy");
        write_policy_change(out_.open_object("policy"), what);
        out_.close_object();
        return end();
    }

    // Nothing that a room shows: only the reader's position moves.
    std::string operator()(const room_opened&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const member_named&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const schedule_planned&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const clock_moved&) const { return encode_at(room_, event_.offset, event_.id); }
    // Told as what they make of the board.
    std::string operator()(const question_asked&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const question_moved&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const question_voted&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const questions_merged&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const question_answered&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const answer_marked&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const pinned&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const unpinned&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const member_sanctioned&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const sanction_lifted&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const member_kicked&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const member_invited&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const invite_redeemed&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const invite_revoked&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const announced&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const announcement_ended&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const report_filed&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const report_settled&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const member_blocked&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const room_waits&) const { return encode_at(room_, event_.offset, event_.id); }
    std::string operator()(const unknown_event&) const { return encode_at(room_, event_.offset, event_.id); }

private:
    void begin(std::string_view ev)
    {
        write_envelope(out_, ev, room_, event_, names_);
        if (with_key_ && !event_.key.empty())
            out_.text("key", event_.key);
    }

    std::string end() { return out_.close_object().take(); }

    const std::string& room_;
    const event& event_;
    bool with_key_;
    const name_of_member& names_;
    json_writer out_;
};

} // namespace

json_writer begin_signal(std::string_view ev)
{
    json_writer out;
    out.open_object().text("ev", ev);
    return out;
}

void write_member(json_writer& out, std::string_view name, member_id id, std::string_view display_name, role as)
{
    out.open_object(name)
        .id("id", id)
        .text("name", display_name.empty() ? "?" : display_name)
        .text("role", name_of(as))
        .close_object();
}

void write_head_count(json_writer& out, const head_count& now)
{
    out.number("people", now.people).number("watching", now.watching);
}

void write_author(json_writer& out, const author& from, const name_of_member& names)
{
    write_member(out, "from", from.id, names ? names(from.id) : std::string_view{}, from.as);
}

void write_room(json_writer& out, std::string_view name, const room_card& room)
{
    out.open_object(name).text("id", room.id).text("title", room.title);
    if (!room.code.empty())
        out.text("code", room.code);
    switch (room.kind) {
    case room_kind::opened: break;
    case room_kind::stage: out.text("kind", "stage"); break;
    case room_kind::lesson: out.text("kind", "lesson").text("unit", room.unit); break;
    case room_kind::talk:
        out.text("kind", "talk").text("stage", room.slot.stage).time("starts", room.slot.starts).time("ends", room.slot.ends);
        if (room.window)
            out.time("opens", room.window->opens).time("qa_until", room.window->qa_until).time("locks", room.window->locks);
        if (room.cancelled)
            out.flag("cancelled", true);
        break;
    }
    out.close_object();
}

void write_row(json_writer& out, std::string_view room, const row& what, const name_of_member& names)
{
    out.open_object();
    write_envelope(out, "message", room, what, names);
    write_message(out, what.content);
    out.close_object();
}

std::string encode_event(const std::string& room, const event& what, bool with_key, const name_of_member& names)
{
    return std::visit(event_writer{room, what, with_key, names}, what.what);
}

std::string encode_at(const std::string& room, std::uint64_t offset, event_id id)
{
    return begin_signal("at").text("room", room).number("offset", offset).id("id", id).close_object().take();
}

std::string encode_gap(const std::string& room, std::uint64_t from, std::uint64_t to)
{
    return begin_signal("gap").text("room", room).number("from", from).number("to", to).close_object().take();
}

std::string encode_reset(const std::string& room, recovery_loss why)
{
    return begin_signal("reset").text("room", room).text("reason", name_of(why)).close_object().take();
}

std::string encode_here(const std::string& room, const head_count& now)
{
    auto out = begin_signal("here");
    write_head_count(out.text("room", room), now);
    return out.close_object().take();
}

std::string encode_read(const std::string& room, std::uint64_t offset)
{
    return begin_signal("read").text("room", room).number("offset", offset).close_object().take();
}

std::string encode_left(const std::string& room, errc why)
{
    return begin_signal("left").text("room", room).text("code", code_of(why)).close_object().take();
}

std::string encode_member(const member_card& who)
{
    auto out = begin_signal("member");
    write_member(out, "member", who.id, who.name, who.as);
    return out.close_object().take();
}

std::string encode_draining(std::chrono::milliseconds window)
{
    return begin_signal("draining").number("window_ms", static_cast<std::uint64_t>(window.count())).close_object().take();
}

} // namespace hallway
