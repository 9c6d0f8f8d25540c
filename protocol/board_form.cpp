#include "protocol/board_form.hpp"

#include "protocol/json_fields.hpp"
#include "protocol/stored_message.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hallway {

namespace {

using nlohmann::json;

std::optional<event_body> read_asked(const json& object)
{
    auto text = text_in(object, "text");
    if (!text)
        return std::nullopt;
    question_asked read{*std::move(text)};
    read.is_anonymous = is_set(object, "anonymous");
    read.reads_out = is_set(object, "reads_out");
    read.is_pending = is_set(object, "pending");
    read.source = event_id_in(object, "source");
    read.asked_by = read_author_kept(object);
    return read;
}

/// A state of a later version is an event of a later version.
std::optional<event_body> read_moved(const json& object)
{
    const auto target = event_id_in(object, "target");
    const auto name = text_in(object, "to");
    if (!target || !name)
        return std::nullopt;
    const auto to = question_state_named(*name);
    return to ? event_body{question_moved{*target, *to}} : event_body{unknown_event{"question_moved"}};
}

std::optional<event_body> read_voted(const json& object)
{
    const auto target = event_id_in(object, "target");
    const auto on = flag_in(object, "on");
    return target && on ? std::optional<event_body>{question_voted{*target, *on}} : std::nullopt;
}

std::optional<event_body> read_merged(const json& object)
{
    const auto target = event_id_in(object, "target");
    const auto into = event_id_in(object, "into");
    return target && into ? std::optional<event_body>{questions_merged{*target, *into}} : std::nullopt;
}

std::optional<event_body> read_answered(const json& object)
{
    const auto target = event_id_in(object, "target");
    return target ? std::optional<event_body>{question_answered{*target, read_answer_content(object)}} : std::nullopt;
}

std::optional<event_body> read_marked(const json& object)
{
    const auto target = event_id_in(object, "target");
    if (!target)
        return std::nullopt;
    return answer_marked{*target, is_set(object, "endorsed"), is_set(object, "gone")};
}

std::optional<pinned> read_pinned_body(const json& object)
{
    const auto target = event_id_in(object, "target");
    const auto from = read_author_kept(object);
    if (!target || !from)
        return std::nullopt;
    pinned read{.target = *target, .place = integer_in(object, "place").value_or(0), .until = time_in(object, "until")};
    read.text = text_in(object, "text").value_or(std::string{});
    read.from = *from;
    read.is_anonymous = is_set(object, "anonymous");
    return read;
}

std::optional<event_body> read_pinned(const json& object)
{
    auto read = read_pinned_body(object);
    return read ? std::optional<event_body>{*std::move(read)} : std::nullopt;
}

std::optional<event_body> read_unpinned(const json& object)
{
    const auto target = event_id_in(object, "target");
    return target ? std::optional<event_body>{unpinned{*target}} : std::nullopt;
}

void write_pinned_body(json_writer& out, const pinned& what)
{
    out.id("target", what.target).number("place", what.place);
    if (what.until)
        out.time("until", *what.until);
    write_author_kept(out.text("text", what.text), what.from);
    out.flag_if("anonymous", what.is_anonymous);
}

void write_kept(json_writer& out, const answer& what)
{
    out.open_object().id("id", what.id).number("offset", what.offset).id("given_to", what.given_to).time("at", what.at);
    if (what.named)
        out.id("named", *what.named);
    write_author_kept(out, what.from);
    write_answer_content(out, what.what);
    out.flag_if("endorsed", what.is_endorsed);
    out.close_object();
}

std::optional<answer> read_kept_answer(const json& object)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto given_to = event_id_in(object, "given_to");
    const auto from = read_author_kept(object);
    if (!id || !offset || !given_to || !at || !from)
        return std::nullopt;
    return answer{*id,
                  *offset,
                  *given_to,
                  event_id_in(object, "named"),
                  *at,
                  *from,
                  read_answer_content(object),
                  is_set(object, "endorsed")};
}

void write_kept(json_writer& out, const question& what)
{
    out.open_object().id("id", what.id).number("offset", what.offset).time("at", what.at);
    write_author_kept(out, what.from);
    out.text("text", what.text).text("state", name_of(what.state)).number("version", what.version).number("voted", what.voted);
    out.flag_if("deleted", what.is_deleted);
    out.flag_if("anonymous", what.is_anonymous);
    out.flag_if("reads_out", what.reads_out);
    out.flag_if("began_pending", what.began_pending);
    out.flag_if("was_public", what.was_public);
    if (what.source)
        out.id("source", *what.source);
    if (what.merged_into)
        out.id("merged_into", *what.merged_into);
    out.open_array("voters");
    for (const auto each : what.voters)
        out.id({}, each);
    out.close_array().open_array("answers");
    for (const auto& each : what.answers)
        write_kept(out, each);
    out.close_array().close_object();
}

