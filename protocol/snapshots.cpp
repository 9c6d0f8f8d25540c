// Snapshots of rooms and spaces, as JSON. The same state gives the same bytes.
#include "protocol/board_form.hpp"
#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/moderation_form.hpp"
#include "protocol/safety_form.hpp"
#include "protocol/stored_message.hpp"
#include "protocol/timetable_form.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

void write_head(json_writer& out, std::uint64_t offset, const std::optional<event_id>& id, bool has_unknown)
{
    out.open_object().number("offset", offset);
    if (id)
        out.id("id", *id);
    if (has_unknown)
        out.flag("has_unknown", true);
}

template <class Snapshot>
bool read_head(const json& object, Snapshot& into)
{
    const auto offset = integer_in(object, "offset");
    into.offset = offset.value_or(0);
    into.id = event_id_in(object, "id");
    into.has_unknown = flag_in(object, "has_unknown").value_or(false);
    return offset.has_value();
}

void write_row_kept(json_writer& out, const row& what)
{
    out.open_object().id("id", what.id).number("offset", what.offset).time("at", what.at);
    out.id("member", what.from.id).text("role", name_of(what.from.as));
    write_stored_message(out, what.content);
    out.close_object();
}

std::optional<row> read_row_kept(const json& object)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto member = member_id_in(object, "member");
    const auto as = role_in(object, "role");
    auto content = read_stored_message(object);
    if (!id || !offset || !at || !member || !as || !content)
        return std::nullopt;
    return row{*id, *offset, *at, author{*member, *as}, *std::move(content)};
}

void write_alteration(json_writer& out, event_id target, const alteration& what)
{
    out.open_object().id("target", target).number("version", what.version);
    if (what.deleted)
        out.flag("deleted", true);
    if (!what.text.empty())
        out.text("text", what.text);
    out.time("at", what.at).close_object();
}

bool read_alteration(const json& object, std::map<event_id, alteration>& into)
{
    const auto target = event_id_in(object, "target");
    const auto version = integer_in(object, "version");
    const auto at = time_in(object, "at");
    if (!target || !version || !at)
        return false;
    into[*target] =
        alteration{*version, flag_in(object, "deleted").value_or(false), text_in(object, "text").value_or(std::string{}), *at};
    return true;
}

} // namespace

std::string encode_snapshot(const room_snapshot& what)
{
    constexpr std::size_t row_bytes = 256;
    json_writer out(256 + row_bytes * (what.rows.size() + what.alterations.size()));
    write_head(out, what.offset, what.id, what.has_unknown);
    out.number("messages", what.messages);
    out.open_array("rows");
    for (const auto& one : what.rows)
        write_row_kept(out, one);
    out.close_array();
    out.open_array("alterations");
    for (const auto& [target, one] : what.alterations)
        write_alteration(out, target, one);
    out.close_array();
    write_kept_board(out, what.board);
    write_policy(out, what.policy, false);
    write_kept_held(out, what.held);
    write_kept_dropped(out, what.dropped);
    write_kept_tended(out, what.tended);
    return out.close_object().take();
}

std::string encode_snapshot(const space_snapshot& what)
{
    std::vector<std::pair<std::uint64_t, const std::string*>> names;
    names.reserve(what.names.size());
    for (const auto& [id, name] : what.names)
        names.emplace_back(id.value, &name);
    std::sort(names.begin(), names.end());

    json_writer out(256 + 64 * (what.rooms.size() + names.size()));
    write_head(out, what.offset, what.id, what.has_unknown);
    out.open_array("rooms");
    for (const auto& room : what.rooms)
        out.open_object().text("room", room.room).text("title", room.title).close_object();
    out.close_array();
    out.open_array("names");
    for (const auto& [id, name] : names)
        out.open_object().id("member", member_id{id}).text("name", *name).close_object();
    out.close_array();
    if (what.schedule.version != 0)
        write_timetable(out, "schedule", what.schedule);
    write_kept_standing(out, what.standing);
    write_kept_safety(out, what.safety);
    if (!what.code_numbers.empty()) {
        out.open_array("codes");
        for (const auto& [room, number] : what.code_numbers)
            out.open_object().text("room", room).number("number", number).close_object();
        out.close_array();
    }
    return out.close_object().take();
}

std::optional<room_snapshot> decode_room_snapshot(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    room_snapshot read;
    if (!object || !read_head(*object, read))
        return std::nullopt;
    const auto messages = integer_in(*object, "messages");
    const auto read_row = [&](const json& element) {
        auto one = read_row_kept(element);
        if (!one)
            return false;
        read.rows.push_back(*std::move(one));
        return true;
    };
    const auto read_late = [&](const json& element) { return read_alteration(element, read.alterations); };
    auto board = read_kept_board(*object);
    if (!messages || !board || !read_kept_held(*object, read.held) || !read_kept_dropped(*object, read.dropped) ||
        !read_kept_tended(*object, read.tended) || !read_each(*object, "rows", read_row) ||
        !read_each(*object, "alterations", read_late))
        return std::nullopt;
    read.board = *std::move(board);
    read.policy = read_policy(*object);
    read.messages = *messages;
    return read;
}

std::optional<space_snapshot> decode_space_snapshot(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    space_snapshot read;
    if (!object || !read_head(*object, read))
        return std::nullopt;
    const auto read_room = [&](const json& element) {
        const auto room = text_in(element, "room");
        const auto title = text_in(element, "title");
        if (room && title)
            read.rooms.push_back({*room, *title});
        return room && title;
    };
    const auto read_name = [&](const json& element) {
        const auto member = member_id_in(element, "member");
        const auto name = text_in(element, "name");
        if (member && name)
            read.names[*member] = *name;
        return member && name;
    };
    const auto read_code = [&](const json& element) {
        const auto room = text_in(element, "room");
        const auto number = integer_in(element, "number");
        if (room && number)
            read.code_numbers[*room] = static_cast<unsigned>(*number);
        return room && number;
    };
    if (!read_each(*object, "rooms", read_room) || !read_each(*object, "names", read_name))
        return std::nullopt;
    if (object->contains("codes") && !read_each(*object, "codes", read_code))
        return std::nullopt;
    if (const auto* const schedule = member_of(*object, "schedule")) {
        auto held = read_timetable(*schedule);
        if (!held)
            return std::nullopt;
        read.schedule = *std::move(held);
    }
    auto standing = read_kept_standing(*object);
    if (!standing || !read_kept_safety(*object, read.safety))
        return std::nullopt;
    read.standing = *std::move(standing);
    return read;
}

} // namespace hallway
