// What the store keeps of an event, as JSON with a "type". Read for ever: a name here may be added to, never changed.
#include "protocol/board_form.hpp"
#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/moderation_form.hpp"
#include "protocol/safety_form.hpp"
#include "protocol/stored_message.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

void write(json_writer& out, const message& what)
{
    out.text("type", "message");
    write_stored_message(out, what);
}

void write(json_writer& out, const message_edited& what)
{
    out.text("type", "edited").id("target", what.target).text("text", what.text);
}

void write(json_writer& out, const message_deleted& what) { out.text("type", "deleted").id("target", what.target); }

void write(json_writer& out, const room_opened& what)
{
    out.text("type", "room_opened").text("room", what.room).text("title", what.title);
}

void write(json_writer& out, const member_named& what) { out.text("type", "member_named").text("name", what.name); }

void write(json_writer& out, const schedule_planned& what)
{
    out.text("type", "schedule_planned");
    write_planned(out, what);
}

void write(json_writer& out, const clock_moved& what)
{
    out.text("type", "clock_moved").text("act", name_of(what.act)).text("talk", what.talk);
    if (what.minutes != 0)
        out.signed_number("minutes", what.minutes);
    if (!what.with.empty())
        out.text("with", what.with);
}

template <class Other> // of the board, of moderation, of safety
void write(json_writer& out, const Other& what)
{
    write_stored(out, what);
}

void write(json_writer& out, const unknown_event& what) { out.text("type", what.type); }

std::optional<event_body> read_edited(const json& object)
{
    const auto target = event_id_in(object, "target");
    auto text = text_in(object, "text");
    if (!target || !text)
        return std::nullopt;
    return message_edited{*target, *std::move(text)};
}

std::optional<event_body> read_deleted(const json& object)
{
    const auto target = event_id_in(object, "target");
    if (!target)
        return std::nullopt;
    return message_deleted{*target};
}

std::optional<event_body> read_room_opened(const json& object)
{
    auto room = text_in(object, "room");
    auto title = text_in(object, "title");
    if (!room || !title)
        return std::nullopt;
    return room_opened{*std::move(room), *std::move(title)};
}

/// An act of a later version is an event of a later version.
std::optional<event_body> read_clock_moved(const json& object)
{
    const auto name = text_in(object, "act");
    auto talk = text_in(object, "talk");
    if (!name || !talk)
        return std::nullopt;
    const auto act = clock_act_named(*name);
    if (!act)
        return unknown_event{"clock_moved"};
    const auto minutes = signed_in(object, "minutes").value_or(0);
    return clock_moved{*act, *std::move(talk), static_cast<int>(minutes), text_in(object, "with").value_or(std::string{})};
}

std::optional<event_body> read_member_named(const json& object)
{
    auto name = text_in(object, "name");
    if (!name)
        return std::nullopt;
    return member_named{*std::move(name)};
}

} // namespace

void write_stored_message(json_writer& out, const message& what)
{
    if (!what.deleted)
        out.text("text", what.text);
    if (what.reply_to)
        out.id("reply_to", *what.reply_to);
    if (what.edited_at)
        out.time("edited_at", *what.edited_at);
    if (what.deleted)
        out.flag("deleted", true);
    if (what.version != 0)
        out.number("version", what.version);
    if (what.was)
        out.id("was", *what.was);
}

std::optional<message> read_stored_message(const json& object)
{
    message read;
    read.deleted = flag_in(object, "deleted").value_or(false);
    if (!read.deleted) {
        auto text = text_in(object, "text");
        if (!text)
            return std::nullopt;
        read.text = *std::move(text);
    }
    read.reply_to = event_id_in(object, "reply_to");
    read.edited_at = time_in(object, "edited_at");
    read.version = integer_in(object, "version").value_or(0);
    read.was = event_id_in(object, "was");
    return read;
}

void write_author_kept(json_writer& out, const author& who) { out.id("member", who.id).text("role", name_of(who.as)); }

std::optional<author> read_author_kept(const json& object)
{
    const auto member = member_id_in(object, "member");
    const auto as = role_in(object, "role");
    return member && as ? std::optional{author{*member, *as}} : std::nullopt;
}

std::string encode_body(const event_body& what)
{
    json_writer out;
    out.open_object();
    std::visit([&](const auto& body) { write(out, body); }, what);
    return out.close_object().take();
}

bool is_row(const event_body& what) { return std::holds_alternative<message>(what); }

std::optional<event_body> decode_body(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    auto type = object ? text_in(*object, "type") : std::nullopt;
    if (!type)
        return std::nullopt;
    if (*type == "message") {
        auto posted = read_stored_message(*object);
        return posted ? std::optional<event_body>{*std::move(posted)} : std::nullopt;
    }
    if (*type == "edited")
        return read_edited(*object);
    if (*type == "deleted")
        return read_deleted(*object);
    if (*type == "room_opened")
        return read_room_opened(*object);
    if (*type == "member_named")
        return read_member_named(*object);
    if (*type == "clock_moved")
        return read_clock_moved(*object);
    if (*type == "schedule_planned") {
        auto planned = read_planned(*object);
        return planned ? std::optional<event_body>{*std::move(planned)} : std::nullopt;
    }
    if (auto board = read_board_event(*type, *object))
        return *std::move(board);
    if (auto moderation = read_moderation_event(*type, *object))
        return *std::move(moderation);
    if (auto safety = read_safety_event(*type, *object))
        return *std::move(safety);
    return unknown_event{*std::move(type)};
}

} // namespace hallway
