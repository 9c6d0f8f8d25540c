// Commands as the built-in clients write them.
#include "protocol/board_form.hpp"
#include "protocol/codec.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/moderation_form.hpp"
#include "protocol/timetable_form.hpp"

namespace hallway {

namespace {

void write_if(json_writer& out, std::string_view name, const std::optional<std::string>& value)
{
    if (value)
        out.text(name, *value);
}

void write(json_writer& out, const hello& what)
{
    out.text("do", "hello");
    write_if(out, "name", what.name);
    write_if(out, "token", what.token);
    write_if(out, "space", what.space);
}

void write(json_writer& out, const join& what)
{
    out.text("do", "join").text("room", what.room);
    if (!what.since)
        return;
    out.open_object("since").text("epoch", what.since->epoch).number("offset", what.since->offset);
    if (what.since->id)
        out.id("id", *what.since->id);
    out.close_object();
}

void write(json_writer& out, const leave& what) { out.text("do", "leave").text("room", what.room); }

void write(json_writer& out, const post& what)
{
    out.text("do", "post").text("room", what.room).text("key", what.key).text("text", what.text);
    if (what.reply_to)
        out.id("reply_to", *what.reply_to);
}

void write(json_writer& out, const edit& what)
{
    out.text("do", "edit").text("room", what.room).text("key", what.key).id("target", what.target).text("text", what.text);
}

void write(json_writer& out, const remove& what)
{
    out.text("do", "delete").text("room", what.room).text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const open_room& what)
{
    out.text("do", "open").text("room", what.room).text("key", what.key);
    if (!what.title.empty())
        out.text("title", what.title);
}

void write(json_writer& out, const list_rooms& what)
{
    out.text("do", "rooms");
    if (what.after)
        out.text("after", *what.after);
}

void write(json_writer& out, const before_offset& place) { out.number("before", place.offset); }

void write(json_writer& out, const after_offset& place) { out.number("after", place.offset); }

void write(json_writer& out, const around_event& place) { out.id("around", place.id); }

void write(json_writer& out, const latest_rows&) { out.flag("latest", true); }

void write(json_writer& out, const history& what)
{
    out.text("do", "history").text("room", what.room);
    std::visit([&](const auto& place) { write(out, place); }, what.place);
    out.number("limit", what.limit);
    if (what.by)
        out.id("by", *what.by);
}

void write(json_writer& out, const ask_about& what) { out.text("do", "about").text("room", what.room); }

void write(json_writer& out, const move_clock& what)
{
    out.text("do", "clock").text("key", what.key).text("talk", what.talk).text("act", name_of(what.act));
    if (what.minutes != 0)
        out.signed_number("minutes", what.minutes);
    if (!what.with.empty())
        out.text("with", what.with);
}

template <class Planned>
void write_entries(
    json_writer& out, std::string_view name, const std::vector<planned_entry<Planned>>& entries,
    void (*write_planned)(json_writer&, const Planned&))
{
    if (entries.empty())
        return;
    out.open_array(name);
    for (const auto& each : entries) {
        out.open_object();
        write_planned(out, each.what);
        if (each.more) {
            out.open_object("about");
            write_about(out, *each.more);
            out.close_object();
        }
        out.close_object();
    }
    out.close_array();
}

void write(json_writer& out, const plan& what)
{
    out.text("do", "plan").text("key", what.key);
    write_if(out, "title", what.title);
    write_if(out, "time_zone", what.time_zone);
    if (!what.stages.empty()) {
        out.open_array("stages");
        for (const auto& each : what.stages) {
            out.open_object();
            write_stage(out, each);
            out.close_object();
        }
        out.close_array();
    }
    write_entries(out, "talks", what.talks, write_talk);
    write_entries(out, "lessons", what.lessons, write_lesson);
    if (what.remove.empty())
        return;
    out.open_array("remove");
    for (const auto& each : what.remove)
        out.text({}, each);
    out.close_array();
}

void write(json_writer& out, const ask& what)
{
    out.text("do", "ask").text("room", what.room).text("key", what.key).text("text", what.text);
    if (what.is_anonymous)
        out.flag("anonymous", true);
    if (what.reads_out)
        out.text("voice", "read");
}

void write(json_writer& out, const promote& what)
{
    out.text("do", "promote").text("room", what.room).text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const vote& what)
{
    out.text("do", "vote").text("room", what.room).text("key", what.key).id("target", what.target).flag("on", what.on);
}

void write(json_writer& out, const move_question& what)
{
    out.text("do", "question")
        .text("room", what.room)
        .text("key", what.key)
        .id("target", what.target)
        .text("to", name_of(what.to));
}

void write(json_writer& out, const merge_questions& what)
{
    out.text("do", "merge").text("room", what.room).text("key", what.key).id("target", what.target).id("into", what.into);
}

void write(json_writer& out, const answer_question& what)
{
    out.text("do", "answer").text("room", what.room).text("key", what.key).id("target", what.target);
    write_answer_content(out, what.what);
}

void write(json_writer& out, const mark_answer& what)
{
    out.text("do", "endorse").text("room", what.room).text("key", what.key).id("target", what.target);
    if (what.is_gone)
        out.flag("gone", true);
    else
        out.flag("on", what.is_endorsed);
}

void write(json_writer& out, const pin_item& what)
{
    out.text("do", "pin").text("room", what.room).text("key", what.key).id("target", what.target).number("place", what.place);
    if (what.until)
        out.time("until", *what.until);
}

void write(json_writer& out, const unpin_item& what)
{
    out.text("do", "unpin").text("room", what.room).text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const ask_questions& what)
{
    out.text("do", "questions").text("room", what.room);
    if (what.after)
        out.id("after", *what.after);
}

void write(json_writer& out, const mark_read& what)
{
    out.text("do", "read").text("room", what.room).number("offset", what.offset);
}

void write(json_writer& out, const change_policy& what)
{
    out.text("do", "policy").text("room", what.room).text("key", what.key);
    write_policy_change(out, what.what);
}

void write(json_writer& out, const sanction_member& what)
{
    out.text("do", name_of(what.what.kind)).text("key", what.key);
    write_sanction(out, what.what);
}

void write(json_writer& out, const lift_sanction& what)
{
    out.text("do", what.what.kind == sanction_kind::ban ? "unban" : "unmute").text("key", what.key);
    write_lifted(out, what.what);
}

void write(json_writer& out, const kick_member& what) { write_kick(out.text("do", "kick").text("key", what.key), what.what); }

void write(json_writer& out, const invite_member& what)
{
    out.text("do", "invite").text("key", what.key).text("name", what.name).text("role", name_of(what.as));
    if (!what.scope.empty())
        out.text("scope", what.scope);
    if (what.until)
        out.time("until", *what.until);
}

void write(json_writer& out, const revoke_invite& what)
{
    out.text("do", "revoke").text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const announce& what)
{
    write_announced(out.text("do", "announce").text("key", what.key), what.what);
}

void write(json_writer& out, const end_announcement& what)
{
    out.text("do", "unannounce").text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const list_sanctions& what)
{
    out.text("do", "sanctions");
    if (what.after)
        out.id("after", *what.after);
}

void write(json_writer& out, const list_invites& what)
{
    out.text("do", "invites");
    if (what.after)
        out.id("after", *what.after);
}

template <class Command> // about something in a room
void write_targeted(json_writer& out, std::string_view verb, const Command& what)
{
    out.text("do", verb).text("room", what.room).text("key", what.key).id("target", what.target);
}

void write(json_writer& out, const release_held& what) { write_targeted(out, "release", what); }
void write(json_writer& out, const tend_item& what) { write_targeted(out, "tend", what); }

void write(json_writer& out, const wipe_member& what)
{
    out.text("do", "wipe").text("room", what.room).text("key", what.key).id("member", what.member);
}

void write(json_writer& out, const list_held& what)
{
    out.text("do", "held").text("room", what.room);
    if (what.after)
        out.id("after", *what.after);
}

void write(json_writer& out, const file_report& what)
{
    out.text("do", "report").text("room", what.room).text("key", what.key).text("kind", name_of(what.kind));
    if (what.target)
        out.id("target", *what.target);
    if (what.member)
        out.id("member", *what.member);
    if (!what.text.empty())
        out.text("text", what.text);
}

void write(json_writer& out, const list_reports& what)
{
    out.text("do", "reports");
    if (what.after)
        out.id("after", *what.after);
}

void write(json_writer& out, const settle_report& what)
{
    out.text("do", "settle").text("key", what.key).id("target", what.target);
    if (!what.note.empty())
        out.text("note", what.note);
}

void write(json_writer& out, const read_kept& what) { out.text("do", "kept").text("room", what.room).id("target", what.target); }

void write(json_writer& out, const block_member& what)
{
    out.text("do", "block").text("key", what.key).id("member", what.what.member).flag("on", what.what.on);
}

void write(json_writer& out, const applaud& what)
{
    out.text("do", "applaud").text("room", what.room).text("kind", name_of(what.kind));
}

void write(json_writer& out, const note_typing& what) { out.text("do", "typing").text("room", what.room).flag("on", what.on); }

void write(json_writer& out, const ping&) { out.text("do", "ping"); }

} // namespace

std::string encode(const command& what)
{
    json_writer out;
    out.open_object().number("id", what.id);
    std::visit([&](const auto& body) { write(out, body); }, what.what);
    return out.close_object().take();
}

} // namespace hallway
