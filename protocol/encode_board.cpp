// Questions, votes and pins, as each reader may see them.
#include "protocol/encode_parts.hpp"

#include <algorithm>

namespace hallway {

namespace {

bool is_public_state(question_state what) { return what != question_state::pending && what != question_state::archived; }

bool is_public(const question& what) { return !what.merged_into && !what.is_deleted && is_public_state(what.state); }

bool is_open_to(const question& what, const viewer& to)
{
    return !what.is_deleted && (to.is_staff || what.from.id == to.me || is_public(what));
}

/// Who asked can say which message helped, and nobody else who is no staff: of a question that was asked anonymously that would name them. Whether one that was
/// merged was, its card does not say.
bool tells_who_asked(const answer& what, const question& of)
{
    if (what.given_to == of.id)
        return of.is_anonymous && what.from.id == of.from.id;
    return what.from.as != role::speaker && what.from.as != role::moderator && what.from.as != role::organiser;
}

void write_answer(json_writer& out, const answer& what, const question& of, const viewer& to, const name_of_member& names)
{
    out.open_object().id("id", what.id).time("at", what.at);
    if (to.is_staff || what.from.id == to.me || !tells_who_asked(what, of))
        write_author(out, what.from, names);
    if (!what.what.text.empty())
        out.text("text", what.what.text);
    if (what.what.message)
        out.id("message", *what.what.message);
    if (!what.what.url.empty())
        out.text("url", what.what.url);
    if (what.what.media_ms)
        out.number("media_ms", *what.what.media_ms);
    if (what.is_endorsed)
        out.flag("endorsed", true);
    out.close_object();
}

void write_card(json_writer& out, const question& what, const viewer& to, const name_of_member& names)
{
    out.open_object().id("id", what.id).number("version", what.version);
    if (what.is_deleted)
        out.flag("deleted", true);
    // Into what nobody may know of, only what nobody knows of itself is merged.
    if (what.merged_into && (is_open_to(what, to) || is_public_state(what.state)))
        out.id("merged_into", *what.merged_into);
    if (!is_open_to(what, to)) {
        if (!what.is_deleted && !(what.merged_into && is_public_state(what.state)))
            out.text("state", name_of(question_state::archived)); // why it is gone is between staff and the asker
        out.close_object();
        return;
    }
    const bool is_own = what.from.id == to.me;
    out.number("offset", what.offset).time("at", what.at);
    if (!what.is_anonymous || to.is_staff || is_own)
        write_author(out, what.from, names);
    if (what.is_anonymous)
        out.flag("anonymous", true);
    if (is_own)
        out.flag("mine", true);
    out.text("text", what.text)
        .text("state", name_of(what.state))
        .number("votes", what.voters.size())
        .number("voted", what.voted);
    if (what.reads_out)
        out.text("voice", "read");
    if (what.source)
        out.id("source", *what.source);
    const auto says = [](const answer& each) { return each.what != answer_content{}; }; // nothing: its message was deleted
    if (std::ranges::any_of(what.answers, says)) {
        out.open_array("answers");
        for (const auto& each : what.answers)
            if (says(each))
                write_answer(out, each, what, to, names);
        out.close_array();
    }
    out.close_object();
}

void write_pin(json_writer& out, const pin& what, const viewer& to, const name_of_member& names)
{
    out.open_object().id("id", what.id).id("target", what.what.target).time("at", what.at);
    if (!what.what.is_anonymous || to.is_staff)
        write_author(out, what.what.from, names);
    if (what.what.is_anonymous)
        out.flag("anonymous", true);
    write_member(out, "by", what.by.id, names ? names(what.by.id) : std::string_view{}, what.by.as);
    out.text("text", what.what.text);
    if (what.what.until)
        out.time("until", *what.what.until);
    out.close_object();
}

} // namespace

bool is_told(const question& what, const viewer& to) { return to.is_staff || what.from.id == to.me || what.was_public; }

void write_board(json_writer& out, const board_part& what, const viewer& to, const name_of_member& names)
{
    const auto is_for = [&](const question* each) { return is_told(*each, to); };
    if (std::ranges::any_of(what.questions, is_for)) {
        out.open_array("questions");
        for (const question* each : what.questions)
            if (is_for(each))
                write_card(out, *each, to, names);
        out.close_array();
    }
    const auto counts_for = [&](const question* each) { return is_open_to(*each, to) && !each->merged_into; };
    if (std::ranges::any_of(what.votes, counts_for)) {
        out.open_array("votes");
        for (const question* each : what.votes)
            if (counts_for(each))
                out.open_object()
                    .id("id", each->id)
                    .number("votes", each->voters.size())
                    .number("voted", each->voted)
                    .close_object();
        out.close_array();
    }
    if (what.pins != nullptr) {
        out.number("pins_version", what.pins->pins_version).open_array("pins");
        for (const auto& each : what.pins->pins)
            if (!each.what.until || *each.what.until > what.now)
                write_pin(out, each, to, names);
        out.close_array();
    }
    if (what.has_more)
        out.flag("more_questions", true);
}

std::string encode_board_members(const board_part& what, const viewer& to, const name_of_member& names)
{
    json_writer out;
    write_board(out, what, to, names);
    return out.take();
}

std::string encode_board(
    const std::string& room, std::uint64_t offset, event_id id, const board_part& what, const viewer& to,
    const name_of_member& names, std::string_view key)
{
    const auto members = encode_board_members(what, to, names);
    if (members.empty() && key.empty())
        return {};
    json_writer out(128 + members.size());
    out.open_object().text("ev", "board").text("room", room).number("offset", offset).id("id", id);
    if (!key.empty())
        out.text("key", key);
    return out.raw(members).close_object().take();
}

std::string encode_own_questions(const question_board& in, member_id me, const name_of_member& names)
{
    json_writer out;
    for (const auto& each : in.questions)
        if (each.from.id == me)
            write_card(out, each, {.me = me}, names);
    return out.take();
}

} // namespace hallway
