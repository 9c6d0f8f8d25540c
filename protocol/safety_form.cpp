#include "protocol/safety_form.hpp"

#include "protocol/codec.hpp"
#include "protocol/json_fields.hpp"
#include "protocol/stored_message.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

/// A reason of a later version waits for staff all the same.
std::optional<message_held> read_held_body(const json& object)
{
    auto text = text_in(object, "text");
    const auto reason = text_in(object, "reason");
    if (!text || !reason)
        return std::nullopt;
    return message_held{
        *std::move(text), event_id_in(object, "reply_to"), hold_reason_named(*reason).value_or(hold_reason::approval),
        time_in(object, "until")};
}

std::optional<event_body> read_held(const json& object)
{
    auto read = read_held_body(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

std::optional<event_body> read_dropped(const json& object)
{
    const auto target = event_id_in(object, "target");
    const auto of = member_id_in(object, "of");
    return target && of ? std::optional<event_body>{held_dropped{*target, *of}} : std::nullopt;
}

std::optional<event_body> read_tended(const json& object)
{
    const auto target = event_id_in(object, "target");
    return target ? std::optional<event_body>{tended{*target}} : std::nullopt;
}

std::optional<report_filed> read_filed_body(const json& object)
{
    auto room = text_in(object, "room");
    const auto about = member_id_in(object, "about");
    const auto kind = report_kind_named(text_or_nothing(object, "kind"));
    if (!room || !about)
        return std::nullopt;
    return report_filed{
        *std::move(room), event_id_in(object, "target"), *about, kind.value_or(report_kind::other),
        text_or_nothing(object, "text")};
}

std::optional<event_body> read_filed(const json& object)
{
    auto read = read_filed_body(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

std::optional<event_body> read_settled(const json& object)
{
    const auto target = event_id_in(object, "target");
    return target ? std::optional<event_body>{report_settled{*target, text_or_nothing(object, "note")}} : std::nullopt;
}

std::optional<event_body> read_blocked(const json& object)
{
    const auto member = member_id_in(object, "member");
    const auto on = flag_in(object, "on");
    return member && on ? std::optional<event_body>{member_blocked{*member, *on}} : std::nullopt;
}

std::optional<event_body> read_waits(const json& object)
{
    auto room = text_in(object, "room");
    const auto since = time_in(object, "since");
    if (!room || !since)
        return std::nullopt;
    const auto reach = alarm_reach_named(text_or_nothing(object, "reach"));
    return room_waits{*std::move(room), *since, reach.value_or(alarm_reach::all)};
}

using reader = std::optional<event_body> (*)(const json&);
constexpr std::array<std::pair<std::string_view, reader>, 7> safety_readers{{
    {"message_held", read_held},
    {"held_dropped", read_dropped},
    {"tended", read_tended},
    {"report_filed", read_filed},
    {"report_settled", read_settled},
    {"member_blocked", read_blocked},
    {"room_waits", read_waits},
}};

void write_filed_body(json_writer& out, const report_filed& what)
{
    out.text("room", what.room).id("about", what.about).text("kind", name_of(what.kind));
    if (what.target)
        out.id("target", *what.target);
    if (!what.text.empty())
        out.text("text", what.text);
}

bool read_one_held(const json& object, std::vector<held_message>& into)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto from = read_author_kept(object);
    auto what = read_held_body(object);
    if (!id || !offset || !at || !from || !what)
        return false;
    into.push_back({*id, *offset, *at, *from, *std::move(what)});
    return true;
}

bool read_one_dropped(const json& object, std::deque<dropped_message>& into)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto of = member_id_in(object, "of");
    if (id && offset && at && of)
        into.push_back({*id, *offset, *at, *of});
    return id && offset && at && of;
}

bool read_one_tended(const json& object, std::deque<tended_item>& into)
{
    const auto target = event_id_in(object, "target");
    const auto by = read_author_kept(object);
    const auto at = time_in(object, "at");
    if (target && by && at)
        into.push_back({*target, *by, *at});
    return target && by && at;
}

bool read_report(const json& object, std::vector<report>& into)
{
    const auto id = event_id_in(object, "id");
    const auto by = read_author_kept(object);
    const auto at = time_in(object, "at");
    auto what = read_filed_body(object);
    if (!id || !by || !at || !what)
        return false;
    report read{*id, *by, *at, *std::move(what), {}};
    if (const auto* const closed = member_of(object, "closed")) {
        const auto closer = read_author_kept(*closed);
        const auto closed_at = time_in(*closed, "at");
        if (!closer || !closed_at)
            return false;
        read.closed = settlement{*closer, *closed_at, text_or_nothing(*closed, "note")};
    }
    into.push_back(std::move(read));
    return true;
}

bool read_blocks(const json& object, std::map<member_id, std::vector<member_id>>& into)
{
    const auto member = member_id_in(object, "member");
    return member && read_each(object, "blocks", [&](const json& element) {
               const auto blocked = element.is_string() ? parse_member_id(element.get_ref<const std::string&>()) : std::nullopt;
               if (blocked)
                   into[*member].push_back(*blocked);
               return blocked.has_value();
           });
}

bool read_newcomer(const json& object, std::map<member_id, time_point>& into)
{
    const auto member = member_id_in(object, "member");
    const auto at = time_in(object, "at");
    if (member && at)
        into[*member] = *at;
    return member && at;
}

} // namespace

void write_held_fields(json_writer& out, const message_held& what)
{
    out.text("text", what.text);
    if (what.reply_to)
        out.id("reply_to", *what.reply_to);
    out.text("reason", name_of(what.reason));
    if (what.until)
        out.time("until", *what.until);
}

void write_stored(json_writer& out, const message_held& what) { write_held_fields(out.text("type", "message_held"), what); }
void write_stored(json_writer& out, const held_dropped& what)
{
    out.text("type", "held_dropped").id("target", what.target).id("of", what.of);
}
void write_stored(json_writer& out, const tended& what) { out.text("type", "tended").id("target", what.target); }
void write_stored(json_writer& out, const report_filed& what) { write_filed_body(out.text("type", "report_filed"), what); }
void write_stored(json_writer& out, const report_settled& what)
{
    out.text("type", "report_settled").id("target", what.target);
    if (!what.note.empty())
        out.text("note", what.note);
}
void write_stored(json_writer& out, const member_blocked& what)
{
    out.text("type", "member_blocked").id("member", what.member).flag("on", what.on);
}
void write_stored(json_writer& out, const room_waits& what)
{
    out.text("type", "room_waits").text("room", what.room).time("since", what.since).text("reach", name_of(what.reach));
}

std::optional<std::optional<event_body>> read_safety_event(std::string_view type, const json& object)
{
    for (const auto& [name, read] : safety_readers)
        if (name == type)
            return read(object);
    return std::nullopt;
}

void write_kept_held(json_writer& out, const std::vector<held_message>& what)
{
    if (what.empty())
        return;
    out.open_array("held");
    for (const auto& each : what) {
        out.open_object().id("id", each.id).number("offset", each.offset).time("at", each.at);
        write_author_kept(out, each.from);
        write_held_fields(out, each.what);
        out.close_object();
    }
    out.close_array();
}

bool read_kept_held(const json& object, std::vector<held_message>& into)
{
    return !object.contains("held") ||
           read_each(object, "held", [&](const json& element) { return read_one_held(element, into); });
}

void write_kept_dropped(json_writer& out, const std::deque<dropped_message>& what)
{
    if (what.empty())
        return;
    out.open_array("dropped");
    for (const auto& each : what)
        out.open_object().id("id", each.id).number("offset", each.offset).time("at", each.at).id("of", each.of).close_object();
    out.close_array();
}

bool read_kept_dropped(const json& object, std::deque<dropped_message>& into)
{
    return !object.contains("dropped") ||
           read_each(object, "dropped", [&](const json& element) { return read_one_dropped(element, into); });
}

void write_kept_tended(json_writer& out, const std::deque<tended_item>& what)
{
    if (what.empty())
        return;
    out.open_array("tended");
    for (const auto& each : what) {
        write_author_kept(out.open_object().id("target", each.target).time("at", each.at), each.by);
        out.close_object();
    }
    out.close_array();
}

bool read_kept_tended(const json& object, std::deque<tended_item>& into)
{
    return !object.contains("tended") ||
           read_each(object, "tended", [&](const json& element) { return read_one_tended(element, into); });
}

void write_kept_safety(json_writer& out, const safety_desk& what)
{
    if (what == safety_desk{})
        return;
    out.open_object("safety").open_array("reports");
    for (const auto& each : what.reports) {
        out.open_object().id("id", each.id).time("at", each.at);
        write_author_kept(out, each.by);
        write_filed_body(out, each.what);
        if (each.closed) {
            write_author_kept(out.open_object("closed").time("at", each.closed->at), each.closed->by);
            if (!each.closed->note.empty())
                out.text("note", each.closed->note);
            out.close_object();
        }
        out.close_object();
    }
    out.close_array().open_array("blocks");
    for (const auto& [member, blocked] : what.blocks) {
        out.open_object().id("member", member).open_array("blocks");
        for (const auto each : blocked)
            out.id({}, each);
        out.close_array().close_object();
    }
    out.close_array().open_array("newcomers");
    for (const auto& [member, at] : what.newcomers)
        out.open_object().id("member", member).time("at", at).close_object();
    out.close_array().close_object();
}

bool read_kept_safety(const json& object, safety_desk& into)
{
    const auto* const kept = member_of(object, "safety");
    if (kept == nullptr)
        return true;
    return read_each(*kept, "reports", [&](const json& each) { return read_report(each, into.reports); }) &&
           read_each(*kept, "blocks", [&](const json& each) { return read_blocks(each, into.blocks); }) &&
           read_each(*kept, "newcomers", [&](const json& each) { return read_newcomer(each, into.newcomers); });
}

std::string encode_kept_text(const kept_text& what)
{
    json_writer out(128 + what.text.size());
    write_author_kept(out.open_object(), what.from);
    return out.time("at", what.at).text("text", what.text).time("until", what.until).close_object().take();
}

std::optional<kept_text> decode_kept_text(std::string_view bytes)
{
    const auto object = parse_object(bytes);
    if (!object)
        return std::nullopt;
    const auto from = read_author_kept(*object);
    const auto at = time_in(*object, "at");
    auto text = text_in(*object, "text");
    const auto until = time_in(*object, "until");
    if (!from || !at || !text || !until)
        return std::nullopt;
    return kept_text{*from, *at, *std::move(text), *until};
}

} // namespace hallway
