// What is worth keeping of a room, as JSON.
#include "protocol/encode_parts.hpp"
#include "protocol/takeaways.hpp"

namespace hallway {

namespace {

constexpr std::uint64_t form = 1;           // another one if what is there means something else; fields may be added
constexpr std::size_t question_bytes = 600; // roughly

void write_person(json_writer& out, std::string_view name, const std::optional<member_card>& who)
{
    if (who)
        write_member(out, name, who->id, who->name, who->as);
}

void write_message(json_writer& out, const taken_message& what)
{
    out.open_object("message").id("id", what.id);
    if (what.from) {
        out.time("at", what.at);
        write_person(out, "from", what.from);
        out.text("text", what.text);
    }
    out.close_object();
}

/// Into an object that is open.
void write_answer(json_writer& out, const taken_answer& what)
{
    out.id("id", what.id).time("at", what.at);
    write_person(out, "from", what.from);
    out.text_if("text", what.text);
    if (what.message)
        write_message(out, *what.message);
    out.text_if("url", what.url);
    if (what.media_ms)
        out.number("media_ms", *what.media_ms);
    if (what.is_endorsed)
        out.flag("endorsed", true);
}

void write_question(json_writer& out, const taken_question& what)
{
    out.open_object().id("id", what.id).time("at", what.at);
    write_person(out, "from", what.from);
    if (!what.from)
        out.flag("anonymous", true);
    out.text("text", what.text).text("state", name_of(what.state)).number("votes", what.votes).open_array("answers");
    for (const auto& each : what.answers) {
        out.open_object();
        write_answer(out, each);
        out.close_object();
    }
    out.close_array().close_object();
}

void write_pin(json_writer& out, const taken_pin& what)
{
    out.open_object().id("id", what.id).id("target", what.target).time("at", what.at);
    write_person(out, "from", what.from);
    if (!what.from)
        out.flag("anonymous", true);
    write_member(out, "by", what.by.id, what.by.name, what.by.as);
    out.text("text", what.text);
    if (what.answer) {
        out.open_object("answer");
        write_answer(out, *what.answer);
        out.close_object();
    }
    if (what.until)
        out.time("until", *what.until);
    out.close_object();
}

std::string_view name_of(room_kind which)
{
    switch (which) {
    case room_kind::opened: break;
    case room_kind::stage: return "stage";
    case room_kind::talk: return "talk";
    case room_kind::lesson: return "lesson";
    }
    return {};
}

void write_talk(json_writer& out, const taken_talk& what)
{
    out.open_object("talk").open_object("stage").text("room", what.stage.room).text("title", what.stage.title).close_object();
    out.time("starts", what.starts).time("ends", what.ends);
    if (!what.persons.empty()) {
        out.open_array("persons");
        for (const auto& each : what.persons)
            out.text({}, each);
        out.close_array();
    }
    out.text_if("track", what.track);
    out.text_if("language", what.language);
    out.close_object();
}

void write_room(json_writer& out, const takeaways& what)
{
    out.open_object("room").text("id", what.room.id).text("title", what.room.title);
    out.text_if("kind", name_of(what.room.kind));
    out.text_if("code", what.room.code);
    if (what.room.cancelled)
        out.flag("cancelled", true);
    out.text_if("unit", what.room.unit);
    out.text_if("subtitle", what.subtitle);
    out.text_if("url", what.url);
    if (!what.links.empty()) {
        out.open_array("links");
        for (const auto& each : what.links) {
            out.open_object().text("url", each.url);
            out.text_if("title", each.title);
            out.close_object();
        }
        out.close_array();
    }
    out.close_object();
}

} // namespace

std::string encode_takeaways(const takeaways& what)
{
    json_writer out(512 + question_bytes * (what.questions.size() + what.pins.size()));
    out.open_object().number("takeaways", form);
    out.open_object("space").text("id", what.space).text("title", what.space_title).close_object();
    write_room(out, what);
    if (what.talk)
        write_talk(out, *what.talk);
    out.open_array("pins");
    for (const auto& each : what.pins)
        write_pin(out, each);
    out.close_array().open_array("questions");
    for (const auto& each : what.questions)
        write_question(out, each);
    out.close_array();
    if (what.has_more)
        out.flag("more", true);
    return out.close_object().take();
}

} // namespace hallway
