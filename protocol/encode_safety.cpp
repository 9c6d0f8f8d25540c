// What waits, what was reported and who is blocked, as those are told whom it concerns.
#include "protocol/encode_parts.hpp"
#include "protocol/safety_form.hpp"

namespace hallway {

namespace {

void write_held_message(json_writer& out, const held_message& what, const name_of_member& names)
{
    out.id("id", what.id).number("offset", what.offset).time("at", what.at);
    write_author(out, what.from, names);
    write_held_fields(out, what.what);
}

void write_report(json_writer& out, const report& what, const name_of_member& names)
{
    const auto named = [&](std::string_view field, const author& who) {
        write_member(out, field, who.id, names ? names(who.id) : std::string_view{}, who.as);
    };
    out.id("id", what.id).time("at", what.at);
    named("by", what.by);
    out.text("room", what.what.room);
    if (what.what.target)
        out.id("target", *what.what.target);
    write_known_member(out, what.what.about, names);
    out.text("kind", name_of(what.what.kind));
    if (!what.what.text.empty())
        out.text("text", what.what.text);
    if (!what.closed)
        return;
    out.open_object("closed").time("at", what.closed->at);
    named("by", what.closed->by);
    if (!what.closed->note.empty())
        out.text("note", what.closed->note);
    out.close_object();
}

} // namespace

void write_held(json_writer& out, const held_part& what, const name_of_member& names)
{
    if (what.messages.empty())
        return;
    out.open_array("held");
    for (const auto* each : what.messages) {
        write_held_message(out.open_object(), *each, names);
        out.close_object();
    }
    out.close_array().flag_if("more_held", what.has_more);
}

std::string encode_held_elements(const std::vector<const held_message*>& what, const name_of_member& names)
{
    json_writer out;
    for (const auto* each : what) {
        write_held_message(out.open_object(), *each, names);
        out.close_object();
    }
    return out.take();
}

std::string encode_dropped_elements(const std::vector<const dropped_message*>& what)
{
    json_writer out;
    for (const auto* each : what)
        out.open_object().id("id", each->id).number("offset", each->offset).time("at", each->at).close_object();
    return out.take();
}

std::string encode_tended_elements(const std::vector<const tended_item*>& what, const name_of_member& names)
{
    json_writer out;
    for (const auto* each : what) {
        write_author(out.open_object().id("target", each->target).time("at", each->at), each->by, names);
        out.close_object();
    }
    return out.take();
}

std::string encode_held_page(std::uint64_t id, const std::string& room, const held_part& page, const name_of_member& names)
{
    auto out = begin_ok(id, 256 + 512 * page.messages.size());
    out.text("room", room).open_array("held").raw(encode_held_elements(page.messages, names)).close_array();
    if (page.has_more)
        out.id("after", page.messages.back()->id);
    return end_ok(std::move(out));
}

std::string encode_held_receipt(std::uint64_t id, const receipt& what)
{
    auto out = begin_ok(id);
    out.id("id", what.id).number("offset", what.offset).time("at", what.at).flag("held", true);
    return end_ok(std::move(out.flag_if("duplicate", what.duplicate)));
}

std::string encode_wiped(std::uint64_t id, std::uint64_t deleted)
{
    return end_ok(std::move(begin_ok(id).number("deleted", deleted)));
}

std::string encode_unattended(const std::string& room, event_id which, bool is_over)
{
    return begin_signal("unattended").text("room", room).id("id", which).flag_if("over", is_over).close_object().take();
}

std::string encode_waiting(const room_waits& what)
{
    return begin_signal("waiting").text("room", what.room).time("since", what.since).close_object().take();
}

std::string encode_reports(
    std::uint64_t id, const std::vector<const report*>& page, std::optional<event_id> after, const name_of_member& names)
{
    auto out = begin_ok(id, 256 + 512 * page.size());
    out.open_array("reports");
    for (const auto* each : page) {
        write_report(out.open_object(), *each, names);
        out.close_object();
    }
    out.close_array();
    if (after)
        out.id("after", *after);
    return end_ok(std::move(out));
}

std::string encode_report(const report& what, const name_of_member& names)
{
    auto out = begin_signal("report");
    write_report(out.open_object("report"), what, names);
    return out.close_object().close_object().take();
}

std::string encode_kept(
    std::uint64_t id, const std::string& room, event_id target, const kept_text& what, const name_of_member& names)
{
    auto out = begin_ok(id, 256 + what.text.size());
    out.text("room", room).id("target", target).time("at", what.at);
    write_author(out, what.from, names);
    return end_ok(std::move(out.text("text", what.text).time("until", what.until)));
}

std::string encode_block(const member_blocked& what)
{
    return begin_signal("block").id("member", what.member).flag("on", what.on).close_object().take();
}

} // namespace hallway