bool read_kept_question(const json& object, question_board& into)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto from = read_author_kept(object);
    auto text = text_in(object, "text");
    const auto state = question_state_named(text_in(object, "state").value_or(std::string{}));
    const auto version = integer_in(object, "version");
    const auto voted = integer_in(object, "voted");
    if (!id || !offset || !at || !from || !text || !state || !version || !voted)
        return false;
    question read{.id = *id, .offset = *offset, .at = *at, .from = *from, .text = *std::move(text), .state = *state};
    read.version = *version;
    read.voted = *voted;
    read.is_deleted = is_set(object, "deleted");
    read.is_anonymous = is_set(object, "anonymous");
    read.reads_out = is_set(object, "reads_out");
    read.began_pending = is_set(object, "began_pending");
    read.was_public = is_set(object, "was_public");
    read.source = event_id_in(object, "source");
    read.merged_into = event_id_in(object, "merged_into");
    const auto read_voter = [&](const json& element) {
        const auto voter = element.is_string() ? parse_member_id(element.get_ref<const std::string&>()) : std::nullopt;
        if (voter)
            read.voters.push_back(*voter);
        return voter.has_value();
    };
    const auto read_answer = [&](const json& element) {
        auto one = read_kept_answer(element);
        if (one)
            read.answers.push_back(*std::move(one));
        return one.has_value();
    };
    if (!read_each(object, "voters", read_voter) || !read_each(object, "answers", read_answer))
        return false;
    into.questions.push_back(std::move(read));
    return true;
}

bool read_kept_pin(const json& object, question_board& into)
{
    const auto id = event_id_in(object, "id");
    const auto offset = integer_in(object, "offset");
    const auto at = time_in(object, "at");
    const auto by = member_id_in(object, "by");
    const auto as = role_named(text_in(object, "by_role").value_or(std::string{}));
    auto what = read_pinned_body(object);
    if (!id || !offset || !at || !by || !as || !what)
        return false;
    into.pins.push_back({*id, *offset, *std::move(what), author{*by, *as}, *at});
    return true;
}

using reader = std::optional<event_body> (*)(const json&);
constexpr std::array<std::pair<std::string_view, reader>, 8> board_readers{{
    {"question_asked", read_asked},
    {"question_moved", read_moved},
    {"question_voted", read_voted},
    {"questions_merged", read_merged},
    {"question_answered", read_answered},
    {"answer_marked", read_marked},
    {"pinned", read_pinned},
    {"unpinned", read_unpinned},
}};

} // namespace

void write_stored(json_writer& out, const question_asked& what)
{
    out.text("type", "question_asked").text("text", what.text);
    out.flag_if("anonymous", what.is_anonymous);
    out.flag_if("reads_out", what.reads_out);
    out.flag_if("pending", what.is_pending);
    if (what.source)
        out.id("source", *what.source);
    if (what.asked_by)
        write_author_kept(out, *what.asked_by);
}

void write_stored(json_writer& out, const question_moved& what)
{
    out.text("type", "question_moved").id("target", what.target).text("to", name_of(what.to));
}

void write_stored(json_writer& out, const question_voted& what)
{
    out.text("type", "question_voted").id("target", what.target).flag("on", what.on);
}

void write_stored(json_writer& out, const questions_merged& what)
{
    out.text("type", "questions_merged").id("target", what.target).id("into", what.into);
}

void write_stored(json_writer& out, const question_answered& what)
{
    out.text("type", "question_answered").id("target", what.target);
    write_answer_content(out, what.what);
}

void write_stored(json_writer& out, const answer_marked& what)
{
    out.text("type", "answer_marked").id("target", what.target);
    out.flag_if("endorsed", what.is_endorsed);
    out.flag_if("gone", what.is_gone);
}

void write_stored(json_writer& out, const pinned& what) { write_pinned_body(out.text("type", "pinned"), what); }

void write_stored(json_writer& out, const unpinned& what) { out.text("type", "unpinned").id("target", what.target); }

std::optional<std::optional<event_body>> read_board_event(std::string_view type, const json& object)
{
    for (const auto& [name, read] : board_readers)
        if (name == type)
            return read(object);
    return std::nullopt;
}

void write_answer_content(json_writer& out, const answer_content& what)
{
    if (!what.text.empty())
        out.text("text", what.text);
    if (what.message)
        out.id("message", *what.message);
    if (!what.url.empty())
        out.text("url", what.url);
    if (what.media_ms)
        out.number("media_ms", *what.media_ms);
}

answer_content read_answer_content(const json& object)
{
    answer_content read{text_in(object, "text").value_or(std::string{}), event_id_in(object, "message")};
    read.url = text_in(object, "url").value_or(std::string{});
    read.media_ms = integer_in(object, "media_ms");
    return read;
}

void write_kept_board(json_writer& out, const question_board& what)
{
    if (what == question_board{})
        return;
    out.open_object("board").open_array("questions");
    for (const auto& each : what.questions)
        write_kept(out, each);
    out.close_array().open_array("pins");
    for (const auto& each : what.pins) {
        out.open_object().id("id", each.id).number("offset", each.offset).time("at", each.at);
        out.id("by", each.by.id).text("by_role", name_of(each.by.as));
        write_pinned_body(out, each.what);
        out.close_object();
    }
    out.close_array().number("pins_version", what.pins_version).close_object();
}

std::optional<question_board> read_kept_board(const json& object)
{
    const auto* const kept = member_of(object, "board");
    if (kept == nullptr)
        return question_board{};
    question_board read;
    const auto version = integer_in(*kept, "pins_version");
    const auto read_question = [&](const json& element) { return read_kept_question(element, read); };
    const auto read_pin = [&](const json& element) { return read_kept_pin(element, read); };
    if (!version || !read_each(*kept, "questions", read_question) || !read_each(*kept, "pins", read_pin))
        return std::nullopt;
    read.pins_version = *version;
    return read;
}

} // namespace hallway
